"""A room whose picture the rules look at, and what they find in it at an instant."""

from typing import Any

from alerts import rules
from alerts.condition import Condition
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
from picture import cases, followups
from picture.book import Case
from picture.calls import CallFigures
from picture.events import Fact
from picture.picture import Picture
from picture.profile import Profile
from tests.picture.cast import T0, folded
from tests.watch.cast import a_site

AT = T0 + 1000 * 60_000  # when most stories begin


def a_room(**changes: Any) -> Profile:
    """Every stage that has a rule of its own, one more of each class, a clock, and the widest words."""
    in_progress = [
        {"reach": "dispatched", "within": 2, "after": "opened"},
        {"reach": "arrived", "within": 15, "after": "dispatched"},
        {"reach": "protected", "within": 240, "after": "opened"},
    ]
    severe = [
        {"reach": "handover.accepted", "within": 5, "after": "handover.offered"},
        {"reach": "assigned", "within": 15},
        {"reach": "contacted", "within": 60},
        {"reach": "registered", "within": 1440, "after": "opened"},
    ]
    words = {
        "agencies": {"equipo": "Equipo itinerante", "dif": "DIF"},
        "services": {"legal": "Asesoría legal", "profilaxis": "Profilaxis"},
        "registers": {"banavim": "BANAVIM"},
        "forms": {"sexual": "Sexual"},
    }
    pathways = {
        "in_progress": in_progress,
        "severe": severe,
        "unassessed": [{"reach": "assessed", "within": 30, "after": "opened"}],
        "moderate": [{"reach": "contacted", "within": 240}],
    }
    pathways |= changes.pop("pathways", {})
    clock = {"code": "vih", "name": "VIH", "within": 72, "forms": ["sexual"], "done_by": "service.profilaxis"}
    whole = {
        "pathway": [{"risk": risk, "name": risk, "stage": stage} for risk, stage in pathways.items()],
        "words": words,
        "health_clock": [clock],
    }
    return a_site(**{**whole, **changes})


def off(rule: str) -> dict[str, Any]:
    return {"rules": {rule: {"on": False}}}


class Room:
    """A picture and its profile; `conditions` and `samples` are what every rule finds at `now`."""

    def __init__(self, facts: list[Fact], profile: Profile | None = None) -> None:
        self.profile = profile or a_room()
        self.picture = folded(facts, Picture(profile=self.profile))

    def told(self, *facts: Fact) -> "Room":
        folded(list(facts), self.picture)
        return self

    def conditions(self, now: int, **site: Any) -> list[Condition]:
        picture, profile = self.picture, self.profile
        found = [each for name in picture.book.cases for each in self.of_case(name, now)]
        found += [each for name in picture.book.followups for each in self.of_followup(name, now)]
        for handover in picture.book.handovers.values():
            case = self._case(handover.offer.case if handover.offer else None)
            found += rules.of_handover(HandoverView(picture, profile, now, handover, case))[0]
        for referral in picture.book.referrals.values():
            case = self._case(referral.asked.case if referral.asked else None)
            found += rules.of_referral(ReferralView(picture, profile, now, referral, case))[0]
        for signal, hotspot in picture.book.hotspots.items():
            found += rules.of_hotspot(HotspotView(picture, profile, now, signal, hotspot))[0]
        view = View(picture, profile, now)
        for source, live in picture.centres.items():
            found += [each for call in live.state.calls.values() for each in rules.of_call(source, call, view)[0]]
        return [*found, *rules.of_feeds(view), *rules.of_site(self.site(now, **site))]

    def of_case(self, name: str, now: int) -> list[Condition]:
        case = self.picture.book.cases[name]
        look = cases.look(case, self.picture.book, self.profile, now)
        return rules.of_case(CaseView(self.picture, self.profile, now, case, look))

    def of_followup(self, name: str, now: int) -> list[Condition]:
        followup = self.picture.book.followups[name]
        case = self._case(followup.plan.case if followup.plan else None)
        look = followups.look(followup, case, self.profile, now)
        if look is None:
            return []
        return rules.of_followup(FollowUpView(self.picture, self.profile, now, followup, look, case))

    def site(
        self,
        now: int,
        offsets: dict[str, int] | None = None,
        will_miss: int | None = None,
        down: tuple[int, int] | None = None,
        failing: dict[str, int] | None = None,
    ) -> SiteView:
        return SiteView(self.picture, self.profile, now, offsets or {}, will_miss, down, failing or {})

    def found(self, rule: str, now: int, **site: Any) -> list[Condition]:
        return [each for each in self.conditions(now, **site) if each.rule == rule]

    def samples(self, rule: str, now: int, **site: Any) -> list[Sample]:
        found = rules.sampled_of_site(self.site(now, **site))
        for centre in self.profile.centre:
            figures = CallFigures(self.picture, self.profile, centre)
            figures.look(now)
            live = self.picture.centre(centre.source)
            found += rules.sampled_of_centre(CentreView(self.picture, self.profile, now, centre, live, figures, 0))
        return [each for each in found if each.condition.rule == rule]

    def _case(self, name: str | None) -> Case | None:
        return self.picture.book.cases.get(name or "")
