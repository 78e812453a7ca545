"""The staffing of every queue of a site for the next 24 h: what `python -m briefing` keeps each quarter hour. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefing.load import LEAST_WEEKS, QUARTER
from briefing.staffing import Staffing, Stretch, centre_staffing
from picture.calls import CallFigures
from picture.clocks import shift_at
from picture.holidays import Weekday
from picture.picture import Picture
from picture.profile import Centre, Profile
from picture.usual import WEEKS


class Holiday(Struct, frozen=True):
    """A civil day of the 24 h, on which people are expected to call as on another weekday."""

    date: str
    name: str
    like: Weekday


class Turn(Struct, frozen=True):
    """A shift that begins within the 24 h, or goes on at their start."""

    name: str
    starts: int


class Staffed(Struct, frozen=True):
    """One queue, by the names of the profile. Its target: percent answered within so many seconds."""

    name: str
    centre: str
    apart: bool
    target: float
    within: float
    staffing: Staffing
    lacking: tuple[Stretch, ...]


class Outlook(Struct, frozen=True):
    """`step`: of the quarter hours, milliseconds. `least` weeks of `weeks` make a forecast."""

    as_of: int = 0
    zone: str = ""
    step: int = QUARTER
    least: int = LEAST_WEEKS
    weeks: int = WEEKS
    holidays: tuple[Holiday, ...] = ()
    turns: tuple[Turn, ...] = ()
    queues: tuple[Staffed, ...] = ()


def outlook(picture: Picture, profile: Profile, as_of: int) -> Outlook:
    queues = [staffed for centre in profile.centre for staffed in _staffed(picture, profile, centre, as_of)]
    starts = queues[0].staffing.starts if queues else ()
    return Outlook(
        as_of=as_of,
        zone=profile.zone,
        holidays=_holidays(profile, starts),
        turns=tuple(dict.fromkeys(_turn(profile, start) for start in starts)),
        queues=tuple(queues),
    )


def _staffed(picture: Picture, profile: Profile, centre: Centre, as_of: int) -> list[Staffed]:
    figures = CallFigures(picture, profile, centre)
    figures.look(as_of)
    level = centre.service_level
    found = centre_staffing(picture, figures, profile, centre)
    return [
        Staffed(queue.name, centre.name, queue.apart, level.target, level.within, each, tuple(each.lacking()))
        for queue, each in zip(centre.queue, found, strict=True)
    ]


def _holidays(profile: Profile, starts: tuple[int, ...]) -> tuple[Holiday, ...]:
    zone = ZoneInfo(profile.zone)
    days = dict.fromkeys(datetime.fromtimestamp(start / 1000, zone).date().isoformat() for start in starts)
    known = [(day, profile.holidays[day]) for day in days if day in profile.holidays]
    return tuple(Holiday(day, holiday.name, holiday.like) for day, holiday in known)


def _turn(profile: Profile, at: int) -> Turn:
    shift, starts, _ = shift_at(profile, at)
    return Turn(shift.name, starts)
