"""Facts as their source sends them, phone, place and the registry's id of a person still in the clear.

Only `feeds/door.py` turns these into facts; nothing of what they add reaches the journal as it is.
"""

from typing import Annotated

from msgspec import Meta, Struct

from picture.case_events import Access, CalledBy, Subject, Timing
from picture.words import Channel, Code, Count, Data, Millis, Name

Phone = Annotated[str, Meta(max_length=32)]
PersonId = Annotated[str, Meta(max_length=64)]  # the registry's own id of a person, an EUV folio
Latitude = Annotated[float, Meta(ge=-90, le=90)]  # degrees, WGS 84
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class WireCallOffered(Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """`call.offered` as a centre sends it."""

    queue: Code
    language: Code = "es"
    channel: Channel = "phone"
    phone: Phone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    municipality: Code | None = None
    linked: Name | None = None


class WireCaseOpened(Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """`case.opened` as a registry sends it. `phone` is the person's own."""

    folio: Name | None = None
    subject_is: Subject = "woman"
    called_by: CalledBy = "herself"
    access: Access = "spontaneous"
    forms: tuple[Code, ...] = ()
    episode_from: Millis | None = None
    episode_to: Millis | None = None
    called_at: Millis | None = None
    call: Name | None = None
    centre: Name | None = None
    in_progress: bool = False
    children: bool | None = None
    language: Code = "es"
    person: PersonId | None = None
    phone: Phone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    municipality: Code | None = None


class WireCaseRegistered(Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """`case.registered` with the register's own folio of the woman."""

    register: Code = "banavim"
    person: PersonId | None = None


class WireServiceGiven(Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """`service.given` with the registry's id of the person."""

    service: Code
    case: Name | None = None
    timing: Timing | None = None
    channel: Channel = "phone"
    subject_is: Subject = "woman"
    minutes: Count | None = None
    person: PersonId | None = None
    municipality: Code | None = None


class WireHandoverOffered(Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """`handover.offered` with the registry's id of the person."""

    giver: Name
    to: Name
    case: Name | None = None
    call: Name | None = None
    person: PersonId | None = None


WireOnly = WireCallOffered | WireCaseOpened | WireCaseRegistered | WireServiceGiven | WireHandoverOffered
Wire = Data | WireOnly
WIRE_ONLY: dict[str, type[WireOnly]] = {
    "call.offered": WireCallOffered,
    "case.opened": WireCaseOpened,
    "case.registered": WireCaseRegistered,
    "service.given": WireServiceGiven,
    "handover.offered": WireHandoverOffered,
}
