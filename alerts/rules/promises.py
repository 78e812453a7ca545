"""What was promised: follow-ups, hand-overs, referrals, and what the shift will not reach.

Men's follow-ups and referrals are left out, as strip and ledgers leave them out; a hand-over is a person whom no desk
has yet, whoever it is.
"""

from collections.abc import Iterable

from alerts.condition import Condition
from alerts.rules import naming
from alerts.rules.sampled import Sample, at_least
from alerts.rules.views import FollowUpView, HandoverView, ReferralView, SiteView
from picture import deadlines, ledgers, permission
from picture.alert_policy import Rule, RuleName
from picture.clocks import HOUR

OVERDUE = ("overdue", "overdue_unsafe")


def followup_closing(view: FollowUpView, rule: Rule) -> Iterable[Condition]:
    """A window is in its last 12 h and nobody tried since the plan, or since the window opened; due when they began
    (12–48 h after the episode: Quintana Roo's programme; the last 12: ours)."""
    look, plan = view.look, view.followup.planned or 0
    tried = any(attempt.time >= min(plan, look.opens) for attempt in view.followup.attempts)
    if look.state == "closing" and not tried:
        closing = (look.closes if look.last_moment is None else look.last_moment) - view.profile.cases.closing * HOUR
        yield _followup(view, "followup_closing", max(look.opens, closing))


def followup_overdue(view: FollowUpView, rule: Rule) -> Iterable[Condition]:
    """A window has closed unkept, and she may be called as it closes; due when it closed (48 h, Quintana Roo's
    programme). It stays this one when her safe hours end or begin again."""
    if view.look.state in OVERDUE and _as_it_closed(view) == "yes":
        yield _followup(view, "followup_overdue", view.look.closes)


def followup_unsafe(view: FollowUpView, rule: Rule) -> Iterable[Condition]:
    """A window has closed unkept, and she may not be called as it closes; due when it closed (48 h, Quintana Roo's
    programme). `reason`: why not, then; it stays this one when her safe hours begin."""
    if view.look.state in OVERDUE and (why := _as_it_closed(view)) != "yes":
        yield _followup(view, "followup_unsafe", view.look.closes, why)


def _as_it_closed(view: FollowUpView) -> str:
    """Whether she might be called then: it follows from facts alone, so that one of the two rules holds all along, and
    no evening raises the other."""
    return permission.may_call(view.followup, view.look.closes, view.profile)


def _followup(view: FollowUpView, rule: RuleName, due: int, reason: str = "") -> Condition:
    followup, case = view.followup, view.case
    return Condition(
        rule=rule,
        kind="followup",
        about=followup.id,
        due=due,
        reason=reason,
        source=followup.source,
        agency=naming.agency(view, followup.source, followup.agency, case.agency if case else ""),
        case=case.id if case else "",
    )


def handover_late(view: HandoverView, rule: Rule) -> Iterable[Condition]:
    """A hand-over is neither accepted nor returned; due 5 min after it was offered (ours)."""
    handover, case = view.handover, view.case
    owed = deadlines.of_handover(handover, view.profile)
    if owed is not None and owed.met is None:
        yield Condition(
            rule="handover_late",
            kind="handover",
            about=handover.id,
            due=owed.due,
            source=handover.source,
            agency=naming.agency(view, handover.source, handover.agency, case.agency if case else ""),
            case=case.id if case else "",
        )


def referral_stale(view: ReferralView, rule: Rule) -> Iterable[Condition]:
    """Nobody answered a referral, not with a place on a waiting list either; due 24 h after it was made (ours)."""
    referral, case = view.referral, view.case
    due = ledgers.referral_due(referral, view.profile)
    if due is not None and ledgers.referral_open(referral) and not ledgers.apart(case):
        yield Condition(
            rule="referral_stale",
            kind="referral",
            about=referral.id,
            due=due,
            source=referral.source,
            agency=naming.agency(view, referral.source, referral.agency, case.agency if case else ""),
            case=case.id if case else "",
        )


def will_miss(view: SiteView, rule: Rule) -> Iterable[Sample]:
    """The rostered people cannot reach so many follow-ups whose last moment comes this shift; due once that held for
    `hold` (one: ours). Not known: it stays as it was."""
    yield at_least(
        rule,
        Condition(rule="will_miss", kind="site", about=view.profile.code, due=0, limit=rule.limit),
        view.will_miss,
    )
