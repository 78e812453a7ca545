"""What is to be tried on which channel now. Pure: board, channels and `now` in, attempts out.

Nothing is ever given up while its alert waits for somebody: a recipient's channels are tried in the order of the file,
then again and again. A briefing is no alarm: it goes alone, beside what is told of alerts and never before it, more and
more rarely, and is given up after a day.
"""

from collections.abc import Container, Iterator

from msgspec import Struct
from msgspec.structs import replace

from alerts import lifecycle
from alerts.board import Alert, Board, Notification
from alerts.notify.channels import Channel, Channels
from picture.alert_events import Priority
from picture.clocks import DAY, MINUTE, SECOND

WAITS = (5 * SECOND, 15 * SECOND, 60 * SECOND)  # after the first failures of one notification on one channel
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "low")
AGAIN = 120 * SECOND  # after every later one; and how long a failing channel is left alone
RARELY = 15 * MINUTE  # after every later one of a briefing
LIFE = DAY  # of a briefing: what fails after that was the last attempt
STALE = 2 * DAY  # and so late it is not tried for the first time


class Attempt(Struct, frozen=True):
    """One message to `to` by `channel`, about these notifications: of alerts, or one of a `briefing`."""

    channel: str
    to: str
    notifications: tuple[str, ...]
    briefing: str = ""

    @property
    def lane(self) -> str:
        return _lane(self.channel, self.briefing)


class Pass(Struct, frozen=True):
    """What one look at the outbox sees. `busy`: lanes of channels that are being tried: each has one for alerts and one
    for briefings."""

    board: Board
    channels: Channels
    now: int
    busy: Container[str] = ()


def attempts(seen: Pass, underway: Container[str] = ()) -> list[Attempt]:
    """What to try now, by one lane of a channel one thing at a time, the most pressing first; what is told of alerts by
    the same channel to the same recipient goes together. `underway`: notifications that are being tried."""
    found: dict[str, Attempt] = {}
    for one, alert in sorted(waiting(seen.board, seen.now), key=_pressing):
        channel = None if one.id in underway else _turn(seen, one, alert)
        if channel is None or _lane(channel.name, one.briefing) in seen.busy:
            continue
        attempt = Attempt(channel.name, one.to, (one.id,), one.briefing)
        first = found.setdefault(attempt.lane, attempt)
        if first is not attempt and first.to == one.to and not one.briefing:
            found[attempt.lane] = replace(first, notifications=(*first.notifications, one.id))
    return list(found.values())


def waiting(board: Board, now: int) -> Iterator[tuple[Notification, Alert | None]]:
    """What was queued, has not been sent and is still worth telling; without an alert what tells of a briefing."""
    for one in board.notifications.values():
        if one.sent is None:
            alert = board.alerts.get(one.alert)
            if fresh(one, now) if one.briefing else alert is not None and wanted(alert, one, now):
                yield one, alert


def fresh(one: Notification, now: int) -> bool:
    """Whether a briefing is still to be told: the attempt that fails after a day is the last."""
    return now < one.queued + STALE and all(time < one.queued + LIFE for time, _, _ in one.failures)


def wanted(alert: Alert, one: Notification, now: int) -> bool:
    """Whether there is somebody to tell: not once it was closed, nor a lead of what was taken or put off meanwhile."""
    if alert.closed is not None:
        return False
    if one.why not in ("raised", "refired"):
        return True
    return lifecycle.acknowledged(alert, now) is None and not lifecycle.asleep(alert, now)


def failing(board: Board) -> dict[str, int]:
    """Channels that took nothing three times in a row, each with since when."""
    return board.failing


def gives_up(seen: Pass, one: Notification, channel: str) -> bool:
    """Whether one more failure by `channel` leaves no channel that was not tried as often as it is allowed; of a
    briefing, whether it is the last."""
    if one.briefing:
        return seen.now >= one.queued + LIFE
    mine = seen.channels.of(one.to)
    after = {each.name: _failures(one, each.name)[0] + (each.name == channel) for each in mine}
    return all(after[each.name] >= each.tries for each in mine) and any(
        each.name == channel and after[channel] == each.tries for each in mine
    )


def oldest(board: Board, channels: Channels, now: int) -> int | None:
    """Since when the oldest of an alert waits that some channel could take."""
    return min((one.queued for one, alert in waiting(board, now) if alert and channels.of(one.to)), default=None)


def briefings(board: Board, channels: Channels, now: int) -> int:
    """How many wait that some channel could take."""
    return sum(alert is None and bool(channels.of(one.to)) for one, alert in waiting(board, now))


def others(board: Board, told: Container[str]) -> int:
    """How many alerts stand besides these."""
    return sum(lifecycle.stands(alert) for alert in board.alerts.values() if alert.id not in told)


def _lane(channel: str, briefing: str) -> str:
    return f"{channel}/briefings" if briefing else channel


def _pressing(waits: tuple[Notification, Alert | None]) -> tuple[int, int, str]:
    one, alert = waits
    return len(PRIORITIES) if alert is None else PRIORITIES.index(alert.raised.priority), one.queued, one.id


def _turn(seen: Pass, one: Notification, alert: Alert | None) -> Channel | None:
    """The channel whose turn it is; None while all have to wait."""
    for channel in _order(seen, one, alert):
        times, last = _failures(one, channel.name)
        if times == 0 or seen.now >= last + _wait(seen.board, one, channel.name, times):
            return channel
        if times < channel.tries:
            return None
    return None


def _order(seen: Pass, one: Notification, alert: Alert | None) -> list[Channel]:
    """The recipient's channels in the order of the file; those that fail come last, unless it is time to see whether
    they still do; and one never speaks first of its own failure."""
    failing = seen.board.failing

    def place(channel: Channel) -> tuple[bool, bool]:
        name = channel.name
        itself = alert is not None and (alert.raised.kind, alert.raised.about) == ("channel", name)
        resting = name in failing and (name in seen.busy or seen.now < seen.board.channels[name][2] + AGAIN)
        return itself, resting

    return sorted(seen.channels.of(one.to), key=place)


def _failures(one: Notification, channel: str) -> tuple[int, int]:
    """How often it failed there, and when last."""
    times = [time for time, by, _ in one.failures if by == channel]
    return len(times), max(times, default=0)


def _wait(board: Board, one: Notification, channel: str, times: int) -> int:
    """How long after the last of so many failures. A channel that has taken something since is tried soon."""
    if one.briefing:
        return (*WAITS, AGAIN, RARELY)[min(times, len(WAITS) + 2) - 1]
    if channel not in board.channels:
        return WAITS[0]
    return WAITS[times - 1] if times <= len(WAITS) else AGAIN
