"""Since when something holds that comes and goes by itself. It depends on facts, not on when it is asked: as time goes
on it does not move for as long as the thing holds."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from picture import people
from picture.book import Person
from picture.cases import SPANS

FAR = 1 << 62  # it goes on
Span = tuple[int, int]  # [start, end)


def since(signals: Sequence[Sequence[Span]], least: int, now: int) -> int | None:
    """The start of the stretch in which at least so many of the signals hold; None where fewer do now."""
    found = None
    for at in sorted({at for spans in signals for span in spans for at in span if at <= now}, reverse=True):
        if sum(any(start <= at < end for start, end in spans) for spans in signals) < least:
            break
        found = at
    return found


def repeating(person: Person, now: int) -> list[Span]:
    """When her contacts were a repeat, up to now."""
    found = people.instants(person)
    return spans(_edges(found), lambda at: people.repeats(people.counted(found, at)), now)


def rising(person: Person, now: int) -> list[Span]:
    """When her risk was rising, up to now."""
    found, levels = people.instants(person), person.levels
    times = [at for at, _ in levels]

    def holds(at: int) -> bool:
        return people.rises(levels[: bisect_right(times, at)]) or people.more_often(found, at)

    return spans({*_edges(found), *times}, holds, now)


def _edges(contacts: Iterable[int]) -> set[int]:
    """Instants at which a contact begins to count, or to count otherwise."""
    return {edge for at in contacts for edge in (at, *(at + span + 1 for span in SPANS))}


def spans(edges: Iterable[int], holds: Callable[[int], bool], now: int) -> list[Span]:
    """When something holds that changes at these instants only; what holds now goes on."""
    found: list[Span] = []
    started: int | None = None
    for at in sorted(edge for edge in edges if edge <= now):
        if holds(at):
            started = at if started is None else started
        elif started is not None:
            found.append((started, at))
            started = None
    return found if started is None else [*found, (started, FAR)]
