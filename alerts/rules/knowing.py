"""Whether we know: feeds that fall silent, lose something or tell another time, and our own watch."""

from collections.abc import Iterable

from alerts.condition import Condition
from alerts.rules.sampled import Sample, over
from alerts.rules.views import SiteView, View
from picture.alert_policy import Rule, RuleName
from picture.clocks import MINUTE, SECOND
from picture.policy import Feed


def feed_silent(view: View, rule: Rule) -> Iterable[Condition]:
    """A feed says nothing; due when its `silent_after` seconds were over, as `feed.lost` says (10 s of a centre, 60 s
    of a registry: ours)."""
    for feed in view.profile.feeds:
        if silent(view, feed.source):
            yield _feed(feed, "feed_silent", view.picture.centres[feed.source].state.lost)


def silent(view: View, source: str) -> bool:
    """Whether it is journaled that a feed fell silent, and not that it spoke again."""
    live = view.picture.centres.get(source)
    return live is not None and live.state.lost > 0 and not live.state.connected


def feed_gap(view: View, rule: Rule) -> Iterable[Condition]:
    """A feed could not give facts that it numbered; due at the gap, by its own clock, for `lasts` (4 h, ours).
    `value`: how many."""
    for feed in view.profile.feeds:
        live, lost = view.picture.centres.get(feed.source), dict[int, int]()
        for at, sequences in live.state.gaps if live else ():
            lost[at] = lost.get(at, 0) + sequences
        for at, sequences in lost.items():
            yield _feed(feed, "feed_gap", at, value=sequences, lasts=at + (rule.lasts or 0) * MINUTE)


def feed_clock(view: SiteView, rule: Rule) -> Iterable[Sample]:
    """A feed's clock is more than `limit` seconds off ours; due once that held for `hold` (5 s: ours)."""
    for feed in view.profile.feeds:
        offset = view.offsets.get(feed.source)
        if offset is not None:
            yield over(rule, _feed(feed, "feed_clock", 0, limit=rule.limit), abs(offset) / SECOND)


def _feed(
    feed: Feed,
    rule: RuleName,
    due: int,
    *,
    value: float | None = None,
    limit: float | None = None,
    lasts: int | None = None,
) -> Condition:
    return Condition(
        rule=rule,
        kind="feed",
        about=feed.source,
        due=due,
        source=feed.source,
        agency=feed.agency,
        value=value,
        limit=limit,
        lasts=lasts,
    )


def watch_late(view: SiteView, rule: Rule) -> Iterable[Condition]:
    """Nobody watched for more than `limit` seconds; due when those were over, until `lasts` after somebody did again
    (30 s: a takeover is to need 4, ours)."""
    if view.down is None or rule.limit is None:
        return
    since, until = view.down
    if until - since > rule.limit * SECOND:
        yield Condition(
            rule="watch_late",
            kind="site",
            about=view.profile.code,
            due=since + round(rule.limit * SECOND),
            value=round((until - since) / SECOND, 1),
            limit=rule.limit,
            lasts=until + (rule.lasts or 0) * MINUTE,
        )


def channel_failing(view: SiteView, rule: Rule) -> Iterable[Condition]:
    """A channel of notifications takes nothing; due since when (any: ours). Others are told by the next channel."""
    for channel, since in view.failing.items():
        yield Condition(rule="channel_failing", kind="channel", about=channel, due=since)
