"""A kept briefing in one of its forms, with small counts hidden as for whom it is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from briefing.forms.csvs import csvs
from briefing.forms.document import document
from briefing.forms.edition import Audience, Edition, Language
from briefing.forms.html import html
from briefing.forms.pdf import pdf
from briefing.forms.png import png
from briefing.forms.workbook import workbook
from briefing.revisions import cells
from briefing.sheet import Sheet, Unit, Value, fingerprint
from briefing.suppression import INTERNAL, PUBLISHED, suppressed
from briefing.wording import LANGUAGES
from maps.documents import MapDocument
from picture.profile import Profile

RENDER: Mapping[str, Callable[[Edition], bytes]] = {
    "pdf": pdf,
    "png": png,
    "xlsx": workbook,
    "csv": csvs,
    "json": document,
    "html": html,
}
MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "json": "application/json",
    "html": "text/html",
}
NONE: Mapping[str, str] = MappingProxyType({})


def audience_of(profile: Profile) -> Audience:
    """For whom a site's briefings are, where nobody says another."""
    return "published" if profile.briefing.published else "internal"


def render(
    sheet: Sheet,
    form: str,
    profile: Profile,
    language: Language,
    *,
    audience: Audience | None = None,
    drawn: MapDocument | None = None,
    texts: Mapping[str, str] = NONE,
) -> bytes:
    """`drawn`: the map kept beside the sheet for this audience. `texts`: of decisions; a published form has none.
    Raises KeyError for a form that there is not."""
    audience = audience or audience_of(profile)
    published = audience == "published"
    shown = suppressed(sheet, PUBLISHED if published else INTERNAL)
    asked = NONE if published else texts
    return RENDER[form](Edition(shown, profile, language, audience, drawn, asked, fingerprint(sheet)))


def file_name(sheet: Sheet, form: str, audience: Audience) -> str:
    """As 2026-11-20.0.pdf; 2026-11-20.0.published.pdf of what may leave the house."""
    published = ".published" if audience == "published" else ""
    return f"{sheet.span.name}.{sheet.revision}{published}.{'zip' if form == 'csv' else form}"


def differing(before: Sheet, after: Sheet, profile: Profile, language: Language) -> list[list[str]]:
    """Table, row, column, before and after of each figure that is not the same, in words; small counts hidden."""
    below = PUBLISHED if profile.briefing.published else INTERNAL
    old, new = (cells(suppressed(sheet, below)) for sheet in (before, after))
    words = LANGUAGES[language]
    names = {code: name for each in _named(profile) for code, name in each.items()}

    units = {
        (each.key, column.key): column.unit for of in (before, after) for each in of.tables for column in each.columns
    }

    def named(codes: str) -> str:
        return " · ".join(names.get(code) or words.get(f"code.{code}", code) for code in codes.split(" "))

    def said(at: tuple[str, str, str]) -> list[str]:
        table, row, column = at
        values = (_written(cells.get(at), units[table, column], after.zone) for cells in (old, new))
        spoken = map(named, values) if units[table, column] == "code" else values
        return [words.get(f"table.{table}", table), named(row), words.get(f"column.{column}", column), *spoken]

    return [said(each) for each in dict.fromkeys((*old, *new)) if old.get(each) != new.get(each)]


def _named(profile: Profile) -> tuple[Mapping[str, str], ...]:
    words = profile.words
    sources = {feed.source: feed.name for feed in profile.feeds}
    queues = {queue.code: queue.name for centre in profile.centre for queue in centre.queue}
    places = {place.code: place.name for place in profile.place}
    return words.forms, words.services, words.agencies, words.registers, words.plans, sources, queues, places


def _written(value: Value, unit: Unit, zone: str) -> str:
    if value is None:
        return "—"
    if unit in ("date", "instant") and isinstance(value, int):
        at = datetime.fromtimestamp(value / 1000, ZoneInfo(zone))
        return at.date().isoformat() if unit == "date" else at.strftime("%Y-%m-%d %H:%M")
    return f"{value:.6g}" if isinstance(value, float) else str(value)
