"""Alarms of a quiet or a busy room, and what is reckoned of them."""

from collections.abc import Sequence
from typing import Any

from alerts.attention import Attention, RuleAttention, attention
from picture.clocks import DAY
from tests.alerts.cast import NOW, Desk

LATER = NOW + 10 * DAY


def of(desk: Desk, now: int, leads: int = 1) -> Attention:
    return attention(desk.book.board, now, leads)


def only_rule(desk: Desk, now: int) -> RuleAttention:
    (rule,) = of(desk, now).rules
    return rule


def some(desk: Desk, instants: Sequence[int], **more: Any) -> None:
    """One alert each, about something else each time."""
    for at in instants:
        desk.raised(at, about=f"C-{desk.number}", **more)
