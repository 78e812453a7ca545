"""What is to be tried on which channel now. Pure: board, channels and `now` in, attempts out.

Nothing is ever given up while its alert waits for somebody: a recipient's channels are tried in the order of the file,
then again and again.
"""

from collections.abc import Container, Iterator

from msgspec import Struct

from alerts import lifecycle
from alerts.board import Alert, Board, Notification
from alerts.notify.channels import Channel, Channels
from picture.alert_events import Priority
from picture.clocks import SECOND

WAITS = (5 * SECOND, 15 * SECOND, 60 * SECOND)  # after the first failures of one notification on one channel
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "low")
AGAIN = 120 * SECOND  # after every later one; and how long a failing channel is left alone


class Attempt(Struct, frozen=True):
    """One message to `to` by `channel`, about these notifications."""

    channel: str
    to: str
    notifications: tuple[str, ...]


class Pass(Struct, frozen=True):
    """What one look at the outbox sees. `busy`: channels that are being tried."""

    board: Board
    channels: Channels
    now: int
    busy: Container[str] = ()


def attempts(seen: Pass, underway: Container[str] = ()) -> list[Attempt]:
    """What to try now, by one channel one thing at a time, the most pressing first; what goes by the same channel to
    the same recipient goes together. `underway`: notifications that are being tried."""
    found: dict[str, tuple[str, list[str]]] = {}
    for one, alert in sorted(waiting(seen.board, seen.now), key=_pressing):
        channel = None if one.id in underway else _turn(seen, one, alert)
        if channel is None or channel.name in seen.busy:
            continue
        to, members = found.setdefault(channel.name, (one.to, []))
        if to == one.to:
            members.append(one.id)
    return [Attempt(channel, to, tuple(members)) for channel, (to, members) in found.items()]


def waiting(board: Board, now: int) -> Iterator[tuple[Notification, Alert]]:
    """What was queued, has not been sent and is still worth telling."""
    for one in board.notifications.values():
        if one.sent is None:
            alert = board.alerts.get(one.alert)
            if alert is not None and wanted(alert, one, now):
                yield one, alert


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


def gives_up(board: Board, channels: Channels, one: Notification, channel: str) -> bool:
    """Whether one more failure by `channel` leaves no channel that was not tried as often as it is allowed."""
    mine = channels.of(one.to)
    after = {each.name: _failures(one, each.name)[0] + (each.name == channel) for each in mine}
    return all(after[each.name] >= each.tries for each in mine) and any(
        each.name == channel and after[channel] == each.tries for each in mine
    )


def oldest(board: Board, channels: Channels, now: int) -> int | None:
    """Since when the oldest waits that some channel could take."""
    return min((one.queued for one, _ in waiting(board, now) if channels.of(one.to)), default=None)


def others(board: Board, told: Container[str]) -> int:
    """How many alerts stand besides these."""
    return sum(lifecycle.stands(alert) for alert in board.alerts.values() if alert.id not in told)


def _pressing(waits: tuple[Notification, Alert]) -> tuple[int, int, str]:
    one, alert = waits
    return PRIORITIES.index(alert.raised.priority), one.queued, one.id


def _turn(seen: Pass, one: Notification, alert: Alert) -> Channel | None:
    """The channel whose turn it is; None while all have to wait."""
    for channel in _order(seen, one, alert):
        times, last = _failures(one, channel.name)
        if times == 0 or seen.now >= last + _wait(seen.board, channel.name, times):
            return channel
        if times < channel.tries:
            return None
    return None


def _order(seen: Pass, one: Notification, alert: Alert) -> list[Channel]:
    """The recipient's channels in the order of the file; those that fail come last, unless it is time to see whether
    they still do; and one never speaks first of its own failure."""
    failing = seen.board.failing

    def place(channel: Channel) -> tuple[bool, bool]:
        name = channel.name
        itself = alert.raised.kind == "channel" and alert.raised.about == name
        resting = name in failing and (name in seen.busy or seen.now < seen.board.channels[name][2] + AGAIN)
        return itself, resting

    return sorted(seen.channels.of(one.to), key=place)


def _failures(one: Notification, channel: str) -> tuple[int, int]:
    """How often it failed there, and when last."""
    times = [time for time, by, _ in one.failures if by == channel]
    return len(times), max(times, default=0)


def _wait(board: Board, channel: str, times: int) -> int:
    """How long after the last of so many failures. A channel that has taken something since is tried soon."""
    if channel not in board.channels:
        return WAITS[0]
    return WAITS[times - 1] if times <= len(WAITS) else AGAIN
