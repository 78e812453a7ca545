"""What a site promised to reach in a year or a quarter: a count, or the share that one count is of another."""

from typing import Annotated

from msgspec import Meta, Struct

from picture.briefing_policy import CivilDay
from picture.policy import Code

FAMILIES = (  # measures of the totals by day, or what they begin with (docs/definitions.md)
    *("services", "services.", "timing.", "women.accompanied", "registered.", "cases.", "calls."),
    *("handovers.", "referrals.", "followups."),
)
Measure = Annotated[str, Meta(pattern=r"^[a-z0-9][A-Za-z0-9_./-]{0,119}$")]


class Commitment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`target` of `measure` from civil day `since` to `by`, both included. With `share_of` the target is percent of
    what that other measure comes to. `at_most`: it is met while the figure is not above it."""

    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    measure: Measure
    target: Annotated[float, Meta(ge=0)]
    since: CivilDay
    by: CivilDay
    share_of: Measure | None = None
    at_most: bool = False


def is_measure(name: str) -> bool:
    """Whether the totals by day may hold it; a man's stands apart, with `men.` before it."""
    plain = name.removeprefix("men.")
    return any(plain != each and plain.startswith(each) if each.endswith(".") else plain == each for each in FAMILIES)
