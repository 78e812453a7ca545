"""When something about a case is due, one function a deadline; `cases.py` says which a case has. Milliseconds UTC."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from picture.alert_policy import rule_of
from picture.book import UNSEEN, Handover, Order
from picture.clocks import DAY, HOUR, LAST, MINUTE, instant
from picture.policy import HealthClock, Stage
from picture.profile import Profile

EPOCH = date(1970, 1, 1).toordinal()
SHOWN = DAY  # a health clock runs out within
STEP_OF = {"followup.done": "followup.spoke_safely"}  # where the story's word is another than the pathway's
REGISTERED = frozenset({"woman", "child", "adolescent"})  # whose cases a register wants


class Deadline(Struct, frozen=True, gc=False):
    """`what` is due at `due`: a stage's milestone, `order.issue`, `order.expiry`, `register`, `handover`,
    `health.<code>`. `met`: when it was reached, late or not. `within` minutes of what it runs from; None where it is
    a date. `who` owes it, or ""."""

    what: str
    due: int
    met: int | None = None
    within: int | None = None
    who: str = ""

    @property
    def near_from(self) -> int:
        """The first instant at which less than a third of its time is left."""
        return self.due - (self.within or 0) * MINUTE // 3 + 1


def reached(milestones: Mapping[str, int], milestone: str) -> int | None:
    """When it was; `milestones`: the first story entry of each name since the opening."""
    return milestones.get(STEP_OF.get(milestone, milestone))


def of_stage(stage: Stage, milestones: Mapping[str, int], judged: int | None) -> Deadline | None:
    """None where the stage has no time, or what it runs from has not come. `judged`: when its class was given."""
    since = judged if stage.after == "assessed" else reached(milestones, stage.after)
    if stage.within is None or since is None:
        return None
    met = reached(milestones, stage.reach)
    return Deadline(stage.reach, since + stage.within * MINUTE, met, stage.within, stage.who or "")


def of_health(clock: HealthClock, episode: int, milestones: Mapping[str, int]) -> Deadline:
    return Deadline(
        f"health.{clock.code}", episode + clock.within * HOUR, reached(milestones, clock.done_by), clock.within * 60
    )


def runs_out(clock: Deadline, now: int) -> bool:
    """A health clock that is to be shown; afterwards it is missed."""
    return clock.met is None and clock.due - SHOWN <= now < clock.due


def of_register(subject_is: str, opened: int, milestones: Mapping[str, int], profile: Profile) -> Deadline | None:
    """None for those no register wants, and where the site has none."""
    if subject_is not in REGISTERED or not profile.words.registers:
        return None
    hours = profile.cases.register_lag
    return Deadline("register", opened + hours * HOUR, milestones.get("registered"), hours * 60)


def of_handover(handover: Handover, profile: Profile) -> Deadline | None:
    """None while nobody said that it was offered."""
    if handover.offered is None:
        return None
    ends = [at for at in (handover.accepted, handover.returned) if at is not None]
    minutes = profile.cases.handover
    due, met = handover.offered + minutes * MINUTE, min(ends, default=None)
    return Deadline("handover", due, met, minutes, handover.offer.to if handover.offer else "")


def lost(handover: Handover, profile: Profile, now: int) -> bool:
    """Offered, and no desk has her: neither accepted nor returned by one, be it late, though the limit is over."""
    owed = of_handover(handover, profile)
    if owed is None or handover.accepted is not None:
        return False
    return now >= owed.due if handover.returned is None else handover.reason == UNSEEN


def of_order(order: Order, profile: Profile) -> list[Deadline]:
    issue, expiry = issue_by(order, profile), expires(order, profile)
    found = []
    if issue is not None:
        found.append(Deadline("order.issue", issue, order.issued, profile.cases.order_issue * 60))
    if expiry is not None:
        found.append(Deadline("order.expiry", expiry))
    return found


def issue_by(order: Order, profile: Profile) -> int | None:
    """None where nobody said when it was requested."""
    return None if order.requested is None else order.requested + profile.cases.order_issue * HOUR


def expires(order: Order, profile: Profile) -> int | None:
    """The first instant of the civil day on which it is no longer in force; None before it was issued."""
    if order.issued is None:
        return None
    limits = profile.cases
    days = limits.order_days + (limits.order_extension if order.extended else 0)
    return first_instant(civil_day(order.issued, profile.zone) + days, profile.zone)


def expiring_from(expiry: int, profile: Profile) -> int:
    """From when it is said that an order runs out."""
    return expiry - round((rule_of(profile, "order_expiring").limit or 0) * DAY)


def civil_day(at: int, zone: str) -> int:
    """The ordinal of the civil day in which an instant lies."""
    at = min(at, LAST)
    return (at // 1000 + _offset(at // 900_000, zone)) // 86_400 + EPOCH


@lru_cache(maxsize=4096)
def _offset(quarter: int, zone: str) -> int:
    """Seconds that the zone's clock is ahead of UTC; no zone we serve changes within a quarter of an hour."""
    offset = datetime.fromtimestamp(quarter * 900, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


@lru_cache(maxsize=4096)
def first_instant(day: int, zone: str) -> int:
    """Of a civil day."""
    return instant(date.fromordinal(day), time(), ZoneInfo(zone))
