"""The wall's alert band: what still holds, of one kind together, the most urgent first."""

from itertools import islice
from typing import NamedTuple

from alerts import lifecycle
from alerts.board import Alert
from alerts.fold import AlertBoard
from alerts.rules import GROUPED
from picture.alert_policy import preset
from picture.due import Due
from picture.picture import Picture
from picture.profile import Profile
from watch.alert_documents import AlertBand, BandRow
from watch.alert_rows import named, stale
from watch.case_board import CaseRoom
from watch.zones import Found, found_of

ROWS = 12  # the wall draws as many as it has space for
MASKS = 3  # of one row
PRIORITIES = 3  # places of what is awake, then as many of what is asleep (`lifecycle.pressing`)
LOCKED = "···"  # in place of a mask


class Kept(NamedTuple):
    """What one alert that holds counts as: its place, whom it stands with, who is told next, who was told so far."""

    place: tuple[int, bool, int, str]
    group: str
    name: str
    escalates: tuple[int, int] | None
    level: int


class Band:
    """Of one picture and its board. An alert is looked at again where it changed, or may be otherwise by itself."""

    def __init__(self, picture: Picture, book: AlertBoard, room: CaseRoom) -> None:
        self._picture = picture
        self._book = book
        self._room = room
        self._kept: dict[str, Kept] = {}
        self._due = Due()
        self._profile_seen: Profile | None = None

    def band(self, now: int) -> AlertBand:
        self._look(now)
        ordered = sorted(self._kept.values())
        groups: dict[str, list[Kept]] = {}
        for kept in ordered:
            groups.setdefault(kept.group, []).append(kept)
        shown = list(islice(groups.values(), ROWS))
        return AlertBand(
            rows=[self._row(each, now) for each in shown],
            more=len(ordered) - sum(len(each) for each in shown),
            open=len(ordered),
            critical=sum(kept.place[0] % PRIORITIES == 0 for kept in ordered),
            unacknowledged=sum(not kept.place[1] for kept in ordered),
        )

    def _look(self, now: int) -> None:
        book, policy = self._book, self._profile.alerts
        if self._profile is not self._profile_seen:
            self._profile_seen = self._profile
            book.seen_from_afar.update(book.open)
        for name in self._due.pop(now, book.seen_from_afar):
            alert = book.alert(name)
            if alert is None or not lifecycle.stands(alert):
                self._kept.pop(name, None)
                self._due.drop(name)
                continue
            step, level = lifecycle.escalates(alert, policy, now), lifecycle.level(alert, now)
            self._kept[name] = Kept(lifecycle.pressing(alert, now), _key(alert, now), name, step, level)
            turns = lifecycle.turns(alert, policy, now)
            if turns is None:
                self._due.drop(name)
            else:
                self._due.put(name, turns)
        book.seen_from_afar.clear()

    def _row(self, together: list[Kept], now: int) -> BandRow:
        alerts = [self._book.board.alerts[kept.name] for kept in together]
        first = alerts[0]
        raised, found = first.raised, found_of(first, self._picture)
        rule = preset(raised.rule)
        looks, cases = self._room.looks.cases, self._picture.book.cases
        case = None if raised.case in self._room.locks else cases.get(raised.case or "")
        marks = (first.confirmed, first.assigned, lifecycle.acknowledged(first, now))
        state = lifecycle.state(first, now)
        since = next((mark.at for mark in marks if mark), None) if state != "raised" else None
        masks = (self._mask(alert) for alert in alerts)
        severe = sum(
            (look := looks.get(alert.raised.case or "")) is not None and look.risk in ("severe", "in_progress")
            for alert in alerts
        )
        return BandRow(
            rule=raised.rule,
            reason=raised.reason or "",
            priority=raised.priority,
            kind=raised.kind,
            count=len(alerts),
            severe=severe,
            masks=tuple(islice((mask for mask in masks if mask), MASKS)),
            place=self._room.names.on_wall(case) if case and len(alerts) == 1 else "",
            name=self._named(first, found) if len(alerts) == 1 else "",
            due=raised.due,
            state="snoozed" if lifecycle.asleep(first, now) else state,
            since=since,
            escalates=min((kept.escalates for kept in together if kept.escalates), default=None),
            level=max(kept.level for kept in together),
            value=found.value,
            limit=raised.limit,
            unit=rule.unit if rule else "",
            zone=found.zone,
            stale=stale(first, self._picture),
        )

    def _named(self, alert: Alert, found: Found) -> str:
        names = self._room.names
        return names.zone_on_wall(found.places) if found.zone else named(alert, names, self._profile)

    def _mask(self, alert: Alert) -> str:
        """Of a locked case nobody at the wall can tell which it is."""
        named = alert.raised.case or ""
        if named in self._room.locks:
            return LOCKED
        kept = self._picture.book.cases.get(named)
        return kept.mask if kept else alert.raised.mask

    @property
    def _profile(self) -> Profile:
        assert self._picture.profile is not None
        return self._picture.profile


def _key(alert: Alert, now: int) -> str:
    raised = alert.raised
    if raised.rule not in GROUPED:
        return alert.id
    asleep = "asleep" if lifecycle.asleep(alert, now) else lifecycle.state(alert, now)
    return f"{raised.rule}.{raised.reason}.{raised.priority}.{asleep}"
