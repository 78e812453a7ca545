"""What a period says, counted anew by civil day: nothing of the fold is used."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from feeds.simulator.wire import Event
from tests.scripted.script import DAY, Period

Counted = tuple[int, str]  # an instant and its measure
ANSWERS = (
    "handover.offered",
    "handover.accepted",
    "referral.made",
    "referral.accepted",
    "referral.refused",
    "referral.waitlisted",
    "referral.completed",
)


class Said:
    """The whole period, once; `within` counts what lies in so many civil days up to the one that holds `now`."""

    def __init__(self, period: Period, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._people = {e.subject: _data(e)["person"] for e in _of(period, "case.opened") if "person" in _data(e)}
        self._counted = sorted(self._measures(period))

    def within(self, now: int, days: int) -> dict[str, int]:
        today = self._day(now)
        first = today - timedelta(days=days - 1)
        return dict(Counter(measure for at, measure in self._counted if first <= self._day(at) <= today))

    def _day(self, at: int) -> date:
        return datetime.fromtimestamp(at / 1000, self._zone).date()

    def _measures(self, period: Period) -> Iterator[Counted]:
        for source, events in period.said.items():
            for happened in events:
                for measure in self._of_event(source, happened):
                    yield happened.time, measure
        yield from self._accompanied(period)

    def _of_event(self, source: str, happened: Event) -> Iterator[str]:
        said = _data(happened)
        match happened.type:
            case "call.offered":
                yield f"calls.{source}.{said['queue']}"
            case "case.opened":
                yield "cases.opened"
            case "case.assessed":  # each case of these periods once
                yield f"cases.{said['level']}"
            case "case.registered":
                yield f"registered.{said['register']}"
            case "followup.done":  # each of these was a safe conversation
                yield "followups.done"
            case "service.given":
                timing = "remote" if said.get("channel") in ("video", "whatsapp") else said.get("timing")
                named = ["services", f"services.{said['service']}", *([f"timing.{timing}"] if timing else [])]
                yield from (f"men.{measure}" if said.get("subject_is") == "man" else measure for measure in named)
            case answer if answer in ANSWERS:
                yield answer.replace(".", "s.", 1)

    def _accompanied(self, period: Period) -> Iterator[Counted]:
        """A woman's first accompaniment in 35 days."""
        last: dict[object, int] = {}
        for happened in _of(period, "service.given"):
            said = _data(happened)
            if said["service"] != "acompanamiento":
                continue
            woman = said.get("person") or self._people[str(said["case"])]
            if last.get(woman, 0) < happened.time - 35 * DAY:
                yield happened.time, "women.accompanied"
            last[woman] = happened.time


def _data(happened: Event) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(happened.data)
    return found


def _of(period: Period, what: str) -> Iterator[Event]:
    return (happened for _, happened in period.in_order() if happened.type == what)
