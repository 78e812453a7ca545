"""What a rule may look at: one thing of the picture with the look at it, or a centre's figures. No clock, no I/O."""

from collections.abc import Mapping

from msgspec import Struct

from picture.alert_policy import Rule, RuleName, rule_of
from picture.book import Case, FollowUp, Handover, Referral
from picture.calls import CallFigures
from picture.cases import CaseLook
from picture.followups import FollowUpLook
from picture.picture import Call, Live, Picture
from picture.place_events import HotspotFound
from picture.profile import Centre, Profile


class View(Struct, frozen=True):
    """`now` is our clock, frozen for the step."""

    picture: Picture
    profile: Profile
    now: int

    def rule(self, name: RuleName) -> Rule:
        return rule_of(self.profile, name)


class CaseView(View, frozen=True):
    case: Case
    look: CaseLook


class FollowUpView(View, frozen=True):
    followup: FollowUp
    look: FollowUpLook
    case: Case | None


class HandoverView(View, frozen=True):
    handover: Handover
    case: Case | None


class ReferralView(View, frozen=True):
    referral: Referral
    case: Case | None


class HotspotView(View, frozen=True):
    """`signal`: its id."""

    signal: str
    found: HotspotFound


class CallView(View, frozen=True):
    source: str
    call: Call


class CentreView(View, frozen=True):
    """`figures` have looked at the centre's own `now` (`figures.now`); `offset`: its clock less ours, milliseconds."""

    centre: Centre
    live: Live
    figures: CallFigures
    offset: int


class SiteView(View, frozen=True):
    """`offsets`: each feed's clock less ours, of those heard. `will_miss`: how many will be missed, None: not known.
    `down`: (since, until) of the last time nobody watched, where that lies within what the rule looks at. `failing`:
    channels of notifications that take nothing, each with since when."""

    offsets: Mapping[str, int]
    will_miss: int | None
    down: tuple[int, int] | None
    failing: Mapping[str, int]
