"""A site's profile: the thresholds and words in force. TOML at the edge, journaled whole as `site.configured`."""

import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from picture.alert_policy import AlertPolicy
from picture.briefing_policy import BriefingPolicy, CivilDay, Mark
from picture.coherence import Path, contradictions, dotted
from picture.commitments import Commitment
from picture.errors import BadProfile
from picture.holidays import Holiday
from picture.policy import (
    CaseLimits,
    Code,
    Feed,
    HealthClock,
    Pathway,
    Place,
    Registry,
    Seconds,
    TimeOfDay,
    Words,
)

Denominator = Literal["strict", "offered", "answered"]
People = Annotated[int, Meta(ge=0, le=10_000)]
Percent = Annotated[int, Meta(ge=1, le=100)]
Region = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]


class ServiceLevel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`target` percent within `within` seconds; `warn`: amber this many points above the target.

    `denominator` is strict (ours: answered + abandoned + still waiting longer than T), offered
    (Asterisk SL2: every settled or waiting offer) or answered (Asterisk SL).
    """

    target: Percent
    within: Seconds
    warn: Annotated[int, Meta(ge=0, le=50)] = 5
    denominator: Denominator = "strict"


class Queue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`apart`: its figures stand alone and enter no total of the centre (the men's line). `rostered`: how many people
    answer it, by shift; who answers several queues is rostered for one. A shift that is not named: nobody said."""

    code: Code
    name: str
    language: Code = "es"
    apart: bool = False
    max_wait: Seconds = 60
    rostered: dict[Code, People] = {}


class Centre(Feed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A centre that answers calls. `shrinkage`: percent of the time of those rostered that they are away from calls."""

    service_level: ServiceLevel
    queue: tuple[Queue, ...]
    languages: tuple[Code, ...] = ("es",)
    short_abandon: Seconds = 5
    shrinkage: Annotated[int, Meta(ge=0, le=90)] = 0


class Shift(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of the site's civil day; it ends where the next one starts. One shift alone is the whole day."""

    code: Code
    name: str
    starts: TimeOfDay


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`days`: archived facts older than that are deleted; `audit`, `quarantine`: the records beside them; None: never.
    The law of the place says how many."""

    days: Annotated[int, Meta(ge=90, le=36_600)] | None = None
    audit: Annotated[int, Meta(ge=90, le=36_600)] | None = None
    quarantine: Annotated[int, Meta(ge=7, le=36_600)] | None = None


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`code` names the site in the store's keys: `{code}:journal`. `region` (ISO 3166): how a phone is read."""

    code: Code
    name: str
    room: str
    zone: str
    region: Region = "MX"
    shift: tuple[Shift, ...]
    centre: tuple[Centre, ...]
    registry: tuple[Registry, ...] = ()
    pathway: tuple[Pathway, ...] = ()
    health_clock: tuple[HealthClock, ...] = ()
    place: tuple[Place, ...] = ()
    cases: CaseLimits = CaseLimits()
    words: Words = Words()
    alerts: AlertPolicy = AlertPolicy()
    retention: Retention = Retention()
    briefing: BriefingPolicy = BriefingPolicy()
    mark: tuple[Mark, ...] = ()
    holidays: dict[CivilDay, Holiday] = {}
    commitment: tuple[Commitment, ...] = ()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Everyone who sends facts: the centres, then the registries."""
        return (*self.centre, *self.registry)

    def centre_of(self, source: str) -> Centre | None:
        return next((c for c in self.centre if c.source == source), None)


def profile_of(value: object, where: str) -> Profile:
    """The profile that `value` (decoded TOML or JSON) describes. Raises BadProfile, naming `where`, field and value."""
    try:
        profile = msgspec.convert(value, Profile)
    except msgspec.ValidationError as error:
        path, reason = _blamed(value, str(error))
        raise BadProfile(f"{where}: {reason}", path, reason) from None
    for path, reason in contradictions(profile):
        raise BadProfile(f"{where}: {reason}", path, reason)
    return profile


def _blamed(value: object, complaint: str) -> tuple[Path, str]:
    """Where the value stands that msgspec complains of, and what is wrong with it: field, complaint, value."""
    said, _, found = complaint.partition(" - at `")
    path: list[str | int] = []
    for key, at in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", found):
        path.append(key or (_key(value, path, complaint) if at == "..." else int(at)))
    if found.startswith("key`"):
        path.append(_key(value, path, complaint))
    if unknown := re.search(r"unknown field `(.+)`", said):
        path.append(unknown[1])
    there = _at(value, path)
    shown = "" if unknown or isinstance(there, dict | list | None) else f"; it is {there!r}"
    return tuple(path), f"{dotted(path)}: {said}{shown}"


def _at(value: Any, path: Path | list[str | int]) -> Any:
    for key in path:
        value = None if isinstance(value, dict) and key not in value else value[key]
    return value


def _key(value: object, path: list[str | int], complaint: str) -> str:
    """Which key of the table at `path` it is: msgspec names none."""
    for key, one in _at(value, path).items():
        try:
            msgspec.convert(_with(value, path, {key: one}), Profile)
        except msgspec.ValidationError as error:
            if str(error) == complaint:
                return str(key)
    return "?"


def _with(value: Any, path: list[str | int], table: dict[str, Any]) -> Any:
    """The value with another table at `path`."""
    if not path:
        return table
    inner = _with(value[path[0]], path[1:], table)
    if isinstance(value, list):
        return [inner if at == path[0] else one for at, one in enumerate(value)]
    return {**value, path[0]: inner}
