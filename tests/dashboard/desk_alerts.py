"""Made-up alerts for the desk's board, and a server's answers to what is done there."""

from typing import Any

import msgspec
from msgspec.structs import replace
from playwright.sync_api import Page, Route

from picture.alert_policy import RULES, RuleName
from tests.dashboard import desk_sample
from tests.dashboard.alerts import FOUND, NAMELESS, NAMES, REASONS, ZONE
from tests.dashboard.sample import HOUR, MINUTE, NOW, SECOND
from watch.alert_documents import Act, AlertLine, AlertRow
from watch.desk_documents import DeskDocument

ALL: tuple[Act, ...] = ("note", "acknowledge", "assign", "snooze", "escalate", "confirm")
PLACES = {"critical": 0, "high": 1, "low": 2}
WORDS = {
    "snoozes": {"esperando_equipo": "Esperando equipo", "prueba": "Prueba de la línea"},
    "actions": {"equipo_enviado": "Se envió equipo", "contactada": "Se habló con ella"},
    "closings": {"atendida": "Atendida", "falsa_alarma": "Falsa alarma", "se_resolvio": "Se resolvió"},
}
ME: dict[str, object] = {
    "id": "lead.norte",
    "name": "Inés Cantú",
    "roles": ["lead"],
    "may": ["act", "blank", "desk"],
    "people": [
        {"id": "lead.norte", "name": "Inés Cantú", "roles": ["lead"]},
        {"id": "lead.sur", "name": "Óscar Peña", "roles": ["lead"]},
    ],
    "agencies": {},
    "gate": "closed",
}


def alert(n: int, rule: RuleName = "severe_unassigned", **changes: object) -> AlertRow:
    """About the n-th case: nobody has taken it, and its limit passed two minutes ago."""
    value, limit = FOUND.get(rule, (None, None))
    named = rule not in NAMELESS
    followup = rule.startswith("followup")
    due = NOW - 2 * MINUTE
    plain = AlertRow(
        id=f"{n:032x}",
        rank=n,
        version=1,
        rule=rule,
        reason=REASONS.get(rule, ""),
        priority=RULES[rule].priority,
        kind="followup" if followup else "case" if named else "feed",
        about=f"SEG-{n:06d}" if followup else f"NL-{n:06d}" if named else "nl/911",
        name=NAMES.get(rule, ""),
        case=f"NL-{n:06d}" if named else "",
        mask=desk_sample.mask(n) if named else "",
        risk="severe" if named else "",
        place=desk_sample.PLACES[n % len(desk_sample.PLACES)] if named else "",
        agency="070",
        due=due,
        raised=due + SECOND,
        state="raised",
        can=ALL,
        value=value,
        limit=limit,
        zone=ZONE if rule == "hotspot" else None,
        story=(
            AlertLine(due, "due"),
            AlertLine(due + SECOND, "raised"),
            AlertLine(due + 2 * SECOND, "told", "", "lead"),
        ),
    )
    return replace(plain, **changes)


def taken(row: AlertRow, by: str = "lead.norte", minutes: int = 5) -> AlertRow:
    at = NOW - minutes * MINUTE
    can = tuple(act for act in row.can if act != "acknowledge")
    story = (*row.story, AlertLine(at, "acknowledged", by))
    return replace(row, state="acknowledged", taken=(at, by), can=can, version=row.version + 1, story=story)


def night() -> list[AlertRow]:
    """As on the design's desk, and one each of what else may stand there."""
    overdue = [taken(alert(n, "followup_overdue", group="overdue", due=NOW - 12 * MINUTE)) for n in (11, 12, 13)]
    overdue = [replace(row, risk="severe" if i == 0 else "mild") for i, row in enumerate(overdue)]
    assigned = taken(alert(7, "followup_unsafe", due=NOW - 31 * MINUTE))
    silent = alert(21, "feed_silent", priority="low", due=NOW - 43 * MINUTE, name="BANAVIM", inhibits=5)
    return [
        alert(1, escalates=(NOW + 180 * SECOND, 2)),
        alert(2, "aggressor_answered", due=NOW - 2 * MINUTE, level=1, escalates=(NOW + 61 * SECOND, 2)),
        *overdue,
        replace(assigned, state="assigned", assigned=(NOW - 20 * MINUTE, "equipo_itinerante", "lead.norte")),
        alert(20, "surge", due=NOW - 48 * MINUTE),
        replace(taken(silent), snoozed=(NOW + 49 * MINUTE, "esperando_equipo", "lead.norte")),
        alert(22, "longest_wait", due=NOW - 6 * MINUTE),
        taken(alert(23, "referral_stale", due=NOW - 130 * MINUTE), by="lead.sur"),
        replace(taken(alert(24, "order_expiring")), resolved=NOW - MINUTE, can=("note", "close", "confirm")),
        closed(25),
    ]


def closed(n: int) -> AlertRow:
    row = taken(alert(n, "handover_late", due=NOW - 3 * HOUR), minutes=170)
    return replace(row, state="closed", closed=(NOW - 2 * HOUR, "lead.norte", "atendida"), can=("note",))


def document(alerts: list[AlertRow], **changes: object) -> DeskDocument:
    cases = [desk_sample.case(n) for n in range(1, 31)]
    owed = [desk_sample.followup(n) for n in range(1, 15)]
    names = desk_sample.NAMES | WORDS
    return replace(desk_sample.document(cases, owed), alerts=alerts, names=names, **changes)


class Answers:
    """The desk's server as a browser meets it: says who sits here, and takes what is told to it."""

    def __init__(self, page: Page, **me: object) -> None:
        self.me = ME | me
        self.anew()
        for path in ("/me", "/act", "/blank", "/read"):
            page.route(f"**{path}", self._answer)
        page.route("**/note/*", self._note)

    def anew(self) -> None:
        """Accepts whatever is done; nothing was told yet."""
        self.told: list[tuple[str, Any]] = []
        self.verdicts: dict[str, dict[str, object]] = {}  # alert → what is said of an act on it
        self.status = 200
        self.notes: dict[str, str] = {}
        self.held: list[Route] | None = None  # a list: acts wait in it until they are let go

    @property
    def acts(self) -> list[dict[str, Any]]:
        return [act for path, body in self.told if path == "/act" for act in body["acts"]]

    def paths(self) -> list[str]:
        return [path for path, _ in self.told]

    def _answer(self, route: Route) -> None:
        path = "/" + route.request.url.rpartition("/")[2]
        if path == "/me":
            return route.fulfill(json=self.me)
        assert route.request.headers["x-vigia"] == "1"
        body = msgspec.json.decode(route.request.post_data or "")
        self.told.append((path, body))
        if path == "/act" and self.held is not None:
            return self.held.append(route)
        return self._tell(route, path, body)

    def let_go(self) -> None:
        held, self.held = self.held or [], None
        for route in held:
            self._tell(route, "/act", msgspec.json.decode(route.request.post_data or ""))

    def _tell(self, route: Route, path: str, body: Any) -> None:
        if self.status != 200:
            return route.fulfill(status=self.status, json={"error": "unanswered"})
        if path == "/blank":
            self.me = self.me | body
        if path != "/act":
            return route.fulfill(json={"ok": True})
        return route.fulfill(json={"answers": [self._verdict(act) for act in body["acts"]]})

    def _verdict(self, act: dict[str, Any]) -> dict[str, object]:
        said = self.verdicts.get(act["alert"], {"accepted": True})
        return {"intent": act["intent"], "alert": act["alert"], **said}

    def _note(self, route: Route) -> None:
        text = self.notes[route.request.url.rpartition("/")[2]]
        route.fulfill(json={"text": text, "by": "lead.sur", "at": NOW})
