"""The chapters of a briefing: each counts one thing of a Material, and tells it in tables."""
