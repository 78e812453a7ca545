"""The gate's own pages: plain HTML that works without a script."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from dashboard.gate import wording
from dashboard.gate.house import House
from dashboard.gate.person import Person

HERE = Path(__file__).resolve().parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# A form that tells no referrer tells no origin either, and without an origin it is refused.
_FORM = {"Referrer-Policy": "same-origin"}
FILES = {"gate.css": "text/css", "enrol.js": "text/javascript", "icon.svg": "image/svg+xml"}


def _page(template: str, scope: Scope, house: House, status: int = 200, **given: Any) -> Response:
    words = wording.chosen(Request(scope).query_params.get("lang"))
    asked = Request(scope).query_params.get("lang")
    html = _TEMPLATES.get_template(f"{template}.jinja").render(
        words=words,
        demo=house.kind == "demo",
        lang=f"?lang={asked}" if asked in wording.LANGUAGES else "",
        **given,
    )
    return HTMLResponse(html, status_code=status, headers=_FORM)


def sign_in(scope: Scope, house: House, said: str = "", status: int = 200, wait: int = 0) -> Response:
    """`said`: which of the words; `wait`: milliseconds."""
    words = wording.chosen(Request(scope).query_params.get("lang"))
    sentence = words[f"sign_in.{said}"].format(wait=wording.wait(words, wait)) if said else ""
    answer = _page(
        "sign_in",
        scope,
        house,
        status,
        said=sentence,
        oidc=house.ledger.oidc is not None,
        local=bool(house.ledger.account),
        screen=house.side.entrance == "/enrol",
    )
    if wait:
        answer.headers["Retry-After"] = str(-(-wait // 1000))
    return answer


def enrol(scope: Scope, house: House, said: str = "", status: int = 200, wait: int = 0) -> Response:
    words = wording.chosen(Request(scope).query_params.get("lang"))
    sentence = {
        "": "",
        "wrong": words["enrol.wrong"],
        "wait": words["sign_in.wait"].format(wait=wording.wait(words, wait)),
    }[said]
    return _page("enrol", scope, house, status, said=sentence)


def closed(scope: Scope, house: House, person: Person) -> Response:
    """For somebody who came in, to whose role the page does not belong."""
    words = wording.chosen(Request(scope).query_params.get("lang"))
    text = words["closed.text"].format(name=person.name)
    audit = person.may("audit") and house.side.entrance == "/sign-in"
    briefing = person.may("briefing") and house.side.entrance == "/sign-in"
    return _page("closed", scope, house, 403, text=text, audit=audit, briefing=briefing)


def done(scope: Scope, house: House) -> Response:
    """Back from another site: only a page of ours leads on with a cookie that no other site's page sends."""
    return _page("done", scope, house)


def away(scope: Scope, house: House) -> Response:
    answer = _page("away", scope, house, 503)
    answer.headers["Retry-After"] = "2"
    return answer


async def home(_request: Request) -> Response:
    """Where there is no gate there is nothing to sign in to."""
    return RedirectResponse("/", status_code=303)


async def asset(request: Request) -> Response:
    name = request.url.path.removeprefix("/gate/")
    return Response((HERE / name).read_bytes(), media_type=FILES[name], headers={"Cache-Control": "no-cache"})
