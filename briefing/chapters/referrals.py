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
from picture.ledgers import Figures
from picture.story import stands_apart

ANSWERS = ("made", "accepted", "refused", "waitlisted", "completed")
STEPS = ("offered", "accepted", "returned")


def tables(material: Material) -> list[Table]:
    found = figures(material)
    return [
        _referrals(material),
        _waiting(found),
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
    return Table("waiting", columns, tuple((_iso(day), waiting) for day, waiting in found.waiting.items()))


def _iso(day: date) -> str:
    return day.isoformat()


def _gaps(found: Figures) -> Table:
    """Refused, or still on a waiting list, by service, agency and municipality."""
    labels = (Column("service", "code"), Column("agency", "code"), Column("place", "code"))
    rows = [(*key, gap.refused, gap.waitlisted) for key, gap in sorted(found.gaps.items())]
    return summed("gaps", (*labels, *_counts(("refused", "waitlisted"), "referrals")), rows, "services")


def _capacity(material: Material) -> Table:
    """Of referrals made in the span to each agency: how many it took, by `as_of`, and what share of them that is."""
    made, taken = Counter[str](), Counter[str]()
    for each in _hers(material):
        if each.asked and _within(material, each.made):
            made[each.asked.to] += 1
            taken[each.asked.to] += each.accepted is not None or each.completed is not None
    labels = (Column("agency", "code"), *_counts(("made", "taken"), "referrals"), Column("share", "percent"))
    known = [code for code in material.profile.words.agencies if code in made]
    codes = [*known, *sorted(set(made) - set(known))]
    rows: list[Row] = [(code, made[code], taken[code], share(taken[code], made[code])) for code in codes]
    return summed("capacity", labels, rows, "agencies")


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
    return Table("handovers_per_person", columns, ((accepted, people, ratio),))
