"""The rules: pure, (what is looked at, policy) → conditions. One function a rule, by subject; which there are, here.

A rule that is off finds nothing. What each means, and where its threshold comes from: docs/alerts.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from alerts.condition import Condition
from alerts.rules import calls, combined, danger, knowing, load, places, promises
from alerts.rules.sampled import Sample
from alerts.rules.views import (
    CallView,
    CaseView,
    CentreView,
    FollowUpView,
    HandoverView,
    HotspotView,
    ReferralView,
    SiteView,
    View,
)
from picture.alert_policy import Rule, RuleName
from picture.ledgers import apart
from picture.picture import Call

__all__ = [
    "GROUPED",
    "INHIBITS",
    "Condition",
    "Sample",
    "inhibited",
    "of_call",
    "of_case",
    "of_feeds",
    "of_followup",
    "of_handover",
    "of_hotspot",
    "of_referral",
    "of_site",
    "sampled_of_centre",
    "sampled_of_site",
]

V = TypeVar("V", bound=View)
T = TypeVar("T")
Until = int | None  # the next instant at which it may be otherwise by itself; None: never
Rules = Mapping[RuleName, Callable[[V, Rule], Iterable[T]]]

CASE: Rules[CaseView, Condition] = {
    "in_progress_undispatched": danger.in_progress_undispatched,
    "in_progress_not_arrived": danger.in_progress_not_arrived,
    "severe_unassigned": danger.severe_unassigned,
    "aggressor_answered": danger.aggressor_answered,
    "unassessed": danger.unassessed,
    "severe_silent": danger.severe_silent,
    "stage_overdue": danger.stage_overdue,
    "health_clock": danger.health_clock,
    "repeat_rising": danger.repeat_rising,
    "risks_combined": combined.risks_combined,
    "register_lag": danger.register_lag,
    "order_late": danger.order_late,
    "order_expiring": danger.order_expiring,
}
FOLLOWUP: Rules[FollowUpView, Condition] = {
    "followup_closing": promises.followup_closing,
    "followup_overdue": promises.followup_overdue,
    "followup_unsafe": promises.followup_unsafe,
}
HANDOVER: Rules[HandoverView, Condition] = {"handover_late": promises.handover_late}
REFERRAL: Rules[ReferralView, Condition] = {"referral_stale": promises.referral_stale}
HOTSPOT: Rules[HotspotView, Condition] = {"hotspot": places.hotspot}
CALL: Rules[CallView, Condition] = {"dropped_call": calls.dropped_call, "short_abandon": calls.short_abandon}
FEEDS: Rules[View, Condition] = {"feed_silent": knowing.feed_silent, "feed_gap": knowing.feed_gap}
SITE: Rules[SiteView, Condition] = {
    "severe_in_a_row": calls.severe_in_a_row,
    "watch_late": knowing.watch_late,
    "channel_failing": knowing.channel_failing,
}
SAMPLED_CENTRE: Rules[CentreView, Sample] = {
    "longest_wait": load.longest_wait,
    "service_level": load.service_level,
    "abandonment": load.abandonment,
    "surge": load.surge,
    "too_quiet": load.too_quiet,
}
SAMPLED_SITE: Rules[SiteView, Sample] = {"will_miss": promises.will_miss, "feed_clock": knowing.feed_clock}

# A silent feed keeps these from alarming: its figures are of the past. Never a rule whose deadline is known.
INHIBITS: frozenset[RuleName] = frozenset({"longest_wait", "service_level", "abandonment", "surge", "too_quiet"})
# Alerts of these are shown together, named one by one; of stage_overdue those of low priority.
GROUPED: frozenset[RuleName] = frozenset(
    {
        *("followup_closing", "followup_overdue", "followup_unsafe", "handover_late", "referral_stale"),
        *("register_lag", "order_late", "order_expiring", "dropped_call", "short_abandon", "stage_overdue"),
    }
)


def of_case(view: CaseView) -> list[Condition]:
    """Before its look's `until` nothing here changes without a new fact."""
    return list(_found(CASE, view))


def of_followup(view: FollowUpView) -> list[Condition]:
    """Before its look's `until` nothing here changes without a new fact. Of a man's: none."""
    return [] if apart(view.case) else list(_found(FOLLOWUP, view))


def of_handover(view: HandoverView) -> tuple[list[Condition], Until]:
    return _timed(_found(HANDOVER, view), view.now)


def of_referral(view: ReferralView) -> tuple[list[Condition], Until]:
    return _timed(_found(REFERRAL, view), view.now)


def of_hotspot(view: HotspotView) -> tuple[list[Condition], Until]:
    """It stands until its `until` has come, which a fact may put off."""
    if view.now >= view.found.until:
        return [], None
    return list(_found(HOTSPOT, view)), view.found.until


def of_call(source: str, call: Call, view: View) -> tuple[list[Condition], Until]:
    """What happened is true once it is told, and over when its rule's `lasts` is."""
    found = list(_found(CALL, CallView(view.picture, view.profile, view.now, source, call)))
    holds = _still(found, view.now)
    return holds, min((each.lasts for each in holds if each.lasts is not None), default=None)


def of_feeds(view: View) -> list[Condition]:
    return _still(_found(FEEDS, view), view.now)


def of_site(view: SiteView) -> list[Condition]:
    return _still(_found(SITE, view), view.now)


def sampled_of_centre(view: CentreView) -> list[Sample]:
    return list(_found(SAMPLED_CENTRE, view))


def sampled_of_site(view: SiteView) -> list[Sample]:
    return list(_found(SAMPLED_SITE, view))


def inhibited(view: View, condition: Condition) -> bool:
    """Whether a silent feed, which is told of itself, keeps this from alarming."""
    return condition.rule in INHIBITS and view.rule("feed_silent").on and knowing.silent(view, condition.source)


def _found(rules: Rules[V, T], view: V) -> Iterator[T]:
    for name, find in rules.items():
        rule = view.rule(name)
        if rule.on:
            yield from find(view, rule)


def _timed(owed: Iterable[Condition], now: int) -> tuple[list[Condition], Until]:
    """What is past due of what is owed, and when the next is."""
    every = list(owed)
    due = [each for each in every if each.due <= now]
    return due, min((each.due for each in every if each.due > now), default=None)


def _still(found: Iterable[Condition], now: int) -> list[Condition]:
    """Without what is over by itself."""
    return [each for each in found if each.lasts is None or now < each.lasts]
