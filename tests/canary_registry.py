"""A case registry that tells on a woman by every field of every fact, for tests/test_canaries.py."""

import re
from itertools import count

from picture.codec import WIRE
from tests.canary_centre import NAME, PHONE, PLACE, TEXT, CanaryFeed, Json, event

REGISTRY = "nl/casos"
DIGITS = re.sub(r"\D", "", PHONE)

PROFILE = """code = "nuevo_leon"
name = "Nuevo León, No estás sola"
room = "Sala de operaciones"
zone = "America/Monterrey"
shift = [{ code = "dia", name = "Turno", starts = "06:00" }]
place = [{ code = "19039", name = "Monterrey", region = "Centro", population = 1142994 }]

[[centre]]
source = "nl/070"
name = "070"
about = "orientación"
url = "wss://070.example/feed"
service_level = { target = 80, within = 20 }
queue = [{ code = "psicologia", name = "Psicología" }]

[[registry]]
source = "nl/casos"
name = "Registro"
about = "casos"
url = "wss://casos.example/feed"

[[pathway]]
risk = "severe"
name = "Riesgo grave"
stage = [{ reach = "assigned", within = 15 }]

[words]
forms = { fisica = "Física" }
services = { legal = "Legal" }
agencies = { iem = "Instituto" }
measures = { orden = "Orden de protección" }
registers = { banavim = "BANAVIM" }
reasons = { cupo = "Sin cupo" }
outcomes = { mejora = "Mejora" }
plans = { individual = "Plan individual" }
instruments = { tamizaje = "Tamizaje" }
"""

# Of every fact what is right, and whose subject it is.
RIGHT: dict[str, tuple[str, Json]] = {
    "case.opened": ("caso", {"forms": ["fisica"], "person": NAME, "phone": PHONE, **PLACE}),
    "case.admitted": ("caso", {}),
    "case.assessed": ("caso", {"level": "severe", "instrument": "tamizaje", "children": True}),
    "case.assigned": ("caso", {"to": "iem"}),
    "case.dispatched": ("caso", {"to": "iem", "jointly": "iem"}),
    "case.arrived": ("caso", {}),
    "case.contacted": ("caso", {"channel": "phone"}),
    "case.protected": ("caso", {"measure": "orden", "requested": 1_763_764_867_000}),
    "case.registered": ("caso", {"person": f"EUV {NAME}"}),
    "case.planned": ("caso", {"kind": "individual", "review": 1_863_764_867_000}),
    "case.evaluated": ("caso", {"outcome": "mejora", "kind": "individual"}),
    "service.given": ("servicio", {"service": "legal", "case": "caso-1", "person": PHONE}),
    "handover.offered": ("entrega", {"giver": "nl/070", "to": "iem", "case": "caso-1", "call": "c1", "person": NAME}),
    "handover.accepted": ("entrega", {}),
    "handover.returned": ("entrega", {"reason": "cupo"}),
    "referral.made": ("canal", {"service": "legal", "to": "iem", "case": "caso-1", "municipality": "19039"}),
    "referral.accepted": ("canal", {}),
    "referral.refused": ("canal", {"reason": "cupo"}),
    "referral.waitlisted": ("canal", {}),
    "referral.completed": ("canal", {}),
    "followup.planned": ("cita", {"case": "caso-1", "consent": True, "safe_hours": ["mon 22:00-02:00"]}),
    "followup.attempted": ("cita", {"outcome": "no_answer", "minutes": 7}),
    "followup.done": ("cita", {"outcome": "spoke_safely"}),
    "followup.cancelled": ("cita", {"reason": "cupo"}),
    "shift.started": ("turno", {"shift": "dia", "for_followups": 4}),
    "shift.handed_over": ("turno", {"to": "jefa-4"}),
    "case.declined": ("caso-rechazado", {"reason": "cupo"}),
    "case.closed": ("caso-cerrado", {"reason": "cupo"}),
}
WORDS: list[object] = [NAME, TEXT, PHONE, DIGITS, f"caso-{DIGITS}", "canaria", int(DIGITS), [NAME], {NAME: PHONE}]
HERS: Json = {"nombre": NAME, "nota": TEXT, "contacto": {NAME: [PHONE, TEXT]}, "caller": [PHONE], "cell": TEXT}


def told(sequence: int, name: str, number: int, data: object | None = None, **envelope: object) -> str:
    """One fact, right but for what `data` and `envelope` say, with more in it than anybody asked for."""
    subject, right = RIGHT[name]
    said = {**HERS, **right, **data} if isinstance(data, dict) else {**HERS, **right} if data is None else data
    return event(sequence, name, f"{subject}-{number}", said, **{"source": REGISTRY, **envelope})


def right(first: int, number: int) -> list[str]:
    """All that a registry can say, once."""
    return [told(sequence, name, number) for sequence, name in enumerate(RIGHT, first)]


def wrong(first: int) -> list[str]:
    """Something of hers in every field that does not turn it into a hash, and in every attribute that we read."""
    place = count(first)
    frames = [
        told(next(place), name, 2, {field: word})
        for name in RIGHT
        for field in WIRE[name].__struct_fields__
        for word in WORDS
        if not (field in ("person", "phone") and isinstance(word, str))
    ]
    frames += [
        told(next(place), name, 2, **{attribute: word})
        for name in RIGHT
        for attribute in ("subject", "agency", "type", "time")
        for word in WORDS
    ]
    frames += [told(next(place), name, 2, word) for name in RIGHT for word in (NAME, [NAME, PHONE], int(DIGITS))]
    calls = ("call.offered", "call.ended", "agent.changed.v2", "queue.measured")
    return frames + [event(next(place), name, "canaria-2", HERS, source=REGISTRY) for name in calls]


def canary_registry(port: int) -> CanaryFeed:
    """Everything once, then every frame that must be refused, then everything once more; anew under a second epoch."""
    start = right(1, 1)
    spoilt = wrong(len(start) + 1)
    frames = [*start, *spoilt, *right(len(start) + len(spoilt) + 1, 4)]
    still_open = [told(0, "case.opened", 5), told(0, "case.opened", 2, subject=NAME), told(0, "followup.planned", 5)]
    names = ["caso-5", NAME, PHONE, DIGITS, f"caso-{DIGITS}", "canaria", "Canaria"]
    return CanaryFeed(port, {"e1": frames, "e2": right(1, 3)}, len(spoilt), (still_open, names))
