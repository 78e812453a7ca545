"""The desk's page: one component, which takes everything else from the live socket."""

import streamlit as st

import settings
from dashboard import desk_files, desk_wording
from dashboard.live import BOOT

words = desk_wording.chosen(st.query_params.get("lang"))
st.set_page_config(page_title=words["title"], layout="wide")
desk = st.components.v2.component(
    "desk", html=desk_files.markup(), css=desk_files.style(), js=desk_files.script(), isolate_styles=True
)
desk(
    key="desk",
    data={
        "words": words,
        "boot": BOOT,
        "kind": settings.get("VIGIA_KIND"),
        "wall": settings.get("VIGIA_WALL_PORT"),
    },
)
