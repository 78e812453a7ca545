"""One frozen page a day: what happened, what is open, what gets worse and what we do not know."""
