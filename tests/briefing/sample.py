"""Made-up briefings of Nuevo León: an ordinary day, one without figures, a huge one, one of silences. None is real."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

import profiles
from briefing.forms.edition import Edition
from briefing.sheet import Column, Sheet, Silence, Span, Table, Unit, Value
from tests.maps.sample_map import document

ZONE = ZoneInfo("America/Monterrey")
HOUR = 3_600_000
STARTS = int(datetime(2026, 11, 20, tzinfo=ZONE).timestamp() * 1000)
AS_OF = STARTS + 31 * HOUR
PROFILE = profiles.load("nuevo_leon", Path(profiles.__file__).parent)
TEXTS = {
    "d-1": "Revisar la zona norte con el municipio",
    "d-2": "Segundo equipo itinerante viernes y sábado, 20:00–02:00",
    "d-3": "Acceso a BANAVIM de madrugada",
}
OFFERED = (9, 8, 6, 7, 7, 5, 8, 16, 17, 21, 30, 31, 36, 37, 39, 37, 39, 39, 35, 32, 42, 35, 35, 15)
QUEUES = ("nl/070/psicologia", "nl/070/legal", "nl/070/nahuatl", "nl/070/hombres", "nl/911/emergencias")


def columns(spelt: str) -> tuple[Column, ...]:
    """`queue:code offered:calls cases:cases!` — what ends in ! counts people."""
    made = []
    for one in spelt.split():
        key, _, said = one.partition(":")
        unit: Any = said.rstrip("!")
        made.append(Column(key, unit, said.endswith("!")))
    return tuple(made)


def table(key: str, spelt: str, *rows: tuple[Value, ...], words: str = "", total: bool = False) -> Table:
    return Table(key, columns(spelt), rows, words, total)


FIGURE = "key:code value:cases unit:code before:cases usual_low:cases usual_high:cases"


def figure(key: str, value: Value, unit: Unit, *before: Value) -> tuple[Value, ...]:
    """`before`: then, and the bounds of the usual."""
    return key, value, unit, *before


def ordinary() -> tuple[Table, ...]:
    usual = [(round(n * 0.8), round(n * 1.15) + 2) for n in (*OFFERED[:20], 34, 27, 26, 16)]
    hours = [(at, n, *usual[at]) for at, n in enumerate(OFFERED)]
    calls = "offered:calls answered:calls abandoned:calls dropped:calls service_level:percent asa:seconds aht:seconds"
    return (
        table(
            "headline",
            FIGURE,
            figure("calls", 412, "calls", 388, 331, 402),
            figure("service_level", 88, "percent", 84, 80, 91),
            figure("severe_open", 7, "cases", 6, 4, 9),
            figure("followups_in_window", 81, "percent", 86, 84, 95),
        ),
        table("calls_by_hour", "hour:code offered:calls usual_low:calls usual_high:calls", *hours),
        table(
            "calls_by_centre",
            f"centre:code {calls} target:percent seconds:seconds formula:code",
            ("nl/070", 298, 271, 27, 3, 86, 21, 742, 80, 20, "strict"),
            ("nl/911", 114, 112, 2, 1, 94, 5, 231, 90, 15, "strict"),
            words="feeds",
        ),
        table(
            "calls_by_queue",
            f"queue:code {calls} occupancy:percent",
            *(
                (queue, 120 - 20 * at, 108 - 20 * at, 9, 1, 88 - at, 19 + at, 700, 71)
                for at, queue in enumerate(QUEUES)
            ),
            words="queues",
        ),
        table(
            "severe",
            FIGURE,
            figure("assessed", 9, "cases", 7, 6, 11),
            figure("assigned_in_time", 8, "cases", 7, 5, 10),
            figure("assigned_late", 1, "cases", 0, 0, 1),
            figure("unassigned", 0, "cases", 0, 0, 0),
            figure("in_time_share", 88.889, "percent", 100, 84, 96),
            figure("to_contact", 47, "minutes", 52, 38.2, 61),
            figure("severe_open", 7, "cases", 6, 4, 9),
        ),
        table(
            "followups",
            "outcome:code followups:followups!",
            *(("done_in_window", 86), ("done_late", 11), ("overdue", 3), ("never_safe", 6)),
        ),
        table(
            "followup_curve",
            "hours:hours followups:followups! estimated:followups!",
            *((hour, (2, 4, 14, 22, 19, 12, 8, 5, 6, 3, 2)[at], at % 2) for at, hour in enumerate(range(0, 66, 6))),
        ),
        table(
            "followup_attempts",
            "outcome:code followups:followups!",
            *(("promised", 91), ("spoke_safely", 97), ("aggressor_answered", 2), ("no_answer", 31)),
        ),
        staffing(),
        *care(),
        *signals(),
        *promises(),
    )


def staffing() -> Table:
    """Two people lack at the first queue in the evening."""
    shifts = ((0, 7), (7, 15), (15, 23), (23, 24))
    rows = [
        (AS_OF + first * HOUR, AS_OF + last * HOUR, queue, 40 - 9 * at, 31 - 8 * at, 52 - 9 * at, 4, 3, 4 - gap, -gap)
        for at, queue in enumerate(QUEUES[:4])
        for first, last in shifts
        for gap in (2 * (at == 0 and first == 15),)
    ]
    numbers = "expected:calls low:calls high:calls needed_c:agents needed_a:agents rostered:agents gap:agents"
    return table("staffing", f"starts:instant ends:instant queue:code {numbers}", *rows, words="queues")


def care() -> tuple[Table, ...]:
    return (
        table(
            "services",
            "service:code interventions:interventions! people:people!",
            *(("psicologica", 141, 120), ("legal", 83, 70), ("social", 31, 29), ("acompanamiento", 12, 12)),
            ("refugio", "<5", "<5"),
            words="services",
        ),
        table(
            "referrals",
            "agency:code made:referrals! accepted:referrals! refused:referrals! waitlisted:referrals!",
            *(("instituto_mujeres", 31, 24, "<5", 6), ("salud", 12, 9, "<5", "<5"), ("fiscalia", 18, 17, "<5", "<5")),
            words="agencies",
        ),
        table(
            "registers",
            "register:code registered:people! cases:cases! share:percent lag:hours followed_on:cases!",
            ("banavim", 44, 47, 64, 19.5, 21),
            words="registers",
        ),
    )


def signals() -> tuple[Table, ...]:
    return (
        table(
            "alerts",
            "rule:code alerts:alerts acknowledge:seconds act:minutes",
            *(("severe_unassigned", 4, 41, 6), ("service_level_low", 7, 95, 11), ("feed_silent", 2, 33, 4)),
        ),
        table(
            "hotspots",
            "place:code observed:cases! expected:cases recurrence:days",
            *(("19006", 9, 3.1, 420), ("19048", 14, 6.24, 1200)),
            words="places",
        ),
        table(
            "feeds",
            "source:code silences:feeds silent:minutes lost:feeds",
            *(("nl/070", 0, 0, 0), ("nl/911", 0, 0, 0), ("nl/banavim", 1, 136, 12)),
            words="feeds",
        ),
    )


def promises() -> tuple[Table, ...]:
    return (
        table(
            "decisions",
            "decision:text owner:code due:date state:code",
            ("d-1", "municipio", AS_OF + 80 * HOUR, "asked"),
            ("d-2", "equipo_itinerante", AS_OF + 150 * HOUR, "asked"),
            ("d-3", "070", AS_OF - 40 * HOUR, "done"),
            words="agencies",
        ),
        table(
            "commitments",
            "commitment:text goal:percent reached:percent due:date",
            ("Severos asignados en 15 min", 90, 92, AS_OF + 700 * HOUR),
            ("Seguimientos en ventana", 90, 81, AS_OF + 700 * HOUR),
        ),
        table("campaign_marks", "mark:text day:date calls:calls", ("Campaña <25N> & radio", AS_OF, 412)),
    )


def sheet(tables: tuple[Table, ...] | None = None, **other: Any) -> Sheet:
    silence = Silence("nl/banavim", STARTS + 22 * HOUR - 120_000, STARTS + 24 * HOUR, 12)
    made = Sheet(
        site="nuevo_leon",
        kind="demo",
        name="Nuevo León",
        zone="America/Monterrey",
        span=Span("day", "2026-11-20", STARTS, STARTS + 24 * HOUR),
        as_of=AS_OF,
        definitions=1,
        first=1,
        last=104_212,
        inputs="9f3ca71e" * 8,
        silences=(silence,),
        tables=ordinary() if tables is None else tables,
    )
    return replace(made, **other)


def zero() -> Sheet:
    """Of every table the rows, of every figure a nought or nothing to divide by."""

    def nought(of: Table) -> Table:
        return replace(of, rows=tuple(tuple(_nought(of, row, at) for at in range(len(row))) for row in of.rows))

    without = ("hotspots", "decisions", "commitments", "staffing")
    kept = tuple(nought(each) for each in ordinary() if each.key not in without)
    return sheet(kept, silences=(), kind="real")


def _nought(of: Table, row: tuple[Value, ...], at: int) -> Value:
    if not at or of.columns[at].unit in ("code", "text") or (of.key == "calls_by_hour" and at == 0):
        return row[at]
    return None if "percent" in (of.columns[at].unit, *row) else 0


def huge() -> Sheet:
    """Seven digits, long names, forty queues, forty decisions."""
    long = "Atención psicológica y acompañamiento especializado de la región metropolitana oriente y poniente, "

    def grown(of: Table) -> Table:
        rows = [tuple(_grown(of, row, at) for at in range(len(row))) for row in of.rows]
        if of.columns[0].key in ("hour", "hours", "key", "outcome"):
            return replace(of, rows=tuple(rows))
        if of.key == "staffing":
            return replace(of, rows=tuple((*row[:2], f"{long}{at}", *row[3:]) for at in range(10) for row in rows[:4]))
        return replace(of, rows=tuple((f"{long}{at}", *rows[at % len(rows)][1:]) for at in range(40)))

    silences = tuple(
        Silence(f"nl/{at}", STARTS + n * HOUR, STARTS + n * HOUR + HOUR // 2, 1_234_567)
        for at in range(9)
        for n in range(5)
    )
    made = [grown(each) for each in ordinary()]
    queues, services = (next(each for each in made if each.key == key) for key in ("calls_by_queue", "services"))
    made += [replace(queues, key=f"another_long_table_{at}") for at in range(4)]
    made += [replace(services, key=f"a_narrow_table_{at}") for at in range(12)]
    return sheet(tuple(made), silences=silences, name="Nuevo León y municipios conurbados", revision=3, changed=CHANGED)


CHANGED = (("headline", "calls", "value", 409), ("followups", "overdue", "followups", 4))


def _grown(of: Table, row: tuple[Value, ...], at: int) -> Value:
    value = row[at]
    plain = of.columns[at].unit in ("code", "text", "date", "instant", "percent", "hours") or "percent" in row
    return value if plain or not isinstance(value, int | float) else value * 10_000 + 1_234_567


def silent() -> Sheet:
    """Every source of the second half of the day was silent; its figures are not known."""

    def blanked(of: Table) -> Table:
        if of.key == "calls_by_hour":
            return replace(of, rows=tuple(row if row[0] < 12 else (row[0], "?", *row[2:]) for row in of.rows))  # type: ignore[operator] # the hour is a number
        numbers = [column.unit not in ("code", "text", "date", "instant") for column in of.columns]
        rows = tuple(
            tuple("?" if number and at % 2 else value for value, number in zip(row, numbers, strict=True))
            for at, row in enumerate(of.rows)
        )
        return replace(of, rows=rows)

    silences = tuple(Silence(source, STARTS + 12 * HOUR, STARTS + 24 * HOUR) for source in ("nl/070", "nl/911"))
    return sheet(tuple(blanked(each) for each in ordinary()), silences=silences)


def nothing() -> Sheet:
    return sheet((), silences=())


SHEETS = {"ordinary": sheet, "zero": zero, "huge": huge, "silent": silent, "nothing": nothing}


def edition(of: Sheet | None = None, **other: Any) -> Edition:
    held = {"map": document(), "texts": TEXTS, **other}
    return Edition(of or sheet(), PROFILE, **held)
