"""The rules of a registry's table: which facts a row says, and the frames that would say them."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from feeds.adapters.values import Cell, Kind, Reader, kinds_of, stamped, text_of
from feeds.frames import padded
from picture.codec import WIRE
from picture.coherence import MOST_FACTS, dotted, unsayable
from picture.errors import BadFrame, BadProfile
from picture.policy import Column, Registry, RowRule

PER_ROW = 100  # sequences of one row: its number in hundreds, then the rule's place, counted from 1
ANYTHING = "*"

Row = Mapping[str, Cell]


class Said(Struct, frozen=True):
    """What one rule makes of one row. With a `refusal` the frame is what there was of it, for its shape alone."""

    type: str
    sequence: int
    frame: bytes
    refusal: BadFrame | None = None


class Rule:
    """One `registry.table.fact`, checked. Raises BadProfile."""

    def __init__(self, rule: RowRule, place: int, where: str) -> None:
        for path, reason in unsayable(rule):
            raise BadProfile(f"{where}.{dotted(path)}: {reason}")
        cls = WIRE[rule.type]
        self.type = rule.type
        self.place = place
        self.subject = rule.subject
        self.time = rule.time
        self.when = {name: (said,) if isinstance(said, str) else said for name, said in rule.when.items()}
        self.columns = {name: _column(said) for name, said in rule.fields.items()}
        self.agency = None if rule.agency is None else _column(rule.agency)
        self.kinds: dict[str, Kind] = kinds_of(cls)

    @property
    def reads(self) -> set[str]:
        mapped = [*self.columns.values(), *([self.agency] if self.agency else [])]
        return {self.subject, self.time, *self.when, *(one.column for one in mapped if one.column)}

    def column_of(self, field: str) -> str:
        """The column in which a refused field stood; empty where it is none of the row's."""
        name = field.removeprefix("data.").partition("[")[0].partition(",")[0]
        if name in ("subject", "time"):
            return str(getattr(self, name))
        mapped = self.agency if name == "agency" else self.columns.get(name)
        return (mapped.column or "") if mapped else ""

    def holds(self, row: Row) -> bool:
        return all(_is(text_of(row.get(name)), wanted) for name, wanted in self.when.items())


class Rules:
    """The mapping of one registry. `zone`: the site's, for instants that say none. Raises BadProfile."""

    def __init__(self, registry: Registry, zone: str) -> None:
        where = f"registry.table of {registry.source}"
        if registry.table is None:
            raise BadProfile(f"{where}: there is none")
        if len(registry.table.fact) > MOST_FACTS:
            raise BadProfile(f"{where}.fact: there are more than {MOST_FACTS}")
        self.source = registry.source
        self.table = registry.table
        self.rules = [
            Rule(rule, place, f"{where}: fact {place}") for place, rule in enumerate(registry.table.fact, start=1)
        ]
        self.columns = sorted(set[str]().union(*(rule.reads for rule in self.rules)))
        self._reader = Reader(ZoneInfo(registry.table.zone or zone), registry.table.written)

    def frames(self, row: Row, number: int) -> list[Said]:
        """What the row numbered `number` says; a row that says nothing is one refusal."""
        said = [self._said(rule, row, number * PER_ROW + rule.place) for rule in self.rules if rule.holds(row)]
        return said or [unreadable(number, BadFrame("row", "no rule of the profile speaks of it"))]

    def _said(self, rule: Rule, row: Row, sequence: int) -> Said:
        frame: dict[str, Any] = {
            "specversion": "1.0",
            "id": padded(sequence),
            "source": self.source,
            "type": rule.type,
            "sequence": padded(sequence),
            "data": {},
        }
        try:
            for part, value in self._parts(rule, row):
                if value is not None:
                    place = frame["data"] if part in rule.columns else frame
                    place[part] = value
        except BadFrame as refusal:
            return Said(rule.type, sequence, _encoded(frame), refusal)
        except (ArithmeticError, TypeError, ValueError) as error:  # a cell of a kind that nobody thought of
            failed = BadFrame("row", f"made us fail ({type(error).__name__})")
            return Said(rule.type, sequence, b"{}", failed)
        return Said(rule.type, sequence, _encoded(frame))

    def _parts(self, rule: Rule, row: Row) -> Iterator[tuple[str, Any]]:
        subject = text_of(row[rule.subject])
        if not subject:
            raise BadFrame("subject", "is nothing")
        if row[rule.time] is None or not text_of(row[rule.time]):
            raise BadFrame("time", "is nothing")
        time = self._reader.instant("time", row[rule.time])
        yield "time", stamped(time)
        for name, column in rule.columns.items():
            cell = row[column.column] if column.column else None
            yield name, self._reader.value(f"data.{name}", rule.kinds[name], column, cell, time)
        if rule.agency:
            cell = row[rule.agency.column] if rule.agency.column else None
            yield "agency", self._reader.value("agency", "word", rule.agency, cell, time)
        yield "subject", subject

    def rule(self, said: Said) -> Rule | None:
        """The rule that made this of a row."""
        return self.rules[said.sequence % PER_ROW - 1] if said.type else None


def unreadable(number: int, refusal: BadFrame) -> Said:
    """A row of which no fact could be made."""
    return Said("", number * PER_ROW, b"{}", refusal)


def _encoded(frame: dict[str, Any]) -> bytes:
    return msgspec.json.encode(frame, enc_hook=str)


def _column(said: Column | str) -> Column:
    return Column(column=said) if isinstance(said, str) else said


def _is(text: str, wanted: tuple[str, ...]) -> bool:
    return text in wanted or (ANYTHING in wanted and text != "")
