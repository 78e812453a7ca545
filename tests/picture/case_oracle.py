"""The rules of docs/definitions.md for cases, said once more by brute force: every answer walks over all the facts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from picture import case_events as said
from picture.events import Fact
from picture.profile import Profile
from tests.picture.oracle import MINUTE, _clock, first_showing

RANK = {"mild": 1, "moderate": 2, "severe": 3}
STAGES = ("assessed", "assigned", "dispatched", "arrived", "contacted", "protected")
Assessment = tuple[int, int, bool]  # time, level, in progress


class CaseSaid:
    """What a list of facts, in any order, says of the one case that they are all about."""

    def __init__(self, facts: Sequence[Fact], case: str, profile: Profile) -> None:
        self.profile = profile
        named = {f.subject for f in facts if f.subject == case or getattr(f.data, "case", None) == case}
        self.story = sorted(entry for fact in facts if fact.subject in named for entry in entries(fact))
        openings = sorted(f.time for f in facts if f.subject == case and isinstance(f.data, said.CaseOpened))
        self.opened = openings[-1] if openings else self.story[0][0]
        self.reopened = len(set(openings)) > 1
        newest = [f for f in facts if isinstance(f.data, said.CaseOpened) and f.time == self.opened]
        self.attacked = any(isinstance(f.data, said.CaseOpened) and f.data.in_progress for f in newest)
        self.handed_over = [f.time for f in facts if isinstance(f.data, said.ShiftHandedOver)]
        self.assessments = self._assessments(facts, case)

    @property
    def open(self) -> bool:
        ended = [time for time, what in self.story if what in ("closed", "declined")]
        return not any(time >= self.opened for time in ended)

    @property
    def acted(self) -> int:
        return self.story[-1][0]

    def first(self, milestone: str) -> int | None:
        if milestone == "opened":
            return self.opened
        wanted = "followup.spoke_safely" if milestone == "followup.done" else milestone
        return min((time for time, what in self.story if what == wanted and time >= self.opened), default=None)

    def _assessments(self, facts: Sequence[Fact], case: str) -> list[Assessment]:
        """Those that count, one an instant, as if none was made before the opening."""
        made: dict[int, Assessment] = {}
        for fact in facts:
            if fact.subject == case and isinstance(fact.data, said.CaseAssessed):
                level = 3 if fact.data.in_progress else RANK[fact.data.level]
                _, before, now = made.get(fact.time, (0, 0, False))
                made[fact.time] = fact.time, max(level, before), now or fact.data.in_progress
        earlier = [made[time] for time in sorted(made) if time < self.opened]
        counted = [made[time] for time in sorted(made) if time >= self.opened]
        if earlier and not (counted and counted[0][0] == self.opened):
            _, level, now = earlier[-1]
            if not self.reopened:
                counted.insert(0, (self.opened, level, now))
            elif level == 3:
                counted.insert(0, (self.opened, 3, False))
        return counted

    def in_progress_since(self) -> int | None:
        protected = max((t for t, what in self.story if what == "protected" and t >= self.opened), default=-1)
        lower = any(level < 3 and time > self.opened for time, level, _ in self.assessments)
        if self.attacked and not lower and protected < self.opened:
            return self.opened
        run = None
        for time, _, now in self.assessments:
            run = None if not now or time <= protected else time if run is None else run
        return run

    def risk(self) -> tuple[str, int | None]:
        """Class, and since when."""
        since = self.in_progress_since()
        if since is not None:
            return "in_progress", since
        if not self.assessments:
            return "unassessed", None
        level, since = 0, None
        for time, found, _ in self.assessments:
            if found != level:
                level, since = found, time
        return next(name for name, rank in RANK.items() if rank == level), since

    def downgraded(self, now: int) -> bool:
        if not self.open or not self.assessments or self.assessments[-1][1] == 3 or self.in_progress_since():
            return False
        severe = [time for time, level, _ in self.assessments if level == 3]
        if not severe and not self.attacked:
            return False
        lowered = min(t for t, _, _ in self.assessments if not severe or t > severe[-1])
        after = [time for time in self.handed_over if time > lowered]
        return now < (min(after) if after else shift_end(lowered, self.profile))

    def stage(self) -> str:
        return next((stage for stage in reversed(STAGES) if self.first(stage) is not None), "opened")

    def owed(self) -> list[tuple[int, str, int]]:
        """(due, milestone, minutes) of every stage deadline that is not met."""
        risk, since = self.risk()
        found = []
        for pathway in self.profile.pathway:
            for stage in pathway.stage if pathway.risk == risk and self.open else ():
                start = since if stage.after == "assessed" else self.first(stage.after)
                if stage.within is not None and start is not None and self.first(stage.reach) is None:
                    found.append((start + stage.within * MINUTE, stage.reach, stage.within))
        return found

    def near(self, now: int) -> bool:
        return any(now < due and 3 * (due - now) < within * MINUTE for due, _, within in self.owed())

    def silent(self, now: int) -> bool:
        urgent = self.open and self.risk()[0] in ("severe", "in_progress")
        return urgent and now - self.acted >= self.profile.cases.silent * MINUTE


def entries(fact: Fact) -> list[tuple[int, str]]:
    """What a fact adds to the story of the case."""
    data = fact.data
    name = str(type(data).__struct_config__.tag)
    if isinstance(data, said.FollowUpAttempted | said.FollowUpDone):
        return [(fact.time, f"followup.{data.outcome}")]
    if isinstance(data, said.ServiceGiven):
        return [(fact.time, f"service.{data.service}")]
    if isinstance(data, said.CaseProtected) and data.requested is not None and data.issued is None:
        return [(fact.time, "order.requested")]
    if isinstance(data, said.ShiftHandedOver | said.ShiftStarted):
        return []
    return [(fact.time, name.removeprefix("case."))]


def shift_end(at: int, profile: Profile) -> int:
    """The first start of a shift after that instant."""
    return _first_start(at, profile.zone, tuple(_clock(shift.starts) for shift in profile.shift))


@lru_cache(maxsize=100_000)
def _first_start(at: int, zone: str, shifts: tuple[int, ...]) -> int:
    today = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
    starts = [first_showing(today + timedelta(days=step), begins, zone) for step in (-1, 0, 1, 2) for begins in shifts]
    return min(start for start in starts if start > at)
