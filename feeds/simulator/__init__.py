"""Pretend centres: a pure simulation, and the server side of the feed protocol for real."""
