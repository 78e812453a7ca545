"""Where: how many cases a place has against its own usual, where that is no chance, and how it may be shown."""
