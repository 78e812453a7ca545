"""What the schedule asks for and could not be made is tried again, the longer after the oftener it failed. Pure."""

from msgspec import Struct

from briefing.schedule import REVISED
from briefing.sheet import Span
from picture.clocks import DAY, MINUTE


class Failed(Struct, frozen=True):
    """`as_of`: of what is to be made, None: of when it is made. `tries` so far, the next at `again`; `why`, as a
    sentence."""

    span: Span
    as_of: int | None
    tries: int
    again: int
    why: str


def once_more(before: Failed | None, span: Span, as_of: int | None, why: str, now: int) -> Failed:
    """After 1, 2, 4, … minutes, a day at most."""
    tries = before.tries + 1 if before else 1
    return Failed(span, before.as_of if before else as_of, tries, now + min(DAY, MINUTE << min(tries - 1, 20)), why)


def waiting(failed: dict[str, Failed], now: int) -> list[Failed]:
    """What is to be tried now, the earliest first."""
    return sorted(
        (each for each in failed.values() if each.again <= now), key=lambda each: (each.again, each.span.name)
    )


def forget(failed: dict[str, Failed], now: int) -> None:
    """Those of which no revision would be made either."""
    for name in [name for name, each in failed.items() if each.span.ends <= now - REVISED]:
        del failed[name]


def said(failed: dict[str, Failed]) -> str:
    """Which and why; "" without any."""
    return " ".join(
        f"{name} could not be made ({each.tries} {'try' if each.tries == 1 else 'tries'}): {each.why}"
        for name, each in sorted(failed.items())
    )
