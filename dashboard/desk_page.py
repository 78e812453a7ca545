"""The desk's page until the desk is built: it says so, and where the wall is."""

import streamlit as st

import settings
from dashboard import wording

words = wording.chosen(st.query_params.get("lang"))
st.set_page_config(page_title=words["desk.title"])
st.title(words["desk.title"])
st.subheader(words["desk.missing"])
st.write(words["desk.why"])
st.write(words["desk.wall"].format(address=f"http://127.0.0.1:{settings.get('VIGIA_WALL_PORT')}"))
