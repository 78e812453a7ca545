"""Referrals, their waiting list, gaps and what each agency took; hand-overs between desks. Women's and others'.

An answer belongs to the instant it was given, so sums equal the totals by day; gaps are of referrals made in the span.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from briefing.material import Material
from briefing.rows import Row, share, summed
from briefing.sheet import Column, Table
from picture import deadlines, ledgers
from picture.book import Handover, Referral
from picture.clocks import DAY
from picture.ledgers import Figures
from picture.story import stands_apart

ANSWERS = ("made", "accepted", "refused", "waitlisted", "completed")
STEPS = ("offered", "accepted", "returned")


def tables(material: Material) -> list[Table]:
    found = figures(material)
    return [
        _referrals(material),
        _waiting(found),
        _lists(material),
        _gaps(found),
        _capacity(material),
        _handovers(material),
        _per_person(found),
    ]


def figures(material: Material) -> Figures:
    """The ledgers of the span, as known at `as_of`."""
    zone, span = material.profile.zone, material.span
    reach = ledgers.of_period(zone, span.starts, span.ends)
    return ledgers.of(material.picture.book, material.profile, material.as_of, reach)


def _referrals(material: Material) -> Table:
    """By service and agency, every answer that was given in the span."""
    counted = Counter[tuple[str, str, str]]()
    for each in _hers(material):
        service, to = (each.asked.service, each.asked.to) if each.asked else ("", "")
        counted.update((service, to, what) for what in ANSWERS if _within(material, getattr(each, what)))
    columns = (Column("service", "code"), Column("agency", "code"), *_counts(ANSWERS, "referrals"))
    keys = sorted({key[:2] for key in counted})
    rows: list[Row] = [(*key, *[counted[*key, what] for what in ANSWERS]) for key in keys]
    return summed("referrals", columns, rows, "services")


def _hers(material: Material) -> Iterator[Referral]:
    return (each for each in material.picture.book.referrals.values() if not stands_apart(material.picture, each))


def _within(material: Material, at: int | None) -> bool:
    return at is not None and material.span.starts <= at < material.span.ends


def _counts(names: tuple[str, ...], unit: str) -> tuple[Column, ...]:
    return tuple(Column(name, unit, counts=True) for name in names)  # type: ignore[arg-type]


def _waiting(found: Figures) -> Table:
    """How many stood on waiting lists at the start of each civil day."""
    columns = (Column("day", "date"), Column("waiting", "referrals", counts=True))
    rows = tuple((_iso(day), waiting) for day, waiting in found.waiting.items())
    return Table("waiting", columns, rows, whole=True)


def _iso(day: date) -> str:
    return day.isoformat()


def _lists(material: Material) -> Table:
    """Who stood on a waiting list as the span ended, by service and agency; and for how long the one who had waited
    longest."""
    ends = min(material.span.ends, material.as_of)
    since: dict[tuple[str, str], list[int]] = {}
    for each in _hers(material):
        if each.asked and (listed := waited(each, ends)) is not None:
            since.setdefault((each.asked.service, each.asked.to), []).append(listed)
    columns = (Column("service", "code"), Column("agency", "code"), *_counts(("waiting",), "referrals"))
    rows: list[Row] = [(*key, len(own), round((ends - min(own)) / DAY, 1)) for key, own in sorted(since.items())]
    return summed("waiting_lists", (*columns, Column("longest", "days")), rows, "services")


def waited(referral: Referral, at: int) -> int | None:
    """Since when, of one that stands on a waiting list as a stretch ends that `at` is no part of."""
    span = ledgers.on_list(referral)
    return span[0] if span and span[0] < at <= span[1] else None


def _gaps(found: Figures) -> Table:
    """Refused, or still on a waiting list, by service, agency and municipality."""
    labels = (Column("service", "code"), Column("agency", "code"), Column("place", "code"))
    rows = [(*key, gap.refused, gap.waitlisted) for key, gap in sorted(found.gaps.items())]
    return summed("gaps", (*labels, *_counts(("refused", "waitlisted"), "referrals")), rows, "services")


def _capacity(material: Material) -> Table:
    """Of referrals made in the span to each agency and service: how many it took, by `as_of`, and what share."""
    made, taken = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in _hers(material):
        if each.asked and _within(material, each.made):
            made[each.asked.to, each.asked.service] += 1
            taken[each.asked.to, each.asked.service] += took(each)
    labels = (Column("agency", "code"), Column("service", "code"))
    columns = (*labels, *_counts(("made", "taken"), "referrals"), Column("share", "percent"))
    known = {code: at for at, code in enumerate(material.profile.words.agencies)}
    keys = sorted(made, key=lambda key: (known.get(key[0], len(known)), key))
    rows: list[Row] = [(*key, made[key], taken[key], share(taken[key], made[key])) for key in keys]
    return summed("capacity", columns, rows, "agencies")


def took(referral: Referral) -> bool:
    return referral.accepted is not None or referral.completed is not None


def _handovers(material: Material) -> Table:
    """From whom to whom: each step in the span; lost are those offered in it that nobody took in time."""
    counted = Counter[tuple[str, str, str]]()
    for each in material.picture.book.handovers.values():
        if not stands_apart(material.picture, each):
            giver, to = (each.offer.giver, each.offer.to) if each.offer else ("", "")
            counted.update((giver, to, what) for what in _steps(material, each))
    names = (*STEPS, "lost")
    columns = (Column("giver", "code"), Column("to", "code"), *_counts(names, "handovers"))
    rows: list[Row] = [(*key, *[counted[*key, what] for what in names]) for key in sorted({key[:2] for key in counted})]
    return summed("handovers", columns, rows, "agencies")


def _steps(material: Material, each: Handover) -> Iterator[str]:
    yield from (what for what in STEPS if _within(material, getattr(each, what)))
    if _within(material, each.offered) and deadlines.lost(each, material.profile, material.as_of):
        yield "lost"


def _per_person(found: Figures) -> Table:
    accepted, people = found.accepted, found.handed
    columns = (
        Column("accepted", "handovers", counts=True),
        Column("people", "people", counts=True),
        Column("per_person", "ratio"),
    )
    ratio = round(accepted / people, 2) if people else None
    return Table("handovers_per_person", columns, ((accepted, people, ratio),), whole=True)
