"""What facts are written in: codes, ids, instants, and the base of every fact's data."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

# How a word or an id is written is checked where it comes in (codec.py), not each time the journal is read:
# a pattern costs as much as the rest of decoding a fact.
Code = Annotated[str, Meta(extra={"written": r"[a-z0-9][a-z0-9_.-]{0,39}"})]  # a word of the profile
Name = Annotated[str, Meta(extra={"written": r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}"})]  # an id that a machine gave
# A span of her day in which a call is safe, by the site's civil clock, of every day or of one: `22:00-02:00`
# runs past midnight, `00:00-24:00` is any time. An end before its start lies on the next day.
SafeSpan = Annotated[
    str,
    Meta(
        extra={"written": r"((mon|tue|wed|thu|fri|sat|sun) )?([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)"}
    ),
]
Millis = Annotated[int, Meta(ge=0, le=10**15)]
Count = Annotated[int, Meta(ge=0, le=10**9)]
Sequence = Annotated[int, Meta(ge=0, lt=10**18)]
WholeMinute = Annotated[int, Meta(ge=0, le=10**15, multiple_of=60_000)]

Channel = Literal["phone", "whatsapp", "chat", "video", "sms", "in_person"]


class Data(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", gc=False
):
    """What a fact says, by type. The subject it speaks of stands in the fact's envelope."""
