"""`python -m dashboard.gate hash` prints a password's hash for the gate's file; `… code NAME` a code for a screen."""

import argparse
import asyncio
import getpass
import sys

import msgspec

import settings
from dashboard.gate.passwords import hashed
from dashboard.gate.screens import VALID, Screens
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from picture.errors import BadSetting, VigiaError

SHORTEST = 12  # signs


def hash_asked() -> str:
    """The hash of a password typed twice. Raises BadSetting."""
    password = getpass.getpass("Password: ")
    if len(password) < SHORTEST:
        raise BadSetting(f"The password is too short: at least {SHORTEST} signs.")
    if getpass.getpass("Again: ") != password:
        raise BadSetting("The two are not the same.")
    return hashed(password)


async def code(name: str) -> str:
    """A code for the screen of that name, from the settings' store. Raises BadSetting, StoreDown, MixedStore."""
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), settings.get("VIGIA_SITE"))
    await journal.open(msgspec.convert(settings.get("VIGIA_KIND"), Kind))
    try:
        return (await Screens(journal).code(name, "console"))[0]
    except ValueError as error:
        raise BadSetting(str(error)) from None
    finally:
        await journal.close()


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m dashboard.gate", description=__doc__)
    orders = parser.add_subparsers(dest="order", required=True)
    orders.add_parser("hash", help="ask for a password twice, print its hash")
    screen = orders.add_parser("code", help="print a code that enrols a wall screen, once, within ten minutes")
    screen.add_argument("name", help="what the room calls the screen")
    arguments = parser.parse_args(words)
    try:
        if arguments.order == "hash":
            print(hash_asked())
        else:
            print(asyncio.run(code(arguments.name)))
            print(f"Good once, for {VALID // 60_000} minutes: type it at the wall's address /enrol.", file=sys.stderr)
    except VigiaError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
