"""What a notification says: site, room, priority, rule, mask, deadline, level, how many others are open. No more.

An alert holds more than that (case, place, agency, who took it): none of it may be read here. Pure.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from alerts.board import Alert, Notification
from alerts.lifecycle import PEOPLE
from alerts.notify.letter import Letter
from alerts.notify.words import words
from journal.journal import Kind
from picture.alert_events import AlertRaised
from picture.masks import SIGNS
from picture.profile import Profile

NAMED = 20  # alerts that one message names
CARRIED = 100  # alerts in one payload
LEVELS = {to: level for level, to in PEOPLE.items()}
RANK = {"critical": 0, "high": 1, "low": 2}
NEVER = "0001-01-01T00:00:00Z"  # Alertmanager's: it has not ended
TEST = "Test"


class Heading(Struct, frozen=True, kw_only=True):
    """What every message of a site and a channel has in common. `now`: our clock."""

    profile: Profile
    kind: Kind
    language: str
    receiver: str
    now: int

    def say(self, word: str, **values: object) -> str:
        return words("en" if self.language == "en" else "es")[word].format(**values)


class Member(Struct, frozen=True):
    notification: Notification
    alert: Alert


def key_of(notifications: Sequence[str]) -> str:
    """Of one its id, of several a hash of theirs in any order."""
    if len(notifications) == 1:
        return notifications[0]
    return hashlib.blake2b("\0".join(sorted(notifications)).encode(), digest_size=16).hexdigest()


def letter(members: Sequence[Member], others: int, heading: Heading) -> Letter:
    """One message about every member. `others`: alerts that stand besides these."""
    key = key_of([each.notification.id for each in members])
    told = _once(members)
    return Letter(
        key=key,
        subject=_subject(told, heading),
        body=_body(told, others, key, heading),
        payload=payload([_machine(each, heading) for each in told], heading),
    )


def trial_letter(key: str, heading: Heading) -> Letter:
    """Says of itself that it is a test."""
    subject = line(demo(heading), heading.say("test"), heading.profile.name)
    lines = [*head(heading), heading.say("test"), heading.say("test.rule"), heading.say("key", key=key)]
    alert = {
        "status": "firing",
        "labels": {"alertname": TEST, "severity": "low", "site": heading.profile.code, "rule": "test"},
        "annotations": {
            "summary": line(demo(heading), heading.say("test")),
            "description": heading.say("test.rule"),
        },
        "startsAt": utc(heading.now),
        "endsAt": NEVER,
        "generatorURL": "",
        "fingerprint": key,
    }
    return Letter(key=key, subject=subject, body="\n".join(lines), payload=payload([alert], heading))


def _once(members: Sequence[Member]) -> list[Member]:
    """Each alert once, with what was queued of it last; the most pressing first."""
    latest: dict[str, Member] = {}
    for each in sorted(members, key=lambda m: (m.notification.due, m.notification.id)):
        latest[each.alert.id] = each
    return sorted(latest.values(), key=lambda m: (RANK[m.alert.raised.priority], m.alert.raised.due, m.alert.id))


# For people


def _subject(told: list[Member], heading: Heading) -> str:
    if len(told) == 1:
        return line(demo(heading), *_parts(told[0], heading), heading.profile.name)
    critical = sum(each.alert.raised.priority == "critical" for each in told)
    some = heading.say("critical.one" if critical == 1 else "critical", n=critical) if critical else ""
    return line(demo(heading), heading.say("alerts", n=len(told)), some, heading.profile.name)


def _body(told: list[Member], others: int, key: str, heading: Heading) -> str:
    lines = head(heading)
    if len(told) == 1:
        lines += [line(*_what(told[0].alert.raised, heading)), *_circumstances(told[0], heading)]
    else:
        lines += [heading.say("alerts", n=len(told))]
        lines += [line(*_parts(each, heading)) for each in told[:NAMED]]
        lines += [heading.say("more", n=len(told) - NAMED)] if len(told) > NAMED else []
    return "\n".join([*lines, heading.say("others", n=others), heading.say("key", key=key)])


def head(heading: Heading) -> list[str]:
    return [each for each in (demo(heading), line(heading.profile.name, heading.profile.room)) if each]


def _what(raised: AlertRaised, heading: Heading) -> list[str]:
    return [heading.say(f"priority.{raised.priority}"), _rule(raised, heading), _mask(raised)]


def _parts(each: Member, heading: Heading) -> list[str]:
    """Everything of one alert in a line."""
    return [*_what(each.alert.raised, heading), *_circumstances(each, heading, ".short")]


def _circumstances(each: Member, heading: Heading, short: str = "") -> list[str]:
    told, alert = each.notification, each.alert
    lines = [heading.say(f"due{short}", time=local(alert.raised.due, heading))]
    if told.why == "escalated" and told.to in LEVELS:
        whom = heading.say(f"whom.{told.to}")
        lines.append(heading.say(f"level{short}", level=LEVELS[told.to], whom=whom))
    elif told.why == "refired":
        lines.append(heading.say(f"refired{short}"))
    if alert.resolved is not None:
        lines.append(heading.say(f"ended{short}", time=local(alert.resolved, heading)))
    return lines


def _rule(raised: AlertRaised, heading: Heading) -> str:
    key = f"rule.{raised.rule}"
    return heading.say(key if key in words("es") else "rule.other")


def _mask(raised: AlertRaised) -> str:
    """Nothing but signs of a mask gets through."""
    return raised.mask if re.fullmatch(f"[{SIGNS}]{{1,6}}", raised.mask) else ""


def demo(heading: Heading) -> str:
    return heading.say("demo") if heading.kind == "demo" else ""


def line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def local(at: int, heading: Heading) -> str:
    """By the site's clock; with its day when that is another."""
    zone = ZoneInfo(heading.profile.zone)
    shown = datetime.fromtimestamp(at / 1000, zone)
    today = datetime.fromtimestamp(heading.now / 1000, zone).date()
    return f"{shown:%H:%M}" if shown.date() == today else f"{shown:%Y-%m-%d %H:%M}"


# For machines


def payload(alerts: list[dict[str, Any]], heading: Heading) -> dict[str, Any]:
    """Alertmanager's webhook, version 4."""
    site = heading.profile.code
    firing = any(each["status"] == "firing" for each in alerts)
    return {
        "version": "4",
        "groupKey": f'{{}}:{{receiver="{heading.receiver}", site="{site}"}}',
        "truncatedAlerts": max(0, len(alerts) - CARRIED),
        "status": "firing" if firing else "resolved",
        "receiver": heading.receiver,
        "groupLabels": {"site": site},
        "commonLabels": {"site": site},
        "commonAnnotations": {},
        "externalURL": "",
        "alerts": alerts[:CARRIED],
    }


def _machine(each: Member, heading: Heading) -> dict[str, Any]:
    raised, ended = each.alert.raised, each.alert.resolved
    rule = raised.rule if f"rule.{raised.rule}" in words("es") else "other"
    labels = {
        "alertname": "".join(part.capitalize() for part in rule.split("_")),
        "severity": raised.priority,
        "site": heading.profile.code,
        "rule": rule,
    }
    if mask := _mask(raised):
        labels["mask"] = mask
    return {
        "status": "firing" if ended is None else "resolved",
        "labels": labels,
        "annotations": {
            "summary": line(demo(heading), *_what(raised, heading)),
            "description": line(*_circumstances(each, heading)),
        },
        "startsAt": utc(raised.due),
        "endsAt": NEVER if ended is None else utc(ended),
        "generatorURL": "",
        "fingerprint": each.alert.id,
    }


def utc(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
