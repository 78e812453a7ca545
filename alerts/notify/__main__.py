"""`python -m alerts.notify test CHANNEL`: one marked message through a channel, and a sentence of what became of it."""

import argparse
import asyncio
import secrets
import sys
import time
from pathlib import Path
from typing import Literal

import profiles
import settings
from alerts.notify import channels, message, webhook
from alerts.notify.sender import deliver
from journal.journal import Kind
from picture.errors import BadSetting, VigiaError

SAID = {
    "unreachable": "could not be reached",
    "refused": "was reached and refused it",
    "timeout": "did not answer in time",
    "misconfigured": "cannot be used as it is configured",
}


def main() -> str:
    """What became of it. Raises VigiaError."""
    parser = argparse.ArgumentParser(prog="python -m alerts.notify", description=__doc__)
    parser.add_argument("act", choices=["test"])
    parser.add_argument("channel", help="name of a channel in the file that VIGIA_CHANNELS names")
    name = parser.parse_args().channel
    language: Literal["es", "en"] = "en" if settings.get("VIGIA_LANGUAGE") == "en" else "es"
    found = channels.load(settings.get("VIGIA_CHANNELS"), language)
    channel = found.named(name)
    if channel is None:
        there = ", ".join(each.name for each in found.channel) or "none"
        raise BadSetting(f"VIGIA_CHANNELS names no channel {name!r}; there are: {there}.")
    kind: Kind = "demo" if settings.get("VIGIA_KIND") == "demo" else "real"
    heading = message.Heading(
        profile=profiles.load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES"))),
        kind=kind,
        language=channel.language,
        receiver=channel.name,
        now=time.time_ns() // 1_000_000,
    )
    letter = message.trial_letter(secrets.token_hex(16), heading)
    reason = asyncio.run(deliver(channel, letter, webhook.context(settings.get("VIGIA_CA"))))
    if reason is not None:
        raise BadSetting(f"The channel {name} {SAID[reason]}: the test message was not sent.")
    return f"The channel {name} took the test message {letter.key}."


if __name__ == "__main__":
    try:
        sys.stdout.write(main() + "\n")
    except VigiaError as error:
        sys.exit(str(error))
