"""The briefing made: a pure function of the journal's entries, the span and `as_of`."""

from collections.abc import Iterable, Iterator
from typing import Literal

from briefing import systems
from briefing.chapters import (
    alerts,
    calls,
    commitments,
    decisions,
    feeds,
    followups,
    headline,
    hotspots,
    marks,
    plans,
    referrals,
    registers,
    services,
    severe,
    staffing,
)
from briefing.comparing import comparison, keeps_cases, unknown
from briefing.material import Material, gather
from briefing.sheet import DEFINITIONS, Sheet, Span, Table
from picture.events import Entry

CHAPTERS = (
    *(headline, calls, staffing, severe, followups, services, plans, referrals, registers, alerts, hotspots),
    *(feeds, decisions, commitments, marks, systems),
)
OF_CASES = (services, plans, referrals, registers)


def made(entries: Iterable[Entry], span: Span, as_of: int, kind: Literal["demo", "real"]) -> Sheet:
    """Raises VigiaError where no profile was in force by `as_of`."""
    return told(gather(entries, span, as_of), kind)


def told(material: Material, kind: Literal["demo", "real"]) -> Sheet:
    profile = material.profile
    return Sheet(
        site=profile.code,
        kind=kind,
        name=profile.name,
        zone=profile.zone,
        span=material.span,
        as_of=material.as_of,
        definitions=DEFINITIONS,
        first=material.first,
        last=material.last,
        inputs=material.inputs,
        silences=material.silences,
        tables=tuple(_tables(material)),
    )


def _tables(material: Material) -> Iterator[Table]:
    """Where nobody told of cases in the whole span, what was done for them is not known, and is no nought."""
    unheard = not keeps_cases(material, comparison(material).asked)
    for chapter in CHAPTERS:
        for table in chapter.tables(material):
            yield unknown(table) if unheard and chapter in OF_CASES else table
