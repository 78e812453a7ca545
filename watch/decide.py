"""What the watch decides from the picture, the feeds' last words and `now`. Pure; the loop journals it.

A decision's id is a hash of rule, subject and due time: decided again after a restart or by a second watch,
it is the same decision and is journaled once.
"""

import hashlib
from collections.abc import Mapping

import msgspec

from journal.journal import Beat
from picture.events import Fact, FeedConnected, FeedLost, SiteConfigured
from picture.picture import Picture
from picture.profile import Profile

WATCH = "vigia/watch"  # the source of what we say ourselves
Decision = tuple[str, Fact]


def decision_id(rule: str, subject: str, due: int) -> str:
    return hashlib.blake2b(f"{rule}\0{subject}\0{due}".encode(), digest_size=16).hexdigest()


def decide(picture: Picture, beats: Mapping[str, Beat], now: int) -> list[Decision]:
    """Everything due at `now` that is not in the picture yet."""
    return feeds_lost_or_connected(picture, beats, now)


def feeds_lost_or_connected(picture: Picture, beats: Mapping[str, Beat], now: int) -> list[Decision]:
    """feed.lost carries when the limit was reached, not when we noticed; a feed never heard is due from the
    instant at which the profile asked for it."""
    found: list[Decision] = []
    for feed in picture.profile.feeds if picture.profile else ():
        state = picture.centre(feed.source).state
        beat = beats.get(feed.source)
        due = (beat.heard if beat else picture.configured) + feed.silent_after * 1000
        if beat and now <= due and not state.connected:
            fact = Fact(time=beat.heard, source=WATCH, subject=feed.source, data=FeedConnected(offset=beat.offset))
            found.append((decision_id("feed.connected", feed.source, state.lost), fact))
        elif now > due and due > state.lost and (state.connected or state.lost == 0):
            lost = FeedLost(due=due, heard=beat.heard if beat else None)
            fact = Fact(time=due, source=WATCH, subject=feed.source, data=lost)
            found.append((decision_id("feed.lost", feed.source, due), fact))
    return found


def site_configured(picture: Picture, profile: Profile, now: int) -> list[Decision]:
    """The profile as a fact, when it is not the one in force."""
    if profile == picture.profile:
        return []
    whole = msgspec.to_builtins(profile)
    text = msgspec.json.encode(whole).decode()
    fact = Fact(time=now, source=WATCH, subject=profile.code, data=SiteConfigured(profile=whole))
    return [(decision_id("site.configured", text, picture.configured), fact)]
