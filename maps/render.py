"""The map's page, made by folium: no tiles, nothing from another host, no script or style inside the page itself.

folium writes both into its page; the policy of our servers forbids that, so they become files of their own.
"""

import re
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from msgspec import Struct

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"\s*<style>.*?</style>", re.DOTALL)  # ours says all of it


class Rendered(Struct, frozen=True):
    """`script`: of the page, which asks for it last of all."""

    html: str
    script: str


class _Map(folium.Map):
    """A map whose Leaflet lies on our own server."""

    def __init__(self, files: str, style: str, **options: Any) -> None:
        super().__init__(tiles=None, zoom_control=False, attribution_control=False, **options)
        self.default_js = [("leaflet", f"{files}leaflet.js")]
        self.default_css = [("leaflet_css", f"{files}leaflet.css"), ("map_css", f"{files}{style}")]
        self._id = "site"


class _Live(MacroElement):
    """Hands the map to the module that draws on it what the live socket says."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'import("./{{ this.module }}")'
        ".then((live) => live.default({{ this._parent.get_name() }}, {{ this.data|tojson }}));"
        "{% endmacro %}"
    )

    def __init__(self, module: str, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id, self.module, self.data = "live", "map", module, data


def rendered(
    *,
    title: str,
    language: str,
    files: str,
    script: str,
    module: str,
    markup: str,
    data: dict[str, Any],
    **options: Any,
) -> Rendered:
    """`files`: address of the folder with leaflet.js, leaflet.css, map.css, `script` (what is returned) and `module`,
    whose default function takes the map and `data`. `markup`: what stands around the map. `options`: Leaflet's."""
    drawn = _Map(files, **options)
    drawn.add_child(_Live(module, data))
    figure = drawn.get_root()
    assert isinstance(figure, Figure)
    figure.title = title
    figure.header.add_child(Element('<link rel="icon" href="favicon.png"/>'), name="icon")
    figure.html.add_child(Element("{% raw %}" + markup + "{% endraw %}"), name="around")
    page = STYLE.sub("", figure.render())
    inline = "\n".join(SCRIPT.findall(page))
    page = SCRIPT.sub("", page).replace("</body>", f'<script src="{files}{script}"></script>\n</body>')
    return Rendered(page.replace("<html>", f'<html lang="{language}">'), inline)
