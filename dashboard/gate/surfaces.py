"""Every surface of both servers and the right that it takes; what stands in no table is nobody's. Pure.

The first line that fits counts. A right is one of person.MAY, or:
- ANYONE   needs nobody to be known (the doors themselves)
- LOCAL    a program on this machine, by a connection that nobody passed on
- SIGNED   any person who came in, whatever the role
- PRESENT  as SIGNED, and an enrolled screen too
- NOBODY   Streamlit has it and we do not use it
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from dashboard.gate.person import MAY, Person, Screen

ANYONE, LOCAL, SIGNED, PRESENT, NOBODY = "anyone", "local", "signed", "present", "nobody"
OWN_RIGHTS = (ANYONE, LOCAL, SIGNED, PRESENT, NOBODY)
SCREEN_MAY = ("wall",)
SOCKET = "SOCKET"  # the method of a WebSocket here


class Surface(Struct, frozen=True):
    """`path`: a pattern of the whole path. `form`: a page's own form posts here, which cannot set a header."""

    method: str
    path: str
    right: str
    form: bool = False


def _all(methods: str, paths: Iterable[str], right: str, form: bool = False) -> list[Surface]:
    return [Surface(method, path, right, form) for path in paths for method in methods.split()]


def _page(right: str) -> list[Surface]:
    """What a page of Streamlit's asks for."""
    return [
        *_all("GET", (r"/", r"/static/[\w./-]+", r"/favicon\.png", r"/manifest\.json"), right),
        *_all("GET", (r"/_stcore/(health|host-config)", r"/_stcore/bidi-components/.+"), right),
        *_all(SOCKET, (r"/_stcore/stream",), right),
    ]


DOORS = [
    *_all("GET", ("/sign-in", "/oidc/start", "/oidc/return", r"/gate/(gate\.css|enrol\.js|icon\.svg)"), ANYONE),
    *_all("POST", ("/sign-in",), ANYONE, form=True),
    *_all("POST", ("/sign-out",), SIGNED, form=True),
]
MAP = ("/map", r"/map/files/[\w./-]+")
BRIEFINGS = (
    *("/briefings", "/briefing/state", r"/briefing/files/[\w.]+"),
    *("/trends", "/trends/data", "/staffing", "/staffing/data"),
    *(r"/briefing/[\w.:+-]+/\w+\.\w+", r"/briefing/compare/[\w.:+-]+/\w+/[\w.:+-]+/\w+"),
)
PROBES = [*_all("GET", ("/healthz", "/metrics"), LOCAL), *_all("GET", ("/healthz",), PRESENT)]
UNUSED = [
    *_all("GET POST PUT PATCH DELETE OPTIONS", (r"/_stcore/.*", r"/media/.*", r"/component/.*"), NOBODY),
    *_all("GET", (r"/auth/.*", r"/oauth2callback", r"/index\.html", r"/app/static/.*"), NOBODY),
]
WALL = [
    *DOORS,
    *PROBES,
    *_all("GET", ("/enrol",), ANYONE),
    *_all("POST", ("/enrol",), ANYONE, form=True),
    *_page("wall"),
    *_all(SOCKET, ("/live", "/map/live"), "wall"),
    *_all("GET", MAP, "wall"),
    *UNUSED,
]
DESK = [
    *DOORS,
    *PROBES,
    *_page("desk"),
    *_all(SOCKET, ("/live", "/map/live"), "desk"),
    *_all("GET", (*MAP, r"/map/history/\w+/\w+"), "desk"),
    *_all("POST", ("/map/scan",), "act"),
    *_all("GET", (r"/past/(bounds|room|story|case|changes|step|wall)", r"/past/files/[\w./-]+"), "desk"),
    *_all("GET", BRIEFINGS, "briefing"),
    *_all("POST", ("/briefing/make",), "act"),
    *_all("POST", ("/decision", "/decision/settle"), "decide"),
    *_all("GET", ("/me",), SIGNED),
    *_all("POST", ("/act", "/shift"), "act"),
    *_all("GET", (r"/note/[^/]+",), "desk"),
    *_all("POST", ("/read",), "desk"),
    *_all("POST", ("/blank",), "blank"),
    *_all("POST", ("/lock",), "lock"),
    *_all("GET", ("/screens",), "screens"),
    *_all("POST", ("/screens/code", "/screens/revoke"), "screens"),
    *_all("GET", (r"/audit\.csv",), "audit"),
    *UNUSED,
]


def surfaces(table: Iterable[Surface], method: str, path: str) -> list[Surface]:
    """Those that fit, in the table's order. HEAD is as good as GET."""
    method = "GET" if method == "HEAD" else method
    return [each for each in table if each.method == method and re.fullmatch(each.path, path)]


def allowed(right: str, person: Person | None, screen: Screen | None, *, local: bool) -> bool:
    """Whether who came may do what takes this right."""
    if right in OWN_RIGHTS:
        return {
            ANYONE: True,
            LOCAL: local,
            SIGNED: person is not None,
            PRESENT: person is not None or screen is not None,
            NOBODY: False,
        }[right]
    assert right in MAY
    return (person is not None and person.may(right)) or (screen is not None and right in SCREEN_MAY)
