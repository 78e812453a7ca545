"""The map of a briefing: the last four weeks (or week) closed by the end of its span, and its hotspots, folded from the
same entries as its figures, as a document of the maps. Where a site's boundaries are not shipped, there is none.
"""

from collections.abc import Mapping

import msgspec

from briefing.chapters.hotspots import of_span
from briefing.forms.edition import Audience
from briefing.material import Material
from journal.journal import Kind
from maps import boundaries
from maps.documents import INSIDE, PUBLISHED, MapDocument, View
from maps.guard import Guard
from maps.land import Land
from maps.ledger import Ledger
from maps.sheet import Sheet
from maps.state import State
from picture.picture import Picture
from picture.place_events import HotspotFound

LEAST: Mapping[Audience, int] = {"internal": INSIDE, "published": PUBLISHED}


def mapped(material: Material, kind: Kind) -> dict[Audience, MapDocument]:
    """For each audience the one that it may see."""
    profile, at = material.profile, min(material.as_of, material.span.ends)
    if not boundaries.known(profile.code, None):
        return {}
    land, ledger = Land(profile, boundaries.load(profile.code)), _marked(material.picture)
    marks, begins = ledger.distinct(), ledger.begins or at
    heard = State(material.picture, ledger).heard(profile)
    found: dict[Audience, MapDocument] = {}
    for audience, least in LEAST.items():
        sheet = Sheet(profile, land, marks, begins, at, least=least, heard=heard, played=())
        view = _shown(sheet)
        signals = _standing(material, Guard(least, land, (view,)))
        found[audience] = sheet.document(kind, material.last, signals, views=(view,))
    return found


def _shown(sheet: Sheet) -> View:
    """Four weeks; one where nobody knows yet what four usually hold."""
    month = sheet.whole("28d", "municipality")
    if any(group.level != "unknown" for group in month.groups):
        return month
    week = sheet.whole("7d", "municipality")
    return week if any(group.level != "unknown" for group in week.groups) else month


def _marked(picture: Picture) -> Ledger:
    """Of a copy of what was touched: the picture stays as it is."""
    ledger = Ledger()
    ledger.look(Picture(picture.position, book=picture.book, touched_cases=set(picture.book.cases)))
    ledger.forget()
    return ledger


def _standing(material: Material, guard: Guard) -> dict[str, HotspotFound]:
    """Inside as they were told; what is published leaves out the small ones, and what its own view would give away."""
    stand = {name: fact for name, fact in of_span(material).items() if fact.observed >= guard.least}
    return stand if guard.least == INSIDE else {name: guard.guard(fact) for name, fact in stand.items()}


def encode(document: MapDocument) -> bytes:
    """JSON, the same bytes for the same document."""
    return msgspec.json.encode(document, order="deterministic")


def decode(payload: bytes) -> MapDocument:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(payload, type=MapDocument)
