"""What was done for whom: interventions, who came and how, accompaniments. Men apart.

Interventions belong to the instant they were given, cases to their first opening (docs/definitions.md).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import get_args

from briefing.material import Material
from briefing.rows import by_code
from briefing.sheet import Column, Table
from picture import measured
from picture.book import Case
from picture.case_events import Access, CalledBy, Subject
from picture.story import ACCOMPANIMENT
from picture.words import Channel

TIMINGS = ("previous", "window", "subsequent", "remote")
UNSAID = "unsaid"
MEN = "men."
HERS = [code for code in get_args(Subject) if code != "man"]


def tables(material: Material) -> list[Table]:
    span, picture = material.span, material.picture
    counts = measured.within(picture, span.starts, span.ends)
    opened = measured.cases(picture, span.starts, span.ends)
    return [
        services(material, counts),
        timing(counts),
        channels(material),
        *_who_came(material, opened),
        accompaniments(counts),
        services(material, counts, MEN),
        _men_came(material, counts),
    ]


def services(material: Material, counts: Counter[str], apart: str = "", key: str = "") -> Table:
    """Interventions by service. `apart`: MEN's."""
    known = material.profile.words.services
    given = after(counts, f"{apart}services.")
    if apart:
        known = {code: known.get(code, code) for code in given}
    return by_code(key or ("men" if apart else "services"), "service", "interventions", given, known, words="services")


def timing(counts: Counter[str], key: str = "timing") -> Table:
    """Interventions by their time after the episode; by WhatsApp or video they are remote, whatever it was."""
    found = after(counts, "timing.")
    unsaid = counts["services"] - sum(found.values())
    return by_code(key, "timing", "interventions", {**found, **({UNSAID: unsaid} if unsaid else {})}, TIMINGS)


def channels(material: Material) -> Table:
    given = measured.services(material.picture, material.span.starts, material.span.ends)
    found = Counter[str](each.given.channel for each in given if each.given)
    return by_code("channels", "channel", "interventions", found, get_args(Channel))


def after(counts: Counter[str], prefix: str) -> dict[str, int]:
    """The measures that begin so, by what follows."""
    return {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}


def _who_came(material: Material, opened: list[Case]) -> list[Table]:
    profile = material.profile
    languages = [code for centre in profile.centre for code in centre.languages]

    def of(key: str, label: str, known: Iterable[str], said: Callable[[Case], str]) -> Table:
        return by_code(key, label, "cases", Counter(said(case) for case in opened), known)

    return [
        of("subjects", "subject", HERS, lambda case: case.opening.subject_is),
        of("called_by", "called_by", get_args(CalledBy), lambda case: case.opening.called_by),
        of("access", "access", get_args(Access), lambda case: case.opening.access),
        of("languages", "language", languages, lambda case: case.opening.language),
        _forms(opened, profile.words.forms),
    ]


def _forms(opened: list[Case], known: Iterable[str]) -> Table:
    """A case may have several: the rows come to no sum."""
    found = Counter(form for case in opened for form in dict.fromkeys(case.opening.forms))
    rows = tuple((form, found[form]) for form in dict.fromkeys([*known, *sorted(found)]))
    return Table("forms", (Column("form", "code"), Column("cases", "cases", counts=True)), rows, "forms")


def accompaniments(counts: Counter[str]) -> Table:
    """Women whose first accompaniment in 35 days it was, and all accompaniments."""
    given = sum(counts[f"services.{code}"] for code in ACCOMPANIMENT)
    columns = (Column("women", "people", counts=True), Column("accompaniments", "accompaniments", counts=True))
    return Table("accompaniments", columns, ((counts["women.accompanied"], given),), whole=True)


def _men_came(material: Material, counts: Counter[str]) -> Table:
    """Men's cases by the risk first assessed; the sum is those assessed."""
    found = {risk: counts[f"{MEN}cases.{risk}"] for risk in ("in_progress", "severe", "moderate", "mild")}
    return by_code("men_cases", "risk", "cases", found, found)
