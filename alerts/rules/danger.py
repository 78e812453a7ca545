"""Who is in danger: rules about one open case. They look at men's cases too: danger has no figure to stay out of."""

from collections.abc import Iterable, Iterator

from alerts.condition import Condition
from alerts.rules import naming, stretches
from alerts.rules.views import CaseView
from picture import deadlines, ledgers, risk
from picture.alert_policy import Rule, RuleName
from picture.clocks import MINUTE
from picture.deadlines import Deadline

SEVERE = ("severe", "in_progress")


def in_progress_undispatched(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """An attack goes on and its pathway's `dispatched` is past due; due as the stage is (preset 2 min, ours)."""
    return _stage(view, "in_progress_undispatched", "dispatched")


def in_progress_not_arrived(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """An attack goes on and its pathway's `arrived` is past due; due as the stage is (preset 15 min, ours)."""
    return _stage(view, "in_progress_not_arrived", "arrived")


def severe_unassigned(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """Nobody has a severe case, or one in progress, by when its pathway's `assigned` was due (preset 15 min, ours)."""
    return _stage(view, "severe_unassigned", "assigned")


def unassessed(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """A case is unassessed past its pathway's `assessed`; due as the stage is (preset 30 min, ours)."""
    return _stage(view, "unassessed", "assessed")


def stage_overdue(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """Any other stage of the pathway is past due and not reached; due as the stage is (the site's pathway says when).

    Of a severe case, one in progress or a marked downgrade it is high. What another rule tells is not told again.
    """
    stages = list(_owed(view))
    elsewhere = _told_elsewhere(view) if stages else set()
    high = view.look.risk in SEVERE or view.look.downgraded
    for stage in stages:
        what, due = stage.what, stage.due
        if rule_of_stage(view, what) is None and (what, due) not in elsewhere:
            yield naming.of_case(view, "stage_overdue", due, part=what, reason=what, priority="high" if high else None)


def severe_silent(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """Nothing was heard of a severe case, or one in progress, for `cases.silent`; due so long after the last step of
    its story (preset 60 min, ours)."""
    if view.look.open and view.look.silent:
        yield naming.of_case(view, "severe_silent", view.look.acted + view.profile.cases.silent * MINUTE)


def health_clock(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """Care that helps only for so long runs out within 24 h; due 24 h before it does (HIV prophylaxis 72 h, emergency
    contraception 120 h: recalled, FIELD)."""
    for clock in view.look.health if view.look.open else ():
        code = clock.what.removeprefix("health.")
        yield naming.of_case(view, "health_clock", clock.due - deadlines.SHOWN, part=code, reason=code)


def aggressor_answered(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """The aggressor answered a follow-up and nobody assessed her since; due when he answered, the first time since she
    was assessed (ours)."""
    if view.look.open and view.look.reassess:
        yield naming.of_case(view, "aggressor_answered", answered_since(view))


def answered_since(view: CaseView) -> int:
    """When he answered first since the last assessment."""
    story = view.case.story
    last = max((step.time for step in story if step.what == "assessed"), default=0)
    return next(step.time for step in story if step.what == "followup.aggressor_answered" and step.time >= last)


def repeat_rising(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """She turns to us again and again and her risk rises; due since both hold without a pause, but not before the
    case's opening (more than one contact in 24 h or 30 days, ours)."""
    look, person = view.look, view.picture.book.people.get(view.case.person)
    if look.open and look.repeat and look.rising and person is not None:
        until = max([view.now, *(at for at, _ in person.levels[-1:])])
        signals = stretches.repeating(person, until), stretches.rising(person, until)
        opened = risk.opened(view.case)
        yield naming.of_case(view, "repeat_rising", max(stretches.since(signals, 2, until) or opened, opened))


def order_late(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """A protection order that was requested is not issued; due 4 h after the request (Mexico, DOF 18-03-2021)."""
    for measure, order in view.case.orders.items() if view.look.open else ():
        due = deadlines.issue_by(order, view.profile)
        if due is not None and order.issued is None and due <= view.now:
            yield naming.of_case(view, "order_late", due, part=measure, kind="order", reason=measure)


def order_expiring(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """A protection order expires within `limit` days and is not extended; due so long before it does (60 days and 30
    more: Mexico, DOF 18-03-2021; 7 days before: ours)."""
    for measure, order in view.case.orders.items() if view.look.open else ():
        expiry = deadlines.expires(order, view.profile)
        due = None if expiry is None else deadlines.expiring_from(expiry, view.profile)
        if expiry is not None and due is not None and due <= view.now < expiry:
            yield naming.of_case(view, "order_expiring", due, part=measure, kind="order", reason=measure)


def register_lag(view: CaseView, rule: Rule) -> Iterable[Condition]:
    """A woman's, child's or adolescent's case stands in no register; due 24 h after its opening (ours)."""
    for each in view.look.deadlines if view.look.open else ():
        if each.what == "register" and each.met is None and each.due <= view.now:
            yield naming.of_case(view, "register_lag", each.due)


# Stages


def rule_of_stage(view: CaseView, reach: str) -> RuleName | None:
    """The rule that a stage of this case has of its own."""
    now = view.look.risk
    if now == "in_progress" and reach == "dispatched":
        return "in_progress_undispatched"
    if now == "in_progress" and reach == "arrived":
        return "in_progress_not_arrived"
    if now in SEVERE and reach == "assigned":
        return "severe_unassigned"
    return "unassessed" if reach == "assessed" else None


def _stage(view: CaseView, name: RuleName, reach: str) -> Iterator[Condition]:
    if rule_of_stage(view, reach) == name:
        for stage in _owed(view):
            if stage.what == reach:
                yield naming.of_case(view, name, stage.due)


def _owed(view: CaseView) -> Iterator[Deadline]:
    """Stages of the pathway past due and not reached; of several that ask for the same milestone the first."""
    look, seen = view.look, set[str]()
    if not look.open or not look.overdue:
        return
    reaches = {stage.reach for pathway in view.profile.pathway if pathway.risk == look.risk for stage in pathway.stage}
    for each in sorted(look.deadlines, key=lambda each: each.due):
        if each.what in reaches and each.what not in seen and each.met is None and each.due <= view.now:
            seen.add(each.what)
            yield each


def _told_elsewhere(view: CaseView) -> set[tuple[str, int]]:
    """Milestones with an instant at which another rule that is on says the very same."""
    found, picture, profile, case = set[tuple[str, int]](), view.picture, view.profile, view.case
    if view.rule("register_lag").on:
        found |= {("registered", each.due) for each in view.look.deadlines if each.what == "register"}
    if view.rule("handover_late").on:
        for name in picture.handovers_of.get(case.id, ()):
            due = deadlines.of_handover(picture.book.handovers[name], profile)
            found |= {("handover.accepted", due.due)} if due is not None and due.met is None else set()
    if view.rule("referral_stale").on and not ledgers.apart(case):
        for name in picture.referrals_of.get(case.id, ()):
            referral = picture.book.referrals[name]
            owed = ledgers.referral_due(referral, profile) if ledgers.referral_open(referral) else None
            found |= {("referral.accepted", owed)} if owed is not None else set()
    return found
