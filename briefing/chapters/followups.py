"""Follow-ups: of the windows that closed in the span, which were kept; what was tried in it; and how many hours after
the episode she was spoken to."""

from bisect import bisect_left
from collections import Counter
from typing import get_args

from briefing.comparing import Figures, Row, Then, beside, compare, comparison, keeps_cases
from briefing.material import Material
from briefing.rows import TOTAL
from briefing.sheet import Column, Table
from briefing.then import followup_at
from picture import followups, permission
from picture.book import FollowUp
from picture.case_events import Outcome
from picture.clocks import HOUR
from picture.followups import FollowUpLook
from picture.ledgers import apart

STATES = (  # of a follow-up whose window is over
    *("done_in_window", "done_early", "done_late", "overdue", "never_safe", "unreachable", "cancelled"),
)
OWED = ("done_in_window", "done_late", "overdue", "never_safe")  # what the share in the window is of
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STEP, LAST = 2, 60  # hours of the curve, whose last row is everything later
COUNTED = (Column("followups", "followups", counts=True), *beside("followups", counts=True))
CURVE = (Column("hours", "hours"), *(Column(key, "followups", counts=True) for key in ("followups", "estimated")))


def tables(material: Material) -> list[Table]:
    """Of all but men; theirs stand in tables of their own, where there are any."""
    found = _tables(FollowUps(material, men=False), "")
    men = FollowUps(material, men=True)
    return found + _tables(men, "_men") if men.all else found


def _tables(each: "FollowUps", suffix: str) -> list[Table]:
    asked = comparison(each.material)
    states = compare(each.closed, asked, (*STATES, TOTAL))
    rows = [(state, *four) for state, four in states.items()]
    rows[-1] = (*rows[-1][:3], None, None)  # the parts' bands do not add up to the whole's
    tried = compare(each.tried, asked, ("promised", *OUTCOMES))
    return [
        Table(f"followups{suffix}", (Column("outcome", "code"), *COUNTED), tuple(rows), total=True, whole=True),
        Table(f"followup_curve{suffix}", CURVE, tuple(each.curve(asked.asked)), whole=True),
        Table(
            f"followup_attempts{suffix}",
            (Column("outcome", "code"), *COUNTED),
            tuple((what, *four) for what, four in tried.items()),
            whole=True,
        ),
    ]


class FollowUps:
    """Those that were planned."""

    def __init__(self, material: Material, men: bool) -> None:
        self.material = material
        self._cases = material.picture.book.cases
        every = material.picture.book.followups.values()
        self.all = [each for each in every if each.plan and apart(self._cases.get(each.plan.case)) == men]
        self._by_end = sorted(((self._closes(each), at) for at, each in enumerate(self.all)))

    def closed(self, then: Then) -> Figures | None:
        """By state, those whose window closed in the span; `total`: all of them; `in_window`: percent."""
        if not keeps_cases(self.material, then):
            return None
        ended = self._by_end[bisect_left(self._by_end, (then.starts,)) : bisect_left(self._by_end, (then.ends,))]
        looks = (self._look(self.all[at], then) for _, at in ended)
        states = Counter(_state(look) for look in looks if look)
        owed = sum(states[state] for state in OWED)
        found: dict[str, int | float | None] = {state: states[state] for state in STATES}
        found[TOTAL] = sum(states.values())
        found["in_window"] = 100 * states["done_in_window"] / owed if owed else None
        return found

    def _closes(self, followup: FollowUp) -> int:
        """When its window ends, whenever that is asked."""
        plan, promised = followup.plan, followup.promised or 0
        assert plan is not None
        return followups.window(plan, self._cases.get(plan.case), promised, self.material.profile.cases).closes

    def _look(self, followup: FollowUp, then: Then) -> FollowUpLook | None:
        stood = followup if then.asked else followup_at(followup, then.until)
        if stood is None or stood.plan is None:
            return None
        return followups.look(stood, self._cases.get(stood.plan.case), self.material.profile, then.until)

    def tried(self, then: Then) -> Figures | None:
        """Promised first in the span, and what was tried in it by outcome."""
        if not keeps_cases(self.material, then):
            return None
        tried = Counter(
            attempt.outcome for each in self.all for attempt in each.attempts if then.starts <= attempt.time < then.ends
        )
        promised = sum(then.starts <= (each.promised or 0) < then.ends for each in self.all)
        return {"promised": promised, **{outcome: tried[outcome] for outcome in OUTCOMES}}

    def curve(self, then: Then) -> list[Row]:
        """(hours, follow-ups, of which estimated): so many hours or up to STEP more from the latest instant at which
        the episode can have been to the first safe conversation, of those that came in the span."""
        found, estimated = Counter[int](), Counter[int]()
        for each in self.all:
            spoken = permission.spoken(each)
            if spoken is None or each.plan is None or not then.starts <= spoken < then.ends:
                continue
            _, latest, known = followups.episode(each.plan, self._cases.get(each.plan.case), each.promised or 0)
            hour = min(LAST, max(0, (spoken - latest) // HOUR // STEP * STEP))
            found[hour] += 1
            estimated[hour] += not known
        return [(hour, found[hour], estimated[hour]) for hour in range(0, LAST + STEP, STEP)]


def _state(look: FollowUpLook) -> str:
    """Of one that is overdue: whether there was a moment of its window at which she could be called. Whether there is
    one now, which the wall says, is no longer news by the time that the briefing is read."""
    if look.state in ("overdue", "overdue_unsafe"):
        return "never_safe" if look.last_moment is None else "overdue"
    return look.state
