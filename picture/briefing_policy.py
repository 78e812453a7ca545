"""What a site's profile says of its briefings: when they are made, in which forms, for whom; marks on its trends."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from picture.policy import TimeOfDay

Scheduled = Literal["shift", "day", "week", "month", "quarter", "year"]
Form = Literal["pdf", "png", "xlsx", "csv", "html"]
Recipient = Literal["lead", "supervisor", "official"]  # of what is told outside the room
CivilDay = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class BriefingPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of each kind of `every` one is made once its period is over: of a shift at its end, of others `at` that civil
    time. `forms` are kept beside it, in `language`. `published`: small counts are suppressed as for the public. `mail`:
    who is sent those made on schedule, as published."""

    every: tuple[Scheduled, ...] = ("shift", "day", "week", "month", "quarter", "year")
    at: TimeOfDay = "07:00"
    forms: tuple[Form, ...] = ("pdf",)
    language: Literal["es", "en"] = "es"
    published: bool = False
    mail: tuple[Recipient, ...] = ()


class Mark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign or a measure that began on that civil day: a line on every trend."""

    date: CivilDay
    name: Annotated[str, Meta(min_length=1, max_length=80)]


def mailed_paper(briefing: str) -> str:
    """Where the paper that is mailed of the briefing 2026-11-20/0 lies in the folder of briefings."""
    return f"mail/{briefing.replace('/', '.')}.pdf"
