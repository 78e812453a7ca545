"""Registers (BANAVIM): who stands in them, how soon, and whether anybody went on caring; protection orders."""

from briefing.chapters.referrals import figures
from briefing.material import Material
from briefing.rows import Row, share, summed
from briefing.sheet import Column, Table
from picture import measured
from picture.clocks import HOUR
from picture.deadlines import expires, issue_by
from picture.ledgers import CaseOrder, Figures, Register, median
from picture.profile import Profile

COUNTED = ("requested", "issued", "in_time", "overdue", "expired")


def tables(material: Material) -> list[Table]:
    found = figures(material)
    return [_registers(found), _entered(material), _orders(found, material)]


def _registers(found: Figures) -> Table:
    """Of cases opened in the span that are owed to a register: how many stand in it, of how many women, after how
    long, and in how many care went on. Late: still open past the limit, and in none."""
    columns = (
        Column("register", "code"),
        Column("cases", "cases", counts=True),
        Column("registered", "cases", counts=True),
        Column("share", "percent"),
        Column("people", "people", counts=True),
        Column("lag", "hours"),
        Column("late", "cases", counts=True),
        Column("followed_on", "cases", counts=True),
        Column("followed_on_share", "percent"),
    )
    rows = tuple(_register(*each) for each in sorted(found.registers.items()))
    return Table("registers", columns, rows, "registers")


def _register(code: str, found: Register) -> Row:
    lag = median(found.lags)
    return (
        code,
        found.cases,
        found.registered,
        share(found.registered, found.cases),
        len(found.people),
        None if lag is None else round(lag / HOUR, 1),
        found.late,
        found.followed_on,
        share(found.followed_on, found.registered),
    )


def _entered(material: Material) -> Table:
    """Cases entered in each register within the span, whenever they were opened."""
    counts = measured.within(material.picture, material.span.starts, material.span.ends)
    rows = tuple((code, counts[f"registered.{code}"]) for code in sorted(material.profile.words.registers))
    columns = (Column("register", "code"), Column("entered", "cases", counts=True))
    return Table("entered", columns, rows, "registers", whole=True)


def _orders(found: Figures, material: Material) -> Table:
    """By measure: requested and issued in the span, of those requested issued in time or owed past the limit; and
    those that ceased to be in force in it."""
    counted: dict[str, dict[str, int]] = {}
    for order in found.orders:
        row = counted.setdefault(order.measure, dict.fromkeys(COUNTED, 0))
        for what, holds in _order(order, material).items():
            row[what] += holds
    labels = (Column("measure", "code"), *(Column(what, "cases", counts=True) for what in COUNTED))
    rows: list[Row] = [(code, *row.values()) for code, row in sorted(counted.items()) if any(row.values())]
    return summed("orders", labels, rows, "measures")


def _order(found: CaseOrder, material: Material) -> dict[str, bool]:
    profile: Profile = material.profile
    order, span = found.order, material.span
    due, expiry = issue_by(order, profile), expires(order, profile)
    requested = order.requested is not None and span.starts <= order.requested < span.ends
    in_time = due is not None and order.issued is not None and order.issued <= due
    owed = due is not None and order.issued is None and material.as_of >= due
    return {
        "requested": requested,
        "issued": order.issued is not None and span.starts <= order.issued < span.ends,
        "in_time": requested and in_time,
        "overdue": requested and owed,
        "expired": expiry is not None and span.starts <= expiry < span.ends,
    }
