"""The screens: a wall and a desk, each a Streamlit server with routes of its own. Holds no state."""
