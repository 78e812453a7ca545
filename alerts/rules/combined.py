"""Several risks at once, in a row, or growing: what Chile's local systems rank by."""

from collections.abc import Iterable

from alerts.condition import Condition
from alerts.rules import danger, naming, stretches
from alerts.rules.stretches import FAR, Span
from alerts.rules.views import CaseView
from picture import deadlines, people, risk
from picture.alert_policy import Rule
from picture.book import Step
from picture.clocks import MINUTE
from picture.policy import LEVELS
from picture.story import higher


def risks_combined(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """One case has several risks: at once, of openings in a row, or of assessments that grow; due since it does (three
    at once: ours; the three kinds: Chile's unified prioritisation)."""
    if not view.look.open:
        return
    opened = risk.opened(view.case)
    for reason, due in (
        ("simultaneous", _simultaneous(view, rule)),
        ("successive", _successive(view, opened)),
        ("more_complex", _more_complex(view)),
    ):
        if due is not None:
            at_once = reason == "simultaneous"
            yield naming.of_case(
                view,
                "risks_combined",
                max(due, opened),
                part=reason,
                reason=reason,
                value=len(held(view)) if at_once else None,
                limit=rule.limit if at_once else None,
            )


def held(view: CaseView) -> list[str]:
    """The signals that hold now. In progress stands above severe, so at most one of both."""
    look, severe = view.look, view.look.risk in danger.SEVERE
    said = {
        look.risk: severe,
        "silent": look.silent,
        "repeat": look.repeat,
        "rising": look.rising,
        "reassess": look.reassess,
        "health": bool(look.health),
        "order_late": any(due <= view.now for due in _orders_owed(view)),
    }
    return [signal for signal, holds in said.items() if holds]


def _simultaneous(view: CaseView, rule: Rule) -> int | None:
    """Since when so many signals hold at once."""
    least = round(rule.limit or 0)
    if len(held(view)) < least:
        return None
    person = view.picture.book.people.get(view.case.person)
    until = max([view.now, *(at for at, _ in person.levels[-1:])]) if person else view.now
    signals = _of_the_case(view)
    if person is not None:
        signals += [stretches.repeating(person, until), stretches.rising(person, until)]
    return stretches.since(signals, least, until) or risk.opened(view.case)


def _of_the_case(view: CaseView) -> list[list[Span]]:
    """When the signals hold that follow from the case itself."""
    look = view.look
    health = [each for each in (*look.deadlines, *look.health) if each.what.startswith("health.") and each.met is None]
    found = [[(each.due - deadlines.SHOWN, each.due) for each in health], [(due, FAR) for due in _orders_owed(view)]]
    if look.reassess:
        found.append([(danger.answered_since(view), FAR)])
    judged = risk.of(view.case).judged
    if look.risk in danger.SEVERE and judged is not None:
        found += [[(judged, FAR)], _silences(view, judged)]
    return found


def _silences(view: CaseView, judged: int) -> list[Span]:
    """When nothing had been heard for too long, since its class was given."""
    story, silent = view.case.story, view.profile.cases.silent * MINUTE
    ends = [*(step.time for step in story[1:]), FAR]
    found = [(max(step.time + silent, judged), end) for step, end in zip(story, ends, strict=True)]
    return [span for span in found if span[0] < span[1]]


def _orders_owed(view: CaseView) -> list[int]:
    """When orders that are not issued yet were to be."""
    owed = [deadlines.issue_by(order, view.profile) for order in view.case.orders.values() if order.issued is None]
    return [due for due in owed if due is not None]


def _successive(view: CaseView, opened: int) -> int | None:
    """Since when it is known: it was opened within 30 days of another opening of hers, and one of her assessments
    since that was severe."""
    person = view.picture.book.people.get(view.case.person)
    if person is None:
        return None
    before = [at for at, _ in person.openings if opened - people.MONTH <= at < opened]
    severe = [at for at, level in person.levels if before and level == LEVELS["severe"] and at >= before[0]]
    return max(opened, severe[0]) if severe else None


def _more_complex(view: CaseView) -> int | None:
    """Since when its latest assessment is higher than one before."""
    since, steps = None, _assessments(view)
    for at, step in enumerate(steps):
        grew = any(higher(step, before) for before in steps[:at])
        since = (step.time if since is None else since) if grew else None
    return since


def _assessments(view: CaseView) -> list[Step]:
    """One an instant: the highest said at it."""
    found: list[Step] = []
    for step in view.case.story:
        if step.what != "assessed":
            continue
        if not found or found[-1].time < step.time:
            found.append(step)
        elif higher(step, found[-1]):
            found[-1] = step
    return found
