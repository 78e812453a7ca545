"""The pure core: facts, their codec, and the picture folded from them. No clock, no I/O, no Streamlit."""
