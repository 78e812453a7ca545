"""`python -m feeds.adapters dry-run SOURCE [FILE]` shows row by row what a registry's mapping makes of them."""

import argparse
import contextlib
import sys
import time
from pathlib import Path

import profiles
import settings
from feeds.adapters import dry_run
from feeds.adapters.files import MOST
from feeds.adapters.folder import FORMS
from feeds.adapters.intake import Intake, Numbered
from feeds.adapters.mapping import Rules
from feeds.adapters.sql import View
from feeds.admission import Admission
from feeds.door import Door
from feeds.keyring import Key, Keyring, fresh_key
from feeds.places import excluded, locating
from picture.errors import BadProfile, BadSetting, VigiaError

ROWS = 20


def intake_of(source: str, now: int) -> Intake:
    """The site's own door under keys that are forgotten at once. Raises BadSetting, BadProfile."""
    profile = profiles.load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES")))
    registry = next((one for one in profile.registry if one.source == source and one.table), None)
    if registry is None:
        known = ", ".join(one.source for one in profile.registry if one.table) or "none"
        raise BadProfile(f"{source!r} is no registry of {profile.code} with a table; there are: {known}")
    door = Door(profile.region, Keyring(Key(fresh_key(), now)), excluded(), locating(profile))
    return Intake(Rules(registry, profile.zone), Admission(registry, door, profile))


def rows_of(file: Path | None, intake: Intake, rows: int, after: int) -> list[Numbered]:
    rules = intake.rules
    if file is None:
        if not rules.table.view:
            raise BadSetting(f"{rules.source} has no view: name a file.")
        url = settings.table(rules.source)
        view = View(url, settings.table_name(rules.source), rules.table, rules.columns)
        with contextlib.closing(view):
            return dry_run.of_view(view, rows, after)
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise BadSetting("The file's name ends neither in .csv nor in .jsonl.")
    try:
        with file.open("rb") as opened:
            return dry_run.of_file(opened.read(MOST + 1), form, intake)[after : after + rows]
    except OSError as error:
        raise BadSetting(f"The file cannot be read ({error.strerror}).") from None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m feeds.adapters", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    dry = commands.add_parser("dry-run", help="explain rows of a file, or of the view; nothing is journaled")
    dry.add_argument("source")
    dry.add_argument("file", nargs="?", type=Path, help=".csv or .jsonl; without one the view is read")
    dry.add_argument("--rows", type=int, default=ROWS, help=f"how many at most ({ROWS})")
    dry.add_argument("--after", type=int, default=0, help="begin after the row of this number")
    given = parser.parse_args()
    settings.log_to_stdout(settings.get("VIGIA_LOG"))
    now = round(time.time() * 1000)
    intake = intake_of(given.source, now)
    for line in dry_run.explained(rows_of(given.file, intake, given.rows, given.after), intake, now):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    try:
        main()
    except VigiaError as error:
        sys.exit(str(error))
