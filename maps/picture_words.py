"""The sentences of the map's picture, from the wording's templates: a value for each `{name}`. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vl_convert import get_format_locale, get_time_format_locale

from maps.documents import MapDocument, Signal, View
from picture.clocks import DAY

YEAR = 365
NAMED = 3  # places of a sentence; how many more there are is said


class Words:
    """`table`: the map's wording (`map.…`, `locale`) and `demo`. Raises KeyError for what it lacks."""

    def __init__(self, table: Mapping[str, str], document: MapDocument) -> None:
        self._table, self._document = table, document
        self._zone = ZoneInfo(document.zone)
        locale: Any = table["locale"]
        self._months: list[str] = get_time_format_locale(locale)["shortMonths"]
        self._thousands: str = get_format_locale(locale)["thousands"]

    def __call__(self, key: str, **values: object) -> str:
        return self._table[key].format_map(values)

    def title(self, view: View) -> str:
        first, last = self._day(view.starts), self._day(view.ends - 1)
        if first.split()[1:] == last.split()[1:]:
            first = first.split()[0]
        hours = {"from": self._time(view.starts), "to": self._time(view.ends)}
        values = {"from": first, "to": last} if view.window != "6h" else hours
        return self("map.title", period=self(f"map.period.{view.window}", day=last, **values))

    def as_of(self) -> str:
        at = self._document.as_of
        return self("map.asof", time=self("map.moment", day=self._day(at), time=self._time(at)))

    def filters(self, view: View) -> str:
        """What the view is cut by, between dots."""
        form = self._document.forms.get(view.form, view.form) if view.form else self("map.form.all")
        said = {
            "map.filter.layer": self(f"map.layer.{view.layer}"),
            "map.filter.form": form,
            "map.filter.risk": self(f"map.risk.{view.risk}"),
        }
        return " · ".join(f"{self(key)}: {value}" for key, value in said.items())

    def signal(self, signal: Signal) -> str:
        days = (self._document.as_of - signal.told) // DAY
        return self(
            "map.signal.least" if signal.least else "map.signal",
            place=self._listed(signal.places),
            observed=self._count(signal.observed),
            expected=f"{signal.expected:.1f}",
            chance=self._chance(signal.recurrence),
            since=self("map.signal.today") if days < 1 else self._plural("map.signal.since", days),
        )

    def _chance(self, days: int) -> str:
        """From two years on in whole years."""
        years = days // YEAR
        return self._plural("map.signal.chance", days) if years < 2 else self("map.signal.chance.years", n=years)

    def _listed(self, codes: Sequence[str]) -> str:
        names = [self._document.names.get(code, code) for code in codes]
        said = ", ".join(names[:NAMED])
        return said if len(names) <= NAMED else self("map.names.more", names=said, n=len(names) - NAMED)

    def _plural(self, key: str, many: int) -> str:
        return self(f"{key}.one" if many == 1 else key, n=self._count(many))

    def _count(self, many: int) -> str:
        return f"{many:,}".replace(",", self._thousands)

    def _day(self, at: int) -> str:
        local = datetime.fromtimestamp(at / 1000, self._zone)
        return f"{local.day} {self._months[local.month - 1]}"

    def _time(self, at: int) -> str:
        return f"{datetime.fromtimestamp(at / 1000, self._zone):%H:%M}"
