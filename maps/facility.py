"""Public services that a map may show. A refuge is none of them: its kind cannot be written."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

Kind = Literal["women_centre", "justice_centre", "police", "prosecutor", "health", "family_services", "town_hall"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Facility(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`latitude`, `longitude`: degrees, WGS 84, of a building whose address the authority itself publishes."""

    kind: Kind
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    municipality: str
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
