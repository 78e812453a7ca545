"""What all who work on a registry's cases share: its words, chance, the agenda, and the registry's voice."""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TypeVar

from feeds.simulator.agenda import Agenda
from feeds.simulator.caseload import Case
from feeds.simulator.casemodel import CaseModel, Use
from feeds.simulator.wire import Event, event
from picture.case_events import Subject
from picture.profile import Profile

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
UNKNOWN_POPULATION = 8_000

Kind = TypeVar("Kind")


class Voice:
    """What one registry says, in order of time."""

    def __init__(self) -> None:
        self.said: list[Event] = []

    def say(
        self, time: int, name: str, subject: str, data: Mapping[str, object] | None = None, agency: str = ""
    ) -> None:
        self.said.append(event(time, name, subject, data, agency))

    def take(self) -> list[Event]:
        """What was said since the last time."""
        said, self.said = self.said, []
        return said


class Office:
    """`voice`: of the registry that works on the cases; `registers`: of the national registers, by their code.
    `reached` is told of every milestone."""

    def __init__(
        self,
        profile: Profile,
        model: CaseModel,
        agenda: Agenda,
        random: Random,
        *,
        voice: Voice,
        registers: dict[str, Voice],
    ) -> None:
        self.profile = profile
        self.model = model
        self.agenda = agenda
        self.random = random
        self.voice = voice
        self.registers = registers
        self.reached: Callable[[int, Case, str], None] = lambda _time, _case, _milestone: None
        words = profile.words
        self.services = {code: weight for code, weight in model.services.items() if code in words.services}
        self._reasons = {use: [c for c in codes if c in words.reasons] for use, codes in model.reasons.items()}
        self._any_reason = list(words.reasons)
        self._places = {
            p.code: UNKNOWN_POPULATION if p.population is None else max(1, p.population) for p in profile.place
        }
        self._numbered = 0

    def say(self, time: int, name: str, case: Case, data: Mapping[str, object] | None = None) -> None:
        self.voice.say(time, name, case.id, data, case.agency)

    def number(self, what: str, now: int) -> str:
        """A new id."""
        self._numbered += 1
        return f"{what}-{now // 1000}.{self._numbered}"

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: float, high: float) -> int:
        return int(self.random.uniform(low, high))

    def one_of(self, weights: Mapping[Kind, float]) -> Kind:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def any_of(self, codes: Iterable[str]) -> str | None:
        """One of the codes, the first ones more often; None where there is none."""
        found = list(codes)
        if not found:
            return None
        return found[min(int(self.random.expovariate(0.7)), len(found) - 1)]

    def reason(self, use: Use) -> str | None:
        return self.any_of(self._reasons.get(use) or self._any_reason)

    def municipality(self) -> str | None:
        return self.one_of(self._places) if self._places else None

    def knows_place(self, code: object) -> bool:
        return code in self._places

    def agency(self, who: str | None) -> str | None:
        return who or self.any_of(self.profile.words.agencies)

    def partner(self) -> str | None:
        """Who takes a referral or a woman who is handed on."""
        agencies = self.profile.words.agencies
        return self.any_of([code for code in self.model.partners if code in agencies] or agencies)

    def service_for(self, subject: Subject) -> str | None:
        """A service as this subject is usually given it."""
        if subject == "man":
            own = [code for code in self.model.services_apart if code in self.profile.words.services]
            return self.any_of(own)
        return self.one_of(self.services) if self.services else self.any_of(self.profile.words.services)
