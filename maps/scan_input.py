"""What the scans are given, in the forms people have it in, as arrays. An error names the field and the value."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from maps.zones import Place

# A data frame, (id, x, y) or (id, x, y, population) each, or places.
Places: TypeAlias = Any
# A data frame, rows or a mapping; see `Cases` and `Amounts` in docs/hotspots.md.
Table: TypeAlias = Any
Periods: TypeAlias = int | Sequence[Hashable]


class Ground(Struct, frozen=True):
    """The places in the order given: `xy` (places × 2); `population` nan where not given."""

    ids: list[Hashable]
    xy: NDArray[np.float64]
    population: NDArray[np.float64]

    def index(self) -> dict[Hashable, int]:
        return {name: at for at, name in enumerate(self.ids)}


def ground(places: Places, geographic: bool) -> Ground:
    """Raises ValueError for no places, one named twice, or coordinates that are none."""
    found = [_place(row) for row in _place_rows(places, geographic)]
    if not found:
        raise ValueError("places: there are none")
    ids = [place.id for place in found]
    if (
        twice := next((name for at, name in enumerate(ids) if name in ids[:at]), None)
        if len(set(ids)) < len(ids)
        else None
    ):
        raise ValueError(f"places: {twice!r} is there twice")
    xy = np.array([(place.x, place.y) for place in found], dtype=np.float64)
    for place, (x, y) in zip(found, xy, strict=True):
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(f"places: {place.id!r} has no coordinates: {place.x!r}, {place.y!r}")
        if geographic and not (abs(x) <= 360 and abs(y) <= 90):
            raise ValueError(f"places: {place.id!r} is at longitude {x}, latitude {y} (x is the longitude)")
    population = [math.nan if place.population is None else float(place.population) for place in found]
    return Ground(ids, xy, np.array(population))


def _place_rows(places: Places, geographic: bool) -> Iterable[Any]:
    if isinstance(places, Mapping):
        return ((name, *given) for name, given in places.items())
    if not isinstance(places, pd.DataFrame):
        rows: Iterable[Any] = places
        return rows
    named = {str(column).lower(): column for column in places.columns}
    across, up = next((pair for pair in (("longitude", "latitude"), ("x", "y")) if named.keys() >= {*pair}), ("", ""))
    if across == "longitude" and not geographic:
        raise ValueError("places: they have latitude and longitude; say geographic=True")
    columns = list(places.columns)
    if across:
        head = named.get("id", named.get("place", columns[0]))
        columns = [head, named[across], named[up], *([named["population"]] if "population" in named else [])]
    frame: Iterable[Any] = places[columns].itertuples(index=False, name=None)
    return frame


def _place(row: Any) -> Place:
    if isinstance(row, Place):
        return row
    if not isinstance(row, Sequence | np.ndarray) or len(row) not in (3, 4):
        raise ValueError(f"places: {row!r} is not (id, x, y) or (id, x, y, population)")
    return Place(*row)


class Clock:
    """Which period a row means: its index, or its label where `periods` is the sequence of labels."""

    def __init__(self, periods: Periods) -> None:
        whole = isinstance(periods, int | np.integer)
        self.count = int(periods) if isinstance(periods, int | np.integer) else len(periods)
        self._labels = {} if whole else {label: at for at, label in enumerate(periods)}  # type: ignore[arg-type] # not an int here
        if self.count < 1:
            raise ValueError(f"periods: {periods!r}; at least one is needed")

    def at(self, label: Any) -> int:
        if self._labels:
            if label not in self._labels:
                raise ValueError(f"cases: period {label!r} is none of the periods given")
            return self._labels[label]
        if label not in range(self.count):
            raise ValueError(f"cases: period {label!r} is not in 0 … {self.count - 1}")
        return int(label)


def case_counts(cases: Table, index: Mapping[Hashable, int], clock: Clock, *, spatial: bool) -> NDArray[np.int64]:
    """Cases (places × periods) of (place, period, count), or (place, period) for one; `spatial`: of (place, count), or
    (place,) for one, or (place, period, count) whatever the period."""
    counts = np.zeros((len(index), clock.count), np.int64)
    for row in _rows(cases, "cases"):
        place, rest = _known(row[0], index, "cases"), row[1:]
        if len(rest) > 2 or not (rest or spatial):
            raise ValueError(f"cases: {row!r} is not {'(place, count)' if spatial else '(place, period, count)'}")
        one = len(rest) < (1 if spatial else 2)
        number = 1 if one else rest[-1]
        if not number >= 0 or int(number) != number:
            raise ValueError(f"cases: {number!r} of {row[0]!r} is not a whole number of cases")
        counts[place, 0 if spatial else clock.at(rest[0])] += int(number)
    return counts


def amounts(table: Table, name: str, ids: Sequence[Hashable], clock: Clock) -> NDArray[np.float64]:
    """Populations or expected cases (places × periods), of an array of that shape or one of (places,), a data frame by
    place with a column for each period, or (place, period, amount), or (place, amount) for all periods."""
    shape = (len(ids), clock.count)
    if isinstance(table, pd.DataFrame) and table.shape == shape and set(table.index) == set(ids):
        table = table.loc[list(ids)].to_numpy(dtype=np.float64)
    if isinstance(table, np.ndarray):
        matrix = table.astype(np.float64)
        if matrix.shape not in (shape, shape[:1]):
            raise ValueError(f"{name}: its shape is {matrix.shape}, not {shape} (places × periods)")
        return _checked(np.broadcast_to(matrix.reshape(len(ids), -1), shape).copy(), name, ids)
    found = np.full(shape, np.nan)
    index = {place: at for at, place in enumerate(ids)}
    for row in _rows(table, name):
        if len(row) not in (2, 3):
            raise ValueError(f"{name}: {row!r} is not (place, amount) or (place, period, amount)")
        found[_known(row[0], index, name), slice(None) if len(row) == 2 else clock.at(row[1])] = row[-1]
    return _checked(found, name, ids)


def _checked(matrix: NDArray[np.float64], name: str, ids: Sequence[Hashable]) -> NDArray[np.float64]:
    wrong = np.argwhere(~(np.isfinite(matrix) & (matrix >= 0)))
    if len(wrong):
        place, period = wrong[0]
        raise ValueError(f"{name}: {ids[place]!r} in period {period} has {matrix[place, period]}, not a number ≥ 0")
    return matrix


def _known(place: Any, index: Mapping[Hashable, int], name: str) -> int:
    if place not in index:
        raise ValueError(f"{name}: {place!r} is none of the places")
    return index[place]


def _rows(table: Table, name: str) -> Iterator[tuple[Any, ...]]:
    if isinstance(table, pd.DataFrame):
        named = {str(column).lower(): column for column in table.columns}
        ordered = [named[each] for each in ("place", "period", "count", name) if each in named]
        yield from table[ordered if "place" in named else list(table.columns)].itertuples(index=False, name=None)
    elif isinstance(table, pd.Series | Mapping):
        for key, value in table.items():
            yield (*key, value) if isinstance(key, tuple) else (key, value)
    elif isinstance(table, Iterable):
        for row in table:
            yield tuple(row) if isinstance(row, list | tuple | np.ndarray) else (row,)
    else:
        raise ValueError(f"{name}: {table!r} is neither a data frame, a mapping, an array nor rows")  # noqa: TRY004 (one kind of error for all input)
