"""What wall and desk share of cases: looks kept from pass to pass, and the board made from them."""

from collections.abc import Mapping

from journal.journal import Beat
from picture import ledgers
from picture.picture import Picture
from picture.policy import Feed
from picture.profile import Profile
from watch.case_documents import CaseBoard
from watch.documents import FeedState, ShiftNow
from watch.ledgers import LedgerKeeper
from watch.looks import Changed, Looks
from watch.places import Names
from watch.severe import SevereFigures
from watch.strip import StripFigures
from watch.will_miss import WillMiss


def feed_state(feed: Feed, beat: Beat | None, now: int) -> FeedState:
    """fresh: heard within the feed's limit; stale: silent past it; unknown: never heard."""
    if beat is None:
        return "unknown"
    return "fresh" if now - beat.heard <= feed.silent_after * 1000 else "stale"


class CaseRoom:
    """`look` takes again what changed; `board` looks, counts and says. `news_cases`, `news_followups`: what changed
    since the desk last took them."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._profile: Profile | None = None
        self.names: Names
        self.looks = Looks(picture)
        self.severe = SevereFigures()
        self.strip = StripFigures()
        self.ledgers = LedgerKeeper(picture)
        self.will_miss = WillMiss(picture)
        self.stale: frozenset[str] = frozenset()
        self._registers_stale: list[str] = []
        self.news_cases: set[str] = set()
        self.news_followups: set[str] = set()
        self._alarm_cases: set[str] = set()
        self._alarm_followups: set[str] = set()
        self.locks: Mapping[str, tuple[str, ...]] = {}  # case → who alone may see it
        self.last: CaseBoard | None = None  # the board made last

    def board(self, now: int, beats: Mapping[str, Beat], shift: ShiftNow) -> CaseBoard | None:
        """The board as of `now`; None for a site that keeps no cases."""
        profile = self._picture.profile
        assert profile is not None
        if profile is not self._profile:
            self._profile, self.names = profile, Names(profile)
            self.ledgers.forget()
        if not profile.registry and not self._picture.book.cases:
            return None
        self.look(now)
        self._listen(profile, beats, now)
        self.ledgers.step(now)
        self.news_followups |= self.will_miss.look(now, shift.ends, self.strip, self.looks)
        self.last = CaseBoard(
            severe=self.severe.severe(profile, shift, self.names, self.offer, stale=self.stale, locked=self.locks),
            followups=self.strip.strip(now, profile.cases, shift.ends, self.will_miss.people, self.will_miss.count),
            ledgers=self.ledgers.wall(profile, now),
            stale=[r.source for r in profile.registry if r.source in self.stale],
            registers_stale=self._registers_stale,
            totals=ledgers.totals(self._picture.book, profile.zone, now, 1),
        )
        return self.last

    @property
    def walking(self) -> bool:
        """Whether something is being counted in strides."""
        return self.ledgers.walking or self.will_miss.walking

    def walk(self, now: int) -> None:
        """A stride on between two passes."""
        self.ledgers.step(now)
        self.news_followups |= self.will_miss.step()

    @property
    def looked(self) -> bool:
        """Whether there was a pass yet under the profile in force: names and looks are of no other."""
        return self._profile is not None and self._profile is self._picture.profile

    def offer(self, case: str) -> tuple[str, str] | None:
        """The case's oldest open hand-over: giver and receiver, by name."""
        kept = (self._picture.book.handovers[name] for name in self._picture.handovers_of.get(case, ()))
        waiting = [(each.offered or 0, each.id, each.offer) for each in kept if ledgers.handover_open(each)]
        offer = min(waiting)[2] if waiting else None
        return (self.names.desk(offer.giver), self.names.desk(offer.to)) if offer else None

    def look(self, now: int) -> Changed:
        """Take again every look that a fact, the clock or the profile may have changed."""
        changed, book = self.looks.look(now), self._picture.book
        if changed.anew:
            self.severe, self.strip = SevereFigures(), StripFigures()
            self.will_miss.forget()
        for name in changed.cases:
            self.severe.put(name, book.cases.get(name), self.looks.cases.get(name))
        for name in changed.followups:
            stands_apart = ledgers.apart(self.looks.case_of(name))
            self.strip.put(name, None if stands_apart else self.looks.followups.get(name))
            self.will_miss.put(name)
        for cases in (self.news_cases, self._alarm_cases):
            cases.update(changed.cases)
        for followups in (self.news_followups, self._alarm_followups):
            followups.update(changed.followups)
        return changed

    def taken_by_alarms(self) -> tuple[list[str], list[str]]:
        """Cases and follow-ups whose look changed since the last taking."""
        taken = sorted(self._alarm_cases), sorted(self._alarm_followups)
        self._alarm_cases.clear()
        self._alarm_followups.clear()
        return taken

    def _listen(self, profile: Profile, beats: Mapping[str, Beat], now: int) -> None:
        """Who is silent that cases come from, a centre that keeps some itself too; every row of theirs says so."""
        registers = {r.source for r in profile.registry if r.keeps == "register"}
        silent = {feed.source for feed in profile.feeds if feed_state(feed, beats.get(feed.source), now) != "fresh"}
        self._registers_stale = sorted(silent & registers)
        stale = frozenset(silent - registers)
        turned, self.stale = stale ^ self.stale, stale
        if turned:
            book = self._picture.book
            self.news_cases.update(name for name, case in book.cases.items() if case.source in turned)
