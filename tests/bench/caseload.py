"""2,000 open cases and 10,000 open follow-ups, made up: what the pass must carry at its worst."""

from collections.abc import Iterator
from random import Random

from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import AnyData, Fact
from picture.profile import Profile

CASES = 2_000
FOLLOWUPS = 10_000
SAFE = ("08:00-13:00", "16:00-21:00", "22:00-02:00", "mon 09:00-18:00", "00:00-24:00", "07:00-09:00")
LEVELS: tuple[said.Level, ...] = ("mild", "moderate", "severe")
OUTCOMES: tuple[said.Outcome, ...] = ("no_answer", "could_not_talk")


def facts(profile: Profile, now: int, cases: int = CASES, followups: int = FOLLOWUPS) -> list[Fact]:
    """In order of time, none later than `now`. A tenth of the cases is severe; windows lie over 60 h and beyond."""
    random = Random(7)
    made = [*_cases(random, profile, now, cases), *_followups(random, profile, now, cases, followups)]
    made += _roster(profile, now)
    return sorted(made, key=lambda fact: fact.time)


def _fact(profile: Profile, time: int, subject: str, data: AnyData) -> Fact:
    return Fact(time=time, source=profile.registry[0].source, subject=subject, data=data)


def _cases(random: Random, profile: Profile, now: int, count: int) -> Iterator[Fact]:
    forms, agencies = list(profile.words.forms), list(profile.words.agencies)
    for number in range(count):
        age = int(random.triangular(MINUTE, 20 * DAY, 8 * HOUR))
        opened, subject = now - age, f"bench-C{number}"
        begun = opened - random.randrange(6 * HOUR)
        yield _fact(
            profile,
            opened,
            subject,
            said.CaseOpened(
                forms=tuple(random.sample(forms, 2)),
                episode_from=begun,
                episode_to=begun + random.choice((0, 0, HOUR)),
                children=random.random() < 0.4,
                person=(f"{number % (count * 9 // 10):032x}", f"{number % (count * 9 // 10) + count:032x}"),
                municipality=random.choice(profile.place).code,
            ),
        )
        level = random.choices(LEVELS, (30, 60, 10))[0]
        steps: list[AnyData] = [said.CaseAssessed(level=level)]
        steps += [said.CaseAssigned(to=agencies[0]), said.CaseDispatched(), said.CaseContacted()]
        at = opened
        for step in steps[: random.randrange(len(steps) + 1)]:
            at += random.randrange(MINUTE, 40 * MINUTE)
            if at < now:
                yield _fact(profile, at, subject, step)


def _followups(random: Random, profile: Profile, now: int, cases: int, count: int) -> Iterator[Fact]:
    for number in range(count):
        begun = now - random.randrange(62 * HOUR)
        subject = f"bench-F{number}"
        yield _fact(
            profile,
            min(now, begun + random.randrange(8 * HOUR)),
            subject,
            said.FollowUpPlanned(
                case=f"bench-C{number % cases}",
                episode_from=begun,
                episode_to=begun + random.choice((0, 0, 0, 2 * HOUR)),
                consent=random.choices((True, None, False), (85, 10, 5))[0],
                safe_hours=tuple(random.sample(SAFE, random.choice((1, 1, 2)))),
            ),
        )
        if random.random() < 0.3 and begun + 13 * HOUR < now:
            outcome = random.choice(OUTCOMES)
            yield _fact(profile, begun + 13 * HOUR, subject, said.FollowUpAttempted(outcome=outcome, minutes=12))


def _roster(profile: Profile, now: int) -> list[Fact]:
    shift = profile.shift[0].code
    return [_fact(profile, now - HOUR, "bench-S1", said.ShiftStarted(shift=shift, for_followups=4))]
