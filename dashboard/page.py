"""The wall's page as its files make it: one component's HTML, CSS and JavaScript, and the shell around it."""

import re
from pathlib import Path

from streamlit import file_util

HERE = Path(__file__).resolve().parent
MODULES = (  # each imports only what stands before it
    "format",
    "dom",
    "chips",
    "trend",
    "centre",
    "severe",
    "marks",
    "strip",
    "ledgers",
    "board",
    "focus",
    "alert_titles",
    "band",
    "blank",
    "line",
    "wall",
)
STYLES = (
    "wall",
    "centre",
    "figures",
    "trend",
    "grid",
    "board",
    "beside",
    "beside_pair",
    "alone",
    "focus",
    "severe",
    "strip",
    "band",
    "band_grid",
    "blank",
)

_IMPORT = re.compile(r'^import .* from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)


def file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def style(names: tuple[str, ...] = STYLES) -> str:
    return "\n".join(file(f"{name}.css") for name in names)


def script(names: tuple[str, ...] = MODULES) -> str:
    """The modules as one: Streamlit takes a component's JavaScript as a single module."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", file(f"{name}.js"))) for name in names)


def shell(words: dict[str, str]) -> str:
    """Streamlit's first page in our language, title and style, so that not even its first paint is Streamlit's."""
    language = words["locale"].partition("-")[0]
    head = f"<style>{file('shell.css')}</style><script>{file('shell.js')}</script>"
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    for theirs, ours in {
        '<html lang="en">': f'<html lang="{language}">',
        "<title>Streamlit</title>": f"<title>{words['title']}</title>",
        "</head>": f"{head}</head>",
        '<div id="root">': f'<p id="shell">{words["empty.waiting"]}</p><div id="root">',
    }.items():
        page = page.replace(theirs, ours)
    return page
