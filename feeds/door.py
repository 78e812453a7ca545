"""The door: what may identify a woman stops here. A phone and a registry's id of her become keyed hashes, a place
a hexagon or nothing.

Pure, given keys, zones and boundaries. A phone in the clear lives in a bounded cache in memory and nowhere else.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b

import h3
import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata

from feeds.ids import Ids
from feeds.keyring import Keyring
from feeds.zones import FINEST, Zones
from picture.case_events import CaseOpened, CaseRegistered, HandoverOffered, ServiceGiven
from picture.errors import BadFrame, BadProfile
from picture.events import CallOffered
from picture.wire import WireCallOffered, WireCaseOpened, WireCaseRegistered, WireHandoverOffered, WireServiceGiven

REMEMBERED = 4096  # phones whose hashes are kept at hand
HASH = 16  # bytes
SEPARATORS = re.compile(r"[\s()./_:-]+")
LEAST = 5  # digits of a phone, or letters and digits of a person's id, to be looked for in an id

# Prefixes that were dialled before a national number and that the numbering plan no longer knows.
DIALLED = {"MX": r"(?:1|01|044|045)"}

Locate = Callable[[float, float], str | None]  # latitude and longitude, degrees -> the code of a municipality
Named = Iterable[tuple[str, str]]  # the ids of a fact: field and value
WirePerson = WireCaseRegistered | WireServiceGiven | WireHandoverOffered
FACT_OF: dict[type[WirePerson], type[CaseRegistered | ServiceGiven | HandoverOffered]] = {
    WireCaseRegistered: CaseRegistered,
    WireServiceGiven: ServiceGiven,
    WireHandoverOffered: HandoverOffered,
}


class Door:
    """The door of one site. `unparsable`: phones so far that were no number, so have no hash. `disagreeing`: by source,
    how often a feed named another municipality than the one that its coordinates lie in."""

    def __init__(self, region: str, keyring: Keyring, zones: Zones | None = None, locate: Locate | None = None) -> None:
        plan = PhoneMetadata.metadata_for_region(region)
        if plan is None or plan.general_desc is None:
            raise BadProfile(f"region: {region!r} has no numbering plan")
        national, code = f"(?:{plan.general_desc.national_number_pattern})", plan.country_code
        dialled = DIALLED.get(region, "")
        self.unparsable = 0
        self.disagreeing: Counter[str] = Counter()
        self._region = region
        self._zones = zones or Zones()
        self._locate = locate
        self._written_out = re.compile(rf"\+{code}({national})")
        self._dialled = re.compile(rf"(?:(?:\+|00)?{code})?{dialled}({national})") if dialled else None
        self._code = code
        self.ids = Ids(plan, national, dialled)
        self.turn(keyring)

    def turn(self, keyring: Keyring) -> None:
        """From now on hash under these keys."""
        as_caller = _hashing(keyring, b"caller")
        self._as_person = _hashing(keyring, b"person")

        def read(phone: str) -> tuple[str, tuple[str, ...]]:
            number, own_digits = self.e164(phone)
            return own_digits, as_caller(number) if number else ()

        self._read = lru_cache(REMEMBERED)(read)

    def e164(self, phone: str) -> tuple[str, str]:
        """The phone as E.164 (empty when it is none) and the digits that a subject must not contain."""
        plain = SEPARATORS.sub("", phone)
        found = self._written_out.fullmatch(plain) or (self._dialled and self._dialled.fullmatch(plain))
        if found:
            return f"+{self._code}{found[1]}", found[1]
        try:
            number = phonenumbers.parse(phone, self._region)
        except NumberParseException:
            return "", re.sub(r"\D", "", phone)
        if not phonenumbers.is_possible_number(number):
            return "", re.sub(r"\D", "", phone)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), str(number.national_number)

    def offered(self, wire: WireCallOffered, subject: str, source: str) -> CallOffered:
        """The fact without phone and place. Raises BadFrame where subject or linked call give the phone away."""
        ids = [("subject", subject), *([("data.linked", wire.linked)] if wire.linked else ())]
        cell, municipality = self._place(wire, source)
        return CallOffered(
            queue=wire.queue,
            language=wire.language,
            channel=wire.channel,
            caller=self._caller(wire.phone, ids, "contains the caller's phone"),
            cell=cell,
            municipality=municipality,
            linked=wire.linked,
        )

    def opened(self, wire: WireCaseOpened, ids: Named, source: str) -> CaseOpened:
        """The fact without phone, place and person. Raises BadFrame where one of its ids gives phone or person away."""
        said = msgspec.structs.asdict(wire)
        person, phone, *_ = map(said.pop, ("person", "phone", "latitude", "longitude"))
        said["cell"], said["municipality"] = self._place(wire, source)
        return CaseOpened(
            **said,
            person=self._person(person, ids),
            caller=self._caller(phone, ids, "contains the person's phone"),
        )

    def known(self, wire: WirePerson, ids: Named) -> CaseRegistered | ServiceGiven | HandoverOffered:
        """The fact with the person's hashes. Raises BadFrame where one of its ids gives the person away."""
        said = msgspec.structs.asdict(wire)
        return FACT_OF[type(wire)](**{**said, "person": self._person(wire.person, ids)})

    def _caller(self, phone: str | None, ids: Named, why: str) -> tuple[str, ...]:
        if not phone:
            return ()
        own_digits, caller = self._read(phone)
        self.unparsable += not caller
        if len(own_digits) >= LEAST:
            for field, value in ids:
                if own_digits in re.sub(r"\D", "", value):
                    raise BadFrame(field, why)
        return caller

    def _person(self, person: str | None, ids: Named) -> tuple[str, ...]:
        """However two systems write one id, it is one person."""
        plain = unicodedata.normalize("NFKC", person or "").strip().upper()
        if not plain:
            return ()
        signs = re.sub(r"[\W_]", "", plain)
        if len(signs) >= LEAST:
            for field, value in ids:
                if _holds(value.upper(), signs):
                    raise BadFrame(field, "contains the person's id")
        return self._as_person(plain)

    def _place(self, wire: WireCallOffered | WireCaseOpened, source: str) -> tuple[str, str | None]:
        """The hexagon, unless it is in a zone, and the municipality: the feed's own, else the one that it lies in."""
        latitude, longitude, said = wire.latitude, wire.longitude, wire.municipality
        if latitude is None and longitude is None:
            return "", said
        if latitude is None or longitude is None:
            raise BadFrame("data.latitude, data.longitude", "one stands there without the other")
        cell: str = h3.latlng_to_cell(latitude, longitude, FINEST)
        found = self._locate(latitude, longitude) if self._locate else None
        if said and found and said != found:
            self.disagreeing[source] += 1
        return "" if self._zones.cover(cell) else cell, said or found


def _hashing(keyring: Keyring, person: bytes) -> Callable[[str], tuple[str, ...]]:
    """Hashes under the current and the previous key, in that order."""
    keyed = [blake2b(key=secret, digest_size=HASH, person=person) for secret in keyring.secrets]

    def hashed(value: str) -> tuple[str, ...]:
        digests = [begun.copy() for begun in keyed]
        for digest in digests:
            digest.update(value.encode())
        return tuple(digest.hexdigest() for digest in digests)

    return hashed


def _holds(value: str, signs: str) -> bool:
    """Whether the person's id stands in there as a number of its own: 12345 stands in C-12345/2, not in C-123456."""
    if signs not in re.sub(r"[\W_]", "", value):
        return False
    spread = r"[\W_]*".join(map(re.escape, signs))
    before = r"(?<!\d)" if signs[0].isdigit() else ""
    after = r"(?!\d)" if signs[-1].isdigit() else ""
    return re.search(before + spread + after, value) is not None
