"""The room as it was: wall and desk made from what was folded up to a past instant. Pure: the instant is `now`.

What a feed said between two facts is not kept: how fresh it was is known as feed.connected and feed.lost say it.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from alerts.fold import AlertBoard
from journal.journal import Beat
from picture.clocks import SECOND
from picture.picture import Picture
from picture.policy import Feed
from watch.band import Band
from watch.desk_documents import DeskDocument
from watch.desk_room import DeskRoom
from watch.documents import WallDocument
from watch.wall import WallRoom

Locks = dict[str, tuple[str, ...]]


class Room(Struct, frozen=True):
    """`desk`: whole, with every row."""

    wall: WallDocument
    desk: DeskDocument


def room(
    picture: Picture, book: AlertBoard, now: int, kind: Literal["demo", "real"], locks: Locks | None = None
) -> Room | None:
    """As of `now`, up to which everything recorded is folded; None before any profile was in force. `locks` of today
    count before those of then: who may not see a case now does not see its past. Both arguments are used up."""
    if picture.profile is None:
        return None
    book.board.locks |= locks or {}
    wall_room = WallRoom(picture, kind)
    cases = wall_room.cases
    cases.locks = book.board.locks
    desk_room = DeskRoom(picture, kind, cases, book)
    heard = beats(picture, now)
    wall_room.document(now, heard)
    while cases.walking:
        cases.walk(now)
    wall = replace(wall_room.document(now, heard), alerts=Band(picture, book, cases).band(now), serial=1)
    parts: list[DeskDocument] = []
    while not parts or desk_room.backlog:
        document = desk_room.document(now, wall.shift, wall.feeds)
        if document is not None:
            parts.append(document)
    return Room(wall, _joined(parts))


def _joined(parts: list[DeskDocument]) -> DeskDocument:
    """One document that says what these say one after the other."""
    return replace(
        parts[0],
        cases=[row for part in parts for row in part.cases],
        followups=[row for part in parts for row in part.followups],
        alerts=[row for part in parts for row in part.alerts],
        verdicts=[],
    )


def beats(picture: Picture, now: int) -> dict[str, Beat]:
    """What the feeds would have said: now where they were connected, the last word of one that was lost."""
    found = {feed.source: _beat(picture, feed, now) for feed in (picture.profile.feeds if picture.profile else ())}
    return {source: beat for source, beat in found.items() if beat is not None}


def _beat(picture: Picture, feed: Feed, now: int) -> Beat | None:
    live = picture.centres.get(feed.source)
    if live is not None and live.state.connected:
        return Beat(heard=now)
    heard = live.state.lost - feed.silent_after * SECOND if live is not None and live.state.lost else picture.configured
    # One that never spoke is due from when the profile asked for it: see watch/decide.py.
    return None if heard == picture.configured else Beat(heard=heard, connected=False)
