"""Counts by source, and by nothing else."""

from prometheus_client import CollectorRegistry, generate_latest

from feeds.metrics import Feeds
from tests.feeds.cast import door, event
from tests.feeds.pretend import PretendCentre, until
from tests.feeds.room import Room, running


async def test_what_was_counted_is_told_by_source_only(room: Room) -> None:
    post, registry = door(), CollectorRegistry()
    centre = PretendCentre(3, frame=lambda n: event(n, "call.invented") if n == 2 else event(n))
    async with centre.open(), running(room.client(centre)) as client:
        registry.register(Feeds([client], post))
        await until(lambda: centre.acks and centre.acks[-1] == 3)
        await centre.say(event(1))
        await until(lambda: client.tally.duplicates == 1)
        post.disagreeing["nl/070"] = 3
        said = generate_latest(registry).decode()
    for line in (
        'vigia_feeds_facts_total{source="nl/070"} 2.0',
        'vigia_feeds_quarantined_total{source="nl/070"} 1.0',
        'vigia_feeds_duplicates_total{source="nl/070"} 1.0',
        'vigia_feeds_gaps_total{source="nl/070"} 0.0',
        'vigia_feeds_places_disagreeing_total{source="nl/070"} 3.0',
        'vigia_feeds_connected{source="nl/070"} 1.0',
        "vigia_feeds_unparsable_phones_total 0.0",
    ):
        assert line in said
