"""Made-up wall documents for the browser tests: a quiet night, and what may go wrong with it."""

import math
from dataclasses import dataclass

from msgspec.structs import replace

from watch.documents import (
    Centre,
    Chip,
    Load,
    Period,
    QueueRow,
    ShiftNow,
    Trend,
    WallDocument,
)
from watch.figure import Figure

NOW = 1_771_130_467_000  # 2026-02-14 22:41:07 in Monterrey
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
SHIFT = ShiftNow(
    code="noche", name="Turno noche", starts=NOW - 41 * MINUTE - 7000, ends=NOW + 7 * HOUR + 18 * MINUTE + 53_000
)
NA = Figure(known="na")
UNKNOWN = Figure(known="unknown")


@dataclass(frozen=True)
class Numbers:
    """What a period of a made-up centre counts."""

    answered: int = 41
    abandoned: int = 4
    level: Figure = Figure(84.0)
    longest: float = 108.0
    peak: int = 9
    short: int = 0
    dropped: int = 0
    hung_up: int = 3
    asa: Figure = Figure(14.2)
    aht: Figure = Figure(512.0)


def period(start: int, n: Numbers) -> Period:
    return Period(
        start=start,
        end=NOW,
        offered=n.answered + n.abandoned,
        answered=n.answered,
        abandoned=n.abandoned,
        short_abandoned=n.short,
        dropped=n.dropped,
        hung_up_before_queue=n.hung_up,
        ended_unanswered=0,
        longest_wait=n.longest,
        peak_waiting=n.peak,
        service_level=n.level,
        service_level_answered=n.level,
        asa=n.asa,
        aht=n.aht,
        talk=n.aht,
    )


def load(
    waiting: Figure,
    longest: Figure,
    agents: tuple[int, int] = (3, 18),
    recent: Numbers | None = None,
    shift: Numbers | None = None,
) -> Load:
    free, staffed = agents
    age = longest.value or 0
    return Load(
        waiting=waiting,
        longest=longest,
        longest_since=int(NOW - age * SECOND) if waiting.value else None,
        free=Figure(float(free)),
        staffed=Figure(float(staffed)),
        occupancy=Figure(round(100 * (staffed - free) / staffed, 1)) if staffed else NA,
        recent=period(NOW - 30 * MINUTE, recent or Numbers()),
        shift=period(SHIFT.starts, shift or Numbers(answered=58, abandoned=6, short=2)),
    )


def trend(size: float, weeks: int = 8, last: int | None = None) -> Trend:
    first = NOW - NOW % (30 * MINUTE) - 48 * 30 * MINUTE
    starts = [first + i * 30 * MINUTE for i in range(48)] + [NOW - 30 * MINUTE]
    usual = [size * (1 + 0.55 * math.sin((i - 34) / 48 * 2 * math.pi) + 0.08 * math.sin(i / 3)) for i in range(49)]
    points = [max(0, round(u + size * 0.16 * math.sin(i * 2.3) * math.cos(i * 0.9))) for i, u in enumerate(usual)]
    above = last is not None and weeks > 0 and last > usual[-1] * 1.3
    return Trend(
        starts=starts,
        points=[*points[:-1], last if last is not None else points[-1]],
        low=[round(u * 0.72, 1) if weeks else None for u in usual],
        mid=[round(u, 1) if weeks else None for u in usual],
        high=[round(u * 1.3, 1) if weeks else None for u in usual],
        weeks=weeks,
        weeks_wanted=8,
        tone="crossed" if above else "calm",
    )


def queue(code: str, name: str, row: Load, language: str = "es", apart: bool = False) -> QueueRow:
    return QueueRow(code=code, name=name, language=language, apart=apart, load=row)


def idle(free: int, staffed: int, answered: int = 6) -> Load:
    recent = Numbers(answered=answered, abandoned=0, level=Figure(100.0) if answered else NA)
    return load(Figure(0.0), Figure(0.0), (free, staffed), recent)


def line_070(source: str = "nl/070", name: str = "070") -> Centre:
    return Centre(
        source=source,
        name=name,
        about="orientación",
        state="fresh",
        heard=NOW - 400,
        offset=0,
        shift="Turno noche",
        target=80,
        within=20,
        denominator="strict",
        load=load(Figure(2.0), Figure(14.0)),
        queues=[
            queue("psicologia", "Psicología", load(Figure(1.0), Figure(14.0), (2, 11))),
            queue("legal", "Legal", idle(1, 5, 9)),
            queue("nahuatl", "Náhuatl", load(Figure(1.0), Figure(8.0), (0, 2), Numbers(3, 0, Figure(100.0))), "nah"),
            queue("hombres", "Línea para hombres", idle(1, 2, 0), apart=True),
        ],
        classes={},
        trend=trend(31, last=45),
    )


def line_911(source: str = "nl/911", name: str = "911") -> Centre:
    shift = Numbers(answered=131, abandoned=5, level=Figure(93.6), longest=41, peak=5, short=3, dropped=1, hung_up=12)
    return Centre(
        source=source,
        name=name,
        about="emergencias",
        state="fresh",
        heard=NOW - 600,
        offset=0,
        shift="Turno noche",
        target=90,
        within=15,
        denominator="strict",
        load=load(
            Figure(1.0),
            Figure(6.0),
            (9, 22),
            Numbers(answered=96, abandoned=3, level=Figure(94.9), short=1, dropped=1),
            shift,
        ),
        queues=[queue("emergencias", "Emergencias", load(Figure(1.0), Figure(6.0), (9, 22)))],
        classes={"violence": 34, "other_emergency": 49, "improper": 27, "silent": 8, "third_party": 11},
        trend=trend(66, weeks=3, last=99),
    )


def chip(centre: Centre, **changes: object) -> Chip:
    fresh = Chip(
        source=centre.source,
        name=centre.name,
        state=centre.state,
        heard=centre.heard,
        offset=centre.offset,
        offset_off=False,
        gaps=0,
        refused=0,
    )
    return replace(fresh, **changes)


def document(*centres: Centre, serial: int = 1, now: int = NOW, feeds: list[Chip] | None = None) -> WallDocument:
    shown = list(centres) or [line_070(), line_911()]
    return WallDocument(
        serial=serial,
        position=serial,
        now=now,
        site="nuevo_leon",
        name="Nuevo León",
        room="Sala de operaciones",
        zone="America/Monterrey",
        kind="demo",
        shift=SHIFT,
        paused="",
        feeds=feeds if feeds is not None else [chip(c) for c in shown],
        centres=shown,
    )


def quiet() -> WallDocument:
    return document()


def busy() -> WallDocument:
    """Too many wait at 070, too long; Náhuatl has nobody free; 911 is near its target with its clock off."""
    first, second = line_070(), line_911()
    recent = Numbers(answered=41, abandoned=9, level=Figure(71.3, "crossed"), short=4, dropped=1)
    queues = [
        queue("psicologia", "Psicología", load(Figure(9.0, "crossed"), Figure(108.0, "crossed"), (0, 11), recent)),
        queue("legal", "Legal", load(Figure(1.0), Figure(21.0), (1, 5))),
        queue(
            "nahuatl",
            "Náhuatl",
            load(Figure(2.0, "near"), Figure(52.0, "near"), (0, 2), Numbers(1, 1, Figure(50.0, "crossed"))),
            "nah",
        ),
        first.queues[3],
    ]
    crossed = load(Figure(12.0, "crossed"), Figure(108.0, "crossed"), (1, 18), recent)
    first = replace(first, load=crossed, queues=queues, trend=trend(31, last=68))
    level = replace(second.load.recent, service_level=Figure(91.2, "near"))
    since = NOW + 242_000 - 6 * SECOND  # on the clock of the centre, which runs ahead
    second = replace(second, load=replace(second.load, recent=level, longest_since=since), offset=242_000)
    feeds = [chip(first), chip(second, offset_off=True, gaps=3, refused=2)]
    return document(first, second, feeds=feeds)


def one_feed_dead() -> WallDocument:
    second = replace(line_911(), state="stale", heard=NOW - 43 * MINUTE)
    return document(line_070(), second)


def never_heard() -> WallDocument:
    """070 speaks, though nobody has called; 911 was never heard."""
    nobody = Numbers(0, 0, NA, 0, 0, hung_up=0, asa=NA, aht=NA)
    first = replace(line_070(), load=load(Figure(0.0), Figure(0.0), (0, 0), nobody, nobody), trend=trend(31, weeks=0))
    blank = load(UNKNOWN, UNKNOWN, recent=nobody, shift=nobody)
    blank = replace(blank, free=UNKNOWN, staffed=UNKNOWN, occupancy=UNKNOWN)
    blank = replace(blank, recent=replace(blank.recent, service_level=UNKNOWN))
    second = line_911()
    queues = [replace(q, load=blank) for q in second.queues]
    second = replace(second, state="unknown", heard=None, load=blank, queues=queues, classes={}, trend=trend(70, 0))
    return document(first, second)


def many(n: int) -> WallDocument:
    """`n` centres, counselling and emergency by turns."""
    made = [line_911(f"c/{i}", f"911 {i}") if i % 2 else line_070(f"c/{i}", f"070 {i}") for i in range(n)]
    return document(*made)


def crowded(queues: int = 4) -> WallDocument:
    """The widest figures that a bad night may bring, and as many queues as are asked for."""
    recent = Numbers(1284, 377, Figure(100.0), 5999, 128, 214, 17, 96, Figure(754.0), Figure(5990.0))
    crossed = load(Figure(128.0, "crossed"), Figure(5999.0, "crossed"), (118, 430), recent, recent)
    first = line_070()
    rows = [replace(first.queues[i % 4], code=f"q{i}", load=crossed) for i in range(queues)]
    first = replace(first, load=crossed, queues=rows, trend=trend(1200, weeks=3, last=3100))
    second = replace(line_911(), load=crossed, trend=trend(640, weeks=3, last=1661))
    return document(first, replace(second, classes=dict.fromkeys(second.classes, 1284)))


def forgotten() -> WallDocument:
    """Someone has waited since yesterday: a switch that never told the end of her call."""
    waiting = load(Figure(1.0, "crossed"), Figure(76_562.0, "crossed"))
    return document(replace(line_070(), load=waiting), replace(line_911(), load=waiting))
