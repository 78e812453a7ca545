"""Peru: every severe case reaches urgent service, handed over to the police."""

from tests.scripted.script import DAY, ENDS, HOUR, MINUTE, Period, Script

SEVERE = 240


def peru(seed: int = 3, ends: int = ENDS, days: int = 28, severe: int = SEVERE) -> Period:
    """Four weeks: every severe case is handed over to the police, who take her, and reaches urgent service (SAU);
    moderate ones are followed up, mild ones accompanied."""
    script = Script(seed, ends - days * DAY, ends)
    moderate, mild = severe + severe // 4, 2 * severe
    for level in script.shuffled({"severe": severe, "moderate": moderate, "mild": mild}):
        opened, case = script.instant(before_end=3 * DAY), script.id("case")
        said: dict[str, object] = {
            "called_at": opened - 4 * MINUTE,
            "centre": "pe/linea100",
            "person": script.id("PE-U"),
        }
        said |= {"episode_from": opened - 3 * HOUR, "episode_to": opened - 3 * HOUR, "municipality": "15"}
        script.say("pe/registro", opened, "case.opened", case, said)
        assessed = opened + script.between(2 * MINUTE, 25 * MINUTE)
        script.say("pe/registro", assessed, "case.assessed", case, {"level": level, "instrument": "ficha_riesgo"})
        STEPS[level](script, assessed, case)
    figures = {
        "cases.opened": severe + moderate + mild,
        "cases.severe": severe,
        "cases.moderate": moderate,
        "cases.mild": mild,
        "services.urgente": severe,
        "services.acompanamiento": mild,
        "services": severe + mild,
        "handovers.offered": severe,
        "handovers.accepted": severe,
        "followups.done": moderate,
    }
    return script.period("peru", figures)


def _urgent(script: Script, assessed: int, case: str) -> None:
    say, between, source = script.say, script.between, "pe/registro"
    assigned = assessed + between(MINUTE, 14 * MINUTE)
    say(source, assigned, "case.assigned", case, {"to": "sau"})
    offered, handover = assessed + between(MINUTE, 5 * MINUTE), script.id("handover")
    say(source, offered, "handover.offered", handover, {"giver": "pe/linea100", "to": "comisaria", "case": case})
    say(source, offered + between(MINUTE, 12 * MINUTE), "handover.accepted", handover)
    joint = {"to": "equipo_itinerante", "jointly": "comisaria"}
    say(source, assigned + between(2 * MINUTE, 28 * MINUTE), "case.dispatched", case, joint)
    contacted = assigned + between(20 * MINUTE, 44 * MINUTE)
    say(source, contacted, "case.contacted", case, {"channel": "in_person"})
    said: dict[str, object] = {"service": "urgente", "case": case, "channel": "in_person", "timing": "previous"}
    say(source, contacted + between(MINUTE, HOUR), "service.given", script.id("service"), said)


def _followed(script: Script, assessed: int, case: str) -> None:
    say, source, followup = script.say, "pe/registro", script.id("followup")
    said: dict[str, object] = {"case": case, "consent": True, "safe_hours": ["00:00-24:00"]}
    say(source, assessed + MINUTE, "followup.planned", followup, said)
    done = assessed + script.between(13 * HOUR, 40 * HOUR)
    say(source, done, "followup.done", followup, {"outcome": "spoke_safely", "minutes": script.between(10, 30)})


def _accompanied(script: Script, assessed: int, case: str) -> None:
    said: dict[str, object] = {"service": "acompanamiento", "case": case, "timing": "subsequent"}
    given = assessed + script.between(48 * HOUR, 70 * HOUR)
    script.say("pe/registro", given, "service.given", script.id("service"), said)


STEPS = {"severe": _urgent, "moderate": _followed, "mild": _accompanied}
