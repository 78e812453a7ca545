"""Role × surface, on both servers as they run: nobody gets more than this says.

What each may is written down here once more, by hand: the tables of the gate are what is tested.
"""

import os

import pytest

from dashboard.gate.surfaces import DESK, WALL, surfaces
from tests.dashboard.gate.building import Visitor, routes_of
from tests.dashboard.gate.conftest import Site

pytestmark = pytest.mark.store
LEADS = {"lead.norte", "supervisora", "emergencia"}
ALL = LEADS | {"lectora", "auditora", "mirador", "sin.papel"}
SCREEN, STRANGER = "a screen", "a stranger"
EVERYBODY = ALL | {SCREEN, STRANGER}
WATCHERS = LEADS | {"mirador", SCREEN}
SUPERVISORS = {"supervisora", "emergencia"}
READERS = LEADS | {"lectora"}
NONE: set[str] = set()

PAGE = [  # what a page of Streamlit's needs
    "GET /",
    "GET /_stcore/health",
    "GET /_stcore/host-config",
    "GET /_stcore/bidi-components/x",
    "SOCKET /_stcore/stream",
    "SOCKET /live",
]
MAP = ["GET /map", "GET /map/files/x/x", "SOCKET /map/live"]
PAST = [f"GET /past/{name}" for name in ("bounds", "room", "story", "case", "changes", "step", "wall", "files/x/x")]
BRIEFINGS = [
    "GET /briefings",
    "GET /trends",
    "GET /trends/data",
    "GET /staffing",
    "GET /staffing/data",
    "GET /briefing/state",
    "GET /briefing/files/x",
    "GET /briefing/compare/x/x/x/x",
    "GET /briefing/x/x.x",
]
UNUSED = [
    *(
        f"OPTIONS /_stcore/{name}"
        for name in ("health", "host-config", "metrics", "bidi-components/x", "upload_file/x/x")
    ),
    *(f"{method} /_stcore/upload_file/x/x" for method in ("PUT", "DELETE")),
    *(
        f"{method} /_stcore/agent/{name}"
        for name in ("interact", "mcp", "openapi.json")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    ),
    "GET /_stcore/metrics",
    "GET /media/x",
    "OPTIONS /media/x",
    "GET /component/x",
    "OPTIONS /component/x",
    "GET /auth/login",
    "GET /auth/logout",
    "GET /oauth2callback",
]
DOORS = [
    "GET /sign-in",
    "POST /sign-in",
    "GET /oidc/start",
    "GET /oidc/return",
    "GET /gate/gate.css",
    "GET /gate/enrol.js",
    "GET /gate/icon.svg",
]
BOTH = {
    **dict.fromkeys(UNUSED, NONE),
    **dict.fromkeys([*DOORS, "GET /healthz", "GET /metrics"], EVERYBODY),  # healthz, metrics: from this machine
    "POST /sign-out": ALL,
}
EXPECTED = {
    "wall": {**BOTH, **dict.fromkeys([*PAGE, *MAP], WATCHERS), "GET /enrol": EVERYBODY, "POST /enrol": EVERYBODY},
    "desk": {
        **BOTH,
        **dict.fromkeys([*PAGE, *MAP, "GET /map/history/x/x"], LEADS),
        "POST /map/scan": LEADS,
        **dict.fromkeys(PAST, LEADS),
        **dict.fromkeys(BRIEFINGS, READERS),
        "POST /briefing/make": LEADS,
        "POST /decision": SUPERVISORS,
        "POST /decision/settle": SUPERVISORS,
        "GET /me": ALL,
        "POST /act": LEADS,
        "POST /shift": LEADS,
        "POST /blank": LEADS,
        "POST /read": LEADS,
        "GET /note/x": LEADS,
        "POST /lock": SUPERVISORS,
        "GET /screens": SUPERVISORS,
        "POST /screens/code": SUPERVISORS,
        "POST /screens/revoke": SUPERVISORS,
        "GET /audit.csv": {"auditora"},
    },
}
UNLISTED = ["GET /nowhere", "GET /index.html", "POST /", "DELETE /live", "GET /_stcore/stream", "SOCKET /nowhere"]


@pytest.fixture(scope="module")
def visitors(site: Site) -> dict[str, Visitor]:
    people = {account: site.person(account) for account in sorted(ALL)}
    stranger = Visitor(site.desk, X_Vigia_User_Id="supervisora", X_Vigia_User_Roles="supervisor lead auditor")
    return {**people, SCREEN: site.screen(), STRANGER: stranger}


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, list[tuple[str, str]]]:
    told = {"VIGIA_SITE": "nuevo_leon", "VIGIA_KIND": "demo", "VIGIA_STORE": site.store.url, **site.environment}
    environment = {**os.environ, **told}
    return {"wall": routes_of("streamlit_app", **environment), "desk": routes_of("desk_app", **environment)}


@pytest.mark.parametrize("side", ["wall", "desk"])
def test_every_route_of_a_server_has_its_rule_here_and_in_the_gate(
    side: str, found: dict[str, list[tuple[str, str]]]
) -> None:
    table = {"wall": WALL, "desk": DESK}[side]
    routes = [route for route in found[side] if f"{route[0]} {route[1]}" not in BOTH]
    assert [route for route in routes if f"{route[0]} {route[1]}" not in EXPECTED[side]] == []
    assert [route for route in found[side] if not surfaces(table, *route)] == []


@pytest.mark.parametrize("side", ["wall", "desk"])
def test_nobody_gets_more_and_nobody_less(side: str, site: Site, visitors: dict[str, Visitor]) -> None:
    server = {"wall": site.wall, "desk": site.desk}[side]
    wrong = []
    here = {name: visitor.at(server) for name, visitor in visitors.items()}
    for surface, who in [*EXPECTED[side].items(), *((path, NONE) for path in UNLISTED)]:
        method, path = surface.split(" ", 1)
        if surface in ("POST /sign-in", "POST /enrol", "POST /sign-out"):
            continue  # they change who the visitor is, and have tests of their own
        for name, visitor in here.items():
            status = visitor.request(method, path)
            let_in = status not in (401, 403, 4401, 4403) or (path == "/oidc/return" and status == 403)
            if let_in != (name in who) or status == 500:
                wrong.append((surface, name, status))
    assert wrong == []
