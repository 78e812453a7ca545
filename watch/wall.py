"""The wall document, made from the picture. Pure: `now` is the store's clock, beats are what the feeds said last."""

from collections.abc import Mapping
from typing import Literal

from journal.journal import Beat
from picture.calls import NO_HALF_HOURS, CallFigures, HalfHours, PeriodFigures
from picture.clocks import shift_at
from picture.gauges import measured_waiting
from picture.picture import Live, Picture
from picture.policy import Feed
from picture.profile import Centre as CentreProfile
from picture.profile import Profile, Queue
from picture.usual import WEEKS
from picture.window import Window
from watch import staff
from watch.case_board import CaseRoom, feed_state
from watch.documents import (
    Centre,
    Chip,
    Load,
    Period,
    QueueRow,
    ShiftNow,
    Trend,
    WallDocument,
)
from watch.figure import Figure, Tone

OFFSET_SHOWN = 1_000  # milliseconds: a clock this far off is said on the chip
BEHIND_SHOWN = 100  # messages: what a busy centre sends between two heartbeats is no lag


class WallRoom:
    """Makes wall documents from one picture; keeps the figures between two of them."""

    def __init__(self, picture: Picture, kind: Literal["demo", "real"]) -> None:
        self._picture = picture
        self._kind = kind
        self._serial = 0
        self._profile: Profile | None = None
        self._figures: dict[str, CallFigures] = {}
        self._kept: dict[str, Kept] = {}
        self.cases = CaseRoom(picture)

    def document(self, now: int, beats: Mapping[str, Beat], paused: Literal["", "disk"] = "") -> WallDocument:
        """The wall as of `now`. The picture must have a profile in force."""
        profile = self._under_profile()
        self.look_at_calls(now, beats)
        self._serial += 1
        shift = self.shift(now)
        return WallDocument(
            serial=self._serial,
            position=self._picture.position,
            now=now,
            site=profile.code,
            name=profile.name,
            room=profile.room,
            zone=profile.zone,
            kind=self._kind,
            shift=shift,
            paused=paused,
            feeds=self.chips(now, beats),
            centres=[self._centre(c, beats.get(c.source), now) for c in profile.centre],
            cases=self.cases.board(now, beats, shift),
        )

    def _under_profile(self) -> Profile:
        profile = self._picture.profile
        assert profile is not None
        if profile is not self._profile:
            self._profile = profile
            self._figures = {c.source: CallFigures(self._picture, profile, c) for c in profile.centre}
            self._kept = {c.source: Kept() for c in profile.centre}
        return profile

    def look_at_calls(self, now: int, beats: Mapping[str, Beat]) -> None:
        """Every centre's figures as of its own `now`."""
        for centre in self._under_profile().centre:
            beat = beats.get(centre.source)
            # A feed that fell silent is shown as it last was: its calls neither age nor fade into a calm.
            silent = beat is not None and feed_state(centre, beat, now) == "stale"
            at = beat.heard if beat and silent else now
            self._figures[centre.source].look(at + (beat.offset if beat else 0))

    def figures_of(self, source: str) -> CallFigures:
        return self._figures[source]

    def shift(self, now: int) -> ShiftNow:
        assert self._picture.profile is not None
        shift, starts, ends = shift_at(self._picture.profile, now)
        return ShiftNow(code=shift.code, name=shift.name, starts=starts, ends=ends)

    def chips(self, now: int, beats: Mapping[str, Beat]) -> list[Chip]:
        """Of everyone who sends facts: centres, then registries."""
        profile = self._picture.profile
        assert profile is not None
        starts = shift_at(profile, now)[1]
        return [self._chip(feed, beats.get(feed.source), now, starts) for feed in profile.feeds]

    def _chip(self, feed: Feed, beat: Beat | None, now: int, shift_starts: int) -> Chip:
        offset = beat.offset if beat else 0
        gaps = self._picture.centre(feed.source).state.gaps
        return Chip(
            source=feed.source,
            name=feed.name,
            state=feed_state(feed, beat, now),
            heard=beat.heard if beat else None,
            offset=offset,
            offset_off=abs(offset) >= OFFSET_SHOWN,
            behind=beat.behind if beat and beat.behind >= BEHIND_SHOWN else 0,
            gaps=sum(lost for at, lost in gaps if at >= shift_starts + offset),
            refused=beat.quarantined if beat else 0,
        )

    def _centre(self, centre: CentreProfile, beat: Beat | None, now: int) -> Centre:
        live = self._picture.centre(centre.source)
        figures, kept = self._figures[centre.source], self._kept[centre.source]
        offset, state = beat.offset if beat else 0, feed_state(centre, beat, now)
        assert self._profile is not None
        together = frozenset(q.code for q in centre.queue if not q.apart)
        return Centre(
            source=centre.source,
            name=centre.name,
            about=centre.about,
            state=state,
            heard=beat.heard if beat else None,
            offset=offset,
            shift=shift_at(self._profile, figures.now)[0].name,
            target=centre.service_level.target,
            within=centre.service_level.within,
            denominator=centre.service_level.denominator,
            load=load(figures, live, kept, together, min(q.max_wait for q in centre.queue)),
            queues=[_row(figures, live, kept, queue) for queue in centre.queue],
            classes=figures.period(figures.shift, lambda queue, *_: queue in together).classes,
            trend=trend(figures, kept, together),
        )


class Kept:
    """What was made for one centre's last document and still holds."""

    def __init__(self) -> None:
        self._staff: dict[frozenset[str], staff.Staff | None] = {}
        self._staffed = -1
        self._half_hours = NO_HALF_HOURS
        self._columns: list[list[float | None]] = []

    def staff(self, live: Live, queues: frozenset[str]) -> staff.Staff | None:
        if live.staff_changed != self._staffed:
            self._staffed = live.staff_changed
            self._staff.clear()
        if queues not in self._staff:
            self._staff[queues] = staff.of(live.state, queues)
        return self._staff[queues]

    def columns(self, whole: HalfHours) -> list[list[float | None]]:
        """What is usual, as the document says it: low, mid, high."""
        if whole is not self._half_hours:
            self._half_hours = whole
            self._columns = [
                [_rounded(b.low) for b in whole.usual],
                [_rounded(b.mid) for b in whole.usual],
                [_rounded(b.high) for b in whole.usual],
            ]
        return self._columns


def _row(figures: CallFigures, live: Live, kept: Kept, queue: Queue) -> QueueRow:
    return QueueRow(
        code=queue.code,
        name=queue.name,
        language=queue.language,
        apart=queue.apart,
        load=load(figures, live, kept, frozenset({queue.code}), queue.max_wait),
    )


def load(figures: CallFigures, live: Live, kept: Kept, queues: frozenset[str], max_wait: int) -> Load:
    """The load of these queues together. Amber: the longest wait has passed T; red: `max_wait` seconds."""
    centre = figures.centre
    waits = figures.waiting(lambda queue, *_: queue in queues)
    since = min(waits, default=None)
    count, age = len(waits), 0.0 if since is None else max(0, figures.now - since) / 1000
    measured = measured_waiting(live.state, queues)
    if measured is not None:
        count, age = count + measured.waiting, max(age, measured.longest / 1000)
    within = centre.service_level.within
    tone: Tone = "crossed" if age > max_wait else "near" if age > within else "calm"
    people = kept.staff(live, queues)
    return Load(
        waiting=Figure(count, tone),
        longest=Figure(age, tone),
        longest_since=since,
        free=_free(people, count),
        staffed=Figure(people.staffed) if people else Figure(known="unknown"),
        occupancy=_occupancy(people),
        recent=period(figures, figures.recent, queues),
        shift=period(figures, figures.shift, queues),
    )


def _free(people: staff.Staff | None, waiting: int) -> Figure:
    if people is None:
        return Figure(known="unknown")
    nobody: Tone = "crossed" if waiting else "near"
    return Figure(people.available, "calm" if people.available or not people.staffed else nobody)


def _occupancy(people: staff.Staff | None) -> Figure:
    if people is None:
        return Figure(known="unknown")
    return ratio(100 * people.occupied / people.staffed if people.staffed else None)


def ratio(value: float | None, tone: Tone = "calm") -> Figure:
    return Figure(known="na") if value is None else Figure(round(value, 3), tone)


def period(figures: CallFigures, window: Window, queues: frozenset[str]) -> Period:
    return period_of(figures.period(window, lambda queue, *_: queue in queues), figures.centre)


def period_of(found: PeriodFigures, centre: CentreProfile) -> Period:
    """The figures as the document says them. Amber: within `warn` points of the target; red: below it."""
    level, target = found.service_level(centre.service_level.denominator), centre.service_level.target
    answered = found.service_level("answered")
    tone: Tone = "calm"
    if level is not None and 100 * level < target + centre.service_level.warn:
        tone = "crossed" if 100 * level < target else "near"
    t = found.tally
    return Period(
        start=found.start,
        end=found.end,
        offered=t.offered,
        answered=t.answered,
        abandoned=t.abandoned,
        short_abandoned=t.short_abandoned,
        dropped=t.dropped,
        hung_up_before_queue=t.before_queue,
        ended_unanswered=t.ended_unanswered,
        longest_wait=found.longest / 1000,
        peak_waiting=found.peak,
        service_level=ratio(None if level is None else 100 * level, tone),
        service_level_answered=ratio(None if answered is None else 100 * answered),
        asa=ratio(found.asa),
        aht=ratio(found.aht),
        talk=ratio(found.talk),
    )


def trend(figures: CallFigures, kept: Kept, queues: frozenset[str]) -> Trend:
    whole = figures.half_hours(queues)
    last, offered, usual = figures.last_half_hour(queues)
    low, mid, high = kept.columns(whole)
    return Trend(
        starts=[*whole.starts, last],
        points=[*whole.offered, offered],
        low=[*low, _rounded(usual.low)],
        mid=[*mid, _rounded(usual.mid)],
        high=[*high, _rounded(usual.high)],
        weeks=usual.weeks,
        weeks_wanted=WEEKS,
        tone="near" if usual.high is not None and offered > usual.high else "calm",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
