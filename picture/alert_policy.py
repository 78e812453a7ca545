"""What a site's profile says of alerts: which rules are on, their limits, who is told when nobody moves. Data, no code.

A rule added is one function in `alerts/rules/`, one line in RULES, one test.
"""

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field

from picture.alert_events import Priority

if TYPE_CHECKING:
    from picture.profile import Profile

RuleName = Literal[
    "in_progress_undispatched",
    "in_progress_not_arrived",
    "severe_unassigned",
    "unassessed",
    "severe_silent",
    "stage_overdue",
    "health_clock",
    "handover_late",
    "followup_closing",
    "followup_overdue",
    "followup_unsafe",
    "aggressor_answered",
    "will_miss",
    "longest_wait",
    "service_level",
    "abandonment",
    "surge",
    "dropped_call",
    "short_abandon",
    "repeat_rising",
    "risks_combined",
    "referral_stale",
    "register_lag",
    "order_late",
    "order_expiring",
    "feed_silent",
    "feed_gap",
    "feed_clock",
    "too_quiet",
    "severe_in_a_row",
    "hotspot",
    "watch_late",
    "channel_failing",
]
IN_A_ROW = 32  # calls that an agent answered last, as many as are kept: the most that severe_in_a_row may ask for
Number = Annotated[float, Meta(ge=0, le=10**6)]
HoldSeconds = Annotated[int, Meta(ge=0, le=3600)]
Minutes = Annotated[int, Meta(ge=1, le=60 * 24)]


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`limit`: what is crossed, in `unit`; None where the pathway or the queue says it. `clear`: so far on the good
    side of the limit it ends (hysteresis). `hold`: seconds it must be true before it counts ("for"). `least`: calls or
    minutes below which a ratio says nothing. `lasts`: minutes after which what happened at one instant is over.
    `sampled`: looked at once a second, from figures; else it follows from facts and deadlines alone.
    """

    priority: Priority
    on: bool = True
    unit: str = ""
    limit: Number | None = None
    clear: Number = 0
    hold: HoldSeconds = 0
    least: Number = 0
    lasts: Minutes | None = None
    sampled: bool = False


class RuleChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a site says otherwise than RULES."""

    on: bool | None = None
    priority: Priority | None = None
    limit: Number | None = None
    clear: Number | None = None
    hold: HoldSeconds | None = None
    least: Number | None = None
    lasts: Minutes | None = None


RULES: dict[RuleName, Rule] = {
    # who is in danger
    "in_progress_undispatched": Rule(priority="critical"),
    "in_progress_not_arrived": Rule(priority="critical"),
    "severe_unassigned": Rule(priority="critical"),
    "aggressor_answered": Rule(priority="critical"),
    "unassessed": Rule(priority="high"),
    "severe_silent": Rule(priority="high"),
    "stage_overdue": Rule(priority="low"),
    "health_clock": Rule(priority="high"),
    "repeat_rising": Rule(priority="high"),
    "risks_combined": Rule(priority="high", on=False, unit="signals", limit=3),
    # what was promised
    "followup_closing": Rule(priority="low"),
    "followup_overdue": Rule(priority="high"),
    "followup_unsafe": Rule(priority="high"),
    "will_miss": Rule(priority="high", unit="people", limit=1, hold=300, clear=1, sampled=True),
    "handover_late": Rule(priority="high"),
    "referral_stale": Rule(priority="low"),
    "register_lag": Rule(priority="low"),
    "order_late": Rule(priority="high"),
    "order_expiring": Rule(priority="low", unit="days", limit=7),
    # how loaded we are
    "longest_wait": Rule(priority="low", unit="seconds", hold=15, clear=10, sampled=True),
    "service_level": Rule(priority="low", unit="percent", hold=300, clear=5, least=20, sampled=True),
    "abandonment": Rule(priority="low", unit="percent", limit=15, hold=300, clear=5, least=20, sampled=True),
    "surge": Rule(priority="high", unit="times usual", limit=1.5, hold=600, clear=0.25, least=10, sampled=True),
    "too_quiet": Rule(priority="high", unit="share of usual", limit=0.4, hold=600, clear=0.2, least=8, sampled=True),
    "dropped_call": Rule(priority="low", lasts=60),
    "short_abandon": Rule(priority="low", on=False, lasts=60),
    "severe_in_a_row": Rule(priority="low", unit="calls", limit=4),
    # where it is getting worse
    "hotspot": Rule(priority="low", unit="days", limit=100),
    # whether we know
    "feed_silent": Rule(priority="high", hold=0),
    "feed_gap": Rule(priority="low", lasts=240),
    "feed_clock": Rule(priority="low", unit="seconds", limit=5, clear=1, hold=60, sampled=True),
    "watch_late": Rule(priority="high", unit="seconds", limit=30, lasts=60),
    "channel_failing": Rule(priority="high"),
}


class Escalation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes. `steps`: after which, unacknowledged, the lead is told again, then the supervisor, then the official;
    `every`: and the last of them again, for ever. `act`: acknowledged and neither confirmed nor resolved since, the
    supervisor is told. `snooze`: the longest. `kept`: what was resolved is closed by itself after."""

    steps: tuple[Minutes, ...] = ()
    every: Minutes | None = None
    act: Minutes | None = None
    snooze: Minutes = 60
    kept: Minutes = 60


class AlertPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`rules`: what differs from RULES. Sources of the presets: docs/alerts.md."""

    rules: dict[RuleName, RuleChange] = field(default_factory=dict)
    critical: Escalation = Escalation(steps=(2, 5, 10), every=5, act=15, snooze=15, kept=480)
    high: Escalation = Escalation(steps=(15, 60), act=120, snooze=120, kept=240)
    low: Escalation = Escalation(snooze=720, kept=15)

    def escalation(self, priority: Priority) -> Escalation:
        return {"critical": self.critical, "high": self.high, "low": self.low}[priority]


def preset(name: str) -> Rule | None:
    """The rule that an alert names; None for one of another version."""
    return RULES.get(name)  # type: ignore[call-overload,no-any-return]  # any word may be asked for


def rule_of(profile: "Profile", name: RuleName) -> Rule:
    """The rule as the profile in force has it."""
    base, change = RULES[name], profile.alerts.rules.get(name)
    if change is None:
        return base
    said = {key: value for key in change.__struct_fields__ if (value := getattr(change, key)) is not None}
    return Rule(**{key: said.get(key, getattr(base, key)) for key in base.__struct_fields__})
