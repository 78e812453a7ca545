"""The desk's row of an alert, and its place on the board."""

from alerts import lifecycle
from alerts.board import Alert, Mark
from alerts.fold import AlertBoard
from alerts.rules import GROUPED, INHIBITS
from picture.alert_policy import preset
from picture.clocks import HOUR
from picture.picture import Picture
from picture.profile import Profile
from watch.alert_documents import AlertLine, AlertRow, ShiftDesk
from watch.case_board import CaseRoom
from watch.places import Names
from watch.zones import found_of

SHOWN = 12 * HOUR  # after its closing
CLASS = 1 << 42  # milliseconds: more than any instant


class AlertRows:
    """Rows by id, with the instant at which each may be otherwise by itself."""

    def __init__(self, picture: Picture, book: AlertBoard, room: CaseRoom) -> None:
        self._picture = picture
        self._book = book
        self._room = room

    @property
    def _profile(self) -> Profile:
        assert self._picture.profile is not None
        return self._picture.profile

    def row(self, name: str, now: int) -> tuple[AlertRow, int | None] | None:
        """None where it has none (any more)."""
        alert = self._book.alert(name)
        if alert is None:
            return None
        leaves = alert.closed.at + SHOWN if alert.closed else None
        if leaves is not None and leaves <= now:
            return None
        turns = lifecycle.turns(alert, self._profile.alerts, now)
        return self._row(alert, now), turns if leaves is None else leaves

    def shown(self, now: int) -> list[str]:
        """Ids that have a row, the most urgent first."""
        alerts = self._book.board.alerts
        closed = [name for name, one in alerts.items() if one.closed and one.closed.at > now - SHOWN]
        opened = sorted(self._book.open, key=lambda name: lifecycle.pressing(alerts[name], now))
        return [*opened, *closed]

    def turn(self) -> ShiftDesk:
        turn = self._book.board.turn
        return ShiftDesk(lead=turn.lead, since=turn.since, offered=_mark(turn.offered))

    def _row(self, alert: Alert, now: int) -> AlertRow:
        raised = alert.raised
        case = self._picture.book.cases.get(raised.case or "")
        names = self._room.names
        look = self._room.looks.cases.get(raised.case or "")
        rule = preset(raised.rule)
        taken = lifecycle.acknowledged(alert, now)
        found = found_of(alert, self._picture)
        municipality = (case.opening.municipality if case else raised.municipality) or ""
        return AlertRow(
            id=alert.id,
            rank=rank(alert, now),
            version=alert.version,
            rule=raised.rule,
            reason=raised.reason or "",
            priority=raised.priority,
            kind=raised.kind,
            about=raised.about,
            name=names.zone_on_desk(found.places) if found.zone else named(alert, names, self._profile),
            case=raised.case or "",
            mask=case.mask if case else raised.mask,
            risk=look.risk if look else "",
            place="" if found.zone else names.on_desk(municipality or None),
            municipality=municipality,
            agency=alert.agency,
            locked=self._book.board.locks.get(raised.case or "", ()),
            group=group(alert, now),
            due=raised.due,
            raised=alert.recorded,
            state=lifecycle.state(alert, now),
            can=lifecycle.can(alert, now),
            taken=(taken.at, taken.by) if taken else None,
            assigned=(alert.assigned.at, alert.assigned.said, alert.assigned.by) if alert.assigned else None,
            level=lifecycle.level(alert, now),
            escalates=lifecycle.escalates(alert, self._profile.alerts, now),
            snoozed=_snoozed(alert, now),
            confirmed=_mark(alert.confirmed),
            resolved=alert.resolved,
            closed=_mark(alert.closed),
            value=found.value,
            limit=raised.limit,
            unit=rule.unit if rule else "",
            zone=found.zone,
            inhibits=len(INHIBITS) if raised.rule == "feed_silent" and self._centre(raised.about) else 0,
            stale=stale(alert, self._picture),
            late=raised.late,
            notes=tuple(alert.notes),
            story=tuple(AlertLine(line.time, line.what, line.by, line.said) for line in alert.story),
        )

    def _centre(self, source: str) -> bool:
        return self._profile.centre_of(source) is not None


def rank(alert: Alert, now: int) -> int:
    """The smaller the more urgent: as `lifecycle.pressing`, in one number."""
    place, taken, due, _ = lifecycle.pressing(alert, now)
    return (2 * place + taken) * CLASS + due


def group(alert: Alert, now: int) -> str:
    """Alerts that are shown together, while they are in the same state."""
    raised = alert.raised
    if raised.rule not in GROUPED:
        return ""
    over = "over" if alert.closed or alert.resolved is not None else "asleep" if lifecycle.asleep(alert, now) else ""
    return f"{raised.rule}.{raised.priority}.{over or lifecycle.state(alert, now)}"


def named(alert: Alert, names: Names, profile: Profile) -> str:
    """What it is about by name, where that is a feed, a centre, a queue or a channel."""
    kind, about = alert.raised.kind, alert.raised.about
    if kind in ("feed", "centre"):
        return names.desk(about)
    if kind == "queue":
        source, _, code = about.rpartition(".")
        centre = profile.centre_of(source)
        queue = next((each.name for each in centre.queue if each.code == code), code) if centre else code
        return f"{names.desk(source)} · {queue}"
    return about if kind == "channel" else ""


def stale(alert: Alert, picture: Picture) -> int | None:
    """Since when nobody tells of what it is about: it goes on, and is to be confirmed by phone."""
    source = alert.raised.source
    live = picture.centres.get(source) if source else None
    if live is None or live.state.connected or not live.state.lost or alert.raised.rule == "feed_silent":
        return None
    return live.state.lost


def _snoozed(alert: Alert, now: int) -> tuple[int, str, str] | None:
    if alert.snoozed is None or not lifecycle.asleep(alert, now):
        return None
    return alert.snoozed_until, alert.snoozed.said, alert.snoozed.by


def _mark(mark: Mark | None) -> tuple[int, str, str] | None:
    return None if mark is None else (mark.at, mark.by, mark.said)
