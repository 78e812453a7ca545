"""What one fact cannot say: an end before its beginning, what has happened lying ahead, an instant beyond all plans.

A date that a form or a driver filled in (the year 1, the year 9999) is no instant, and no calendar may meet it.
"""

from typing import Any, get_args

import msgspec

from picture.case_events import CaseProtected, FollowUpPlanned
from picture.codec import WIRE
from picture.errors import BadFrame
from picture.wire import WireCaseOpened
from picture.words import Millis

AHEAD = 60_000  # milliseconds that an event may lie ahead of its feed's clock
YEAR = 366 * 86_400_000
FIRST, LAST = 631_152_000_000, 4_102_444_800_000  # the years 1990 to 2099
PLANNED = 5 * YEAR  # nothing is planned further ahead

Pairs = tuple[tuple[str, str, int], ...]
# First, last, and how many milliseconds lie between them at least.
ORDERED: dict[type[Any], Pairs] = {
    WireCaseOpened: (("episode_from", "episode_to", 0),),
    CaseProtected: (("requested", "issued", 0),),
    FollowUpPlanned: (("episode_from", "episode_to", 0), ("opens", "closes", 1)),
}
# What has happened. The end of an episode may lie ahead ("some time today"), unless nothing else is known of it.
HAPPENED: dict[type[Any], tuple[str, ...]] = {
    WireCaseOpened: ("episode_from", "called_at"),
    CaseProtected: ("requested", "issued"),
    FollowUpPlanned: ("episode_from", "confirmed"),
}


def _instants(cls: type[Any]) -> tuple[str, ...]:
    fields = msgspec.structs.fields(cls)
    return tuple(field.name for field in fields if Millis in (field.type, *get_args(field.type)))


# Of facts about calls the fields in milliseconds are durations.
INSTANTS = {
    cls: _instants(cls) for name, cls in WIRE.items() if not name.startswith(("call.", "queue.")) and _instants(cls)
}


def refuse_time(time: int, clock: int, called: str) -> None:
    """Raises BadFrame. `clock`: the feed's; `called`: what the feed is."""
    if time > clock + AHEAD:
        raise BadFrame("time", f"is more than 60 s ahead of its {called}'s clock")
    if not FIRST <= time < LAST:
        raise BadFrame("time", "lies outside the years 1990 to 2099")


def refuse_impossible(data: Any, clock: int) -> None:
    """Raises BadFrame, which names the fields that do not fit."""
    for field in INSTANTS.get(type(data), ()):
        said = getattr(data, field)
        if said is not None and said >= min(clock + PLANNED, LAST):
            raise BadFrame(f"data.{field}", "lies years ahead")
    for first, last, apart in ORDERED.get(type(data), ()):
        begins, ends = getattr(data, first), getattr(data, last)
        if begins is not None and ends is not None and begins + apart > ends:
            raise BadFrame(
                f"data.{first}, data.{last}",
                "the second lies before the first" if not apart else "the second does not lie after the first",
            )
    for field in HAPPENED.get(type(data), ()):
        named = "episode_to" if field == "episode_from" and data.episode_from is None else field
        said = getattr(data, named)
        if said is not None and said > clock + AHEAD:
            raise BadFrame(f"data.{named}", "has not happened yet")
