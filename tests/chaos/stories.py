"""What happens to women while the watch is killed: deadlines that fall due, and are met in time, late or never.

Each story has subjects of its own, so that it can be judged alone.
"""

from collections.abc import Callable, Iterable
from random import Random

from msgspec import Struct

from picture import case_events as said
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import AnyData, Fact

REGISTRY = "nl/registro"
APART = 5  # milliseconds between two facts of one story: the watch may look between them
SOON = (500, 6_000)  # until the deadline
SETTLED = 5 * SECOND  # what was learned late is believed after so long
OUTCOMES: tuple[said.Outcome, ...] = ("spoke_safely", "aggressor_answered", "no_answer")


class Step(Struct, frozen=True):
    """`at`: when we tell it; `ago`: how long before that it happened."""

    at: int
    subject: str
    data: AnyData
    ago: int = 0

    def fact(self, now: int) -> Fact:
        return Fact(time=now - self.ago, source=REGISTRY, subject=self.subject, data=self.data)


class Teller:
    """`story(now)`: the steps of the next one, in order; their subjects begin with its name and a dash."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._told = 0
        self._kinds: tuple[Callable[[str, int], Iterable[Step]], ...] = (
            self._severe,
            self._unassessed,
            self._in_progress,
            self._followup,
            self._handover,
            self._silent,
            self._late,
        )

    def story(self, now: int) -> list[Step]:
        self._told += 1
        return sorted(self._random.choice(self._kinds)(f"s{self._told}", now), key=lambda step: step.at)

    def _until_due(self) -> int:
        return self._random.randint(*SOON)

    def _met(self, name: str, now: int, data: AnyData) -> list[Step]:
        """Before or after what it meets is due; of five, one never is. Not in the instant in which what was learned
        late is believed: who looks a moment earlier says otherwise, and both are right."""
        after = self._random.choice((self._random.randint(100, 4_600), self._random.randint(5_600, 9_000)))
        return [Step(now + after, name, data)] * (self._random.random() < 0.8)

    def _severe(self, name: str, now: int) -> Iterable[Step]:
        """Nobody has her case, or somebody takes it; sometimes it is closed or she is judged less in danger."""
        case, ago = f"{name}-c", 15 * MINUTE - self._until_due()
        yield Step(now, case, said.CaseOpened(), ago)
        yield Step(now + APART, case, said.CaseAssessed(level="severe"), ago)
        ends = (said.CaseAssigned(to="equipo"), said.CaseClosed(reason="fin"), said.CaseAssessed(level="mild"))
        yield from self._met(case, now, self._random.choice(ends))

    def _unassessed(self, name: str, now: int) -> Iterable[Step]:
        case = f"{name}-c"
        yield Step(now, case, said.CaseOpened(), 30 * MINUTE - self._until_due())
        yield from self._met(case, now, said.CaseAssessed(level="mild"))

    def _in_progress(self, name: str, now: int) -> Iterable[Step]:
        case = f"{name}-c"
        yield Step(now, case, said.CaseOpened(in_progress=True), 2 * MINUTE - self._until_due())
        yield from self._met(case, now, said.CaseDispatched(to="equipo"))

    def _followup(self, name: str, now: int) -> Iterable[Step]:
        """A window closes; she is reached, or he answers, or nobody."""
        closes = now + self._until_due()
        plan = said.FollowUpPlanned(
            case=f"{name}-c", opens=closes - 36 * HOUR, closes=closes, consent=True, safe_hours=("00:00-24:00",)
        )
        opened = said.CaseOpened(episode_from=closes - 48 * HOUR, episode_to=closes - 48 * HOUR)
        yield Step(now, f"{name}-c", opened, 40 * HOUR)
        yield Step(now + APART, f"{name}-c", said.CaseAssessed(level="mild"), 40 * HOUR)
        yield Step(now + 2 * APART, f"{name}-f", plan, 40 * HOUR)
        ends = self._random.choice(OUTCOMES)
        data: AnyData = (
            said.FollowUpDone(outcome=ends) if ends == "spoke_safely" else said.FollowUpAttempted(outcome=ends)
        )
        yield from self._met(f"{name}-f", now, data)

    def _handover(self, name: str, now: int) -> Iterable[Step]:
        offered = said.HandoverOffered(giver="nl/911", to="nl/070")
        yield Step(now, f"{name}-h", offered, 5 * MINUTE - self._until_due())
        ends = self._random.choice((said.HandoverAccepted(), said.HandoverReturned(reason="fin")))
        yield from self._met(f"{name}-h", now, ends)

    def _silent(self, name: str, now: int) -> Iterable[Step]:
        """Nothing was heard of her for an hour, until somebody reaches her."""
        case, ago = f"{name}-c", 60 * MINUTE - self._until_due()
        yield Step(now, case, said.CaseOpened(), ago)
        yield Step(now + APART, case, said.CaseAssigned(to="equipo"), ago)
        yield Step(now + 2 * APART, case, said.CaseAssessed(level="severe"), ago)
        yield from self._met(case, now, said.CaseContacted())

    def _late(self, name: str, now: int) -> Iterable[Step]:
        """What we hear of long after it was due. With what ended it, nobody needs to be told; else it is believed."""
        case = f"{name}-c"
        yield Step(now, case, said.CaseOpened(), 40 * MINUTE)
        yield Step(now + APART, case, said.CaseAssessed(level="severe"), 40 * MINUTE)
        after = self._random.choice((SETTLED // 2, SETTLED + 2 * SECOND))
        yield from [Step(now + after, case, said.CaseAssigned(to="equipo"))] * (self._random.random() < 0.7)
