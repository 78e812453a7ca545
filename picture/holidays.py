"""A site's holidays: civil days on which people call as on another weekday."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Holiday(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`like`: the weekday whose calls are expected."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    like: Weekday = "sunday"


def likes(holidays: Mapping[str, Holiday]) -> dict[date, int]:
    """Civil day → the weekday that it is like, Monday 0."""
    return {date.fromisoformat(day): WEEKDAYS.index(holiday.like) for day, holiday in holidays.items()}


def unreal(holidays: Mapping[str, Holiday]) -> Iterator[str]:
    """Days that no calendar has."""
    for day in holidays:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield day
