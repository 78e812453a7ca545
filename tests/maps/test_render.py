"""folium's page: nothing of it comes from another host, and no script or style stands in the page itself."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from maps.render import Rendered, rendered

FILES = "map/files/abc/"


def page(markup: str = "<p>x</p>", **data: str) -> Rendered:
    told = {"title": "T", "language": "es", "files": FILES, "style": "map.css", "script": "site.js"}
    return rendered(**told, module="live.js", markup=markup, data=dict(data), dragging=False)


def test_the_page_names_files_of_ours_only() -> None:
    html = page().html
    named = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert named == ["favicon.png", *(FILES + name for name in ("leaflet.js", "leaflet.css", "map.css", "site.js"))]
    assert "://" not in html + page().script


def test_scripts_and_styles_are_files_of_their_own() -> None:
    made = page()
    assert "<style" not in made.html
    assert re.findall(r"<script[^>]*>([^<]*)</script>", made.html) == ["", ""]
    assert made.html.rindex("site.js") > made.html.index('id="map_site"')
    assert "var map_site = L.map(" in made.script
    assert 'import("./live.js")' in made.script
    assert '"dragging": false' in made.script


def test_the_same_site_makes_the_same_page() -> None:
    assert page(a="b") == page(a="b")


@given(st.text())
def test_whatever_is_handed_over_arrives_and_ends_no_script(text: str) -> None:
    script = page(said=text).script
    handed = re.findall(r"live\.default\(map_site, (.*)\)\);", script)[0]
    assert json.loads(handed) == {"said": text}
    assert "<" not in handed


def test_markup_is_no_template() -> None:
    assert "<p>{{ 7 * 7 }}</p>" in page("<p>{{ 7 * 7 }}</p>").html
