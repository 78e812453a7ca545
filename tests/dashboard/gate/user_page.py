"""Who `st.user` is."""

import streamlit as st

st.markdown(f"user {st.user.get('id')} / {st.user.get('name')} / {st.user.get('roles')} .")
