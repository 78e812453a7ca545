"""What single fields of a profile cannot tell: that they fit together."""

import re
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args, get_origin

import msgspec

from picture import alert_coherence
from picture.case_events import AnyCaseData
from picture.commitments import Commitment, is_measure
from picture.holidays import unreal
from picture.policy import Column, Feed, Pathway, Registry, RowRule, Stage, Table, Words
from picture.wire import WIRE_ONLY

if TYPE_CHECKING:
    from picture.profile import Centre, Profile

Path = tuple[str | int, ...]
Contradiction = tuple[Path, str]  # where, and a sentence

MILESTONES = {
    *("opened", "admitted", "assessed", "assigned", "dispatched", "arrived", "contacted", "protected", "registered"),
    *("planned", "evaluated", "handover.offered", "handover.accepted"),
    *("referral.made", "referral.accepted", "referral.completed", "followup.done"),
}
MOST_FACTS = 98  # of one row: what follows its number in a sequence has two digits
# What a registry may send, as it sends it.
SAYABLE: dict[str, type[Any]] = {
    cls.__struct_config__.tag: WIRE_ONLY.get(cls.__struct_config__.tag, cls) for cls in get_args(AnyCaseData)
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
    if profile.cases.opens >= profile.cases.closes:
        yield ("cases", "opens"), f"cases.opens: {profile.cases.opens} is not before cases.closes"
    for at, registry in enumerate(profile.registry):
        yield from _registry(("registry", at), registry)
    for at, commitment in enumerate(profile.commitment):
        yield from _commitment(("commitment", at), commitment)
    for day in unreal(profile.holidays):
        yield ("holidays", day), f"holidays.{day}: it is no day of the calendar"
    yield from alert_coherence.contradictions(profile)


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
        yield from _rostered(("centre", at), centre, {shift.code for shift in profile.shift})
    yield from _addresses(profile.feeds, len(profile.centre))
    yield from _once("health_clock", "code", [clock.code for clock in profile.health_clock], needed=False)
    yield from _once("place", "code", [place.code for place in profile.place], needed=False)
    yield from _once("commitment", "code", [each.code for each in profile.commitment], needed=False)
    yield from _once("pathway", "risk", [pathway.risk for pathway in profile.pathway], needed=False)


def _rostered(path: Path, centre: "Centre", shifts: set[str]) -> Iterator[Contradiction]:
    for at, queue in enumerate(centre.queue):
        for shift in queue.rostered:
            if shift not in shifts:
                where = (*path, "queue", at, "rostered", shift)
                yield where, f"{dotted(where)}: {shift!r} is no shift of the site"


def _once(what: str, field: str, codes: Sequence[str], *, needed: bool = True) -> Iterator[Contradiction]:
    if needed and not codes:
        yield (what,), f"{what}.{field}: at least one is needed"
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield (what, at, field), f"{what}.{field}: {code!r} stands twice"


def _addresses(feeds: Sequence[Feed], centres: int) -> Iterator[Contradiction]:
    named = [re.sub(r"[^A-Z0-9]", "_", feed.source.upper()) for feed in feeds]
    for at, feed in enumerate(feeds):
        kind, place = ("centre", at) if at < centres else ("registry", at - centres)
        if kind == "registry" and feed.source in [other.source for other in feeds[:at]]:
            yield (kind, place, "source"), f"{kind}[{place}].source: {feed.source!r} stands twice"
        elif named[at] in named[:at]:
            other = feeds[named.index(named[at])].source
            yield (kind, place, "source"), f"{kind}[{place}].source: {feed.source!r} has the settings of {other!r}"
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


def _commitment(path: Path, commitment: Commitment) -> Iterator[Contradiction]:
    for field, day in (("since", commitment.since), ("by", commitment.by)):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield (*path, field), f"{dotted(path)}.{field}: {day!r} is no day of the calendar"
            return
    if commitment.since > commitment.by:
        yield (*path, "by"), f"{dotted(path)}.by: {commitment.by!r} is before its since, {commitment.since!r}"
    for field, measure in (("measure", commitment.measure), ("share_of", commitment.share_of)):
        if measure is not None and not is_measure(measure):
            yield (*path, field), f"{dotted(path)}.{field}: {measure!r} is no measure of the totals by day"


def _milestone(path: Path, name: str, words: Words) -> Iterator[Contradiction]:
    kind, _, code = name.partition(".")
    if kind == "service" and code:
        if code not in words.services:
            yield path, f"{dotted(path)}: {name!r} is none of words.services"
    elif name not in MILESTONES:
        yield path, f"{dotted(path)}: {name!r} is no milestone; there are: {', '.join(sorted(MILESTONES))}"


def _registry(path: Path, registry: Registry) -> Iterator[Contradiction]:
    if registry.link and not ("{folio}" in registry.link and registry.link.startswith(("https://", "http://"))):
        yield (*path, "link"), f"{dotted(path)}.link: it is no https:// address with {{folio}} in it"
    if registry.table:
        yield from _table((*path, "table"), registry.table)


def _table(path: Path, table: Table) -> Iterator[Contradiction]:
    if not table.fact:
        yield (*path, "fact"), f"{dotted(path)}.fact: at least one is needed"
    if len(table.fact) > MOST_FACTS:
        yield (*path, "fact"), f"{dotted(path)}.fact: there are more than {MOST_FACTS}"
    if table.zone and table.zone not in zoneinfo.available_timezones():
        yield (*path, "zone"), f"{dotted(path)}.zone: {table.zone!r} is no IANA time zone"
    if table.written and not _readable(table.written):
        yield (*path, "written"), f"{dotted(path)}.written: {table.written!r} is no way to write a day and its hour"
    for at, rule in enumerate(table.fact):
        for inner, reason in unsayable(rule):
            where = (*path, "fact", at, *inner)
            yield where, f"{dotted(where)}: {reason}"


def _readable(written: str) -> bool:
    day = datetime(2026, 11, 21, 22, 41)  # noqa: DTZ001  # of no zone: only its way of being written is looked at
    try:
        return datetime.strptime(day.strftime(written), written).date() == day.date()  # noqa: DTZ007  # as above
    except ValueError:
        return False


def unsayable(rule: RowRule) -> Iterator[Contradiction]:
    """Why no row could ever say this; paths and reasons are those within the rule."""
    cls = SAYABLE.get(rule.type)
    if cls is None:
        yield ("type",), f"{rule.type!r} is no fact that a registry may send"
        return
    for part in ("subject", "time"):
        if not getattr(rule, part):
            yield (part,), "it names no column"
    fields = {field.name: field for field in msgspec.structs.fields(cls)}
    for name in [name for name, field in fields.items() if field.required and name not in rule.fields]:
        yield ("fields",), f"{rule.type} needs {name!r}"
    for name, said in rule.fields.items():
        if name not in fields:
            yield ("fields", name), f"is no field of {rule.type}; there are: {', '.join(fields) or 'none'}"
        elif reason := _unusable(said, fields[name].type):
            yield ("fields", name), reason
    if rule.agency is not None and (reason := _unusable(rule.agency, str)):
        yield ("agency",), reason


def _unusable(said: Column | str, kind: Any) -> str:
    """Why a field of this kind can never hold what the mapping gives it; empty where it can."""
    column = Column(column=said) if isinstance(said, str) else said
    if (column.column is None) == (column.value is None) or column.column == "":
        return "it takes either a column or a value"
    if column.split == "":
        return "split: nothing separates no words"
    for word in (*column.words.values(), *([] if column.value is None else [column.value])):
        try:
            msgspec.convert([word] if get_origin(kind) is tuple else word, kind)
        except msgspec.ValidationError as error:
            return f"{word!r} does not fit: {error}"
    return ""
