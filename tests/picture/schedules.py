"""Random schedules of one woman's case and its follow-ups, in the four zones, around the oddities of their clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import profiles
from picture import case_events as said
from picture.events import AnyData, Fact
from picture.profile import Profile

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
FOLDER = Path(profiles.__file__).parent
CASE = "C-2026-1"

# Where the clocks of Santiago jump (and of Monterrey did, until 2022), and days on which nothing happens.
ODD = [
    datetime(2026, 4, 5, 3, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2022, 4, 3, 8, tzinfo=UTC),
    datetime(2022, 10, 30, 7, tzinfo=UTC),
    datetime(2024, 2, 29, 6, tzinfo=UTC),
    datetime(2026, 12, 31, 23, tzinfo=UTC),
    datetime(2026, 6, 17, 12, tzinfo=UTC),
]
SPANS = (
    "08:00-13:00", "22:00-02:00", "00:00-02:00", "23:00-23:30", "00:00-24:00", "18:30-24:00", "23:30-00:30",
    "mon 09:00-18:00", "sat 22:00-06:00", "sun 00:00-00:30", "06:15-06:45", "17:00-21:00",
)  # fmt: skip
OUTCOMES: tuple[said.Outcome, ...] = (
    "spoke_safely",
    "could_not_talk",
    "third_party",
    "aggressor_answered",
    "declined",
    "no_answer",
)
LEVELS: tuple[said.Level, ...] = ("mild", "moderate", "severe")
STEPS: tuple[AnyData, ...] = (
    said.CaseAdmitted(),
    said.CaseAssigned(to="equipo"),
    said.CaseDispatched(),
    said.CaseArrived(),
    said.CaseContacted(),
    said.CaseProtected(measure="resguardo"),
    said.CaseProtected(measure="orden", requested=1),
    said.CaseRegistered(),
    said.CasePlanned(),
    said.CaseEvaluated(outcome="mejora"),
)


@cache
def site(code: str) -> Profile:
    return profiles.load(code, FOLDER)


@dataclass
class Schedule:
    """`facts` in the order in which they arrive; `arrives` in step with them."""

    profile: Profile
    facts: list[Fact]
    arrives: list[int]
    followups: list[str]


def schedules(seed: int, count: int) -> Iterator[Schedule]:
    random = Random(seed)
    for _ in range(count):
        yield schedule(random)


def schedule(random: Random) -> Schedule:
    profile = site(random.choice(SITES))
    source = profile.registry[0].source
    base = round(random.choice(ODD).timestamp() * 1000) + random.randrange(-60, 61) * HOUR + random.randrange(HOUR)
    facts: list[Fact] = []

    def tell(time: int, subject: str, data: AnyData) -> None:
        facts.append(Fact(time=time, source=source, subject=subject, data=data, sequence=len(facts) + 1, epoch="e"))

    intake = base + random.choice((0, random.randrange(6 * HOUR), random.randrange(60 * HOUR)))
    if random.random() < 0.95:
        tell(intake, CASE, opening(random, base, intake))
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        level = random.choice(LEVELS)
        assessed = said.CaseAssessed(level=level, in_progress=level == "severe" and random.random() < 0.2)
        tell(intake + random.randrange(20 * HOUR), CASE, assessed)
    followups = [f"F-{number}" for number in range(1, random.choice((2, 2, 3)))]
    for followup in followups:
        promise(random, base, intake, followup, tell)
    arrives = [fact.time + random.choice((0, 0, 0, random.randrange(3 * HOUR))) for fact in facts]
    order = sorted(range(len(facts)), key=lambda at: (arrives[at], random.random()))
    return Schedule(profile, [facts[at] for at in order], [arrives[at] for at in order], followups)


def opening(random: Random, base: int, intake: int) -> said.CaseOpened:
    spread = random.choice((None, 0, 0, 0, 20 * MINUTE, 7 * HOUR, 30 * HOUR, 36 * HOUR, 50 * HOUR))
    return said.CaseOpened(
        episode_from=None if spread is None else base,
        episode_to=None if spread is None else base + spread,
        called_at=random.choice((None, intake - random.randrange(HOUR))),
        in_progress=random.random() < 0.1,
    )


def promise(random: Random, base: int, intake: int, followup: str, tell: object) -> None:
    assert callable(tell)
    planned = intake + random.choice((0, random.randrange(4 * HOUR)))
    for again in range(random.choice((1, 1, 1, 2))):
        tell(planned + again * random.randrange(1, 30 * HOUR), followup, plan(random, base, planned))
    for _ in range(random.choice((0, 0, 1, 2))):
        outcome = random.choice(OUTCOMES)
        made = said.FollowUpDone if outcome == "spoke_safely" and random.random() < 0.5 else said.FollowUpAttempted
        tell(planned + random.randrange(60 * HOUR), followup, made(outcome=outcome))
    if random.random() < 0.06:
        tell(planned + random.randrange(50 * HOUR), followup, said.FollowUpCancelled(reason="concluido"))


def plan(random: Random, base: int, planned: int) -> said.FollowUpPlanned:
    own = random.random()
    later = base + random.randrange(40 * HOUR)
    return said.FollowUpPlanned(
        case=CASE,
        opens=later if own < 0.1 else None,
        closes=later + random.randrange(MINUTE, 60 * HOUR) if own < 0.1 else None,
        episode_from=base + 5 * MINUTE if 0.1 < own < 0.2 else None,
        episode_to=base + random.randrange(5, 600) * MINUTE if 0.1 < own < 0.2 else None,
        channel=random.choice(("phone", "phone", "whatsapp", "in_person")),
        consent=random.choice((True, True, True, True, False, None)),
        safe_hours=tuple(random.sample(SPANS, random.choice((0, 1, 1, 2, 3)))),
        do_not_contact=random.random() < 0.05,
        confirmed=random.choice((None, None, planned, planned - 29 * DAY, planned - 28 * DAY - 5 * HOUR)),
    )


def case_schedules(seed: int, count: int) -> Iterator[Schedule]:
    random = Random(seed)
    for _ in range(count):
        yield case_schedule(random)


def case_schedule(random: Random) -> Schedule:
    """One case: opened, judged, worked on, closed, opened again; every milestone may come early, late or never."""
    profile = site(random.choice(SITES))
    source = profile.registry[0].source
    base = round(random.choice(ODD).timestamp() * 1000) + random.randrange(-60, 61) * HOUR + random.randrange(HOUR)
    facts: list[Fact] = []

    def tell(subject: str, data: AnyData, *, after: int = 0) -> None:
        pace = random.choice((MINUTE, 20 * MINUTE, 3 * HOUR, 30 * HOUR))
        at = base + after + random.randrange(pace) // 1000 * random.choice((1000, 1000, 60_000 // 60))
        facts.append(Fact(time=at, source=source, subject=subject, data=data, sequence=len(facts) + 1, epoch="e"))

    tell(CASE, opening(random, base, base))
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        level = random.choice(LEVELS)
        tell(CASE, said.CaseAssessed(level=level, in_progress=level == "severe" and random.random() < 0.3))
    for step in random.sample(STEPS, random.randrange(len(STEPS) + 1)):
        tell(CASE, step)
    if random.random() < 0.5:
        service = random.choice(list(profile.words.services))
        tell("S-1", said.ServiceGiven(service=service, case=CASE))
    if random.random() < 0.4:
        tell("H-1", said.HandoverOffered(giver=source, to=profile.centre[0].source, case=CASE))
        if random.random() < 0.7:
            tell("H-1", said.HandoverAccepted(), after=2 * MINUTE)
    for _ in range(random.choice((0, 0, 1, 2))):
        tell("T-1", said.ShiftHandedOver())
    if random.random() < 0.25:
        tell(CASE, said.CaseClosed(reason="concluido"))
        if random.random() < 0.5:
            tell(CASE, opening(random, base, base), after=2 * HOUR)
    arrives = [fact.time + random.choice((0, 0, 0, random.randrange(3 * HOUR))) for fact in facts]
    order = sorted(range(len(facts)), key=lambda at: (arrives[at], random.random()))
    return Schedule(profile, [facts[at] for at in order], [arrives[at] for at in order], [])
