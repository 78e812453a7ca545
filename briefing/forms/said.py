"""Values as the forms say them: numbers by their unit, instants by the site's clock, codes by their names. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from vl_convert import get_format_locale, get_time_format_locale

from briefing.forms.edition import Edition
from briefing.sheet import Count, Table, Unit, Value
from briefing.wording import LANGUAGES
from picture.profile import Profile

UNKNOWN = "?"  # in a column of numbers: its source was silent
COUNTS = frozenset(get_args(Count))
NAMED = frozenset({"code", "text"})  # units of what is no number
KINDS = {  # a column → the table of the profile that names its codes
    "owner": "agencies",
    "agency": "agencies",
    "service": "services",
    "form": "forms",
    "register": "registers",
    "place": "places",
    "centre": "feeds",
    "feed": "feeds",
    "source": "feeds",
    "queue": "queues",
}
NARROW = "\u00a0"


class Said:
    """Raises KeyError for a word that the wording lacks."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.sheet = edition, edition.sheet
        self._words = LANGUAGES[edition.language]
        self._zone = ZoneInfo(self.sheet.zone)
        locale: Any = self._words["locale"]
        self._dates = get_time_format_locale(locale)
        self._numbers = get_format_locale(locale)
        self._named = named(edition.profile)

    def __call__(self, key: str, **values: object) -> str:
        return self._words[key].format_map(values)

    def many(self, key: str, number: Value, **values: object) -> str:
        """The key's singular where there is one."""
        return self(f"{key}.one" if number == 1 else key, n=self.number(number, "calls"), **values)

    def table(self, table: Table) -> str:
        return self._words.get(f"table.{table.key}", spelt(table.key))

    def column(self, table: Table, at: int) -> str:
        key = table.columns[at].key
        for known in (f"column.{table.key}.{key}", f"column.{key}"):
            if known in self._words:
                return self._words[known]
        return spelt(key)

    def unit(self, unit: Unit, *, paper: bool = False) -> str:
        """On paper seconds are minutes and seconds."""
        return self("unit.clock") if paper and unit == "seconds" else self._words[f"unit.{unit}"]

    def cell(self, table: Table, row: Sequence[Value], at: int, *, bare: bool = False) -> str:
        """`bare`: its unit stands in the column's head, as far as the column has one."""
        column, value = table.columns[at], row[at]
        unit = unit_of(table, row, at)
        if column.key == "unit" and isinstance(value, str):
            return self._words.get(f"unit.{value}", value)
        if isinstance(value, str) and unit == "code":
            return self.code(value, table, column.key)
        if column.key == "decision" and isinstance(value, str):
            return self.edition.texts.get(value, value)
        return self.value(value, unit, bare=bare and unit == column.unit)

    def code(self, value: str, table: Table | None = None, column: str = "") -> str:
        kinds = (table.words if table else "", KINDS.get(column, ""))
        for kind in kinds:
            if value in self._named.get(kind, {}):
                return self._named[kind][value]
        for key in (f"code.{table.key}.{value}" if table else "", f"code.{column}.{value}", f"code.{value}"):
            if key in self._words:
                return self._words[key]
        known = next((names[value] for names in self._named.values() if value in names), None)
        return known or (self._several(value.split(" "), table, column) if " " in value else value)

    def _several(self, values: Sequence[str], table: Table | None, column: str) -> str:
        """Codes, and "+2" for two more."""
        named = ", ".join(self.code(each, table, column) for each in values if not each.startswith("+"))
        return " ".join([named, *(self("several.more", n=each[1:]) for each in values if each.startswith("+"))])

    def value(self, value: Value, unit: Unit, *, bare: bool = False) -> str:
        if value is None:
            return "" if unit in NAMED else self("na")
        if unit == "date" and isinstance(value, str) and value[:4].isdecimal():
            value = int(datetime.fromisoformat(value).replace(tzinfo=self._zone).timestamp() * 1000)
        if isinstance(value, str):
            return self("unknown") if value == UNKNOWN and unit not in NAMED else value
        if unit == "instant":
            return self.moment(int(value))
        if unit == "date":
            return self.date(int(value))
        return self.number(value, unit) if bare or unit == "seconds" else self.measured(value, unit)

    def measured(self, value: Value, unit: Unit) -> str:
        """With its sign; what is counted goes without: its name stands beside it."""
        said = self.number(value, unit)
        if unit == "percent":
            return self("percent", n=said)
        return said if unit in COUNTS or unit in {"ratio", "code", "text"} else f"{said}{NARROW}{self.unit(unit)}"

    def number(self, value: Value, unit: Unit) -> str:
        if value is None or isinstance(value, str):
            return self.value(value, unit)
        if unit == "seconds":
            return clock(round(value))
        said = f"{value:,.{_places(value, unit)}f}"
        return said.replace(",", "_").replace(".", self._numbers["decimal"]).replace("_", self._numbers["thousands"])

    def local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, self._zone)

    def time(self, at: int) -> str:
        return f"{self.local(at):%H:%M}"

    def moment(self, at: int) -> str:
        local = self.local(at)
        month = self._dates["shortMonths"][local.month - 1]
        return self("moment", day=local.day, month=month, time=f"{local:%H:%M}")

    def date(self, at: int) -> str:
        local = self.local(at)
        return self("date", day=local.day, month=self._dates["shortMonths"][local.month - 1], year=local.year)

    def day(self, at: int) -> str:
        """Written out."""
        local = self.local(at)
        return self(
            "span.day",
            weekday=self._dates["days"][local.isoweekday() % 7],
            day=local.day,
            month=self._dates["months"][local.month - 1],
            year=local.year,
        )

    def span(self) -> str:
        span = self.sheet.span
        first, last = span.starts, span.ends - 1
        if span.kind == "shift":
            code = span.name.rpartition(".")[2]
            shift = next((shift.name for shift in self.edition.profile.shift if shift.code == code), code)
            return f"{self.day(first)} · {shift}"
        if self.local(first).date() == self.local(last).date():
            return self.day(first)
        return self("span.days", **{"from": self.date(first), "to": self.date(last)})

    def as_of(self) -> str:
        return self("asof", date=self.date(self.sheet.as_of), time=self.time(self.sheet.as_of))

    def listed(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return self("and", first=", ".join(names[:-1]), last=names[-1])


def _places(value: float, unit: Unit) -> int:
    """Decimals: as many as say something."""
    if unit == "ratio":
        return 2
    return int(unit != "percent" and value != round(value) and abs(value) < 10)


def unit_of(table: Table, row: Sequence[Value], at: int) -> Unit:
    """The column's; of a table whose rows have units of their own, the row's."""
    column = table.columns[at]
    own = next((said for other, said in zip(table.columns, row, strict=True) if other.key == "unit"), None)
    if own is None or column.key == "unit" or column.unit in NAMED | {"instant", "date"}:
        return column.unit
    unit: Any = own
    return unit  # type: ignore[no-any-return] # the sheet holds units in a column of that name


def named(profile: Profile) -> dict[str, dict[str, str]]:
    """The profile's tables of names: of codes, places, feeds and queues."""
    words = {kind: dict(getattr(profile.words, kind)) for kind in profile.words.__struct_fields__}
    queues: dict[str, str] = {}
    for centre in profile.centre:
        for queue in centre.queue:
            whole = f"{centre.name} · {queue.name}"
            queues |= {f"{centre.source}{sign}{queue.code}": whole for sign in "/.: "}
            queues.setdefault(queue.code, queue.name)
    places = {place.code: place.name for place in profile.place}
    feeds = {feed.source: feed.name for feed in profile.feeds}
    return {**words, "places": places, "feeds": feeds, "centres": feeds, "queues": queues}


def cut(name: str, room: int) -> str:
    """At so many signs."""
    return name if len(name) <= room else name[: room - 1].rstrip() + "…"


def clock(seconds: int) -> str:
    """m:ss, and h:mm:ss from an hour on."""
    sign, seconds = "−" if seconds < 0 else "", abs(seconds)
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    return f"{sign}{hours}:{left:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


def spelt(key: str) -> str:
    """A key that has no name: better than nothing."""
    return key.replace("_", " ").replace(".", " · ")
