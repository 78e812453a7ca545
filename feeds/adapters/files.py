"""A dropped file as rows: CSV with a header, or one JSON object a line. Of each row only the mapping's columns stay."""

import csv
import io
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from feeds.adapters.intake import Numbered
from feeds.adapters.mapping import Row, Rules
from picture.codec import UNREADABLE
from picture.errors import BadFrame, VigiaError
from picture.policy import Table

MOST = 16 * 1024 * 1024  # bytes
Form = Literal["csv", "jsonl"]


class BadFile(VigiaError):
    """Raised when no row of a file can be read; nothing of it was journaled. Says why without quoting it."""


class File(Struct, frozen=True):
    """`digest`: of its bytes; rows are numbered from 1, the header not counted."""

    digest: str
    rows: list[Numbered]


def read(body: bytes, form: Form, rules: Rules) -> File:
    """Raises BadFile."""
    if len(body) > MOST:
        raise BadFile(f"the file is longer than {MOST} bytes")
    rows = _csv(body, rules) if form == "csv" else _json_lines(body, rules)
    return File(sha256(body).hexdigest(), list(enumerate(rows, start=1)))


def _csv(body: bytes, rules: Rules) -> Iterator[Row | BadFrame]:
    table = rules.table
    lines = _lines(csv.reader(io.StringIO(_text(body, table), newline=""), delimiter=table.delimiter, strict=True))
    header = next(lines, None)
    if not header or isinstance(header, BadFrame):
        raise BadFile("the file has no header")
    names = [name.strip() for name in header]
    missing = [column for column in rules.columns if names.count(column) != 1]
    if missing:
        raise BadFile(f"its header does not name once the column {missing[0]}")
    places = {column: names.index(column) for column in rules.columns}
    for line in lines:
        if isinstance(line, BadFrame):
            yield line
        elif len(line) != len(names):
            yield BadFrame("row", "has more or fewer columns than the header")
        else:
            yield {column: line[place] for column, place in places.items()}


def _lines(reader: Iterable[list[str]]) -> Iterator[list[str] | BadFrame]:
    """Without blank lines. A line that is no CSV is one refusal; what follows is read on."""
    lines = iter(reader)
    while True:
        try:
            line = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield BadFrame("row", "is no CSV")
            continue
        if line:
            yield line


def _json_lines(body: bytes, rules: Rules) -> Iterator[Row | BadFrame]:
    for line in _text(body, rules.table).splitlines():
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line)
        except UNREADABLE:
            yield BadFrame("row", "is no JSON")
            continue
        if isinstance(row, dict):
            yield {column: row.get(column) for column in rules.columns}
        else:
            yield BadFrame("row", "is no JSON object")


def _text(body: bytes, table: Table) -> str:
    try:
        return body.decode("utf-8-sig" if table.encoding == "utf-8" else table.encoding)
    except UnicodeDecodeError:
        raise BadFile(f"the file is not written in {table.encoding}") from None
