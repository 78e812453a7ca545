"""What is true, beside what the board says of it: what has to be raised, and what has to be resolved. Pure.

A condition is known by its `id`, the hash of rule, subject and due time. Where one is true again that was resolved, its
alert is the next round of the same id.
"""

import hashlib
import heapq
from collections.abc import Iterable

from msgspec.structs import replace

from alerts import lifecycle
from alerts.board import Alert
from alerts.condition import Condition, alert_id
from alerts.fold import AlertBoard
from picture.alert_policy import RULES, preset
from picture.clocks import SECOND

LEARNED_LATE = 2 * SECOND  # a limit crossed so long before we knew of it
SETTLE = 5 * SECOND  # is believed when it still stands so long after: what is told late is told with what ended it


class Wanted:
    """What is to be journaled of one condition. `resolved`: when it ended; `raised`: it is not on the board yet."""

    def __init__(self, alert: str, condition: Condition | None, *, raised: bool, resolved: int | None) -> None:
        self.alert = alert
        self.condition = condition
        self.raised = raised
        self.resolved = resolved


class Standing:
    """`put` what is found of each thing; `wanted` says what the board lacks."""

    def __init__(self, book: AlertBoard) -> None:
        self._book = book
        self.true: dict[str, Condition] = {}
        self._of: dict[str, frozenset[str]] = {}  # thing → ids
        self._ended: dict[str, tuple[Condition | None, int]] = {}  # what the board may still say
        self._settling = book.board.settling
        self._heap = [(at, name) for name, at in self._settling.items()]
        heapq.heapify(self._heap)
        self._dirty: dict[str, None] = {}

    @property
    def clear(self) -> bool:
        """Whether the board says all that is known."""
        return not self._dirty

    def put(self, thing: str, found: Iterable[Condition], at: int) -> None:
        """All that is true of a thing at this instant."""
        now = {condition.id: condition for condition in found}
        before = self._of.get(thing, frozenset())
        for name in sorted(before - now.keys()):
            self._end(name, at)
        for name, condition in now.items():
            if name in before:
                self.true[name] = condition
            else:
                self._begin(name, condition, at)
        if now:
            self._of[thing] = frozenset(now)
        else:
            self._of.pop(thing, None)

    def _begin(self, name: str, condition: Condition, at: int) -> None:
        self.true[name] = condition
        known = self._ended.pop(name, (None, 0))[0] is not None  # it was believed, and the board lacks it still
        if name in self._settling:
            return  # whoever watched before knew of it
        if at - condition.due > LEARNED_LATE and not known:
            self._settling[name] = at + SETTLE
            heapq.heappush(self._heap, (at + SETTLE, name))
        else:
            self._dirty[name] = None

    def _end(self, name: str, at: int) -> None:
        condition = self.true.pop(name)
        if self._settling.pop(name, None) is None or self._alert(name) is not None:
            self._ended[name] = condition, at
            self._dirty[name] = None

    # settling

    def next(self) -> int | None:
        while self._heap and self._settling.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def settle(self, at: int) -> None:
        while (due := self.next()) is not None and due <= at:
            name = heapq.heappop(self._heap)[1]
            del self._settling[name]
            self._dirty[name] = None

    # the board

    def heed(self, alert: Alert, at: int) -> None:
        """The board says something else of an alert than before: does that fit what is true?"""
        raised = alert.raised
        name = alert_id(raised.rule, raised.kind, raised.about, raised.due)
        if name in self.true:
            if name not in self._settling:
                self._dirty[name] = None
        elif lifecycle.stands(alert) and not self._adopt(name, alert):
            self._ended.setdefault(name, (None, at))
            self._dirty[name] = None

    def _adopt(self, name: str, alert: Alert) -> bool:
        """What is sampled stands until a sample says otherwise, whoever raised it."""
        rule = preset(alert.raised.rule)
        if rule is None or not rule.sampled:
            return False
        self.hold(condition_of(alert))
        return True

    def hold(self, condition: Condition) -> None:
        """A sampled condition, by its fingerprint: one at a time."""
        thing = f"sampled:{condition.fingerprint}"
        for other in self._of.get(thing, ()):
            if other != condition.id:
                self.true.pop(other, None)
                self._dirty.pop(other, None)
        self._of[thing] = frozenset({condition.id})
        self.true[condition.id] = condition

    def held(self, fingerprint: str) -> Condition | None:
        """The sampled condition that stands, under this fingerprint."""
        names = self._of.get(f"sampled:{fingerprint}", ())
        return next((self.true[name] for name in names), None)

    def all_held(self) -> list[str]:
        """Fingerprints."""
        return [thing.removeprefix("sampled:") for thing in self._of if thing.startswith("sampled:")]

    def _rounds(self, name: str) -> tuple[str, Alert | None]:
        """The id of the last round, and its alert; of the first where none was raised."""
        alerts, found, turn = self._book.board.alerts, name, 1
        while (following := again(name, turn)) in alerts:
            found, turn = following, turn + 1
        return found, alerts.get(found)

    def _alert(self, name: str) -> Alert | None:
        return self._rounds(name)[1]

    def wanted(self) -> list[Wanted]:
        """What the board lacks, in order of due time. What it says by now is looked at no more."""
        found = []
        for name in list(self._dirty):
            one = self._wanted(name)
            if one is None:
                del self._dirty[name]
                self._ended.pop(name, None)
            else:
                found.append(one)
        return sorted(found, key=lambda one: (one.condition.due if one.condition else 0, one.alert))

    def _wanted(self, name: str) -> Wanted | None:
        last, alert = self._rounds(name)
        condition = self.true.get(name)
        if condition is not None:
            if alert is None:
                return self._raise(name, condition)
            if lifecycle.stands(alert) or (alert.closed and alert.closed.by):
                return None  # it is said, or a person ended it
            turn = 1
            while again(name, turn) in self._book.board.alerts:
                turn += 1
            return Wanted(again(name, turn), condition, raised=True, resolved=None)
        ended = self._ended.get(name)
        if ended is None:
            return None
        if alert is None:
            return Wanted(last, ended[0], raised=True, resolved=ended[1]) if ended[0] else None
        return Wanted(last, None, raised=False, resolved=ended[1]) if lifecycle.stands(alert) else None

    def _raise(self, name: str, condition: Condition) -> Wanted | None:
        """Of what is sampled one alert stands at a time, whenever it was found to be due."""
        other = self._book.standing.get(condition.fingerprint)
        if other is not None and RULES[condition.rule].sampled:
            self.hold(replace(condition, due=self._book.board.alerts[other].raised.due))
            return None
        return Wanted(name, condition, raised=True, resolved=None)


def again(name: str, turn: int) -> str:
    """The id of a later round."""
    return hashlib.blake2b(f"{name}\0{turn}".encode(), digest_size=16).hexdigest()


def condition_of(alert: Alert) -> Condition:
    """What was found when it was raised."""
    raised = alert.raised
    return Condition(
        rule=raised.rule,  # type: ignore[arg-type]  # one of the rules: it was raised
        kind=raised.kind,
        about=raised.about,
        due=raised.due,
        priority=raised.priority,
        reason=raised.reason or "",
        source=raised.source or "",
        agency=alert.agency,
        case=raised.case or "",
        value=raised.value,
        limit=raised.limit,
        lasts=raised.lasts,
        municipality=raised.municipality or "",
        observed=raised.observed,
        expected=raised.expected,
        least=raised.least,
    )
