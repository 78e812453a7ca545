"""A cell of a row becomes what a wire field takes. A reason says what is wrong with a cell, never what stands in it."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from picture.clocks import DAY, instant
from picture.errors import BadFrame
from picture.policy import Column
from picture.words import Millis, WholeMinute

Kind = Literal["instant", "whole", "number", "yes", "word", "words"]
Cell = object
KINDS: dict[Any, Kind] = {bool: "yes", int: "whole", float: "number"}
YES = {"true": True, "t": True, "1": True, "yes": True, "sí": True, "si": True}
NO = {"false": False, "f": False, "0": False, "no": False}
LEAST = 10**11  # milliseconds: a smaller number is one of seconds or of days
MOST = 10**15
LARGEST = 10**40  # above it a number is no id, and a NUMERIC may have more digits than Python writes out
OF_DAY = re.compile(r"[ T]?%[HIXc].*")  # what comes after the day in the way an instant is written


def kinds_of(cls: type[Any]) -> dict[str, Kind]:
    """Each field of a wire class or of a fact, with what it holds."""
    return {name: _kind(hint) for name, hint in get_type_hints(cls, include_extras=True).items()}


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if hint in (Millis, WholeMinute):
        return "instant"
    if get_origin(hint) is tuple:
        return "words"
    return KINDS.get(get_args(hint)[0] if get_origin(hint) is Annotated else hint, "word")


def text_of(cell: Cell) -> str:
    """As a mapping writes it: `true` and `false`, whole numbers without a point, nothing for NULL."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal | float) and math.isfinite(cell) and -LARGEST < cell < LARGEST and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


class Reader:
    """Reads the cells of one registry. `written`: how it writes instants, where not in ISO 8601."""

    def __init__(self, zone: ZoneInfo, written: str = "") -> None:
        self._zone = zone
        self._written = written

    def value(self, field: str, kind: Kind, column: Column, cell: Cell, before: int) -> Any:
        """What the field takes; None where the cell says that nothing is known. `before`: the instant that the row
        itself is of, before which the last instant of a whole day lies. Raises BadFrame."""
        if column.column is None:
            return column.value
        if isinstance(cell, list | tuple) or (kind == "words" and column.split):
            parts = cell if isinstance(cell, list | tuple) else text_of(cell).split(column.split)
            words = [word for part in parts if (word := text_of(part)) not in column.unless]
            return [column.words.get(word, word) for word in words] or None
        text = text_of(cell)
        if cell is None or text in column.unless:
            return None
        if text in column.words:
            said = column.words[text]
            return [said] if kind == "words" else said
        return self._plain(field, kind, cell, text, before)

    def _plain(self, field: str, kind: Kind, cell: Cell, text: str, before: int) -> Any:
        match kind:
            case "instant":
                return self.instant(field, cell, before)
            case "yes":
                return _yes(field, text)
            case "whole":
                return _whole(field, text)
            case "number":
                return _number(field, text)
            case "words":
                return [text]
            case "word":
                return text

    def instant(self, field: str, cell: Cell, before: int | None = None) -> int:
        """Milliseconds. A day without an hour is a span: `…_from` takes its first instant, `…_to` its last."""
        if isinstance(cell, int | float | Decimal) or (isinstance(cell, str) and cell.strip().isdecimal()):
            number = _whole(field, text_of(cell))
            if number < LEAST:
                raise BadFrame(field, "is a number too small for milliseconds since 1970")
            return number
        when = self._read(field, cell)
        try:
            if isinstance(when, datetime):
                return round((when if when.tzinfo else when.replace(tzinfo=self._zone)).timestamp() * 1000)
            if before is not None and field.endswith("_from"):
                begins = instant(when, time(), self._zone)
                return begins if begins > before + DAY else min(before, begins)  # tomorrow may be another zone's today
            if before is not None and field.endswith("_to"):
                return min(before, instant(when + timedelta(days=1), time(), self._zone) - 1)
        except (OverflowError, ValueError, OSError):
            raise BadFrame(field, "is no instant") from None
        raise BadFrame(field, "is a day without an hour")

    def _read(self, field: str, cell: Cell) -> date:
        if isinstance(cell, date):
            return cell
        text = text_of(cell)
        try:
            if self._written:
                return _as_written(text, self._written)
            return date.fromisoformat(text) if len(text) <= len("2026-11-21") else datetime.fromisoformat(text)
        except ValueError:
            raise BadFrame(field, "is no instant as this registry writes them") from None


def _as_written(text: str, written: str) -> date:
    """An instant, or a day where the hour is left out. Raises ValueError."""
    day = OF_DAY.sub("", written)
    try:
        return datetime.strptime(text, day).date()  # noqa: DTZ007  # a day is of no zone
    except ValueError:
        return datetime.strptime(text, written)  # noqa: DTZ007  # the registry's zone is put to it after


def stamped(millis: int) -> str:
    """An instant as an envelope says it. Raises BadFrame for one beyond every calendar."""
    try:
        return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=millis)).isoformat()
    except OverflowError:
        raise BadFrame("time", "is no instant") from None


def _yes(field: str, text: str) -> bool:
    said = (YES | NO).get(text.lower())
    if said is None:
        raise BadFrame(field, "is neither yes nor no")
    return said


def _whole(field: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -MOST
    if abs(number) >= MOST:
        raise BadFrame(field, "is no whole number of a size that can be")
    return number


def _number(field: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise BadFrame(field, "is no number") from None
