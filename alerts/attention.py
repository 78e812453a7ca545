"""How Vigía's own alarms do, against ISA-18.2, IEC 62682 and EEMUA 191: is anybody asked for more than a person can
give, and which rule asks in vain? Pure: board and `now` in, figures out. Rooms and rules, never a person.

Each figure is defined in docs/definitions.md, Alerts. Instants are milliseconds since 1970 UTC, our clock.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from msgspec import Struct

from alerts import lifecycle
from alerts.board import Alert, Board
from picture.alert_events import Priority
from picture.clocks import DAY, HOUR, MINUTE
from picture.usual import quantile

PERIOD = 7 * DAY
HOURS = 48  # that are told one by one
FLOOD, OVER, SPAN = 10, 5, 10 * MINUTE  # it begins above FLOOD within SPAN, and ends below OVER
CHATTER, WITHIN = 3, MINUTE
STALE = DAY
FALSE_ALARM = "falsa_alarma"  # of the profile's `words.closings`
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "low")


class RuleAttention(Struct, frozen=True, kw_only=True):
    """One rule over the last 7 days; `priority` as its latest alert has it. `raised`: alarms, those that fired again at
    a hand-over counted again. Medians in seconds, None without any. `chattering`: spells of 3 or more in a minute of
    one thing. `stale`: still true and open for more than 24 h. `by_itself`: percent of those that ended, with nobody
    having acted; None where none ended."""

    rule: str
    priority: Priority
    raised: int
    acknowledge_median: float | None
    act_median: float | None
    by_itself: float | None
    false_alarms: int
    chattering: int
    stale: int


class Answered(Struct, frozen=True, kw_only=True):
    """Alarms of one rule and priority in a period; times in seconds, of the alerts recorded in it, None without any."""

    rule: str
    priority: Priority
    raised: int
    acknowledge_median: float | None
    acknowledge_p90: float | None
    act_median: float | None
    act_p90: float | None


class Hour(Struct, frozen=True, array_like=True):
    """One hour of the last 48, the running one too: when it starts, and how many alarms came in it by priority."""

    starts: int
    critical: int
    high: int
    low: int


class Flood(Struct, frozen=True, array_like=True):
    """More than 10 alarms in 10 min; it ended when there were fewer than 5 in 10 min (None: it goes on). `most` in 10
    min while it lasted."""

    starts: int
    ends: int | None
    most: int


class Attention(Struct, frozen=True, kw_only=True):
    """`per_hour`: alarms per lead and hour over the last 24 h; `per_hour_most`: in any 60 min of them, all leads
    together. `leads`: at work now, 1 where nobody said. Of the last 7 days: `flood_share`, percent of the time;
    `floods` in order; `split`, percent by priority (critical, high, low), None without any; times in seconds from the
    raising to the first acknowledgement and to the confirmation. `rules`: the most alarms first."""

    per_hour: float
    per_hour_most: int
    leads: int
    flood_share: float
    floods: list[Flood]
    stale: int
    chattering: int
    split: tuple[float, float, float] | None
    acknowledge_median: float | None
    acknowledge_p90: float | None
    act_median: float | None
    act_p90: float | None
    hours: list[Hour]
    rules: list[RuleAttention]


def attention(board: Board, now: int, leads: int = 1, period: int = PERIOD) -> Attention:
    """As of `now`; what is said of the last 7 days is of `period`. One look at every alert that the board keeps."""
    since = now - period
    lately, raised, alarms = _alarms(board, since, now)
    stale = [alert for alert in lately if lifecycle.stands(alert) and now - alert.recorded > STALE]
    instants, day = [at for at, *_ in alarms], [at for at, *_ in alarms if at > now - DAY]
    rules = _rules(raised, stale, alarms)
    found = floods(instants, now)
    acknowledged, acted = _acknowledged(raised), _acted(raised)
    return Attention(
        per_hour=round(len(day) / 24 / max(1, leads), 2),
        per_hour_most=most_within(day, HOUR),
        leads=max(1, leads),
        flood_share=round(100 * sum((each.ends or now) - each.starts for each in found) / period, 3),
        floods=found,
        stale=len(stale),
        chattering=sum(each.chattering for each in rules),
        split=_split(alarms),
        acknowledge_median=_seconds(acknowledged, 0.5),
        acknowledge_p90=_seconds(acknowledged, 0.9),
        act_median=_seconds(acted, 0.5),
        act_p90=_seconds(acted, 0.9),
        hours=_hours(alarms, now),
        rules=rules,
    )


def answered(board: Board, now: int, period: int = PERIOD) -> list[Answered]:
    """By rule and priority, the most alarms first."""
    _, raised, alarms = _alarms(board, now - period, now)
    counts = Counter((rule, priority) for _, priority, rule in alarms)
    of: dict[tuple[str, Priority], list[Alert]] = {each: [] for each in counts}
    for alert in raised:
        of[alert.raised.rule, alert.raised.priority].append(alert)
    found = [
        Answered(
            rule=rule,
            priority=priority,
            raised=many,
            acknowledge_median=_seconds(_acknowledged(of[rule, priority]), 0.5),
            acknowledge_p90=_seconds(_acknowledged(of[rule, priority]), 0.9),
            act_median=_seconds(_acted(of[rule, priority]), 0.5),
            act_p90=_seconds(_acted(of[rule, priority]), 0.9),
        )
        for (rule, priority), many in counts.items()
    ]
    return sorted(found, key=lambda each: (-each.raised, each.rule, PRIORITIES.index(each.priority)))


def open_at(board: Board, now: int) -> list[Alert]:
    """Those that had been recorded by `now` and were not closed."""
    return [
        alert
        for alert in board.alerts.values()
        if alert.recorded <= now and (alert.closed is None or alert.closed.at > now)
    ]


# What counts

Alarm = tuple[int, Priority, str]  # when, how urgent, of which rule


def _alarms(board: Board, since: int, now: int) -> tuple[list[Alert], list[Alert], list[Alarm]]:
    """(alerts that were not closed by `since`, those recorded in (since, now], alarms in it); the last two rise."""
    lately = [a for a in board.alerts.values() if a.closed is None or a.closed.at > since]
    raised = sorted((a for a in lately if since < a.recorded <= now and not a.raised.late), key=attrgetter("recorded"))
    return lately, raised, sorted([*_raised(raised), *_refired(lately, since, now)])


def _raised(alerts: Iterable[Alert]) -> Iterator[Alarm]:
    for alert in alerts:
        yield alert.recorded, alert.raised.priority, alert.raised.rule


def _refired(alerts: Iterable[Alert], since: int, now: int) -> Iterator[Alarm]:
    """Those of a hand-over, which moved `woken`."""
    for alert in alerts:
        if alert.woken != alert.recorded:
            for line in alert.story:
                if line.what == "refired" and since < line.time <= now:
                    yield line.time, alert.raised.priority, alert.raised.rule


def _split(alarms: Sequence[Alarm]) -> tuple[float, float, float] | None:
    counts = Counter(priority for _, priority, _ in alarms)
    if not alarms:
        return None
    critical, high, low = (round(100 * counts[priority] / len(alarms), 1) for priority in PRIORITIES)
    return critical, high, low


def _hours(alarms: Iterable[Alarm], now: int) -> list[Hour]:
    last = now // HOUR
    counts = Counter((at // HOUR, priority) for at, priority, _ in alarms)
    return [
        Hour(hour * HOUR, *(counts[hour, priority] for priority in PRIORITIES))
        for hour in range(last - HOURS + 1, last + 1)
    ]


def most_within(instants: Sequence[int], span: int) -> int:
    """The most of them in any (t − span, t]. They rise."""
    most = first = 0
    for at, instant in enumerate(instants):
        while instants[first] <= instant - span:
            first += 1
        most = max(most, at - first + 1)
    return most


def floods(instants: Sequence[int], now: int) -> list[Flood]:
    """Every flood of these alarms, whose instants rise; counted in (t − 10 min, t]."""
    found: list[Flood] = []
    if not _crowded(instants, FLOOD + 1, SPAN):
        return found
    starts = most = first = after = 0  # those from `first` to before `after` count
    for at in sorted([*instants, *(instant + SPAN for instant in instants)]):
        if at > now:
            break
        while after < len(instants) and instants[after] <= at:
            after += 1
        while first < after and instants[first] <= at - SPAN:
            first += 1
        count = after - first
        if most and count < OVER:
            found.append(Flood(starts, at, most))
            most = 0
        elif most or count > FLOOD:
            starts, most = (starts if most else at), max(most, count)
    return [*found, Flood(starts, None, most)] if most else found


def _crowded(instants: Sequence[int], many: int, span: int) -> bool:
    """Whether so many of them lie within any (t − span, t]."""
    return any(last - at < span for at, last in zip(instants, instants[many - 1 :], strict=False))


def chattering(instants: Sequence[int]) -> int:
    """Spells in which one thing was raised 3 times or more within a minute; those that share an alarm are one."""
    spells, last = 0, -CHATTER
    for at in range(len(instants) - CHATTER + 1):
        if instants[at + CHATTER - 1] - instants[at] < WITHIN:
            spells += at - last >= CHATTER
            last = at
    return spells


# Rules


def _rules(raised: Sequence[Alert], stale: Iterable[Alert], alarms: Iterable[Alarm]) -> list[RuleAttention]:
    """Of every rule that had an alarm, or has a stale one. `raised` rises."""
    counts = Counter(rule for *_, rule in alarms)
    priority = {rule: priority for _, priority, rule in alarms}
    old = Counter(alert.raised.rule for alert in stale)
    priority = {alert.raised.rule: alert.raised.priority for alert in stale} | priority
    of: dict[str, list[Alert]] = {rule: [] for rule in priority}
    for alert in raised:
        of[alert.raised.rule].append(alert)
    found = [_rule(rule, of[rule], priority[rule], counts[rule], old[rule]) for rule in priority]
    return sorted(found, key=lambda each: (-each.raised, each.rule))


def _rule(rule: str, alerts: list[Alert], priority: Priority, alarms: int, stale: int) -> RuleAttention:
    ended = [alert for alert in alerts if alert.resolved is not None]
    alone = sum(alert.confirmed is None for alert in ended)
    return RuleAttention(
        rule=rule,
        priority=priority,
        raised=alarms,
        acknowledge_median=_seconds(_acknowledged(alerts), 0.5),
        act_median=_seconds(_acted(alerts), 0.5),
        by_itself=round(100 * alone / len(ended), 1) if ended else None,
        false_alarms=sum(alert.closed is not None and alert.closed.said == FALSE_ALARM for alert in alerts),
        chattering=_chattering(alerts),
        stale=stale,
    )


def _chattering(alerts: Sequence[Alert]) -> int:
    """Of one rule's."""
    if not _crowded([alert.recorded for alert in alerts], CHATTER, WITHIN):
        return 0
    things: dict[tuple[str, str], list[int]] = {}
    for alert in alerts:
        things.setdefault((alert.raised.kind, alert.raised.about), []).append(alert.recorded)
    return sum(chattering(instants) for instants in things.values() if len(instants) >= CHATTER)


def _acknowledged(alerts: Iterable[Alert]) -> list[int]:
    return sorted(a.first_acknowledged - a.recorded for a in alerts if a.first_acknowledged is not None)


def _acted(alerts: Iterable[Alert]) -> list[int]:
    return sorted(a.confirmed.at - a.recorded for a in alerts if a.confirmed is not None)


def _seconds(ordered: list[int], share: float) -> float | None:
    return round(quantile(ordered, share) / 1000, 1) if ordered else None
