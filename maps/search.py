"""Looking for hotspots: what is scanned, and how. The scans themselves: `hotspots.py`. Pure, and slow.

Two prospective space-time permutation scans of the last 56 closed days: of municipalities, every case; and of hexagons
of resolution 7, the cases with a place. Each holds a zone against its own share, so that a city is none for being one.
Where hotspots stand, both are made again without their places: what is new beside one must not hide behind it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from maps.documents import INSIDE, Layer
from maps.hotspots import Cluster, Place, space_time_permutation
from maps.ledger import Mark, within
from maps.periods import holding, period
from maps.signals import Found
from maps.terrain import Terrain
from picture.place_events import HotspotFound

DAYS = 56
LEAST_DAYS = 28  # of fewer known nothing is found
WINDOW = 14  # days that a hotspot has lasted at the most
RADIUS: dict[Layer, float] = {"municipality": 60.0, "cell": 8.0}  # kilometres
PLACES = 50
REPLICATIONS = 999

Days = Sequence[int]  # the instants at which they start, and the end of the last


class Scan(Struct, frozen=True):
    """One layer's cases, each (place, day), and where its places are."""

    layer: Layer
    cases: list[tuple[str, int]]
    places: list[Place]
    days: Days


def search(
    marks: Sequence[Mark], begins: int, terrain: Terrain, now: int, standing: Iterable[HotspotFound] = ()
) -> list[Found]:
    """Clusters of the days closed by `now`, however often chance makes them. `marks`: distinct, in order of time, known
    since `begins`. The same marks and hotspots give the same clusters."""
    scans = prepared(marks, begins, terrain, now, standing)
    return [found for scan, of in zip(scans, scanned(scans), strict=True) for found in read(scan, of, terrain)]


def prepared(
    marks: Sequence[Mark], begins: int, terrain: Terrain, now: int, standing: Iterable[HotspotFound] = ()
) -> list[Scan]:
    """What there is to scan; nothing where too few days or cases are known."""
    last = holding("24h", now, terrain.zone).index - 1
    every = [period("24h", index, terrain.zone) for index in range(last - DAYS + 1, last + 1)]
    known = [day.starts for day in every if day.starts >= begins]
    if len(known) < LEAST_DAYS:
        return []
    days = [*known, every[-1].ends]
    layers: tuple[Layer, ...] = ("municipality", "cell")
    scans = [_prepared(marks, layer, terrain, days) for layer in layers]
    taken = {place for fact in standing for place in (fact.cells or fact.places)}
    scans += [beside for scan in scans if (beside := _beside(scan, taken)) is not scan]
    return [scan for scan in scans if len(scan.cases) >= 2 * INSIDE]


def _beside(scan: Scan, taken: set[str]) -> Scan:
    if taken.isdisjoint(place.id for place in scan.places):
        return scan
    cases = [case for case in scan.cases if case[0] not in taken]
    return Scan(scan.layer, cases, [place for place in scan.places if place.id not in taken], scan.days)


def _prepared(marks: Sequence[Mark], layer: Layer, terrain: Terrain, days: Days) -> Scan:
    where = terrain.municipality if layer == "municipality" else terrain.cell
    cases = [
        (place, bisect_right(days, mark.at) - 1)
        for mark in within(marks, days[0], days[-1])
        if (place := where(mark)) is not None
    ]
    places = [Place.at(place, *terrain.centre(place)) for place in sorted({place for place, _ in cases})]
    return Scan(layer, cases, places, days)


def scanned(scans: Sequence[Scan], seed: int = 1) -> list[list[Cluster]]:
    """What takes long; it may run in another process."""
    return [
        space_time_permutation(
            scan.cases,
            scan.places,
            len(scan.days) - 1,
            geographic=True,
            max_radius=RADIUS[scan.layer],
            max_places=PLACES,
            max_window=WINDOW,
            min_cases=INSIDE,
            replications=REPLICATIONS,
            seed=seed,
        )
        for scan in scans
    ]


def read(scan: Scan, clusters: Sequence[Cluster], terrain: Terrain) -> list[Found]:
    return [_found(cluster, scan, terrain) for cluster in clusters]


def _found(cluster: Cluster, scan: Scan, terrain: Terrain) -> Found:
    cases, days, of_cells = scan.cases, scan.days, scan.layer == "cell"
    daily = Counter(day for _, day in cases)
    members = {str(member) for member in cluster.members}
    inside = Counter(place for place, day in cases if place in members and cluster.start <= day <= cluster.end)
    ordered = tuple(sorted(members, key=lambda place: (-inside[place], place)))
    return Found(
        places=terrain.places_of(ordered, inside) if of_cells else ordered,
        cells=ordered if of_cells else (),
        starts=days[cluster.start],
        ends=days[cluster.end + 1],
        observed=cluster.observed,
        expected=cluster.expected,
        recurrence=cluster.recurrence or 0.0,
        share=sum(daily[day] for day in range(cluster.start, cluster.end + 1)) / len(cases),
    )
