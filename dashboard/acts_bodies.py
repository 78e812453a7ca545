"""What a desk's browser may ask for, and the facts it becomes. Pure.

A body that is not understood is refused in one sentence that names the field and the kind of value, never the value:
it may hold what somebody typed.
"""

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from journal.notes import LONGEST
from picture import alert_events as said
from picture.alert_events import AnyAlertData
from watch.alert_documents import Act, AlertRow

MOST_ACTS = 100  # of one request
MOST_BYTES = 64 * 1024
HIGHEST = 3  # the on-call official

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$")]  # as picture.words.Name
Moment = Annotated[int, Meta(ge=0, le=10**15)]
Seen = Annotated[int, Meta(ge=0, le=10**9)]
Note = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
WRITTEN = "expected a code or an id, of letters, digits and _ . : / -"
T = TypeVar("T")
Names = Mapping[str, Mapping[str, str]]  # the desk document's: codes to names, by kind of word


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """A request's body."""


class Asked(Body, frozen=True, kw_only=True):
    """One act. `seen`: the version of the alert's row that stood before the person."""

    intent: Id
    alert: Id
    act: Act
    seen: Seen = 0
    to: Id | UnsetType = UNSET
    until: Moment | UnsetType = UNSET
    reason: Id | UnsetType = UNSET
    action: Id | UnsetType = UNSET
    outcome: Id | UnsetType = UNSET
    note: Note | UnsetType = UNSET


class Acts(Body, frozen=True):
    acts: Annotated[list[Asked], Meta(min_length=1, max_length=MOST_ACTS)]


class Offer(Body, frozen=True, tag="offer", tag_field="act"):
    to: Id


class Accept(Body, frozen=True, tag="accept", tag_field="act"):
    pass


class Blank(Body, frozen=True):
    blank: bool


class Read(Body, frozen=True):
    case: Id


class Lock(Body, frozen=True):
    """`to` empty: the case is everybody's again in whose scope it is."""

    case: Id
    to: Annotated[list[Id], Meta(max_length=50)]


class ScreenName(Body, frozen=True):
    name: Annotated[str, Meta(max_length=80)]


class ScreenId(Body, frozen=True):
    id: Id


class BadBody(ValueError):
    """Raised when a body is not understood; its text is the sentence that says why."""


NEEDS: dict[Act, tuple[str, ...]] = {
    "acknowledge": (),
    "assign": ("to",),
    "escalate": (),
    "snooze": ("until", "reason"),
    "note": ("note",),
    "confirm": ("action",),
    "close": ("outcome",),
}
OWN = ("to", "until", "reason", "action", "outcome", "note")
WORDS = {"reason": "snoozes", "action": "actions", "outcome": "closings"}  # field → kind of word


def read(body: bytes, kind: type[T]) -> T:
    """Raises BadBody."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise BadBody(_sentence(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadBody("The body is not JSON.") from None


def _sentence(complaint: str) -> str:
    """msgspec's complaint without the values that it quotes."""
    what, _, where = complaint.partition(" - at `")
    field = where.rstrip("`").removeprefix("$").removeprefix(".") or "The body"
    if what.startswith("Invalid"):
        words = ", ".join(get_args(Act)) if field.startswith("acts") else "offer, accept"
        return f"{field} is not one of {words}."
    if what.startswith("Object contains unknown field"):
        return f"{field} has a field that is not known here."
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", what):
        return f"{field} lacks {missing[1]}."
    kind = WRITTEN if "regex" in what else what.replace("`", "")
    return f"{field}: {kind[:1].lower()}{kind[1:]}."


def checked(acts: list[Asked], names: Names, people: set[str]) -> None:
    """Each act has what it needs and nothing else, in words of the site. Raises BadBody."""
    for at, each in enumerate(acts):
        _check(f"acts[{at}]", each, names, people)
    if len({each.intent for each in acts}) != len(acts):
        raise BadBody("acts: two acts have the same intent.")


def _check(where: str, asked: Asked, names: Names, people: set[str]) -> None:
    for field in OWN:
        given, needed = getattr(asked, field) is not UNSET, field in NEEDS[asked.act]
        if needed and not given:
            raise BadBody(f"{where} lacks {field}, which {asked.act} needs.")
        if given and not needed:
            raise BadBody(f"{where}.{field} does not belong to {asked.act}.")
    for field, kind in WORDS.items():
        word = getattr(asked, field)
        if word is not UNSET and word not in names.get(kind, {}):
            raise BadBody(f"{where}.{field} is not a code of the profile's {kind}.")
    if isinstance(asked.to, str) and asked.to not in names.get("agencies", {}) and asked.to not in people:
        raise BadBody(f"{where}.to is neither an agency of the profile nor an account.")


def fact_of(asked: Asked, by: str, row: AlertRow, note: str = "") -> AnyAlertData:
    """What the person means to do, as it is journaled. `note`: the id of the note that was written."""
    given: dict[str, object] = {"by": by, "intent": asked.intent}
    if asked.act == "note":
        return said.AlertNoted(by=by, note=note, intent=asked.intent)
    given |= {"seen": asked.seen, **{field: getattr(asked, field) for field in NEEDS[asked.act]}}
    if asked.act == "escalate":
        given["level"] = min(HIGHEST, row.level + 1)
    return msgspec.convert(given, FACTS[asked.act])


FACTS: dict[Act, type[AnyAlertData]] = {
    "acknowledge": said.AlertAcknowledged,
    "assign": said.AlertAssigned,
    "escalate": said.AlertEscalated,
    "snooze": said.AlertSnoozed,
    "confirm": said.AlertConfirmed,
    "close": said.AlertClosed,
}
