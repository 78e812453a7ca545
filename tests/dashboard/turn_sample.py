"""Made-up figures of attention and a shift to hand over, for the desk's browser tests."""

from msgspec.structs import replace

from alerts.attention import Attention, Flood, Hour, RuleAttention
from tests.dashboard import desk_alerts, desk_sample
from tests.dashboard.boards import REGISTRY
from tests.dashboard.sample import HOUR, MINUTE, NOW, SHIFT, chip, line_070, line_911
from watch.alert_documents import ShiftDesk
from watch.desk_documents import DeskDocument

WHOLE_HOUR = NOW - NOW % HOUR


def hours() -> list[Hour]:
    """48, the running one last: a calm day and a bad one; the flood's hour had 26."""
    counts = [(int(i % 9 == 0), (i * 5) % 3, (i * 7) % 5) for i in range(48)]
    counts[40] = (2, 9, 15)
    return [Hour(WHOLE_HOUR - (47 - i) * HOUR, *each) for i, each in enumerate(counts)]


def rule(name: str, priority: str = "low", **changes: object) -> RuleAttention:
    plain = RuleAttention(
        rule=name,
        priority=priority,  # type: ignore[arg-type]  # one of the three
        raised=12,
        acknowledge_median=64.0,
        act_median=420.0,
        by_itself=20.0,
        false_alarms=0,
        chattering=0,
        stale=0,
    )
    return replace(plain, **changes)


def rules() -> list[RuleAttention]:
    """Three that ask in vain, one of them critical, and three that do not."""
    return [
        rule("dropped_call", raised=143, acknowledge_median=None, act_median=None, by_itself=97.2),
        rule("longest_wait", raised=88, chattering=3, by_itself=91.0),
        rule("followup_overdue", "high", raised=31),
        rule("in_progress_undispatched", "critical", raised=15, false_alarms=6, act_median=95.0),
        rule("severe_unassigned", "critical", raised=9, acknowledge_median=41.0, act_median=312.0, by_itself=0.0),
        rule("feed_silent", "high", raised=4, act_median=None, by_itself=100.0),
    ]


def attention(**changes: object) -> Attention:
    """Above what a lead can bear: 7.4 an hour, and a flood that took 1.6 % of the week."""
    shown = Attention(
        per_hour=7.4,
        per_hour_most=26,
        leads=2,
        flood_share=1.6,
        floods=[Flood(WHOLE_HOUR - 7 * HOUR + 5 * MINUTE, WHOLE_HOUR - 7 * HOUR + 47 * MINUTE, 14)],
        stale=2,
        chattering=3,
        split=(8.3, 32.1, 59.6),
        acknowledge_median=48.0,
        acknowledge_p90=170.0,
        act_median=420.0,
        act_p90=2400.0,
        hours=hours(),
        rules=rules(),
    )
    return replace(shown, **changes)


def turn(**changes: object) -> ShiftDesk:
    """The room is Inés Cantú's since the shift began; nothing is offered."""
    return replace(ShiftDesk(lead="lead.norte", since=SHIFT.starts), **changes)


def offered(to: str = "lead.norte") -> ShiftDesk:
    """Óscar Peña has the room and offered it five minutes ago."""
    return turn(lead="lead.sur", offered=(NOW - 5 * MINUTE, "lead.sur", to))


def evening(**changes: object) -> DeskDocument:
    """What the next shift has to know: follow-ups late, of this shift and of the next, and a silent register."""
    cases = [desk_sample.case(n, risk="in_progress" if n == 1 else "severe") for n in range(1, 9)]
    cases += [desk_sample.case(n, risk="moderate") for n in range(9, 15)]
    owed = [
        desk_sample.followup(1, closes=NOW - 2 * HOUR, last_moment=None, state="overdue"),
        desk_sample.followup(2, closes=NOW - HOUR, last_moment=None, state="overdue_unsafe", call="outside_hours"),
        desk_sample.followup(3, last_moment=NOW + 50 * MINUTE),
        desk_sample.followup(4, last_moment=SHIFT.ends - MINUTE),
        desk_sample.followup(5, last_moment=SHIFT.ends, closes=SHIFT.ends + HOUR),
        desk_sample.followup(6, last_moment=SHIFT.ends + 7 * HOUR, closes=SHIFT.ends + 9 * HOUR),
        desk_sample.followup(7, last_moment=SHIFT.ends + 9 * HOUR, closes=SHIFT.ends + 9 * HOUR),
        desk_sample.followup(8, state="done_in_window", call="done", ended=NOW - HOUR),
    ]
    silent = replace(REGISTRY, source="nl/banavim", name="BANAVIM", state="stale", heard=NOW - 43 * MINUTE)
    shown = replace(
        desk_sample.document(cases, owed),
        alerts=desk_alerts.night(),
        names=desk_sample.NAMES | desk_alerts.WORDS,
        feeds=[chip(line_070()), chip(line_911()), REGISTRY, silent],
        turn=turn(),
        attention=attention(),
    )
    return replace(shown, **changes)
