"""Plans of work and their evaluations within the span: women's, children's and others', not men's."""

from briefing.material import Material
from briefing.plans import UNSAID, Counted, counted
from briefing.rows import by_code, in_order
from briefing.sheet import Column, Table
from picture.ledgers import apart

COUNTED = (Column("planned", "cases", counts=True), Column("evaluated", "cases", counts=True))


def tables(material: Material) -> list[Table]:
    """By kind a case counts once for each of its plans' kinds: the rows come to no sum."""
    found, known = within(material, material.span.starts, material.span.ends), material.profile.words
    kinds = tuple((kind, found.kinds[kind], found.evaluated[kind]) for kind in kinds_of(material, found))
    return [
        Table("plans", COUNTED, ((found.planned, found.outcomes.total()),), whole=True),
        Table("plan_kinds", (Column("plan", "code"), *COUNTED), kinds, "plans"),
        by_code("outcomes", "outcome", "cases", found.outcomes, known.outcomes, words="outcomes"),
    ]


def within(material: Material, starts: int, ends: int) -> Counted:
    cases = {name for name, case in material.picture.book.cases.items() if not apart(case)}
    return counted(material.plans, cases, starts, ends)


def kinds_of(material: Material, found: Counted) -> list[str]:
    """The profile's, then others that were said, what was not said last."""
    said = {**found.kinds, **found.evaluated}
    unsaid = [UNSAID] if said.pop(UNSAID, 0) else []
    return [*in_order(said, material.profile.words.plans), *unsaid]
