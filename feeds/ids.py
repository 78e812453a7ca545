"""What a machine's id must look like: it has a digit and is no phone, so that a name or a phone is none.

A reason says what is wrong with a value, and is empty where nothing is.
"""

import re
from functools import lru_cache

from phonenumbers import PhoneMetadata

from picture.errors import BadFrame

REMEMBERED = 4096  # ids whose shape is kept at hand
DROPPED = str.maketrans("", "", " ()./_:-")
PHONE = "looks like a phone number"
DIGITS = re.compile(r"\d+")
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class Ids:
    """The rules of one numbering plan. `national`: how its numbers are written, `dialled`: what once came before."""

    def __init__(self, plan: PhoneMetadata, national: str, dialled: str) -> None:
        before = rf"(?:(?:00)?{plan.country_code}1?)?"
        self._number = re.compile(before + national)
        kinds = [kind for kind in (plan.fixed_line, plan.mobile, plan.voip) if kind and kind.national_number_pattern]
        given = "|".join(f"(?:{kind.national_number_pattern})" for kind in kinds)
        # Numbers that were given to somebody: a folio like 2026000123 is as long as one, and is none.
        self._given = re.compile(rf"(?:{before}{f'(?:{dialled})?' if dialled else ''})(?:{given})")
        self._phone = lru_cache(REMEMBERED)(self._phone_reason)
        self._of_call = lru_cache(REMEMBERED)(self._call_reason)
        self._of_case = lru_cache(REMEMBERED)(self._case_reason)

    def refuse_phone(self, field: str, value: str) -> None:
        """Raises BadFrame when a code or a source is written as a phone is."""
        _refuse(field, self._phone(value))

    def refuse_call(self, field: str, value: str) -> None:
        """Raises BadFrame for what can be no switch's id of a call or an agent: a phone, or a word without a digit."""
        _refuse(field, self._of_call(value))

    def refuse_case(self, field: str, value: str) -> None:
        """Raises BadFrame for what can be no registry's id: as for calls, and no run of its digits is a phone."""
        _refuse(field, self._of_case(value))

    def refuse_number(self, field: str, value: int) -> None:
        """Raises BadFrame for a phone where a count or an instant should stand."""
        if self._given.fullmatch(str(value)):
            raise BadFrame(field, PHONE)

    def _phone_reason(self, value: str) -> str:
        plain = value.translate(DROPPED)
        phone = value.startswith("+") or (plain.isdigit() and self._number.fullmatch(plain) is not None)
        return PHONE if phone else ""

    def _call_reason(self, value: str) -> str:
        return self._phone_reason(value) or ("" if DIGITS.search(value) else "holds no digit, so it may be a name")

    def _case_reason(self, value: str) -> str:
        runs = DIGITS.findall(value)
        if not runs:
            return "holds no digit, so it may be a name"
        if UUID.fullmatch(value):  # of random digits some are a phone's
            return ""
        plain = value.translate(DROPPED)
        whole = [plain] if plain.isdigit() else []
        return PHONE if any(map(self._given.fullmatch, [*whole, *runs])) else ""


def _refuse(field: str, reason: str) -> None:
    if reason:
        raise BadFrame(field, reason)
