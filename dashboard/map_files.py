"""The map's page and its files, as one server serves them: made once, when it starts."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from streamlit import file_util
from xstatic.pkg import leaflet

from dashboard import map_wording, page
from dashboard.live import BOOT
from maps.render import rendered

On = Literal["wall", "desk"]
LEAFLET = Path(leaflet.BASE_DIR)
MODULES = ("format", "dom", "line", *(f"map_{name}" for name in ("view", "words", "draw", "labels", "legend", "wall")))
DESK = tuple(f"map_{name}" for name in ("table", "past", "filters", "side", "desk"))
STYLES: Mapping[On, tuple[str, ...]] = {"wall": ("map", "map_wall"), "desk": ("map", "map_desk")}
STILL = {
    "dragging": False,
    "keyboard": False,
    "scroll_wheel_zoom": False,
    "double_click_zoom": False,
    "touch_zoom": False,
}
OPTIONS: Mapping[On, dict[str, Any]] = {
    "wall": {
        **STILL,
        "box_zoom": False,
        "tap": False,
        "zoom_snap": 0,
        "zoom_animation": False,
        "fade_animation": False,
    },
    "desk": {"zoom_snap": 0.25, "zoom_delta": 0.5, "wheel_px_per_zoom_level": 120},
}
FONT = '@font-face {{ font-family: "Source Sans"; font-weight: 200 900; src: url("../../../{path}"); }}\n'


class Site(Struct, frozen=True):
    """`land`: GeoJSON, its features' codes in `properties.code`. `towns`: the largest first. `source`: of both."""

    land: dict[str, Any]
    towns: list[dict[str, Any]]
    services: dict[str, str]
    source: str


class Files:
    """`pages` by who looks and language; `contents` by name, all under one folder that is named for what is in it."""

    def __init__(self, site: Site, shown: tuple[On, ...]) -> None:
        self.contents: dict[str, bytes] = {}
        names = (*MODULES, *DESK, "map_page")
        self.contents |= {f"{name}.js": page.file(f"{name}.js").encode() for name in names}
        self.contents |= {name: (LEAFLET / name).read_bytes() for name in ("leaflet.js", "leaflet.css")}
        self.contents |= {f"map.{on}.css": (font() + page.style(STYLES[on])).encode() for on in shown}
        self.contents["land.js"] = b"export default " + msgspec.json.encode(site.land) + b";"
        self.folder = hashlib.sha256(b"".join([BOOT.encode(), *self.contents.values()])).hexdigest()[:16]
        self.pages: dict[tuple[On, str], str] = {}
        for on in shown:
            for language in map_wording.LANGUAGES:
                self._render(site, on, language)

    def _render(self, site: Site, on: On, language: str) -> None:
        words = map_wording.LANGUAGES[language] | {f"map.service.{code}": name for code, name in site.services.items()}
        script = f"map.{on}.{language}.js"
        made = rendered(
            title=words["map.page"],
            language=language,
            files=f"map/files/{self.folder}/",
            style=f"map.{on}.css",
            script=script,
            module="map_page.js",
            markup=page.file(f"map_{on}.html"),
            data={"on": on, "boot": BOOT, "words": words, "towns": site.towns, "source": site.source},
            **OPTIONS[on],
        )
        self.pages[on, language] = made.html
        self.contents[script] = made.script.encode()


def font() -> str:
    """Streamlit's own Source Sans, which the page around ours has loaded already."""
    root = Path(file_util.get_static_dir())
    found = sorted(root.glob("static/media/SourceSansVF-Upright.*"))
    return FONT.format(path=found[0].relative_to(root).as_posix()) if found else ""
