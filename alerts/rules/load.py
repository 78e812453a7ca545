"""How loaded we are: a centre's figures, as the wall shows them. All are sampled, with `hold` and hysteresis.

A queue that stands apart (the men's line) enters no figure of its centre; its own longest wait is told.
"""

from collections.abc import Iterable

from alerts.condition import Condition
from alerts.rules import naming
from alerts.rules.sampled import Sample, of_enough, over, under
from alerts.rules.views import CentreView
from picture.alert_policy import Rule, RuleName
from picture.calls import PeriodFigures
from picture.gauges import measured_waiting
from picture.usual import Band

WEEKS = 3  # of the 8 that must have data before a half hour is held against what is usual


def longest_wait(view: CentreView, rule: Rule) -> Iterable[Sample]:
    """Somebody waits in a queue longer than its `max_wait` seconds; due once that held for `hold` (the centre's own;
    preset 60 s, ours)."""
    for queue in view.centre.queue:
        condition = Condition(
            rule="longest_wait",
            kind="queue",
            about=naming.fit(f"{view.centre.source}.{queue.code}"),
            due=0,
            source=view.centre.source,
            agency=view.centre.agency,
            limit=queue.max_wait,
        )
        yield over(rule, condition, _longest(view, frozenset({queue.code})))


def _longest(view: CentreView, queues: frozenset[str]) -> float:
    """Seconds: of the oldest offer that waits, or as a centre says that sends no calls."""
    figures, measured = view.figures, measured_waiting(view.live.state, queues)
    since = min(figures.waiting(lambda queue, *_: queue in queues), default=figures.now)
    return max(0, figures.now - since, measured.longest if measured else 0) / 1000


def service_level(view: CentreView, rule: Rule) -> Iterable[Sample]:
    """Of the last 30 min fewer than the centre's target were answered within T, counted as the centre's tile counts;
    due once that held for `hold` (80 % in 20 s: counselling lines; 90 % in 15 s: NENA-STA-020.1)."""
    wanted, period = view.centre.service_level, _recent(view)
    level = period.service_level(wanted.denominator)
    condition = _centre(view, "service_level", wanted.target)
    yield of_enough(rule, under(rule, condition, _percent(level), most=100), period.tally.offered)


def abandonment(view: CentreView, rule: Rule) -> Iterable[Sample]:
    """Of the calls of the last 30 min that are settled more than `limit` percent were abandoned; due once that held for
    `hold` (15 %: ours)."""
    tally = _recent(view).tally
    settled = tally.answered + tally.abandoned + tally.ended_unanswered
    share = tally.abandoned / settled if settled else None
    yield of_enough(rule, over(rule, _centre(view, "abandonment", rule.limit), _percent(share)), settled)


def surge(view: CentreView, rule: Rule) -> Iterable[Sample]:
    """The last half hour had more than `limit` times the calls of the usual band's upper end; due once that held for
    `hold` (90 % of 8 weeks; 1.5 times: ours)."""
    condition = _centre(view, "surge", rule.limit)
    offered, usual = _against_usual(view)
    if not _known(usual, rule) or not usual.high:
        yield Sample(condition=condition, state="clear")
    else:
        yield over(rule, condition, offered / usual.high)


def too_quiet(view: CentreView, rule: Rule) -> Iterable[Sample]:
    """The feed is there, and the last half hour had fewer than `limit` of the calls of the usual band's lower end: a
    line that is dead looks calm; due once that held for `hold` (10 % of 8 weeks; 0.4: ours)."""
    condition = _centre(view, "too_quiet", rule.limit)
    offered, usual = _against_usual(view)
    if not view.live.state.connected or not _known(usual, rule) or not usual.low:
        yield Sample(condition=condition, state="clear")
    else:
        yield under(rule, condition, offered / usual.low, most=1)


def _centre(view: CentreView, rule: RuleName, limit: float | None) -> Condition:
    centre = view.centre
    return Condition(
        rule=rule, kind="centre", about=centre.source, due=0, source=centre.source, agency=centre.agency, limit=limit
    )


def _together(view: CentreView) -> frozenset[str]:
    return frozenset(queue.code for queue in view.centre.queue if not queue.apart)


def _recent(view: CentreView) -> PeriodFigures:
    together = _together(view)
    return view.figures.period(view.figures.recent, lambda queue, *_: queue in together)


def _against_usual(view: CentreView) -> tuple[int, Band]:
    _, offered, usual = view.figures.last_half_hour(_together(view))
    return offered, usual


def _known(usual: Band, rule: Rule) -> bool:
    return usual.weeks >= WEEKS and usual.mid is not None and usual.mid >= rule.least


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
