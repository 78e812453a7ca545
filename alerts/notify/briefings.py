"""What is told of a briefing: which, of when, its mark, and that it lies on the desk; in a mail its paper goes along.

Of what stands in it nothing is said. It is no alarm: for a machine it has ended, and has no severity.
"""

from pathlib import Path

from alerts.board import Notification
from alerts.notify.letter import Letter
from alerts.notify.message import Heading, demo, head, line, local, payload, utc
from alerts.notify.words import words
from picture.briefing_policy import mailed_paper


def letter(one: Notification, heading: Heading, *, mailed: bool) -> Letter:
    """`mailed`: by a channel that carries papers; by any other it is one line."""
    told, key = _told(one, heading), heading.say("key", key=one.id)
    if not mailed:
        body = line(demo(heading), heading.profile.name, *told, key)
        return Letter(key=one.id, subject="", body=body, payload=payload([_machine(one, heading)], heading))
    after = heading.say("demo.after") if heading.kind == "demo" else ""
    subject = line(_which(one, heading), _revision(one, heading), f"{heading.profile.name} {after}".strip())
    body = "\n".join([*head(heading), *told, heading.say("briefing.attached"), key])
    return Letter(key=one.id, subject=subject, body=body, payload={}, paper=mailed_paper(one.briefing))


def paper(folder: Path | None, where: str) -> bytes:
    """The PDF; empty where there is none."""
    try:
        content = (folder / where).read_bytes() if folder else b""
    except OSError:
        return b""
    return content if content.startswith(b"%PDF") else b""


def _which(one: Notification, heading: Heading) -> str:
    name, shift = one.briefing.partition("/")[0], ""
    if one.period == "shift":
        name, _, code = name.partition(".")
        shift = next((each.name for each in heading.profile.shift if each.code == code), code)
    word = f"briefing.{one.period}"
    return heading.say(word if word in words("es") else "briefing.range", name=f"{name} ({shift})" if shift else name)


def _revision(one: Notification, heading: Heading) -> str:
    number = one.briefing.partition("/")[2]
    said = "briefing.revision.one" if one.changed == 1 else "briefing.revision"
    return "" if number == "0" else heading.say(said, n=number, k=one.changed)


def _told(one: Notification, heading: Heading) -> list[str]:
    lines = [
        _which(one, heading),
        _revision(one, heading),
        heading.say("briefing.as_of", time=local(one.due, heading)),
        heading.say("briefing.mark", mark=one.mark),
        heading.say("briefing.desk"),
    ]
    return [each for each in lines if each]


def _machine(one: Notification, heading: Heading) -> dict[str, object]:
    return {
        "status": "resolved",
        "labels": {
            "alertname": "Briefing",
            "severity": "none",
            "site": heading.profile.code,
            "rule": "briefing",
            "briefing": one.briefing,
        },
        "annotations": {
            "summary": line(demo(heading), _which(one, heading)),
            "description": line(*_told(one, heading)),
        },
        "startsAt": utc(one.due),
        "endsAt": utc(one.due),
        "generatorURL": "",
        "fingerprint": one.id,
    }
