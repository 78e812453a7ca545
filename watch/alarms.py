"""Goes through time with the alerts: before a fact is folded, everything due until it is decided. Pure; the loop waits.

Instants are looked at in order, so that what was crossed and cured while nobody watched is found as it would have been.
"""

from collections.abc import Mapping

from alerts.decide import Decider, Decision
from alerts.fold import AlertBoard
from alerts.rules.views import CentreView, SiteView
from journal.journal import Beat
from picture.alert_events import CaseLocked
from picture.clocks import SECOND
from picture.events import Entry, FeedConnected, FeedGap, FeedLost
from picture.fold import apply
from picture.picture import Picture
from watch.wall import WallRoom

SELDOM = 10 * SECOND  # between two samples of a past that is caught up with
OFTEN = SECOND


class Alarms:
    """`at`: up to which instant everything was looked at. `quiet_until`: facts recorded before it were decided by
    another watch, and are folded without a look."""

    def __init__(self, picture: Picture, book: AlertBoard, room: WallRoom, quiet_until: int = 0) -> None:
        self._picture = picture
        self._room = room
        self.book = book
        self.decider = Decider(picture, book)
        self.at = book.board.stepped
        self._quiet_until = quiet_until
        self._sampled = self.at
        self._feeds_spoke = True
        self._began = False
        self.down: tuple[int, int] | None = None

    def fold(self, entry: Entry, beats: Mapping[str, Beat]) -> None:
        """Everything due until the entry was recorded, then the entry."""
        if entry.recorded > self.at:
            self._go(entry.recorded, beats)
        apply(self._picture, entry)
        self.book.apply(entry, self._picture.profile)
        match entry.fact.data:
            case FeedConnected() | FeedLost() | FeedGap():
                self._feeds_spoke = True
            case CaseLocked():  # its rows say so
                self._picture.touched_cases.add(entry.fact.subject)

    def look(self, now: int, beats: Mapping[str, Beat]) -> None:
        """As of `now`, up to which every fact must have been folded."""
        self._go(max(now, self.at), beats, live=True)

    def next(self) -> int | None:
        """The earliest instant at which something may be otherwise by itself."""
        instants = (self.decider.next(), self._room.cases.looks.next())
        return min((at for at in instants if at is not None), default=None)

    def due(self, now: int) -> bool:
        """Whether something may be otherwise by then."""
        following = self.next()
        return following is not None and following <= now

    def decisions(self) -> list[Decision]:
        return self.decider.decisions(self.at) if self._began else []

    def _go(self, until: int, beats: Mapping[str, Beat], *, live: bool = False) -> None:
        """Through every instant up to `until`, that one included."""
        if self._picture.profile is None or until < self._quiet_until:
            self.at = self.book.board.stepped = self._sampled = until
            return
        if self._touched or not self._began:
            self._step(max(self.at, min(self._picture.recorded, until)))
        while (following := self._following(until)) is not None:
            self._step(following)
            if following - self._sampled >= SELDOM:
                self.sample(following, beats, None)
        self.at = self.book.board.stepped = until
        if live:
            self._step(until)

    @property
    def _touched(self) -> bool:
        """Whether a fact said something that a rule may look at."""
        picture = self._picture
        return bool(
            self._feeds_spoke
            or self.book.touched
            or picture.touched_cases
            or picture.touched_followups
            or picture.touched_handovers
            or picture.touched_referrals
            or picture.touched_hotspots
            or picture.touched_calls
        )

    def _following(self, until: int) -> int | None:
        """The next instant to stop at, up to `until`."""
        following = self.next()
        if until - self._sampled >= 2 * SELDOM and until - self.at >= SELDOM:
            sample = max(self._sampled + SELDOM, self.at)
            following = sample if following is None else min(following, sample)
        return None if following is None or following > until else following

    def _step(self, at: int) -> None:
        """Look at whatever a fact touched, or that is due."""
        at = max(at, self.at)
        decider, cases = self.decider, self._room.cases
        changed = cases.look(at)
        if changed.anew or not self._began:
            self._began = True
            decider.anew(at)
            self._feeds_spoke = True
        changed_cases, changed_followups = cases.taken_by_alarms()
        for name in changed_cases:
            decider.case(name, cases.looks.cases.get(name), at)
        for name in changed_followups:
            decider.followup(name, cases.looks.followups.get(name), at)
        decider.things(at)
        if self._feeds_spoke:
            self._feeds_spoke = False
            decider.feeds(at)
        decider.heed(at)
        self.at = at

    def sample(self, at: int, beats: Mapping[str, Beat], will_miss: int | None) -> None:
        """What follows from figures, at most once a second."""
        if 0 <= at - self._sampled < OFTEN or self._picture.profile is None or not self._began:
            return
        self._sampled = at
        self._room.look_at_calls(at, beats)
        profile, picture = self._picture.profile, self._picture
        offsets = {source: beat.offset for source, beat in beats.items()}
        site = SiteView(picture, profile, at, offsets, will_miss, self.down, self.book.board.failing)
        centres = [
            CentreView(
                picture,
                profile,
                at,
                centre,
                picture.centre(centre.source),
                self._room.figures_of(centre.source),
                offsets.get(centre.source, 0),
            )
            for centre in profile.centre
        ]
        self.decider.sample(centres, site)
        self.decider.site(site)
        self.decider.feeds(at)
