"""The two pages as PDF. The same edition gives the same bytes on every machine: its own type, the date of `as_of`."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import typst

from briefing.forms import page
from briefing.forms.edition import Edition
from briefing.forms.fonts import FAMILY, source_sans
from briefing.forms.said import Said
from maps import boundaries

TEMPLATE = Path(__file__).with_name("page.typ")


def pdf(edition: Edition) -> bytes:
    """Asks neither the network nor the system's fonts for anything."""
    at = datetime.fromtimestamp(edition.sheet.as_of // 1000, UTC)
    pages: bytes = compiled(edition, format="pdf", timestamp=at)
    return pages


def compiled(edition: Edition, **how: Any) -> Any:
    """Bytes; of pictures a list, one a page."""
    said = Said(edition)
    ground = boundaries.load(edition.sheet.site).geojson() if edition.shown_map else None
    held = msgspec.json.encode(page.page(said, ground), order="deterministic").decode()
    with TemporaryDirectory() as folder:
        Path(folder, "type.ttf").write_bytes(source_sans())
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=[folder],
            ignore_system_fonts=True,
            sys_inputs={"page": held, "font": FAMILY},
            **how,
        )
