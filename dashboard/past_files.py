"""The page that draws a wall of the past, and its files: the wall's own modules, but for the line to the server."""

import hashlib

import msgspec

from dashboard import desk_wording, page
from dashboard.live import BOOT
from dashboard.map_files import font

STANDINS = {"line": "past_line", "focus": "past_focus"}  # no live socket, no map of now
MODULES = (*(STANDINS.get(name, name) for name in page.MODULES), "past_time", "past_wall")
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="files/{folder}/past_page.css">
</head>
<body>
<div id="past"><template shadowrootmode="open">
<link rel="stylesheet" href="files/{folder}/past_wall.css">
{markup}
</template></div>
<script type="module" src="files/{folder}/past_wall.{language}.js"></script>
</body>
</html>
"""


class PastFiles:
    """`pages` by language; `contents` by name, all under one folder that is named for what is in it."""

    def __init__(self) -> None:
        style = page.style(page.STYLES) + page.file("past_wall.css")
        self.contents = {
            "past_wall.css": style.encode(),
            "past_page.css": (font() + page.file("past_page.css")).encode(),
        }
        for language in desk_wording.LANGUAGES:
            data = msgspec.json.encode({"words": desk_wording.chosen(language)}).decode()
            script = page.script(MODULES) + f"\nbegin({data});\n"
            self.contents[f"past_wall.{language}.js"] = script.encode()
        self.folder = hashlib.sha256(b"".join([BOOT.encode(), *self.contents.values()])).hexdigest()[:16]
        self.pages = {language: self._page(language) for language in desk_wording.LANGUAGES}

    def _page(self, language: str) -> str:
        title = desk_wording.chosen(language)["past.wall"]
        return PAGE.format(language=language, title=title, folder=self.folder, markup=page.file("wall.html"))
