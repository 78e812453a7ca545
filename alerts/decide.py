"""Decides: what the rules find at each instant, held against the board, as facts to be journaled. Pure.

Whoever calls goes through time in order: every instant at which something may be otherwise (`next`), and every fact,
once it is folded. A decision has an id that follows from what it says: decided again, it is journaled once.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from alerts import lifecycle, rules, telling
from alerts.board import Alert
from alerts.fold import AlertBoard
from alerts.rules import Sample
from alerts.rules.views import (
    CaseView,
    CentreView,
    FollowUpView,
    HandoverView,
    HotspotView,
    ReferralView,
    SiteView,
    View,
)
from alerts.standing import Standing, Wanted
from picture.alert_events import AlertClosed, AlertEscalated, AlertRaised, AlertResolved
from picture.alert_policy import rule_of
from picture.cases import CaseLook
from picture.clocks import SECOND
from picture.due import Due
from picture.events import AnyData, Fact
from picture.followups import FollowUpLook
from picture.picture import Picture
from picture.profile import Profile

WATCH = "vigia/watch"  # the source of what is decided
Decision = tuple[str, Fact]


class Decider:
    """One picture's. `standing`: what is true; `next`: when to look again; `decisions`: what the board lacks."""

    def __init__(self, picture: Picture, book: AlertBoard) -> None:
        self._picture = picture
        self._book = book
        self._things = Due()
        self._alerts = Due()
        self._moving: set[str] = set()  # alerts about which something may be owed
        self.standing = Standing(book)

    @property
    def _profile(self) -> Profile:
        assert self._picture.profile is not None
        return self._picture.profile

    @property
    def clear(self) -> bool:
        """Whether nothing waits to be journaled."""
        return self.standing.clear and not self._moving

    def next(self) -> int | None:
        """The earliest instant at which something may be otherwise by itself, looks at cases apart."""
        instants = (self._things.first(), self._alerts.first(), self.standing.next())
        return min((at for at in instants if at is not None), default=None)

    # what the rules find

    def case(self, name: str, look: CaseLook | None, at: int) -> None:
        case = self._picture.book.cases.get(name)
        found = rules.of_case(CaseView(self._picture, self._profile, at, case, look)) if case and look else []
        self.standing.put(f"case:{name}", found, at)

    def followup(self, name: str, look: FollowUpLook | None, at: int) -> None:
        book = self._picture.book
        followup = book.followups.get(name)
        found = []
        if followup and followup.plan and look:
            case = book.cases.get(followup.plan.case)
            found = rules.of_followup(FollowUpView(self._picture, self._profile, at, followup, look, case))
        self.standing.put(f"followup:{name}", found, at)

    def anew(self, at: int) -> None:
        """The profile is another: everything is looked at again."""
        picture = self._picture
        picture.touched_handovers.update(picture.book.handovers)
        picture.touched_referrals.update(picture.book.referrals)
        picture.touched_hotspots.update(picture.book.hotspots)
        for source, live in picture.centres.items():
            ended = (call for call in live.state.calls.values() if call.dropped or call.abandoned is not None)
            picture.touched_calls.update((source, call.subject) for call in ended)
        self._book.touched.update(self._book.open)

    def things(self, at: int) -> None:
        """Hand-overs, referrals, hotspots and calls that a fact touched, or that are due."""
        picture = self._picture
        due = self._things.pop(at, ())
        named = {("handover", name) for name in picture.touched_handovers}
        named |= {("referral", name) for name in picture.touched_referrals}
        named |= {("hotspot", name) for name in picture.touched_hotspots}
        named |= {("call", f"{source}\0{subject}") for source, subject in picture.touched_calls}
        named |= {(kind, name) for kind, _, name in (each.partition(":") for each in due)}
        picture.touched_handovers.clear()
        picture.touched_referrals.clear()
        picture.touched_hotspots.clear()
        picture.touched_calls.clear()
        for kind, name in sorted(named):
            found, again = self._thing(kind, name, at)
            thing = f"{kind}:{name}"
            self.standing.put(thing, found, at)
            if again is None or again <= at:
                self._things.drop(thing)
            else:
                self._things.put(thing, again)

    def _thing(self, kind: str, name: str, at: int) -> tuple[list[rules.Condition], int | None]:
        picture, profile = self._picture, self._profile
        book = picture.book
        if kind == "handover" and (handover := book.handovers.get(name)):
            case = book.cases.get((handover.offer.case if handover.offer else None) or "")
            return rules.of_handover(HandoverView(picture, profile, at, handover, case))
        if kind == "referral" and (referral := book.referrals.get(name)):
            case = book.cases.get((referral.asked.case if referral.asked else None) or "")
            return rules.of_referral(ReferralView(picture, profile, at, referral, case))
        if kind == "hotspot" and (hotspot := book.hotspots.get(name)):
            return rules.of_hotspot(HotspotView(picture, profile, at, name, hotspot))
        source, _, subject = name.partition("\0")
        live = picture.centres.get(source)
        call = live.state.calls.get(subject) if live and kind == "call" else None
        return rules.of_call(source, call, View(picture, profile, at)) if call else ([], None)

    def feeds(self, at: int) -> None:
        self.standing.put("feeds", rules.of_feeds(View(self._picture, self._profile, at)), at)

    def site(self, view: SiteView) -> None:
        self.standing.put("site", rules.of_site(view), view.now)

    def sample(self, centres: Iterable[CentreView], site: SiteView) -> None:
        """All that is sampled, once a second; a condition counts when it held for as long as its rule asks."""
        at, seen = site.now, set()
        samples = [s for view in centres for s in rules.sampled_of_centre(view)] + rules.sampled_of_site(site)
        for sample in samples:
            seen.add(sample.condition.fingerprint)
            if not rules.inhibited(site, sample.condition):
                self._sampled(sample, at)
        for fingerprint in self.standing.all_held():
            if fingerprint not in seen:
                self.standing.put(f"sampled:{fingerprint}", [], at)
        pending = self._book.board.pending
        for fingerprint in [each for each in pending if each not in seen]:
            del pending[fingerprint]

    def _sampled(self, sample: Sample, at: int) -> None:
        condition, pending = sample.condition, self._book.board.pending
        fingerprint = condition.fingerprint
        held = self.standing.held(fingerprint)
        if sample.state == "crossed" and held is None:
            since = pending.setdefault(fingerprint, at)
            due = since + rule_of(self._profile, condition.rule).hold * SECOND
            if at >= due:
                self.standing.put(f"sampled:{fingerprint}", [replace(condition, due=due)], at)
        elif sample.state == "clear":
            pending.pop(fingerprint, None)
            if held is not None:
                self.standing.put(f"sampled:{fingerprint}", [], at)
        elif held is None:
            pending.pop(fingerprint, None)

    # the board

    def heed(self, at: int) -> None:
        """Alerts that the board says otherwise than before, and those whose own clocks have come to something."""
        policy = self._profile.alerts
        for name in self._alerts.pop(at, self._book.touched):
            self._moving.add(name)
            alert = self._book.alert(name)
            if alert is None:
                self._alerts.drop(name)
                continue
            self.standing.heed(alert, at)
            turns = lifecycle.turns(alert, policy, at)
            if turns is None:
                self._alerts.drop(name)
            else:
                self._alerts.put(name, turns)
        self._book.touched.clear()
        self.standing.settle(at)

    def decisions(self, at: int) -> list[Decision]:
        """What the journal lacks as of this instant. What it has by now is looked at no more."""
        found: list[Decision] = []
        for wanted in self.standing.wanted():
            found += self._of_condition(wanted, at)
        for name in sorted(self._moving):
            alert = self._book.alert(name)
            owed = self._of_alert(alert, at) if alert else []
            if owed:
                found += owed
            else:
                self._moving.discard(name)
        return found

    def _of_condition(self, wanted: Wanted, at: int) -> list[Decision]:
        found, condition = [], wanted.condition
        alert = self._book.alert(wanted.alert)
        agency = condition.agency if condition else alert.agency if alert else ""
        if wanted.raised and condition:
            late = wanted.resolved is not None
            data = self._raised(condition, late)
            found.append((wanted.alert, _fact(condition.due, wanted.alert, data, agency)))
        if wanted.resolved is not None:
            ended = max(wanted.resolved, 0)
            found.append(
                (f"{wanted.alert}:resolved", _fact(at, wanted.alert, AlertResolved(ended=ended), agency)),
            )
        return found

    def _raised(self, condition: rules.Condition, late: bool) -> AlertRaised:
        case = self._picture.book.cases.get(condition.case)
        return AlertRaised(
            rule=condition.rule,
            kind=condition.kind,
            about=condition.about,
            due=condition.due,
            priority=condition.priority or rule_of(self._profile, condition.rule).priority,
            reason=condition.reason or None,
            source=condition.source or None,
            case=condition.case or None,
            mask=case.mask if case else "",
            municipality=(case.opening.municipality if case else condition.municipality) or None,
            value=condition.value,
            limit=condition.limit,
            lasts=condition.lasts,
            late=late,
            observed=condition.observed,
            expected=condition.expected,
            least=condition.least,
        )

    def _of_alert(self, alert: Alert, at: int) -> list[Decision]:
        policy, found = self._profile.alerts, list[Decision]()
        step = lifecycle.escalation(alert, policy, at)
        if step is not None:
            due, level = step
            data: AnyData = AlertEscalated(level=level, due=due)
            found.append((f"{alert.id}:escalated:{due}", _fact(due, alert.id, data, alert.agency)))
        closes = lifecycle.closes_itself(alert, policy)
        if closes is not None and closes <= at:
            data = AlertClosed(outcome=lifecycle.ITSELF)
            found.append((f"{alert.id}:closed", _fact(closes, alert.id, data, alert.agency)))
        told = self._book.told.get(alert.id, ())
        for name, queued in telling.owed(alert, at):
            if name not in told:
                found.append((name, _fact(at, name, queued, alert.agency)))
        return found


def _fact(time: int, subject: str, data: AnyData, agency: str) -> Fact:
    return Fact(time=time, source=WATCH, subject=subject, data=data, agency=agency)
