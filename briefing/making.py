"""Making briefings and keeping them: reads the journal once, has each sheet made, keeps it, its forms and its maps."""

import asyncio
import contextlib
import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from msgspec import Struct

from briefing import mapping, rendering, snapshot
from briefing.keeping import BadKeeping, Keeping
from briefing.material import gathered
from briefing.sheet import Sheet, Span
from journal.journal import Journal, Kind
from journal.valkey import ValkeyJournal
from picture.events import Entry
from picture.profile import Profile

PAGE = 5000  # entries read at once
Progress = Callable[[int, int], None]  # entries read, of so many in the journal


class Asked(Struct, frozen=True):
    """Everything that a process of its own needs to make the briefing of `span` as told by `as_of`."""

    store: str
    archive: Path | None
    kind: Kind
    profile: Profile
    folder: str
    span: Span
    as_of: int


class Made(Struct, frozen=True):
    """`new`: it was not kept before, or says something else now."""

    name: str
    revision: int
    new: bool


def make(asked: Asked) -> Made:
    """Raises BadKeeping, StoreDown, VigiaError."""
    return make_all(asked, (asked.span,))[0]


def make_all(asked: Asked, spans: Sequence[Span], progress: Progress | None = None) -> list[Made]:
    """Of each span, all as told by `as_of`, in one pass over the journal. Raises as `make`."""
    keeping = Keeping(Path(asked.folder))
    with _uncollected(), _reading(asked) as (runner, journal):
        total = runner.run(journal.tail())[0]
        with contextlib.closing(entries(runner, journal, asked.as_of)) as told:
            return _made(keeping, _counted(told, total, progress) if progress else told, asked, spans)


def _made(keeping: Keeping, told: Iterator[Entry], asked: Asked, spans: Sequence[Span]) -> list[Made]:
    """What lost its inputs to retention stands as it is."""
    first = next(told, None)
    if first is None:
        names = ", ".join(span.name for span in spans)
        raise BadKeeping(f"Of {names} there is no briefing: the journal holds nothing told by then.")
    before = {span.name: keeping.latest(span.name) for span in spans}
    gone = {name: sheet for name, sheet in before.items() if sheet is not None and first.number > sheet.first}
    found = {name: Made(name, sheet.revision, False) for name, sheet in gone.items()}
    wanted = [span for span in spans if span.name not in gone]
    materials = gathered(chain((first,), told), wanted, asked.as_of) if wanted else []
    kept = [(material, *keeping.keep(snapshot.told(material, asked.kind))) for material in materials]
    for material, sheet, new in kept:
        found[sheet.span.name] = Made(sheet.span.name, sheet.revision, new)
        if sheet.as_of == asked.as_of:
            for audience, document in mapping.mapped(material, asked.kind).items():
                keeping.keep_map(sheet, audience, document)
        _keep_forms(keeping, sheet, asked.profile)
    return [found[span.name] for span in spans]


def _keep_forms(keeping: Keeping, sheet: Sheet, profile: Profile) -> None:
    """Those that are lacking: also of one that was kept when its forms could not be."""
    policy, drawn = profile.briefing, keeping.map(sheet, rendering.audience_of(profile))
    for form in policy.forms:
        if keeping.holds(sheet, form):
            continue
        keeping.keep_form(sheet, form, rendering.render(sheet, form, profile, policy.language, drawn=drawn))


def entries(runner: asyncio.Runner, journal: Journal, as_of: int, after: int = 0) -> Generator[Entry]:
    """What was recorded by `as_of`, in the journal's order, a page at a time: while one is told, the next is read. To
    be closed before the journal is."""
    with ThreadPoolExecutor(1) as ahead:

        def read(after: int) -> Future[list[Entry]]:
            return ahead.submit(lambda: runner.run(journal.read(after, PAGE)))

        reading = read(after)
        while page := reading.result():
            if page[-1].recorded <= as_of:
                reading = read(page[-1].number)
            for entry in page:
                if entry.recorded > as_of:
                    return
                yield entry


def _counted(told: Iterator[Entry], total: int, progress: Progress) -> Iterator[Entry]:
    for entry in told:
        if entry.number % PAGE == 0:
            progress(entry.number, total)
        yield entry


@contextlib.contextmanager
def _reading(asked: Asked) -> Iterator[tuple[asyncio.Runner, Journal]]:
    with asyncio.Runner() as runner:
        journal = ValkeyJournal(asked.store, asked.profile.code, archive=asked.archive)
        try:
            runner.run(journal.open(asked.kind))
            yield runner, journal
        finally:
            runner.run(journal.close())


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """What is folded stays to the end, and holds no circles: looking for some takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
