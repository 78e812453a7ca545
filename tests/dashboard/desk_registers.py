"""Made-up ledgers for the desk's browser tests."""

from tests.dashboard.sample import HOUR, MINUTE, NOW
from watch.desk_documents import DeskLedgers, GapRow, LedgerRow, OrderRow, Registers, WaitingDay

DAY = 24 * HOUR


def ledgers() -> DeskLedgers:
    return DeskLedgers(
        rows=[*handovers(), *referrals()],
        gaps=[
            GapRow(service="psicologica", agency="070", place="Monterrey", refused=4, waitlisted=11),
            GapRow(service="legal", agency="fiscalia", place="Apodaca", refused=2, waitlisted=0),
            GapRow(service="medica", agency="salud", place="", refused=0, waitlisted=1),
        ],
        waiting=[WaitingDay(day(i), round(12 + 9 * (i / 28) ** 2 + (i * 5) % 4)) for i in range(28)],
        registers=[
            Registers(
                register="banavim", cases=412, registered=371, people=340, followed_on=212, lag_median=9.4, late=14
            )
        ],
        orders=[
            OrderRow(case="NL-000001", mask="7F3", measure="orden_proteccion", issue_by=NOW - 12 * MINUTE),
            OrderRow(case="NL-000002", mask="91C", measure="orden_proteccion", issue_by=NOW + 2 * HOUR),
            OrderRow(
                case="NL-000003", mask="02B", measure="orden_proteccion", issued=NOW - 57 * DAY, expires=NOW + 3 * DAY
            ),
            OrderRow(
                case="NL-000004",
                mask="55D",
                measure="orden_proteccion",
                issued=NOW - 40 * DAY,
                expires=NOW + 50 * DAY,
                extended=True,
            ),
        ],
        day={
            "calls.nl/070.psicologia": 134,
            "cases.opened": 31,
            "cases.severe": 4,
            "services": 58,
            "services.legal": 12,
            "services.psicologica": 46,
            "timing.window": 21,
            "men.services": 3,
        },
        totals={
            "calls.nl/070.psicologia": 3210,
            "calls.nl/911.emergencias": 12004,
            "cases.opened": 706,
            "cases.severe": 88,
            "services": 2097,
            "services.legal": 403,
            "services.psicologica": 1694,
            "timing.previous": 433,
            "timing.window": 1605,
            "timing.subsequent": 54,
            "timing.remote": 5,
            "women.accompanied": 380,
            "registered.banavim": 718,
            "handovers.offered": 140,
            "handovers.accepted": 131,
            "referrals.made": 96,
            "referrals.waitlisted": 30,
            "followups.done": 512,
            "men.services": 61,
        },
    )


def handovers() -> list[LedgerRow]:
    return [
        LedgerRow(
            kind="handover",
            id=f"ENT-{i}",
            case=f"NL-{i:06d}",
            mask=("7F3", "91C", "02B")[i - 1],
            giver="911",
            to="070",
            service="",
            state="offered",
            since=NOW - i * 4 * MINUTE,
            due=NOW - (i * 4 - 5) * MINUTE,
        )
        for i in (1, 2, 3)
    ]


def referrals(n: int = 30) -> list[LedgerRow]:
    return [
        LedgerRow(
            kind="referral",
            id=f"DER-{i}",
            case=f"NL-{i:06d}",
            mask=f"{i:02d}K",
            giver="",
            to="Fiscalía",
            service="legal" if i % 3 else "psicologica",
            state="waitlisted" if i % 4 == 0 else "made",
            since=NOW - i * 5 * HOUR,
            due=None if i % 4 == 0 else NOW - i * 5 * HOUR + 24 * HOUR,
        )
        for i in range(1, n + 1)
    ]


def day(i: int) -> str:
    """The i-th of the 28 civil days that end with the day of NOW."""
    return f"2026-01-{18 + i:02d}" if i < 14 else f"2026-02-{i - 13:02d}"
