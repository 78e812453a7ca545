"""What the pretend casework of a registry is made of: how many cases, of what kind, how long they last. `demo.toml`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from feeds.simulator.model import Positive, Share
from picture.case_events import Level, Subject
from picture.words import Code, Name

Use = Literal["declined", "returned", "refused", "cancelled", "closed"]  # what a reason is given for
PerDay = Annotated[float, Meta(ge=0)]


class Handing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which share of the cases that `giver` takes in it offers to `to`."""

    giver: Name
    to: Name
    share: Share


class Hotspot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A neighbourhood with more cases than its usual: `per_day` more within `radius` km of a point of the municipality,
    from `before` days before calls are told, for `lasts` days. What the map should find, and see the end of."""

    municipality: Code
    latitude: float
    longitude: float
    radius: Positive
    before: Positive
    lasts: Positive
    per_day: Positive


class CaseModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`share` of the violence and third-party calls, `share_apart` of the calls of a queue that stands apart open a
    case; `per_day` come without a call. `located`: share of the cases whose place is noted, where a centre knows the
    town. `in_progress`: by centre, share of its cases in which the attack goes on. `lasts`: days at this level, mean.
    `followed`: share of the cases with a follow-up. `roster`: people for follow-ups by the site's shifts. The codes
    are those a profile may list; what it does not list is not told.
    """

    share: Share
    share_apart: Share
    per_day: PerDay = 0.0
    located: Share
    hotspot: tuple[Hotspot, ...] = ()
    levels: dict[Level, Positive]
    in_progress: dict[Name, Share]
    subjects: dict[Subject, Positive]
    lasts: dict[Level, Positive]
    followed: Share
    declined: Share
    referred: Share
    registered: Share
    roster: tuple[int, ...]
    handing: Handing | None = None
    services: dict[Code, Positive]
    services_apart: tuple[Code, ...]
    partners: tuple[Code, ...]  # agencies that referrals go to, and women are handed on to
    orders: tuple[Code, ...]  # measures that are requested first and issued later
    reasons: dict[Use, tuple[Code, ...]]
