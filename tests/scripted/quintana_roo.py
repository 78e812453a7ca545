"""Quintana Roo: 2,097 interventions, and 718 cases entered in BANAVIM."""

from tests.scripted.script import DAY, ENDS, HOUR, MINUTE, Period, Script

SERVICES = {"legal": 403, "psicologica": 1694}
TIMINGS = {"previous": 433, "window": 1605, "subsequent": 54, "remote": 5}
REGISTERED = 718
WOMEN_REGISTERED = 702
AFTER = {"previous": (HOUR, 12 * HOUR), "window": (12 * HOUR, 48 * HOUR), "subsequent": (48 * HOUR, 20 * DAY)}
TOWNS = ("23005", "23008", "23004", "23001", "23009")


def quintana_roo(seed: int = 1, ends: int = ENDS, days: int = 150) -> Period:
    """Five months: 1,460 cases with one or two interventions each, 718 of them entered in BANAVIM as 702 women."""
    script = Script(seed, ends - days * DAY, ends)
    services, timings = script.shuffled(SERVICES), script.shuffled(TIMINGS)
    cases = [_intervened_case(script, number) for number in range(1460)]
    remote = ["video", "whatsapp", "video", "whatsapp", "video"]
    turns = cases + script.random.sample(cases, sum(SERVICES.values()) - len(cases))
    for (case, person, episode), service, timing in zip(turns, services, timings, strict=True):
        low, high = AFTER["window" if timing == "remote" else timing]
        said: dict[str, object] = {
            "service": service,
            "case": case,
            "person": person,
            "minutes": script.between(20, 80),
        }
        said |= {"channel": remote.pop()} if timing == "remote" else {"timing": timing}
        given = episode + script.between(low, min(high, ends - episode))
        script.say("qr/registro", given, "service.given", script.id("service"), said)
    for number, (case, _, episode) in enumerate(script.random.sample(cases, REGISTERED)):
        folio = f"EUV-{number % WOMEN_REGISTERED}-QR"  # 16 women have two cases
        entered = episode + script.between(3 * HOUR, min(70 * HOUR, ends - episode))
        script.say("qr/banavim", entered, "case.registered", case, {"register": "banavim", "person": folio})
    figures = {"services": sum(SERVICES.values()), "cases.opened": len(cases), "registered.banavim": REGISTERED}
    figures |= {f"services.{service}": count for service, count in SERVICES.items()}
    figures |= {f"timing.{timing}": count for timing, count in TIMINGS.items()}
    return script.period("quintana_roo", figures)


def _intervened_case(script: Script, number: int) -> tuple[str, str, int]:
    """(case, person, episode)"""
    episode = script.instant(before_end=2 * DAY + HOUR)
    case, person = script.id("case"), f"QR-U{number}"
    opened = episode + script.between(MINUTE, 50 * MINUTE)
    said: dict[str, object] = {
        "episode_from": episode,
        "episode_to": episode,
        "called_at": opened - MINUTE // 2,
        "centre": "qr/911",
        "person": person,
        "forms": ["psicologica", script.random.choice(("fisica", "economica", "sexual"))],
        "municipality": script.random.choice(TOWNS),
    }
    script.say("qr/registro", opened, "case.opened", case, said)
    return case, person, episode
