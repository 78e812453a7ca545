"""Registries that speak no WebSocket: rows of a view, of a file or of an HTTPS request become their frames."""
