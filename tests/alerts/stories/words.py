"""Instants and alerts in words, as a story is told."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts import lifecycle
from alerts.board import Alert, Answer

FIRST_DAY = date(2026, 11, 21)
ZONE = ZoneInfo("America/Monterrey")


def instant(clock: str) -> int:
    """Milliseconds of `22:39`, `22:39:00` or `+1 06:00`."""
    parts = re.fullmatch(r"(?:\+(\d+) )?(\d\d):(\d\d)(?::(\d\d))?", clock)
    assert parts, clock
    days, hour, minute, second = (int(part or 0) for part in parts.groups())
    day = FIRST_DAY + timedelta(days=days)
    return round(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE).timestamp() * 1000)


def clock(at: int) -> str:
    """As `instant` reads it, with seconds; milliseconds where there are some."""
    shown = datetime.fromtimestamp(at / 1000, ZONE)
    days = (shown.date() - FIRST_DAY).days
    text = (f"+{days} " if days else "") + shown.strftime("%H:%M:%S")
    return f"{text}.{at % 1000:03}" if at % 1000 else text


def words_of(answer: Answer) -> str:
    """`accepted`, or why not and who has it: `taken: acknowledged by lead.norte at 22:40:00`."""
    if answer.accepted:
        return "accepted"
    rest = " ".join(
        part
        for part in (
            answer.what,
            answer.by and f"by {answer.by}",
            f"at {clock(answer.at)}" if answer.at is not None else "",
        )
        if part
    )
    return f"{answer.why}: {rest}" if rest else answer.why


def line_of(time: int, what: str, by: str, said: str) -> str:
    """`22:40:00 assigned dif by lead.norte`."""
    return " ".join(part for part in (clock(time), what, said, f"by {by}" if by else "") if part)


def sentence(alert: Alert, now: int) -> str:
    """`22:39:00 severe_unassigned C-7 acknowledged by lead.norte`."""
    taken, state = lifecycle.acknowledged(alert, now), lifecycle.state(alert, now)
    assigned = alert.assigned.said if state == "assigned" and alert.assigned else ""
    level = lifecycle.level(alert, now)
    rest = (
        f"to {assigned}" if assigned else "",
        f"by {taken.by}" if taken else "",
        f"asleep until {clock(alert.snoozed_until)}" if lifecycle.asleep(alert, now) else "",
        f"escalated to {lifecycle.PEOPLE[level]}" if level else "",
        "late" if alert.raised.late else "",
        f"resolved {clock(alert.resolved)}" if alert.resolved is not None else "",
    )
    raised = alert.raised
    return " ".join(part for part in (clock(raised.due), raised.rule, raised.about, state, *rest) if part)
