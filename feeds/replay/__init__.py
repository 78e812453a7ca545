"""A real call log as a centre: rows to events, served at a chosen speed, or folded into figures."""
