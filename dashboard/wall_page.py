"""The wall's page: one component, which takes everything else from the live socket."""

import streamlit as st

import settings
from dashboard import page, wording
from dashboard.live import BOOT

words = wording.chosen(st.query_params.get("lang"))
st.set_page_config(page_title=words["title"], layout="wide")
wall = st.components.v2.component(
    "wall", html=page.file("wall.html"), css=page.style(), js=page.script(), isolate_styles=True
)
wall(key="wall", data={"words": words, "boot": BOOT, "kind": settings.get("VIGIA_KIND")})
