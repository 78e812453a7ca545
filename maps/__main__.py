"""`python -m maps` looks where it is worse than usual and keeps the map of a site; COMMANDS says what else it does."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import profiles
import settings
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.vitals import serve_vitals
from journal.waiting import readable, until_open, until_told
from maps import boundaries, facilities, importing, rebuild
from maps.documents import ASK
from maps.land import Land
from maps.loop import Maps
from picture.errors import VigiaError

NOTHING_TO_DO = 3  # the exit code after which supervisor lets it rest
Command = Callable[[list[str]], int | None]  # the exit code


def kind_of_site() -> Kind:
    return "demo" if settings.get("VIGIA_KIND") == "demo" else "real"


async def serve() -> None:
    """Until told to stop."""
    site = settings.get("VIGIA_SITE")
    profile = profiles.load(site, Path(settings.get("VIGIA_PROFILES")))
    path, listed = settings.get("VIGIA_BOUNDARIES"), settings.get("VIGIA_FACILITIES")
    folder = Path(path) if path else None
    if not boundaries.known(site, folder):
        print(f"{site} has no boundaries, so no map: python -m maps import FILE --site {site} makes them.", flush=True)
        raise SystemExit(NOTHING_TO_DO)
    shapes = boundaries.load(site, folder)
    services = facilities.load(Path(listed), profile, shapes.locate) if listed else ()
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), site, archive=settings.folder("VIGIA_ARCHIVE"))
    await until_open(journal, kind_of_site())
    maps = Maps(journal, profile, kind_of_site(), lambda named: Land(named, shapes), services)
    stop_vitals = serve_vitals(
        int(settings.get("VIGIA_MAPS_PORT")), readable(lambda: journal.unreadable, lambda: report(maps))
    )
    try:
        await until_told(maps.run())
    finally:
        stop_vitals()
        await journal.close()


def report(maps: Maps) -> tuple[bool, dict[str, object]]:
    late = maps.live and maps.late()
    said = {"position": maps.position, "as_of": maps.as_of, "next": maps.next}
    reason = "A period has closed and is not on the map." if late else "" if maps.live else "The journal is being read."
    return maps.live and not late, {"reason": reason, **said}


async def ask() -> None:
    """Have the running process search again now."""
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), settings.get("VIGIA_SITE"))
    try:
        await journal.open(kind_of_site())
        await journal.publish(ASK, b"")
    finally:
        await journal.close()


COMMANDS: dict[str, Command] = {
    "import": importing.main,  # an authority's own boundaries
    "rebuild": rebuild.main,  # those that we ship, from the packages they come from
    "search": lambda _: asyncio.run(ask()),
}


def main(arguments: list[str]) -> None:
    if not arguments:
        settings.log_to_stdout(settings.get("VIGIA_LOG"))
        return asyncio.run(serve())
    command = COMMANDS.get(arguments[0])
    if command is None:
        raise SystemExit(f"{arguments[0]!r} is none of: {', '.join(COMMANDS)}; alone it keeps the map of VIGIA_SITE.")
    raise SystemExit(command(arguments[1:]))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except VigiaError as error:
        sys.exit(str(error))
