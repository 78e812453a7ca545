"""What the watch decides: feeds lost and found again, each once, with when it was due."""

from journal.journal import Beat
from picture.events import Entry, Fact, FeedConnected, FeedLost, SiteConfigured
from picture.fold import apply
from picture.picture import Picture
from tests.picture.cast import SOURCE, T0, a_profile
from tests.watch.cast import REGISTRY, a_site
from watch.decide import Decision, decide, decision_id, site_configured

LIMIT = 10_000  # the profile's silent_after, milliseconds


def configured() -> Picture:
    picture = Picture()
    return journaled(picture, site_configured(picture, a_profile(), T0), T0)


def journaled(picture: Picture, decisions: list[Decision], now: int) -> Picture:
    for _, fact in decisions:
        apply(picture, Entry(picture.position + 1, now, fact))
    return picture


def test_a_profile_is_journaled_when_it_changes_and_only_then() -> None:
    picture = configured()
    assert picture.profile == a_profile()
    assert site_configured(picture, a_profile(), T0 + 1) == []
    [(_, fact)] = site_configured(picture, a_profile(room="Otra sala"), T0 + 1)
    assert isinstance(fact.data, SiteConfigured)


def test_a_feed_heard_for_the_first_time_is_connected() -> None:
    [(_, fact)] = decide(configured(), {SOURCE: Beat(heard=T0 + 5, offset=240_000)}, T0 + 100)
    assert fact == Fact(time=T0 + 5, source="vigia/watch", subject=SOURCE, data=FeedConnected(offset=240_000))


def test_a_feed_is_lost_at_the_instant_its_limit_is_reached_not_when_noticed() -> None:
    beats = {SOURCE: Beat(heard=T0)}
    picture = journaled(configured(), decide(configured(), beats, T0 + 1), T0 + 1)
    assert decide(picture, beats, T0 + LIMIT) == []
    [(name, fact)] = decide(picture, beats, T0 + LIMIT + 7000)
    assert fact.time == T0 + LIMIT
    assert fact.data == FeedLost(due=T0 + LIMIT, heard=T0)
    assert name == decision_id("feed.lost", SOURCE, T0 + LIMIT)


def test_a_feed_that_never_spoke_is_lost_too() -> None:
    [(_, fact)] = decide(configured(), {}, T0 + LIMIT + 1)
    assert fact.data == FeedLost(due=T0 + LIMIT, heard=None)


def test_a_registry_is_lost_and_found_as_a_centre_is() -> None:
    picture = journaled(Picture(), site_configured(Picture(), a_site(), T0), T0)
    beats = {SOURCE: Beat(heard=T0 + 61_000), REGISTRY: Beat(heard=T0)}
    picture = journaled(picture, decide(picture, beats, T0 + 60_000), T0 + 60_000)
    assert decide(picture, beats, T0 + 60_000) == []
    [(_, fact)] = decide(picture, beats, T0 + 60_001)
    assert (fact.subject, fact.data) == (REGISTRY, FeedLost(due=T0 + 60_000, heard=T0))


def test_lost_and_found_again_each_is_decided_once() -> None:
    picture, beats = configured(), {SOURCE: Beat(heard=T0)}
    seen = []
    for now, heard in [(1, 0), (2, 0), (11_000, 0), (12_000, 0), (13_000, 12_500), (14_000, 12_500), (30_000, 12_500)]:
        beats = {SOURCE: Beat(heard=T0 + heard)}
        made = decide(picture, beats, T0 + now)
        seen += [(type(fact.data).__name__, fact.time - T0) for _, fact in made]
        journaled(picture, made, T0 + now)
    assert seen == [("FeedConnected", 0), ("FeedLost", 10_000), ("FeedConnected", 12_500), ("FeedLost", 22_500)]


def test_the_same_decision_has_the_same_id_in_any_watch() -> None:
    beats = {SOURCE: Beat(heard=T0)}
    picture = journaled(configured(), decide(configured(), beats, T0 + 1), T0 + 1)
    assert decide(picture, beats, T0 + LIMIT + 1)[0][0] == decide(picture, beats, T0 + LIMIT + 999)[0][0]
