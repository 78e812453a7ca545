"""The only module that knows SQL: looks at a registry's view, read only, with the columns of the mapping alone."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from feeds.adapters.intake import Numbered
from feeds.adapters.mapping import PER_ROW, Row
from picture.errors import BadFrame, BadSetting, VigiaError
from picture.policy import Table

LARGEST = 2**53 // PER_ROW - 1  # the store counts sequences as doubles do
CONNECT = 10  # seconds
ANSWER = 30  # seconds until a query or a line counts as dead


class ViewAway(VigiaError):
    """Raised when a registry's view cannot be read; says why without anything that stands in it."""


class Look(Struct, frozen=True):
    """What stands in a view. `last`: the highest number, None when it is empty; `now`: the database's clock,
    milliseconds, None where it tells no zone."""

    last: int | None
    now: int | None
    rows: list[Numbered]


class View:
    """A view that is polled by its cursor. Every method blocks. `name`: the setting that holds the address."""

    def __init__(self, url: str, name: str, table: Table, columns: Sequence[str]) -> None:
        schema, _, view = table.view.rpartition(".")
        self._columns = list(dict.fromkeys(columns))
        named: list[sa.ColumnClause[Any]] = [sa.column(name) for name in {table.cursor: None, **dict.fromkeys(columns)}]
        self._view = sa.table(view, *named, schema=schema or None)
        # Each with its view: SQLite takes a quoted name that no column has for a text, and gives it as every value.
        self._cursor: sa.ColumnClause[Any] = self._view.c[table.cursor]
        # Labels of ours: two databases fold a column's case differently.
        labels: list[Any] = [self._view.c[name].label(f"c{place}") for place, name in enumerate(self._columns)]
        self._numbers = sa.select(self._cursor.label("n")).order_by(self._cursor)
        self._rows = self._numbers.add_columns(*labels)
        self._end = sa.select(sa.func.max(self._cursor), sa.func.current_timestamp())
        self._engine = _engine(url, name)

    def look(self, after: int, limit: int) -> Look:
        """The end of the view first, then up to `limit` rows numbered above `after`. Raises ViewAway."""
        try:
            with self._engine.connect() as line:
                last, now = line.execute(self._end).one()
                rows = self._page(line, after, limit + 1)  # one more: it may have the number of the last
        except SQLAlchemyError as error:
            raise ViewAway(f"the view cannot be read ({_why(error)})") from None
        if any(one[0] >= other[0] for one, other in pairwise(rows)):
            raise ViewAway("the view cannot be read: two rows have the same number in its cursor")
        aware = isinstance(now, datetime) and now.tzinfo is not None
        clock = round(now.timestamp() * 1000) if aware else None
        return Look(None if last is None else _number(last), clock, rows[:limit])

    def _page(self, line: sa.Connection, after: int, limit: int) -> list[Numbered]:
        try:
            found = line.execute(self._rows.where(self._cursor > after).limit(limit)).all()
        except SQLAlchemyError as error:
            if not _of_a_value(error):
                raise
            numbers = line.execute(self._numbers.where(self._cursor > after).limit(limit)).scalars().all()
            return [row for number in numbers if (row := self._row(line, number))]
        return [(_number(number), self._named(cells)) for number, *cells in found]

    def _row(self, line: sa.Connection, number: Any) -> Numbered | None:
        """Alone: a value that cannot be read refuses its own row, and holds up none that follow."""
        try:
            found = line.execute(self._rows.where(self._cursor == number)).first()
        except SQLAlchemyError as error:
            if not _of_a_value(error):
                raise
            return _number(number), BadFrame("row", f"the database cannot give it ({_why(error)})")
        return (_number(number), self._named(found[1:])) if found else None

    def _named(self, cells: Sequence[Any]) -> Row:
        return dict(zip(self._columns, cells, strict=True))

    def close(self) -> None:
        self._engine.dispose()


def _number(value: object) -> int:
    try:
        number = int(value)  # type: ignore[call-overload]  # what the driver gives for a number, or whatever it is
        whole = number == value
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole or not 0 <= number <= LARGEST:
        raise ViewAway(f"the view cannot be read: its cursor is no whole number up to {LARGEST}")
    return int(number)


def _engine(url: str, name: str) -> sa.Engine:
    try:
        address = make_url(url)
        words: dict[str, Any] = {}
        if address.get_backend_name() == "postgresql" and address.get_driver_name() == "psycopg":
            words = {
                "connect_timeout": CONNECT,
                "options": f"-c statement_timeout={ANSWER}s -c default_transaction_read_only=on",
                "tcp_user_timeout": ANSWER * 1000,
                "keepalives_idle": ANSWER,
                **address.query,
            }
        return sa.create_engine(
            address,
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args=words,
        )
    except (ArgumentError, NoSuchModuleError, ImportError, TypeError, ValueError):
        raise BadSetting(f"{name} is no address that SQLAlchemy knows, or its driver is not installed.") from None


def _of_a_value(error: SQLAlchemyError) -> bool:
    """Whether it is some row's: the database cannot compute a value, or its driver cannot say it (a year 10000)."""
    return isinstance(error, sa.exc.DataError) or "Could not decode" in str(getattr(error, "orig", ""))


def _why(error: SQLAlchemyError) -> str:
    """The class of the error and its SQLSTATE; its text may quote a row or a password."""
    cause = getattr(error, "orig", None)
    state = getattr(cause, "sqlstate", None)
    return f"{type(cause or error).__name__}{f' {state}' if state else ''}"
