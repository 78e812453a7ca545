"""`python -m briefing --day 2026-11-20` makes a briefing and keeps it; alone it makes them on schedule and when asked.

`list` says what is kept, `compare A B` what differs between two; each is a name, or a name and a revision as
2026-11-20/1.
"""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import profiles
import settings
from briefing import making, rendering, spans
from briefing.forms.edition import Audience
from briefing.keeping import BadKeeping, Keeping, Kept
from briefing.making import Asked
from briefing.serving import Briefings
from briefing.sheet import Sheet, Span
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.vitals import serve_vitals
from journal.waiting import readable, until_open, until_told
from picture.errors import BadSetting, VigiaError
from picture.profile import Profile

LONG = 500_000  # entries: the command says how far it has come


def kind_of_site() -> Kind:
    return "demo" if settings.get("VIGIA_KIND") == "demo" else "real"


def folder() -> Path:
    """Raises BadSetting."""
    kept = settings.folder("VIGIA_BRIEFINGS")
    if kept is None:
        raise BadSetting("VIGIA_BRIEFINGS is not set: the folder in which the briefings are kept.")
    return kept


def profile_of_site() -> Profile:
    return profiles.load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES")))


def asked_of(span: Span, as_of: int) -> Asked:
    """Raises BadProfile, BadSetting."""
    archive = settings.folder("VIGIA_ARCHIVE")
    return Asked(settings.get("VIGIA_STORE"), archive, kind_of_site(), profile_of_site(), str(folder()), span, as_of)


async def serve() -> None:
    """Until told to stop."""
    asked = asked_of(Span("range", "", 0, 0), 0)
    journal = ValkeyJournal(asked.store, asked.profile.code, archive=asked.archive)
    await until_open(journal, kind_of_site())
    briefings = Briefings(journal, asked, opens=asked.kind == "demo")
    stop_vitals = serve_vitals(
        int(settings.get("VIGIA_BRIEFING_PORT")), readable(lambda: journal.unreadable, lambda: report(briefings))
    )
    try:
        await until_told(briefings.run())
    finally:
        stop_vitals()
        await journal.close()


def report(briefings: Briefings) -> tuple[bool, dict[str, object]]:
    reason = briefings.failing if briefings.live else "The journal is being read."
    said = {"position": briefings.position, "done": briefings.done, "underway": briefings.underway.name}
    return not reason, {"reason": reason, **said}


def make(arguments: argparse.Namespace) -> None:
    """Makes, keeps, and writes the forms that are asked for."""
    profile = profile_of_site()
    kind, written = next((kind, said) for kind in spans.EXAMPLES if (said := getattr(arguments, kind)))
    span = spans.named(written, profile, kind)
    as_of = _instant(arguments.as_of, profile) if arguments.as_of else asyncio.run(_now(profile))
    if as_of < span.ends:
        raise BadKeeping(f"{span.name} is not over at {as_of}: a briefing is of what is over.")
    [made] = making.make_all(asked_of(span, as_of), [span], Progress().show)
    print(f"{made.name}/{made.revision} {'was made' if made.new else 'stands as it was kept'}.")
    keeping, audience = Keeping(folder()), arguments.audience or rendering.audience_of(profile)
    sheet = keeping.fetch(made.name, made.revision)
    drawn = keeping.map(sheet, audience)
    for form in arguments.form or ():
        Path(arguments.to).mkdir(parents=True, exist_ok=True)
        path = Path(arguments.to) / rendering.file_name(sheet, form, audience)
        language = profile.briefing.language
        path.write_bytes(rendering.render(sheet, form, profile, language, audience=audience, drawn=drawn))
        print(path)


class Progress:
    """Of long work a line for each twentieth of it."""

    def __init__(self) -> None:
        self._said = 0

    def show(self, read: int, total: int) -> None:
        part = 20 * read // max(read, total)
        if total >= LONG and part > self._said:
            self._said = part
            print(f"{read:,} of {total:,} entries read", file=sys.stderr, flush=True)


async def _now(profile: Profile) -> int:
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), profile.code)
    try:
        await journal.open(kind_of_site())
        return await journal.now()
    finally:
        await journal.close()


def _instant(written: str, profile: Profile) -> int:
    """Raises BadKeeping."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise BadKeeping(f"--as-of is {written!r}, which is no instant; one is 2026-11-21T07:00.") from None
    zoned = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(profile.zone))
    return round(zoned.timestamp() * 1000)


def show_list(_: argparse.Namespace) -> None:
    zone = ZoneInfo(profile_of_site().zone)
    for kept in Keeping(folder()).listed():
        print(_line(kept, zone))


def _line(kept: Kept, zone: ZoneInfo) -> str:
    as_of = datetime.fromtimestamp(kept.as_of / 1000, zone).isoformat(timespec="minutes")
    changed = f" {kept.changed} figures changed" if kept.revision else ""
    return f"{kept.name}/{kept.revision} as of {as_of} entries to {kept.last} mark {kept.mark}{changed}"


def compare(arguments: argparse.Namespace) -> None:
    profile, keeping = profile_of_site(), Keeping(folder())
    before, after = (_fetched(keeping, name) for name in (arguments.a, arguments.b))
    for line in rendering.differing(before, after, profile, profile.briefing.language):
        print("\t".join(line))


def _fetched(keeping: Keeping, written: str) -> Sheet:
    """Raises BadKeeping."""
    name, _, revision = written.partition("/")
    if revision and not revision.isdecimal():
        raise BadKeeping(f"{written!r} is no briefing; one is 2026-11-20 or 2026-11-20/1.")
    sheet = keeping.fetch(name, int(revision)) if revision else keeping.latest(name)
    if sheet is None:
        raise BadKeeping(f"No briefing {name} is kept.")
    return sheet


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="briefing", description=__doc__)
    period = parser.add_mutually_exclusive_group(required=True)
    for kind, written in spans.EXAMPLES.items():
        period.add_argument(f"--{kind}", help=written)
    parser.add_argument("--form", action="append", choices=sorted(rendering.MEDIA))
    parser.add_argument("--audience", choices=get_args(Audience), help="of the forms; the profile's, if not named")
    parser.add_argument("--to", default=".", help="folder into which the forms are written")
    parser.add_argument("--as-of", help="what was told by then; now, where it is not named")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    if not arguments:
        settings.log_to_stdout(settings.get("VIGIA_LOG"))
        return asyncio.run(serve())
    if arguments[0] == "list":
        return show_list(argparse.Namespace())
    if arguments[0] == "compare":
        parser = argparse.ArgumentParser(prog="briefing compare")
        parser.add_argument("a")
        parser.add_argument("b")
        return compare(parser.parse_args(arguments[1:]))
    return make(parsed(arguments))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except VigiaError as error:
        sys.exit(str(error))
