"""Made-up desk documents for the browser tests: an ordinary night, and ten thousand follow-ups."""

import random
from typing import get_args

from msgspec.structs import replace

from picture.policy import RiskClass
from tests.dashboard.boards import REGISTRY, board
from tests.dashboard.desk_registers import ledgers
from tests.dashboard.sample import HOUR, MINUTE, NOW, SHIFT, chip, line_070, line_911
from watch.desk_documents import CaseRow, DeskDocument, DueRow, FollowUpRow, StepRow

LINK = "https://registro.example/casos/"
NAMES = {
    "forms": {"fisica": "Física", "psicologica": "Psicológica", "sexual": "Sexual", "digital": "Digital"},
    "services": {"psicologica": "Atención psicológica", "legal": "Asesoría legal", "medica": "Atención médica"},
    "agencies": {"070": "Línea 070", "equipo_itinerante": "Equipo itinerante", "fiscalia": "Fiscalía"},
    "measures": {"orden_proteccion": "Orden de protección"},
    "registers": {"banavim": "BANAVIM"},
    "reasons": {"sin_cupo": "Sin cupo"},
    "feeds": {"nl/070": "070", "nl/911": "911"},
    "queues": {"nl/070.psicologia": "Psicología"},
    "health": {"vih": "Profilaxis VIH"},
}
PLACES = ("Monterrey", "Guadalupe", "Apodaca", "San Nicolás", "Escobedo", "Santa Catarina", "Juárez", "General Zuazua")
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RISKS = get_args(RiskClass)


def case(n: int, **changes: object) -> CaseRow:
    """The n-th of the unified priority: severe, seventeen minutes without an assignment."""
    plain = CaseRow(
        id=f"NL-{n:06d}",
        folio=f"NL-2026-{n:06d}",
        mask=mask(n),
        source="nl/registro",
        link=f"{LINK}NL-2026-{n:06d}",
        risk="severe",
        rank=n,
        open=True,
        agency="070",
        place=PLACES[n % len(PLACES)],
        subject_is="woman",
        called_by="herself",
        access="spontaneous",
        forms=("fisica", "sexual"),
        opened=NOW - 25 * MINUTE,
        acted=NOW - 17 * MINUTE,
        stage="assessed",
        tone="crossed",
        next="assigned",
        due=NOW - 2 * MINUTE,
        flags=("repeat", "children"),
        contacts=(2, 3),
        handovers=1,
        deadlines=(
            DueRow("handover.accepted", NOW - 16 * MINUTE, NOW - 17 * MINUTE, "070", NOW - 21 * MINUTE),
            DueRow("assigned", NOW - 2 * MINUTE, None, "equipo_itinerante", NOW - 17 * MINUTE),
            DueRow("contacted", NOW + 43 * MINUTE, None, "070", NOW - 17 * MINUTE),
            DueRow("health.vih", NOW + 61 * HOUR, None, "", NOW - 11 * HOUR),
        ),
        story=(
            StepRow(NOW - 25 * MINUTE, "opened", ""),
            StepRow(NOW - 21 * MINUTE, "handover.offered", "nl/070"),
            StepRow(NOW - 18 * MINUTE, "assessed", "severe"),
            StepRow(NOW - 17 * MINUTE, "handover.accepted", ""),
        ),
    )
    return replace(plain, **changes)


def followup(n: int, **changes: object) -> FollowUpRow:
    """Of the n-th case: open, safe until 23:30 tonight, closes tomorrow at 06:40."""
    plain = FollowUpRow(
        id=f"SEG-{n:06d}",
        case=f"NL-{n:06d}",
        folio=f"NL-2026-{n:06d}",
        mask=mask(n),
        link=f"{LINK}NL-2026-{n:06d}",
        risk="moderate",
        state="closing",
        opens=at(6, 40, days=1) - 36 * HOUR,
        closes=at(6, 40, days=1),
        place=PLACES[n % len(PLACES)],
        channel="phone",
        call="yes",
        last_moment=at(23, 30),
        safe_until=at(23, 30),
        safe_from=at(20, 0, days=1),
        voicemail=False,
        attempts=((NOW - 4 * HOUR, "no_answer"),),
    )
    return replace(plain, **changes)


def at(hour: int, minute: int, days: int = 0) -> int:
    """The instant of a civil hour in Monterrey, so many days from the day of NOW (UTC − 6, no summer time)."""
    midnight = NOW - (NOW - 6 * HOUR) % (24 * HOUR)
    return midnight + days * 24 * HOUR + hour * HOUR + minute * MINUTE


def mask(n: int) -> str:
    digits = [SIGNS[(n * 7919 // len(SIGNS) ** i) % len(SIGNS)] for i in range(3)]
    return "".join(digits)


def document(cases: list[CaseRow], followups: list[FollowUpRow], **changes: object) -> DeskDocument:
    whole = DeskDocument(
        serial=1,
        whole=True,
        now=NOW,
        site="nuevo_leon",
        name="Nuevo León",
        room="Sala de operaciones",
        zone="America/Monterrey",
        kind="demo",
        shift=SHIFT,
        feeds=[chip(line_070()), chip(line_911()), REGISTRY],
        board=board(),
        names=NAMES,
        ledgers=ledgers(),
        cases=cases,
        followups=followups,
        gone_cases=[],
        gone_followups=[],
    )
    return replace(whole, **changes)


def night(cases: int = 240, followups: int = 400) -> DeskDocument:
    """Cases and follow-ups of every class and state, by the unified priority."""
    chance = random.Random(7)
    made = [some_case(n, cases, chance) for n in range(1, cases + 1)]
    return document(made, [some_followup(1 + n % cases, n, chance) for n in range(followups)])


def some_case(n: int, of: int, chance: random.Random) -> CaseRow:
    risk = RISKS[min(4, int(5 * (n / of) ** 0.6))]
    idle = chance.randint(1, 90 if n < of / 3 else 3000) * MINUTE
    due = NOW + chance.randint(-30, 600) * MINUTE if n % 7 else None
    tone = "calm" if due is None or due > NOW + 30 * MINUTE else "crossed" if due <= NOW else "near"
    flags = [f for f in ("silent", "rising", "repeat", "children", "health.vih", "stale") if chance.random() < 0.14]
    stage = chance.choice(["opened", "assessed", "assigned", "dispatched", "contacted", "protected"])
    following = {"opened": "assessed", "assessed": "assigned", "assigned": "dispatched", "dispatched": "arrived"}
    return case(
        n,
        risk=risk,
        acted=NOW - idle,
        opened=NOW - idle - chance.randint(5, 3000) * MINUTE,
        stage=stage,
        tone=tone,
        next=following.get(stage, "registered") if due else "",
        due=due,
        flags=tuple(flags),
        agency=chance.choice(["070", "070", "equipo_itinerante", "fiscalia"]),
        open=n % 19 != 0,
        rank=n if n % 19 else 0,
        contacts=(1, chance.randint(1, 4)),
    )


def some_followup(n: int, serial: int, chance: random.Random) -> FollowUpRow:
    closes = NOW + chance.randint(-8 * 60, 60 * 60) * MINUTE
    late, early = closes <= NOW, closes - 36 * HOUR > NOW
    call = chance.choice(["yes", "yes", "yes", "outside_hours", "permission_old", "consent_unknown"])
    state = "overdue" if late and call == "yes" else "overdue_unsafe" if late else "early" if early else "open"
    if state == "open" and closes < NOW + 12 * HOUR:
        state = "closing"
    if serial % 23 == 0:
        state, call = "done_in_window", "done"
    safe = NOW + chance.randint(10, 300) * MINUTE
    return followup(
        n,
        id=f"SEG-{serial:06d}",
        risk=chance.choice(RISKS),
        state=state,
        opens=closes - 36 * HOUR,
        closes=closes,
        call=call,
        last_moment=None if late else min(closes, safe + 8 * HOUR),
        safe_until=safe if call == "yes" else None,
        safe_from=at(8, 0, days=1),
        confirmed=NOW - 34 * 24 * HOUR if call == "permission_old" else None,
        hollow=chance.random() < 0.2,
        will_miss=state == "closing" and chance.random() < 0.2,
        reassess=chance.random() < 0.05,
        ended=NOW - HOUR if call == "done" else None,
    )
