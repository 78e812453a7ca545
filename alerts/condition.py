"""What a rule finds: something is so that somebody must act on. Pure values; who finds them: `alerts/rules/`."""

import hashlib

from msgspec import Struct

from picture.alert_events import About, Priority
from picture.alert_policy import RuleName


class Condition(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """True at the instant it was found at. `due`: when its limit was crossed, our clock; of something that holds for a
    while it never moves.

    `about` of `kind`: what it is true of. `priority` None: the rule's own. `reason`: which of the rule's, where it has
    several. `source`: whose facts say so; `agency`: whose it is. `lasts`: it ends by itself then. `value` was found
    where `limit` is set, in the rule's unit. Of a zone: its first `municipality`, `observed` cases (`least`: or more)
    where `expected` were.
    """

    rule: RuleName
    kind: About
    about: str
    due: int
    priority: Priority | None = None
    reason: str = ""
    source: str = ""
    agency: str = ""
    case: str = ""
    value: float | None = None
    limit: float | None = None
    lasts: int | None = None
    municipality: str = ""
    observed: int | None = None
    expected: float | None = None
    least: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for as long as it is about the same, whenever it comes true."""
        return fingerprint(self.rule, self.kind, self.about)

    @property
    def id(self) -> str:
        return alert_id(self.rule, self.kind, self.about, self.due)


def fingerprint(rule: str, kind: str, about: str) -> str:
    return f"{rule}\0{kind}:{about}"


def alert_id(rule: str, kind: str, about: str, due: int) -> str:
    """A hash of rule, subject and due time: decided again, it is the same alert."""
    return hashlib.blake2b(f"{fingerprint(rule, kind, about)}\0{due}".encode(), digest_size=16).hexdigest()
