"""The door: what may identify a woman stops here. A phone becomes keyed hashes, a place a hexagon or nothing.

Pure, given keys and zones. A phone in the clear lives in a bounded cache in memory and nowhere else.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

import h3
import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata

from feeds.keyring import Keyring
from feeds.zones import FINEST, Zones
from picture.errors import BadFrame, BadProfile
from picture.events import CallOffered
from picture.wire import WireCallOffered

REMEMBERED = 4096  # phones whose hashes, and ids whose shape, are kept at hand
HASH = 16  # bytes
SEPARATORS = re.compile(r"[\s()./_:-]+")
DROPPED = str.maketrans("", "", " ()./_:-")
LEAST_DIGITS = 5  # of a phone that cannot be parsed, to be looked for in a subject

# Prefixes that were dialled before a national number and that the numbering plan no longer knows.
DIALLED = {"MX": r"(?:1|01|044|045)"}


class Door:
    """The door of one site. `unparsable`: phones so far that were no number, so have no hash."""

    def __init__(self, region: str, keyring: Keyring, zones: Zones | None = None) -> None:
        plan = PhoneMetadata.metadata_for_region(region)
        if plan is None or plan.general_desc is None:
            raise BadProfile(f"region: {region!r} has no numbering plan")
        national, code = f"(?:{plan.general_desc.national_number_pattern})", plan.country_code
        dialled = DIALLED.get(region, "")
        self.unparsable = 0
        self._region = region
        self._zones = zones or Zones()
        self._written_out = re.compile(rf"\+{code}({national})")
        self._dialled = re.compile(rf"(?:(?:\+|00)?{code})?{dialled}({national})") if dialled else None
        self._code = code
        number = re.compile(rf"(?:(?:00)?{code}1?)?{national}")
        self._is_phone = lru_cache(REMEMBERED)(lambda value: _is_phone(value, number))
        self.turn(keyring)

    def turn(self, keyring: Keyring) -> None:
        """From now on hash under these keys."""
        keyed = [blake2b(key=secret, digest_size=HASH, person=b"caller") for secret in keyring.secrets]

        def hashed(number: bytes) -> Iterator[str]:
            for begun in keyed:
                digest = begun.copy()
                digest.update(number)
                yield digest.hexdigest()

        def read(phone: str) -> tuple[str, tuple[str, ...]]:
            number, own_digits = self.e164(phone)
            return own_digits, tuple(hashed(number.encode())) if number else ()

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

    def offered(self, wire: WireCallOffered, subject: str) -> CallOffered:
        """The fact without phone and place. Raises BadFrame where subject or linked call give the phone away."""
        caller: tuple[str, ...] = ()
        if wire.phone:
            own_digits, caller = self._read(wire.phone)
            self.unparsable += not caller
            _keep_apart("subject", subject, own_digits)
            if wire.linked:
                _keep_apart("data.linked", wire.linked, own_digits)
        return CallOffered(
            queue=wire.queue,
            language=wire.language,
            channel=wire.channel,
            caller=caller,
            cell=self._cell(wire.latitude, wire.longitude),
            municipality=wire.municipality,
            linked=wire.linked,
        )

    def refuse_phone(self, field: str, value: str) -> None:
        """Raises BadFrame when an id or a code is written as a phone is."""
        if self._is_phone(value):
            raise BadFrame(field, "looks like a phone number")

    def _cell(self, latitude: float | None, longitude: float | None) -> str:
        if latitude is None and longitude is None:
            return ""
        if latitude is None or longitude is None:
            raise BadFrame("data.latitude, data.longitude", "one stands there without the other")
        cell: str = h3.latlng_to_cell(latitude, longitude, FINEST)
        return "" if self._zones.cover(cell) else cell


def _is_phone(value: str, number: re.Pattern[str]) -> bool:
    plain = value.translate(DROPPED)
    return value.startswith("+") or (plain.isdigit() and number.fullmatch(plain) is not None)


def _keep_apart(field: str, value: str, own_digits: str) -> None:
    if len(own_digits) >= LEAST_DIGITS and own_digits in re.sub(r"\D", "", value):
        raise BadFrame(field, "contains the caller's phone")
