"""Alerts: promises that somebody will act. Rules, the board folded from the journal, decisions, notifications."""
