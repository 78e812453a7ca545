"""A briefing that was made on schedule is told to whom the profile names.

First its paper is kept, as published whatever the profile says of the forms beside it; then a fact says who is to be
told, and the watch tells them. Told again, it is the same notifications.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from briefing import rendering
from briefing.keeping import Keeping
from briefing.making import Made
from briefing.sheet import Sheet, fingerprint
from journal.archive.manifest import sync_folder, write_durably
from journal.journal import Journal
from maps.elsewhere import elsewhere
from picture.alert_events import NotificationQueued
from picture.briefing_policy import BriefingPolicy, mailed_paper
from picture.clocks import DAY
from picture.events import Fact
from picture.profile import Profile

SOURCE = "vigia/briefing"


class Paper(Struct, frozen=True):
    """What is to be set, and in which folder of briefings it is to lie."""

    folder: Path
    sheet: Sheet
    profile: Profile

    @property
    def path(self) -> Path:
        return self.folder / mailed_paper(_name(self.sheet))


async def tell(journal: Journal, folder: Path, made: Made, profile: Profile, now: int) -> None:
    """Raises BadKeeping, StoreDown, OSError."""
    if not profile.briefing.mail:
        return
    sheet = Keeping(folder).fetch(made.name, made.revision)
    if not wanted(sheet, profile.briefing, now):
        return
    paper = Paper(folder, sheet, profile)
    if not await asyncio.to_thread(paper.path.exists):
        await elsewhere(keep, paper)
    told = queued(sheet, profile.briefing)
    await journal.record([Fact(time=now, source=SOURCE, subject=name, data=data) for name, data in told])


def wanted(sheet: Sheet, policy: BriefingPolicy, now: int) -> bool:
    """Not what only a desk asks for, nor what is made up for after a long silence."""
    return sheet.span.kind in policy.every and now < sheet.as_of + DAY


def queued(sheet: Sheet, policy: BriefingPolicy) -> Iterator[tuple[str, NotificationQueued]]:
    """Each recipient's notification, by its id, which follows from site, briefing and recipient."""
    briefing, mark = _name(sheet), fingerprint(sheet)
    for to in dict.fromkeys(policy.mail):
        said = f"notify\0briefing\0{sheet.site}\0{briefing}\0{to}"
        name = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
        yield (
            name,
            NotificationQueued(
                alert="",
                to=to,
                why="briefing",
                due=sheet.as_of,
                briefing=briefing,
                period=sheet.span.kind,
                mark=mark,
                changed=len(sheet.changed),
            ),
        )


def keep(paper: Paper) -> None:
    """Raises OSError."""
    sheet, profile = paper.sheet, paper.profile
    drawn = Keeping(paper.folder).map(sheet, "published")
    content = rendering.render(sheet, "pdf", profile, profile.briefing.language, audience="published", drawn=drawn)
    paper.path.parent.mkdir(mode=0o700, exist_ok=True)
    sync_folder(paper.folder)
    write_durably(paper.path, content)


def _name(sheet: Sheet) -> str:
    return f"{sheet.span.name}/{sheet.revision}"
