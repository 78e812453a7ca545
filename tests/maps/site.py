"""A site for tests of the map: Nuevo León's ground, and cases that happen where its people live."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

import h3

import profiles
from maps import boundaries
from maps.land import Land
from maps.ledger import Mark
from maps.periods import period
from picture.clocks import DAY
from picture.profile import Profile

FORMS = ("fisica", "sexual")
LAST = 739_900  # a day of October 2026, as `periods` numbers them
SPREAD = 0.03  # degrees


@cache
def profile() -> Profile:
    return profiles.load("nuevo_leon", Path(profiles.__file__).parent)


@cache
def land() -> Land:
    return Land(profile(), boundaries.load("nuevo_leon"))


def day(index: int) -> tuple[int, int]:
    """[starts, ends) of a day, as `periods` numbers them."""
    which = period("24h", index, profile().zone)
    return which.starts, which.ends


def cases(
    days: int, per_day: float, seed: int, hidden: Callable[[str], bool] = lambda _: False, last: int = LAST
) -> list[Mark]:
    """Marks of the days up to `last`, in order. Whose cell is `hidden` has none, as the door would have it."""
    random = Random(seed)
    places = [(place.code, place.population or 8_000) for place in profile().place]
    codes, weights = [code for code, _ in places], [many for _, many in places]
    marks = []
    for index in range(last - days + 1, last + 1):
        starts, ends = day(index)
        for _ in range(_poisson(random, per_day)):
            code = random.choices(codes, weights)[0]
            marks.append(mark(random, random.randrange(starts, ends), code, hidden))
    return sorted(marks)


def cluster(days: tuple[int, int], many: int, code: str, *, seed: int, spread: float = 0.008) -> list[Mark]:
    """So many in a municipality's middle, from the first of these days to the last."""
    random, starts, ends = Random(seed), day(days[0])[0], day(days[1])[1]
    return sorted(mark(random, random.randrange(starts, ends), code, spread=spread) for _ in range(many))


def mark(
    random: Random, at: int, code: str, hidden: Callable[[str], bool] = lambda _: False, spread: float = SPREAD
) -> Mark:
    latitude, longitude = land().centre(code)
    cell = h3.latlng_to_cell(random.gauss(latitude, spread), random.gauss(longitude, spread), 8)
    known = random.random() < 0.7 and not hidden(cell)
    forms = tuple(form for form in FORMS if random.random() < 0.6)
    name = f"{random.getrandbits(64):016x}"
    return Mark(at, name, 1, name, code, cell if known else "", forms, random.random() < 0.12)


def _poisson(random: Random, mean: float) -> int:
    least, many, product = math.exp(-mean), 0, random.random()
    while product > least:
        many, product = many + 1, product * random.random()
    return many


def of_days(marks: Sequence[Mark], starts: int, days: int) -> list[Mark]:
    return [each for each in marks if starts <= each.at < starts + days * DAY]
