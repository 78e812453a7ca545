"""The briefing as a page of its own: no script, nothing fetched, everything that is filled in escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.forms.asked import decisions
from briefing.forms.edition import Edition
from briefing.forms.page import page
from briefing.forms.page_tables import listed
from briefing.forms.said import Said
from maps import boundaries

HERE = Path(__file__).parent
ALL = 10_000  # rows of a table: every one
PAGES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def html(edition: Edition) -> bytes:
    """Every table with every row and column, what is to be decided on top."""
    said = Said(edition)
    ground = boundaries.load(edition.sheet.site).geojson() if edition.shown_map else None
    held: dict[str, Any] = page(said, ground)
    held["decisions"] = decisions(said, every=True)
    tables = [
        listed(said, table, ALL, columns=ALL)
        for table in edition.sheet.tables
        if table.rows and table.key != "decisions"
    ]
    style = HERE.joinpath("page.css").read_text(encoding="utf-8")
    return PAGES.get_template("page.html").render(page=held, tables=tables, style=style).encode()
