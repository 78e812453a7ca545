"""One number as a document says it."""

from typing import Literal

from msgspec import Struct

Tone = Literal["calm", "near", "crossed"]  # grey and blue, amber, red
Known = Literal["known", "na", "unknown"]  # na: nothing to divide by; unknown: nobody told us


class Figure(Struct, frozen=True, omit_defaults=True):
    """One number with its tone. `value` is None exactly when `known` is not "known"."""

    value: float | None = None
    tone: Tone = "calm"
    known: Known = "known"
