"""Feeds: what a centre says becomes facts in the journal. Privacy is kept at this door."""
