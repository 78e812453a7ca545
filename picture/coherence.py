"""What single fields of a profile cannot tell: that they fit together."""

import zoneinfo
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from picture.policy import Feed, Pathway, Stage, Table, Words

if TYPE_CHECKING:
    from picture.profile import Profile

Path = tuple[str | int, ...]
Contradiction = tuple[Path, str]  # where, and a sentence

MILESTONES = {
    *("opened", "admitted", "assessed", "assigned", "dispatched", "arrived", "contacted", "protected", "registered"),
    *("planned", "evaluated", "handover.offered", "handover.accepted"),
    *("referral.made", "referral.accepted", "referral.completed", "followup.done"),
}


def dotted(path: Sequence[str | int]) -> str:
    """`centre[0].url`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".") or "profile"


def contradictions(profile: "Profile") -> Iterator[Contradiction]:
    """Everything that does not fit, in the order of the file."""
    if profile.zone not in zoneinfo.available_timezones():
        yield ("zone",), f"zone: {profile.zone!r} is no IANA time zone"
    yield from _lists(profile)
    yield from _pathways(profile)
    for at, clock in enumerate(profile.health_clock):
        for form in clock.forms:
            if form not in profile.words.forms:
                yield ("health_clock", at, "forms"), f"health_clock[{at}].forms: {form!r} is none of words.forms"
        yield from _milestone(("health_clock", at, "done_by"), clock.done_by, profile.words)
    for at, registry in enumerate(profile.registry):
        if registry.table:
            yield from _table(("registry", at, "table"), registry.table)


def _lists(profile: "Profile") -> Iterator[Contradiction]:
    starts = [shift.starts for shift in profile.shift]
    yield from _once("shift", "code", [shift.code for shift in profile.shift])
    yield from _once("shift", "starts", starts)
    if starts != sorted(starts):
        yield ("shift", 0, "starts"), f"shift.starts: {starts} must rise through the day"
    yield from _once("centre", "source", [centre.source for centre in profile.centre])
    for at, centre in enumerate(profile.centre):
        codes = [queue.code for queue in centre.queue]
        for path, reason in _once("queue", "code", codes):
            yield ("centre", at, *path), f"centre[{at}] {centre.source}: {reason}"
    yield from _addresses(profile.feeds, len(profile.centre))
    yield from _once("place", "code", [place.code for place in profile.place], needed=False)
    yield from _once("pathway", "risk", [pathway.risk for pathway in profile.pathway], needed=False)


def _once(what: str, field: str, codes: Sequence[str], *, needed: bool = True) -> Iterator[Contradiction]:
    if needed and not codes:
        yield (what,), f"{what}.{field}: at least one is needed"
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield (what, at, field), f"{what}.{field}: {code!r} stands twice"


def _addresses(feeds: Sequence[Feed], centres: int) -> Iterator[Contradiction]:
    for at, feed in enumerate(feeds):
        kind, place = ("centre", at) if at < centres else ("registry", at - centres)
        if kind == "registry" and feed.source in [other.source for other in feeds[:at]]:
            yield (kind, place, "source"), f"{kind}[{place}].source: {feed.source!r} stands twice"
        if not feed.url and not getattr(feed, "table", None):
            yield (kind, place), f"{kind}[{place}].url: {feed.source} has no address"


def _pathways(profile: "Profile") -> Iterator[Contradiction]:
    for at, pathway in enumerate(profile.pathway):
        for number, stage in enumerate(pathway.stage):
            yield from _stage(("pathway", at, "stage", number), stage, pathway, profile.words)


def _stage(path: Path, stage: Stage, pathway: Pathway, words: Words) -> Iterator[Contradiction]:
    yield from _milestone((*path, "reach"), stage.reach, words)
    yield from _milestone((*path, "after"), stage.after, words)
    if stage.reach == stage.after:
        yield (*path, "after"), f"{dotted(path)}.after: {stage.after!r} is what the stage has to reach"
    if pathway.risk == "unassessed" and stage.after == "assessed":
        yield (*path, "after"), f"{dotted(path)}.after: an unassessed case has no 'assessed' to count from"
    for field, agency in (("who", stage.who), ("jointly", stage.jointly)):
        if agency is not None and agency not in words.agencies:
            yield (*path, field), f"{dotted(path)}.{field}: {agency!r} is none of words.agencies"


def _milestone(path: Path, name: str, words: Words) -> Iterator[Contradiction]:
    kind, _, code = name.partition(".")
    if kind == "service" and code:
        if code not in words.services:
            yield path, f"{dotted(path)}: {name!r} is none of words.services"
    elif name not in MILESTONES:
        yield path, f"{dotted(path)}: {name!r} is no milestone; there are: {', '.join(sorted(MILESTONES))}"


def _table(path: Path, table: Table) -> Iterator[Contradiction]:
    if not table.fact:
        yield (*path, "fact"), f"{dotted(path)}.fact: at least one is needed"
    if table.zone and table.zone not in zoneinfo.available_timezones():
        yield (*path, "zone"), f"{dotted(path)}.zone: {table.zone!r} is no IANA time zone"
