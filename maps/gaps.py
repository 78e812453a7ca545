"""Where referrals found no place: cases by municipality and service, told so that none below the least is given back.

Of a municipality, services with the least cases each stand alone and all others are one row; where those are too few,
the smallest service joins them. A municipality that has too few in all is told with others like it of its region, and
where they are too few together, nothing is told. A row never lies inside another, so there is nothing to subtract; a
service without cases is treated like one with few, so that a missing row says neither. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from maps.disclosure import bounds
from maps.documents import INSIDE, GapRow
from maps.refuges import names_refuge
from picture.ledgers import Figures
from picture.profile import Profile

Cases = set[str]


def rows(figures: Figures, profile: Profile, least: int = INSIDE) -> tuple[GapRow, ...]:
    """Of `figures.turned_away`, as far as the profile names place and service, in the profile's order.

    `service` "": all that have no row of their own there.

    A service that is a refuge has no row of its own: where women ask for one may be where one is.
    """
    words = profile.words.services
    found: list[GapRow] = []
    few: dict[str, dict[str, Cases]] = {}
    for place in profile.place:
        here = {service: figures.turned_away.get((service, place.code), set()) for service in words}
        refuges = {service for service, name in words.items() if names_refuge(service, name)}
        alone, rest = _cut(here, refuges, least)
        if not alone and len(rest) < least:
            few.setdefault(place.region, {})[place.code] = rest
            continue
        found += [_row((place.code,), service, cases, least) for service, cases in alone.items()]
        found += [_row((place.code,), "", rest, least)] if rest else []
    return (*found, *_regional(few, least))


def _cut(here: Mapping[str, Cases], refuges: Set[str], least: int) -> tuple[dict[str, Cases], Cases]:
    """The services that stand alone, and the cases of all others together: none only where there are no others."""
    alone = {service: cases for service, cases in here.items() if len(cases) >= least and service not in refuges}
    rest = _together(cases for service, cases in here.items() if service not in alone)
    if len(rest) < least and 0 < len(alone) < len(here):
        rest |= alone.pop(min(alone, key=lambda service: (len(alone[service]), service)))
    return alone, rest


def _regional(few: Mapping[str, Mapping[str, Cases]], least: int) -> Iterator[GapRow]:
    for region, places in few.items():
        cases = _together(places.values())
        if len(cases) >= least:
            yield _row(tuple(places), "", cases, least, region)


def _together(several: Iterable[Cases]) -> Cases:
    return set().union(*several)


def _row(places: tuple[str, ...], service: str, cases: Cases, least: int, region: str = "") -> GapRow:
    told = bounds(len(cases), least)
    assert told
    return GapRow(places=places, service=service, cases=told, region=region)
