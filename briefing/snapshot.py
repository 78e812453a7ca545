"""The briefing made: a pure function of the journal's entries, the span and `as_of`."""

from collections.abc import Iterable
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
    referrals,
    registers,
    services,
    severe,
)
from briefing.material import Material, gather
from briefing.sheet import DEFINITIONS, Sheet, Span
from picture.events import Entry

CHAPTERS = (
    *(headline, calls, severe, followups, services, referrals, registers, alerts, hotspots, feeds),
    *(decisions, commitments, systems),
)


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
        tables=tuple(table for chapter in CHAPTERS for table in chapter.tables(material)),
    )
