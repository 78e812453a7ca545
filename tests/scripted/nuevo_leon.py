"""Nuevo León: 20 months of calls and accompaniments."""

from tests.scripted.script import DAY, ENDS, HOUR, Period, Script

CALLS = {"psicologia": 57_400, "legal": 17_600, "nahuatl": 2_000}
MENS_CALLS = 5_200
WOMEN = 8_000
AGAIN = 3_500  # accompaniments of women who were accompanied before
MENS_SERVICES = 900
UNANSWERED = 0.06
ACCOMPANIMENT = "acompanamiento"


def nuevo_leon(seed: int = 2, ends: int = ENDS) -> Period:
    """77,000 calls of women, and 8,000 women each accompanied a first time; men's calls and services apart."""
    script = Script(seed, ends - 609 * DAY, ends)
    for queue in script.shuffled({**CALLS, "hombres": MENS_CALLS}):
        _call(script, queue)
    firsts = [(script.instant(before_end=31 * DAY), f"NL-U{number}") for number in range(WOMEN)]
    again = [(first + script.between(DAY, 30 * DAY), woman) for first, woman in script.random.choices(firsts, k=AGAIN)]
    for time, woman in (*firsts, *again):
        said: dict[str, object] = {"service": ACCOMPANIMENT, "person": woman, "minutes": script.between(30, 180)}
        script.say("nl/registro", time, "service.given", script.id("service"), said)
    for _ in range(MENS_SERVICES):
        time = script.instant()
        mens = {"service": "contencion", "subject_is": "man"}
        script.say("nl/registro", time, "service.given", script.id("service"), mens)
    figures = {f"calls.nl/070.{queue}": count for queue, count in CALLS.items()}
    figures |= {"women.accompanied": WOMEN, f"services.{ACCOMPANIMENT}": WOMEN + AGAIN, "services": WOMEN + AGAIN}
    figures |= {"calls.nl/070.hombres": MENS_CALLS, "men.services": MENS_SERVICES}
    return script.period("nuevo_leon", figures)


def _call(script: Script, queue: str) -> None:
    offered, call = script.instant(before_end=2 * HOUR), script.id("pbx")
    said: dict[str, object] = {"queue": queue}
    if queue == "nahuatl":
        said["language"] = "nah"
    script.say("nl/070", offered, "call.offered", call, said)
    if script.random.random() < UNANSWERED:
        script.say("nl/070", offered + script.between(4_000, 240_000), "call.abandoned", call)
        return
    answered = offered + script.between(500, 40_000)
    script.say("nl/070", answered, "call.answered", call)
    script.say("nl/070", answered + script.between(60_000, 2_400_000), "call.ended", call)
