"""What a room keeps between two documents changes none of them."""

from random import Random

import pytest
from msgspec.structs import replace

from journal.journal import Beat
from picture.clocks import HOUR, MINUTE
from picture.fold import apply
from picture.picture import Picture, restore, save
from tests.bench import volume
from watch.wall import WallRoom

ENDS = 1_771_130_467_000  # 2026-02-14 22:41 in Monterrey


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_room_that_kept_what_it_made_shows_what_one_made_anew_shows(seed: int) -> None:
    """Two hours of the demo out of order and with holes; feeds fall silent, clocks are off, time goes back."""
    random, profile = Random(seed), replace(volume.nuevo_leon(), registry=())  # for cases see test_case_board.py
    told = [fact for fact in volume.facts(profile, ENDS, 2.0) if random.random() > 0.02]
    told.sort(key=lambda fact: fact.time + random.randrange(MINUTE))
    picture = Picture()
    room = WallRoom(picture, "demo")
    for entry in volume.entries([volume.configured(profile, told[0].time), *told]):
        apply(picture, entry)
        if random.random() < 0.03:
            now = entry.recorded + random.randrange(-2 * MINUTE, HOUR if random.random() < 0.1 else MINUTE)
            offsets = {c.source: random.choice([0, 0, -30_000, 240_000]) for c in profile.centre}
            beats = {s: Beat(heard=now - random.choice([0, 20_000]), offset=offset) for s, offset in offsets.items()}
            anew = WallRoom(restore(save(picture)), "demo").document(now, beats)
            assert replace(room.document(now, beats), serial=1) == anew
