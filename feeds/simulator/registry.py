"""The registries of a site in the simulation: one that works on the cases, and the registers they are entered in."""

from collections.abc import Callable
from random import Random

from feeds.simulator.agenda import Agenda
from feeds.simulator.casemodel import CaseModel
from feeds.simulator.casework import Casework
from feeds.simulator.intake import Ear, Intake
from feeds.simulator.model import CentreModel
from feeds.simulator.office import Office, Voice
from feeds.simulator.rota import Rota
from picture.policy import Registry
from picture.profile import Profile


class Registries:
    """By source, the voice of every registry of the profile. A register is a registry whose source ends in a code of
    `words.registers`; the first that is none works on the cases. A register without a feed is told of by that one."""

    def __init__(
        self,
        profile: Profile,
        agenda: Agenda,
        centres: dict[str, CentreModel],
        random: Callable[[str, str], Random],
        model_of: Callable[[Registry], CaseModel],
    ) -> None:
        self.voices = {registry.source: Voice() for registry in profile.registry}
        registers = {
            code: self.voices[registry.source]
            for registry in profile.registry
            if (code := registry.source.rpartition("/")[2]) in profile.words.registers
        }
        worked = next((r for r in profile.registry if self.voices[r.source] not in registers.values()), None)
        self._intake: Intake | None = None
        if worked is None:
            return
        voice = self.voices[worked.source]
        registers = {code: registers.get(code, voice) for code in profile.words.registers}
        office = Office(
            profile, model_of(worked), agenda, random(worked.source, "cases"), voice=voice, registers=registers
        )
        apart = {centre.source: {q.code for q in centre.queue if q.apart} for centre in profile.centre}
        self._intake = Intake(office, Casework(office), centres, apart, worked.source.partition("/")[0].upper())
        self._rota = Rota(office)

    def start(self, now: int, begins: int) -> None:
        """From `now` on there is casework; from `begins` on cases grow out of the calls that are told."""
        if self._intake is not None:
            self._intake.start(now, begins)
            self._rota.start(now)

    def ears(self, source: str, begins: int, told: bool) -> tuple[Ear, ...]:
        """The observer of a centre's calls, where somebody takes in cases."""
        return () if self._intake is None else (Ear(self._intake, source, begins, told),)
