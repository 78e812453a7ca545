"""A call log's figures per day and for all: its frames through the codec and the fold, without a socket."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from msgspec import Struct

from feeds.replay.happenings import events_of
from feeds.replay.rows import DAY, Row, day_of
from feeds.simulator.wire import Event, text
from picture import fold
from picture.calls import CallFigures, PeriodFigures
from picture.codec import decode_envelope, read_data
from picture.events import AnyData, CallOffered, Entry, Fact
from picture.picture import Picture
from picture.profile import Profile, profile_of
from picture.wire import Wire, WireCallOffered

BANK = Path(__file__).with_name("bank.toml")


class Day(Struct, frozen=True, kw_only=True):
    """What one `date` adds up to. Sums in milliseconds, so that days can be added without rounding."""

    rows: int
    phantom: int
    answered: int
    abandoned: int
    hung_up_before_queue: int
    within: int
    handled: int
    wait: int
    talk: int
    longest: int
    peak: int


def bank() -> Profile:
    """The site of the replay: one centre, one queue, the whole day as one shift."""
    return profile_of(tomllib.loads(BANK.read_text(encoding="utf-8")), BANK.name)


def figures(rows: Iterable[Row]) -> dict[str, dict[str, float | None]]:
    """The figures by `date` in the order of days, and under "all". Seconds, shares, counts of calls;
    None where there is nothing to divide by."""
    dates: dict[str, list[Row]] = {}
    for row in rows:
        dates.setdefault(row.date, []).append(row)
    profile = bank()
    days = {date: _day(dates[date], profile) for date in sorted(dates, key=day_of)}
    told = {date: _told(day) for date, day in days.items()}
    return {**told, "all": _told(_sum(list(days.values())))}


def _day(rows: list[Row], profile: Profile) -> Day:
    """One date alone, so that what runs past its midnight counts with it and with no other."""
    picture = Picture()
    for entry in entries(events_of(rows, profile.centre[0].queue[0].code), profile.centre[0].source):
        picture = fold.apply(picture, entry)
    calls = CallFigures(picture, profile, profile.centre[0])
    calls.look(day_of(rows[0].date) + DAY - 1)
    return _of_period(rows, calls.period(calls.shift, lambda *_: True))


def _of_period(rows: list[Row], period: PeriodFigures) -> Day:
    tally = period.tally
    return Day(
        rows=len(rows),
        phantom=sum(row.outcome == "PHANTOM" for row in rows),
        answered=tally.answered,
        abandoned=tally.abandoned,
        hung_up_before_queue=tally.before_queue,
        within=tally.within,
        handled=tally.handled,
        wait=tally.wait_sum,
        talk=tally.talk_sum,
        longest=period.longest,
        peak=period.peak,
    )


def _sum(days: list[Day]) -> Day:
    total = {name: sum(getattr(day, name) for day in days) for name in Day.__struct_fields__}
    most = {name: max((getattr(day, name) for day in days), default=0) for name in ("longest", "peak")}
    return Day(**{**total, **most})


def _told(day: Day) -> dict[str, float | None]:
    return {
        "rows": day.rows,
        "phantom": day.phantom,
        "answered": day.answered,
        "abandoned": day.abandoned,
        "hung_up_before_queue": day.hung_up_before_queue,
        "asa_s": _mean(day.wait / 1000, day.answered, 3),
        "longest_wait_s": day.longest // 1000,
        "sl20_strict": _mean(day.within, day.answered + day.abandoned, 5),
        "sl20_answered": _mean(day.within, day.answered, 5),
        "talk_mean_s": _mean(day.talk / 1000, day.handled, 3),
        "peak_waiting": day.peak,
    }


def _mean(part: float, whole: int, digits: int) -> float | None:
    return round(part / whole, digits) if whole else None


def entries(events: Iterable[Event], source: str) -> Iterator[Entry]:
    """The journal's entries for these events: each written as a frame, and read by the codec as any centre's is."""
    for number, happened in enumerate(events, 1):
        envelope = decode_envelope(text(happened, source, "file", number))
        wire, _ = read_data(envelope)
        fact = Fact(
            time=envelope.millis,
            source=source,
            subject=envelope.subject,
            data=_data(wire),
            sequence=number,
            epoch="file",
        )
        yield Entry(number, envelope.millis, fact)


def _data(wire: Wire) -> AnyData:
    """A log has neither phones nor places, so nothing is left for the feeds' door to turn."""
    if isinstance(wire, WireCallOffered):
        return CallOffered(queue=wire.queue, language=wire.language, channel=wire.channel)
    return cast(AnyData, wire)
