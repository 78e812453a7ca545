"""The pages of briefings, trends and staffing, as the desk's server serves them: plain, for a reader has no desk."""

import html
from pathlib import Path

import msgspec
from streamlit import file_util

from dashboard import briefing_wording, page, staffing_wording

SCRIPTS = ("dom", "format", "briefing_names", "briefing_compare", "briefing_decisions", "briefing_page")
TRENDS = ("trends_draw", "trends_page")
STAFFING = ("staffing_draw", "staffing_words", "staffing_page")
STYLES = {f"{which}.css": ("briefing_ground", f"{which}_page") for which in ("briefing", "trends", "staffing")}
FACE = '@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url("source_sans.woff2"); }\n'
KINDS = {"js": "text/javascript", "css": "text/css", "woff2": "font/woff2"}


def contents() -> dict[str, bytes]:
    """Every file by its name; a script imports others beside it."""
    found = {f"{name}.js": page.file(f"{name}.js").encode() for name in (*SCRIPTS, *TRENDS, *STAFFING)}
    found |= {name: (FACE + page.style(parts)).encode() for name, parts in STYLES.items()}
    fonts = sorted(Path(file_util.get_static_dir()).glob("static/media/SourceSansVF-Upright.*"))
    return found | ({"source_sans.woff2": fonts[0].read_bytes()} if fonts else {})


def paper(which: str, language: str, kind: str) -> str:
    """`which`: briefing, trends or staffing. `kind`: demo or real. Words travel as data, for no policy to stop."""
    words = briefing_wording.LANGUAGES[language] | staffing_wording.LANGUAGES[language]
    data = msgspec.json.encode({"words": words, "kind": kind}).decode().replace("<", "\\u003c")
    text = page.file(f"{which}_page.html")
    filled = {"{language}": language, "<title>": f"<title>{html.escape(words[f'{which}.title'])}", '"{data}"': data}
    for name, value in filled.items():
        text = text.replace(name, value)
    return text
