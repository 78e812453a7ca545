"""The gate's cookies: no script reads them, no other site's page sends them. Both servers of a host share them."""

from starlette.requests import cookie_parser
from starlette.responses import Response

SESSION, SCREEN, RETURN = "vigia-session", "vigia-screen", "vigia-return"
LASTING = 400 * 86_400  # seconds; browsers keep none longer, so it is given anew with the page


def named(name: str, *, secure: bool) -> str:
    """Under TLS the browser itself sees to it that no other host and no plain connection set it."""
    return f"__Host-{name}" if secure else name


def found(headers: list[tuple[bytes, bytes]], name: str, *, secure: bool) -> str:
    """The cookie's value; empty for none."""
    wanted = named(name, secure=secure)
    for key, value in headers:
        if key == b"cookie" and (cookie := cookie_parser(value.decode("latin-1")).get(wanted)):
            return cookie
    return ""


def give(
    answer: Response, name: str, value: str, *, secure: bool, seconds: int | None = None, lax: bool = False
) -> None:
    """`seconds` None: until the browser closes. `lax`: it also comes with a link from another site."""
    answer.set_cookie(
        named(name, secure=secure),
        value,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax" if lax else "strict",
    )


def take(answer: Response, name: str, *, secure: bool) -> None:
    answer.delete_cookie(named(name, secure=secure), path="/", secure=secure, httponly=True, samesite="strict")


def line(name: str, value: str, *, secure: bool, seconds: int) -> bytes:
    """The header that gives the cookie, for an answer that somebody else makes."""
    answer = Response()
    give(answer, name, value, secure=secure, seconds=seconds)
    return answer.headers["set-cookie"].encode("latin-1")
