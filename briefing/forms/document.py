"""The briefing as JSON: codes and values, for machines; docs/briefing.schema.json says what stands in it. Pure."""

from typing import Literal

import msgspec
from msgspec import Struct

from briefing.forms.edition import Audience, Edition
from briefing.sheet import Sheet
from briefing.wording import LANGUAGES


class Document(Struct, frozen=True, kw_only=True):
    """`fingerprint`: the paper's mark. `caveat`: what a call is and is not. Groups smaller than `least` are suppressed:
    a text such as `<5` stands there."""

    document: Literal["vigia.briefing"] = "vigia.briefing"
    version: Literal[1] = 1  # of this shape
    fingerprint: str
    audience: Audience
    least: int
    caveat: str
    sheet: Sheet


def document(edition: Edition) -> bytes:
    sheet = edition.sheet
    held = Document(
        fingerprint=edition.mark,
        audience=edition.audience,
        least=edition.least,
        caveat=LANGUAGES[edition.language]["caveat"],
        sheet=sheet,
    )
    return msgspec.json.encode(held, order="deterministic")


def schema() -> bytes:
    """JSON Schema 2020-12."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Document), order="sorted"), indent=2) + b"\n"
