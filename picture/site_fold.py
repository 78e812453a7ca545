"""The fold of what Vigía itself says of feeds, of the site and of places."""

from collections.abc import Callable
from typing import Any, get_args

from picture import events
from picture.alert_events import AnyAlertData
from picture.book import STOOD
from picture.days import Day, place
from picture.decision_events import AnyDecisionData
from picture.events import Fact
from picture.keeping_events import AnyKeepingData
from picture.picture import Picture
from picture.place_events import HotspotFound, SiteRedacted
from picture.profile import profile_of


def _connected(picture: Picture, fact: Fact, data: events.FeedConnected) -> None:
    picture.centre(fact.subject).state.connected = True


def _lost(picture: Picture, fact: Fact, data: events.FeedLost) -> None:
    state = picture.centre(fact.subject).state
    state.connected, state.lost = False, data.due


def _configured(picture: Picture, fact: Fact, data: events.SiteConfigured) -> None:
    picture.profile = profile_of(data.profile, "site.configured")
    picture.configured = picture.recorded
    picture.day = Day()
    place(picture.book.early, picture.book.days, picture.profile.zone, picture.recorded)
    picture.touch_all()
    for live in picture.centres.values():  # thresholds may have moved: every tally is made anew
        live.dirty.update(live.buckets)


def _found(picture: Picture, fact: Fact, data: HotspotFound) -> None:
    """Found again, what is said of it now stands. What has not stood for long is forgotten."""
    hotspots = picture.book.hotspots
    hotspots[fact.subject] = data
    if not picture.lasting:
        for name in [name for name, each in hotspots.items() if each.until + STOOD < picture.recorded]:
            del hotspots[name]
    picture.touched_hotspots.add(fact.subject)


def _redacted(picture: Picture, fact: Fact, data: SiteRedacted) -> None:
    """What was redacted is read without it: whoever holds an older picture folds it anew, and finds nothing here."""


def _of_alerts(picture: Picture, fact: Fact, data: Any) -> None:
    """What was decided and done stands on the alert board, which is folded beside the picture (`alerts/board.py`)."""


def _of_decisions(picture: Picture, fact: Fact, data: Any) -> None:
    """Read from the journal by the briefing, and by nobody else."""


def _of_keeping(picture: Picture, fact: Fact, data: Any) -> None:
    """What is deleted or erased is not there to be folded."""


HANDLERS: dict[type, Callable[[Picture, Fact, Any], None]] = {
    events.FeedConnected: _connected,
    events.FeedLost: _lost,
    events.SiteConfigured: _configured,
    HotspotFound: _found,
    SiteRedacted: _redacted,
    **dict.fromkeys(get_args(AnyAlertData), _of_alerts),
    **dict.fromkeys(get_args(AnyKeepingData), _of_keeping),
    **dict.fromkeys(get_args(AnyDecisionData), _of_decisions),
}
