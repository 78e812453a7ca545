"""What each thing of the book says in its case's story, and in the totals by day: both follow from its state alone.

A fact that comes late, twice or before its case changes a thing `within` a block, and nothing is left over.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from picture.book import Case, FollowUp, Handover, Referral, Service, Step
from picture.days import add
from picture.picture import Picture
from picture.policy import LEVELS

Care = Service | Handover | Referral | FollowUp
Thing = Case | Care
Said = tuple[int, str]  # an instant and its measure
ENDS = ("closed", "declined", "unseen")
REMOTE = ("whatsapp", "video")
URGENT = "+in_progress"
ACCOMPANIMENT = ("accompaniment", "acompanamiento")  # the service that accompanies her, as sites call it


def case_of(thing: Care) -> str:
    """The case it names, or ""."""
    match thing:
        case Service():
            named = thing.given.case if thing.given else None
        case Handover():
            named = thing.offer.case if thing.offer else None
        case Referral():
            named = thing.asked.case if thing.asked else None
        case FollowUp():
            named = thing.plan.case if thing.plan else None
    return named or ""


def steps(thing: Care) -> set[Step]:
    match thing:
        case Service():
            given = thing.given
            return {Step(thing.time, f"service.{given.service}", given.timing or "")} if given else set()
        case Handover():
            to = thing.offer.to if thing.offer else ""
            said = {"offered": (thing.offered, to), "accepted": (thing.accepted, "")}
            said["returned"] = (thing.returned, thing.reason)
            return {Step(at, f"handover.{what}", word) for what, (at, word) in said.items() if at is not None}
        case Referral():
            service = thing.asked.service if thing.asked else ""
            found = {Step(at, f"referral.{what}", service) for what, at in _answers(thing) if what != "refused"}
            return found if thing.refused is None else {*found, Step(thing.refused, "referral.refused", thing.reason)}
        case FollowUp():
            said_of = {Step(at, "followup.planned") for at in thing.plans}
            said_of |= {Step(attempt.time, f"followup.{attempt.outcome}") for attempt in thing.attempts}
            return said_of if thing.cancelled is None else {*said_of, Step(thing.cancelled, "followup.cancelled")}


def _answers(thing: Referral) -> list[tuple[str, int]]:
    named = ("made", "accepted", "refused", "waitlisted", "completed")
    return [(what, at) for what in named if (at := getattr(thing, what)) is not None]


def counted(picture: Picture, thing: Thing) -> list[Said]:
    """What it counts as, each on the day of its instant. A man's stands apart."""
    found = _case_counted(thing) if isinstance(thing, Case) else _care_counted(thing)
    return [(at, f"men.{measure}") for at, measure in found] if stands_apart(picture, thing) else found


def stands_apart(picture: Picture, thing: Thing) -> bool:
    """Whether it concerns a man: of his case, or a service given to him."""
    case = thing if isinstance(thing, Case) else picture.book.cases.get(case_of(thing))
    if case is not None and case.opening.subject_is == "man":
        return True
    return isinstance(thing, Service) and thing.given is not None and thing.given.subject_is == "man"


def accompanies(service: Service, case: Case | None) -> bool:
    """Whether it accompanied a woman: of a man's case, or given to a man, it did not."""
    given = service.given
    if given is None or given.service not in ACCOMPANIMENT or given.subject_is == "man":
        return False
    return case is None or case.opening.subject_is != "man"


def _case_counted(case: Case) -> list[Said]:
    found = [] if case.intake is None else [(case.intake, "cases.opened")]
    registered: set[str] = set()
    first: Step | None = None
    for step in case.story:
        if step.what == "registered" and step.said not in registered:
            registered.add(step.said)
            found.append((step.time, f"registered.{step.said}"))
        elif step.what == "assessed" and (first is None or (step.time == first.time and higher(step, first))):
            first = step
    if first is not None:
        risk = "in_progress" if first.said.endswith(URGENT) else first.said
        found.append((first.time, f"cases.{risk}"))
    return found


def higher(step: Step, than: Step) -> bool:
    """Whether one assessment is higher than another: the attack goes on, else the level."""
    return _height(step) > _height(than)


def _height(step: Step) -> tuple[bool, int]:
    level = step.said.removesuffix(URGENT)
    return level != step.said, next(height for name, height in LEVELS.items() if name == level)


def _care_counted(thing: Care) -> list[Said]:
    match thing:
        case Service():
            given = thing.given
            if given is None:
                return []
            found = [(thing.time, "services"), (thing.time, f"services.{given.service}")]
            timing = "remote" if given.channel in REMOTE else given.timing
            return [*found, (thing.time, f"timing.{timing}")] if timing else found
        case Handover():
            instants = (("offered", thing.offered), ("accepted", thing.accepted), ("returned", thing.returned))
            return [(at, f"handovers.{what}") for what, at in instants if at is not None]
        case Referral():
            return [(at, f"referrals.{what}") for what, at in _answers(thing)]
        case FollowUp():
            done = {True: "followups.done", False: "followups.attempted"}
            return [(each.time, done[each.outcome == "spoke_safely"]) for each in thing.attempts]


def tell(case: Case, step: Step) -> bool:
    """Put a step in its place; said twice it is one, and False."""
    at = bisect_left(case.story, step)
    if at < len(case.story) and case.story[at] == step:
        return False
    case.story.insert(at, step)
    return True


@contextmanager
def within(picture: Picture, *things: Thing) -> Iterator[None]:
    """Change things: totals, and the stories of the cases that they name, follow."""
    care = [(thing, _told(thing)) for thing in things if not isinstance(thing, Case)]
    before = [said for thing in things for said in counted(picture, thing)]
    yield
    now = [said for thing in things for said in counted(picture, thing)]
    if before != now:
        _count(picture, Counter(before), Counter(now))
    for thing, told in care:
        retell(picture, told, _told(thing))
        picture.leaving.note(thing)


def _count(picture: Picture, before: Counter[Said], now: Counter[Said]) -> None:
    for (at, measure), times in (before - now).items():
        add(picture.counts(at), measure, -times)
    for (at, measure), times in (now - before).items():
        add(picture.counts(at), measure, times)


def _told(thing: Care) -> tuple[str, set[Step]]:
    return case_of(thing), steps(thing)


def retell(picture: Picture, was: tuple[str, set[Step]], now: tuple[str, set[Step]]) -> None:
    """Take out of a story what a thing no longer says, unless another says it too, and put in what it does."""
    if was == now:
        return
    cases = picture.book.cases
    case = cases.get(was[0])
    if case is not None:
        gone = was[1] - now[1] if was[0] == now[0] else was[1]
        kept = {step for other in care_of(picture, case.id) for step in steps(other)} if gone else set()
        for step in gone - kept:
            case.story.remove(step)
    case = cases.get(now[0])
    if case is not None:
        for step in now[1]:
            tell(case, step)
        picture.touched_cases.add(case.id)
    if was[0]:
        picture.touched_cases.add(was[0])


def care_of(picture: Picture, case: str) -> list[Care]:
    """Everything that names the case."""
    book, found = picture.book, list[Care]()
    found += [book.services[each] for each in picture.services_of.get(case, ())]
    found += [book.handovers[each] for each in picture.handovers_of.get(case, ())]
    found += [book.referrals[each] for each in picture.referrals_of.get(case, ())]
    found += [book.followups[each] for each in picture.followups_of.get(case, ())]
    return found
