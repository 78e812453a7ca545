"""The wall's alert band: what still holds, of one kind together, the most urgent first."""

from collections.abc import Iterator
from itertools import groupby, islice

from alerts import lifecycle
from alerts.board import Alert
from alerts.fold import AlertBoard
from alerts.rules import GROUPED
from picture.alert_policy import RULES
from picture.picture import Picture
from picture.profile import Profile
from watch.alert_documents import AlertBand, BandRow
from watch.alert_rows import named, stale
from watch.case_board import CaseRoom

ROWS = 12  # the wall draws as many as it has space for
MASKS = 3  # of one row
LOCKED = "···"  # in place of a mask


class Band:
    """Of one picture and its board."""

    def __init__(self, picture: Picture, book: AlertBoard, room: CaseRoom) -> None:
        self._picture = picture
        self._book = book
        self._room = room

    def band(self, now: int) -> AlertBand:
        alerts = self._book.board.alerts
        holding = [alerts[name] for name in self._book.open if lifecycle.stands(alerts[name])]
        holding.sort(key=lambda alert: lifecycle.pressing(alert, now))
        groups = _grouped(holding, now)
        shown = list(islice(groups, ROWS))
        return AlertBand(
            rows=[self._row(each, now) for each in shown],
            more=len(holding) - sum(len(each) for each in shown),
            open=len(holding),
            critical=sum(alert.raised.priority == "critical" for alert in holding),
            unacknowledged=sum(lifecycle.acknowledged(alert, now) is None for alert in holding),
        )

    def _row(self, alerts: list[Alert], now: int) -> BandRow:
        first, profile = alerts[0], self._profile
        raised = first.raised
        rule = RULES.get(raised.rule)  # type: ignore[call-overload]  # another version's may be unknown
        looks, cases = self._room.looks.cases, self._picture.book.cases
        case = None if raised.case in self._room.locks else cases.get(raised.case or "")
        marks = (first.confirmed, first.assigned, lifecycle.acknowledged(first, now))
        state = lifecycle.state(first, now)
        since = next((mark.at for mark in marks if mark), None) if state != "raised" else None
        masks = [self._mask(alert) for alert in alerts]
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
            masks=tuple(mask for mask in masks if mask)[:MASKS],
            place=self._room.names.on_wall(case) if case and len(alerts) == 1 else "",
            name=named(first, self._room.names, profile) if len(alerts) == 1 else "",
            due=raised.due,
            state="snoozed" if lifecycle.asleep(first, now) else state,
            since=since,
            escalates=min(_escalates(alerts, profile, now), default=None),
            level=max(lifecycle.level(alert, now) for alert in alerts),
            value=raised.value,
            limit=raised.limit,
            unit=rule.unit if rule else "",
            stale=stale(first, self._picture),
        )

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


def _escalates(alerts: list[Alert], profile: Profile, now: int) -> Iterator[tuple[int, int]]:
    for alert in alerts:
        step = lifecycle.escalates(alert, profile.alerts, now)
        if step:
            yield step


def _grouped(alerts: list[Alert], now: int) -> Iterator[list[Alert]]:
    """In order; those of a rule that is shown together stand at the first of them."""
    kept: dict[str, list[Alert]] = {}
    for key, group in groupby(alerts, lambda alert: _key(alert, now)):
        kept.setdefault(key, []).extend(group)
    yield from kept.values()


def _key(alert: Alert, now: int) -> str:
    raised = alert.raised
    if raised.rule not in GROUPED:
        return alert.id
    asleep = "asleep" if lifecycle.asleep(alert, now) else lifecycle.state(alert, now)
    return f"{raised.rule}.{raised.reason}.{raised.priority}.{asleep}"
