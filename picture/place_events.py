"""The facts of places, past tense. Vigía's own: no centre may send them."""

from typing import Annotated, Literal

from msgspec import Meta

from picture.words import Code, Count, Data, Millis


class HotspotFound(Data, frozen=True, tag="hotspot.found"):
    """A place has more cases than its usual, and chance makes so many once in `recurrence` days. Subject = the id of
    the signal: found again the next day it is the same, with the same figures until there are enough new cases to say
    others without giving any away (docs/disclosure.md).

    `method`: municipalities, every case by its municipality; cells, cases with a place by their H3 cell. `places`:
    municipalities that it touches, most cases first; `cells`: of resolution 7, none where it is of municipalities.
    `observed` distinct cases (`least`: or more) were opened within [starts, ends), where `expected` were. `made`: of
    the entry up to which they are counted. `first`: when it was first told. It stands until `until`, or found again
    until then.
    """

    method: Literal["municipalities", "cells"]
    places: tuple[Code, ...]
    starts: Millis
    ends: Millis
    observed: Annotated[int, Meta(ge=5)]
    expected: float
    recurrence: Count
    first: Millis
    until: Millis
    made: Count
    cells: tuple[str, ...] = ()
    least: bool = False


class SiteRedacted(Data, frozen=True, tag="site.redacted"):
    """An exclusion zone was added: the hexagons of `entries` entries that lay inside it were taken out of the journal.
    Whoever holds what was folded before folds it anew. `generation` counts redactions."""

    entries: Count
    generation: Count


AnyPlaceData = HotspotFound | SiteRedacted
