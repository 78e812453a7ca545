"""The ways in and out: people by password or by the institution's account, screens by a code."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import parse_qs

import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.gate import audit, cookies, oidc, pages
from dashboard.gate.house import House
from dashboard.gate.ledger import Account
from dashboard.gate.limits import BY_ACCOUNT, BY_ADDRESS, CODES, STARTS, Limits
from dashboard.gate.oidc import Provider, ProviderAway, Started, Unconfirmed
from dashboard.gate.passwords import Passwords
from dashboard.gate.person import Person, person_of
from dashboard.gate.sessions import How

LONGEST = 8192  # bytes of a form
UNDERWAY = 600_000  # ms that a sign-in at the provider may take
log = structlog.get_logger()


class Entrance:
    """The routes that let people and screens in. Each raises StoreDown, which the middleware answers."""

    def __init__(self, house: House, ca: str = "") -> None:
        self._house = house
        self._limits = Limits(house.journal)
        self._passwords = Passwords()
        self._enrolling = asyncio.Lock()
        self._provider = Provider(house.ledger.oidc, ca) if house.ledger.oidc else None

    @property
    def routes(self) -> list[BaseRoute]:
        routes = [
            Route("/sign-in", self._sign_in_page),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
            Route("/oidc/start", self._start),
            Route("/oidc/return", self._return),
            *(Route(f"/gate/{name}", pages.asset) for name in pages.FILES),
        ]
        if self._house.side.entrance == "/enrol":
            routes += [Route("/enrol", self._enrol_page), Route("/enrol", self._enrol, methods=["POST"])]
        return [*routes]

    # people, by a password

    async def _sign_in_page(self, request: Request) -> Response:
        return pages.sign_in(request.scope, self._house)

    async def _sign_in(self, request: Request) -> Response:
        form = await _form(request)
        name, password = form.get("account", "").strip().lower(), form.get("password", "")
        account = self._house.ledger.find(name)
        async with self._passwords.turn:
            whose = f"account {name}", f"address {_address(request)}"
            if wait := await self._limits.wait(*whose):
                return pages.sign_in(request.scope, self._house, "wait", 429, wait)
            fits = await self._passwords.fits(account.hash if account else None, password)
            if account is None or not fits:
                await self._limits.failed(whose[0], BY_ACCOUNT)
                await self._limits.failed(whose[1], BY_ADDRESS)
                await audit.note(self._house.journal, None, "session.refused", account.id if account else "", ok=False)
                return pages.sign_in(request.scope, self._house, "wrong", 403)
            await self._limits.forgive(whose[0])
        answer = RedirectResponse("/" + _language(request), status_code=303)
        await self._begin(request, answer, account.person(), _how(account))
        return answer

    async def _begin(self, request: Request, answer: Response, person: Person, how: How) -> None:
        """A new session in place of whatever this browser held, so that nobody can have chosen it beforehand."""
        secure = _secure(request)
        if old := cookies.found(request.headers.raw, cookies.SESSION, secure=secure):
            await self._house.sessions.end(old)
        person, cookie = await self._house.sessions.begin(person, how)
        if how == "break_glass":
            log.warning("gate.break_glass", by=person.id, session=person.session)
        await audit.note(self._house.journal, person, "session.opened", person.id, how=how)
        cookies.give(answer, cookies.SESSION, cookie, secure=secure)

    async def _sign_out(self, request: Request) -> Response:
        secure = _secure(request)
        await self._house.sessions.end(cookies.found(request.headers.raw, cookies.SESSION, secure=secure))
        person = person_of(request.scope)
        await audit.note(self._house.journal, person, "session.ended", person.id if person else "")
        answer = RedirectResponse(self._house.side.entrance + _language(request), status_code=303)
        cookies.take(answer, cookies.SESSION, secure=secure)
        return answer

    # people, by the institution's account

    async def _start(self, request: Request) -> Response:
        if self._provider is None:
            return RedirectResponse("/sign-in", status_code=303)
        whose = f"starts from {_address(request)}"
        if wait := await self._limits.wait(whose):
            return pages.sign_in(request.scope, self._house, "wait", 429, wait)
        await self._limits.failed(whose, STARTS)  # each keeps something in the store for a while
        back = f"{'https' if _secure(request) else 'http'}://{request.headers['host']}/oidc/return"
        try:
            address, state, started = await self._provider.start(back)
        except ProviderAway as error:
            return self._provider_away(request, error)
        kept = msgspec.json.encode(started)
        await self._house.journal.put("underway", _hash(state), kept, UNDERWAY)
        answer = RedirectResponse(address, status_code=303)
        cookies.give(
            answer, cookies.RETURN, started.binding, secure=_secure(request), seconds=UNDERWAY // 1000, lax=True
        )
        return answer

    async def _return(self, request: Request) -> Response:
        given = request.query_params
        kept = await self._house.journal.take("underway", _hash(given.get("state", "")))
        held = cookies.found(request.headers.raw, cookies.RETURN, secure=_secure(request))
        if self._provider is None or kept is None:
            return pages.sign_in(request.scope, self._house, "refused", 403)
        started = msgspec.json.decode(kept, type=Started)
        if held != started.binding or "code" not in given or "error" in given:
            return await self._unconfirmed(request)
        try:
            claims = await self._provider.finish(started, given["code"], given.get("iss"))
        except ProviderAway as error:
            return self._provider_away(request, error)
        except Unconfirmed as error:
            log.warning("gate.oidc_unconfirmed", reason=str(error))
            return await self._unconfirmed(request)
        return await self._confirmed(request, claims)

    async def _confirmed(self, request: Request, claims: Mapping[str, object]) -> Response:
        assert self._house.ledger.oidc
        person = oidc.person(self._house.ledger.oidc, claims)
        if person is None:
            about = oidc.account_id(str(claims["iss"]), str(claims["sub"]))
            await audit.note(self._house.journal, None, "session.no_role", about, ok=False)
            return pages.sign_in(request.scope, self._house, "no_role", 403)
        answer = pages.done(request.scope, self._house)
        cookies.take(answer, cookies.RETURN, secure=_secure(request))
        await self._begin(request, answer, person, "oidc")
        await self._house.remember(person)
        return answer

    async def _unconfirmed(self, request: Request) -> Response:
        await audit.note(self._house.journal, None, "session.unconfirmed", ok=False)
        return pages.sign_in(request.scope, self._house, "refused", 403)

    def _provider_away(self, request: Request, error: ProviderAway) -> Response:
        log.warning("gate.oidc_away", reason=str(error))
        return pages.sign_in(request.scope, self._house, "away", 502)

    # screens

    async def _enrol_page(self, request: Request) -> Response:
        return pages.enrol(request.scope, self._house)

    async def _enrol(self, request: Request) -> Response:
        code = (await _form(request)).get("code", "")
        whose = f"codes from {_address(request)}"
        async with self._enrolling:
            if wait := await self._limits.wait(whose):
                return pages.enrol(request.scope, self._house, "wait", 429, wait)
            enrolled = await self._house.screens.enrol(code)
            if enrolled is None:
                await self._limits.failed(whose, CODES)
                await audit.note(self._house.journal, None, "screen.refused", ok=False)
                return pages.enrol(request.scope, self._house, "wrong", 403)
        screen, cookie = enrolled
        await audit.note(self._house.journal, None, "screen.enrolled", screen.id)
        answer = RedirectResponse("/" + _language(request), status_code=303)
        cookies.give(answer, cookies.SCREEN, cookie, secure=_secure(request), seconds=cookies.LASTING)
        return answer


async def _form(request: Request) -> dict[str, str]:
    """The fields of a short form; none of a longer one, or of one that is not text."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LONGEST:
                return {}
        return {key: values[-1] for key, values in parse_qs(body.decode("utf-8")).items()}
    except (UnicodeDecodeError, ValueError, ClientDisconnect):
        return {}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _language(request: Request) -> str:
    asked = request.query_params.get("lang")
    return f"?lang={asked}" if asked in ("es", "en") else ""


def _how(account: Account) -> How:
    return "break_glass" if account.break_glass else "password"


def _hash(state: str) -> str:
    return blake2b(state.encode(), digest_size=20).hexdigest()
