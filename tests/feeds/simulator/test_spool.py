"""The spool numbers without holes, forgets what it may, and is bounded whatever happens."""

from feeds.simulator.spool import Spool
from tests.feeds.simulator.clients import NOON, offered


def test_numbers_rise_by_one() -> None:
    spool = Spool("nl/070", "e1")
    assert [spool.add(offered(n)) for n in range(3)] == [1, 2, 3]
    assert (spool.oldest, spool.last, spool.newest) == (1, 3, NOON + 2)


def test_what_is_not_acknowledged_is_kept_however_old() -> None:
    spool = Spool("nl/070", "e1", keep=1)
    for n in range(5000):
        spool.add(offered(n))
    assert spool.oldest == 1


def test_what_is_acknowledged_is_kept_while_it_is_young() -> None:
    spool = Spool("nl/070", "e1", keep=1000)
    for n in range(4096):
        spool.acknowledge(spool.last)
        spool.add(offered(n))
    assert 4096 - 1000 - 1024 <= spool.oldest <= 4096 - 999


def test_beyond_its_limit_the_oldest_go_even_unacknowledged() -> None:
    spool = Spool("nl/070", "e1", limit=2000)
    for n in range(10_240):
        spool.add(offered(n))
    assert 2000 <= spool.last - spool.oldest + 1 < 2000 + 1024
    frames, reached = spool.after(0, 5)
    assert (len(frames), reached) == (5, spool.oldest + 4)


def test_an_acknowledgement_of_what_was_never_sent_counts_to_the_last_only() -> None:
    spool = Spool("nl/070", "e1")
    spool.add(offered(1))
    spool.acknowledge(99)
    assert spool.acknowledged == 1


def test_stretches_are_runs_of_what_there_is_and_what_is_lacking() -> None:
    spool = Spool("nl/070", "e1")
    for n in range(3):
        spool.add(offered(n))
        spool.lose(NOON + n)
    found = [(first, last, len(frames)) for first, last, frames in spool.stretches(0, 99, 10)]
    assert found == [(0, 0, 0), *[(n, n, n % 2) for n in range(1, 7)]]


def test_a_long_stretch_comes_in_parts() -> None:
    spool = Spool("nl/070", "e1")
    for n in range(25):
        spool.add(offered(n))
    assert [(a, b) for a, b, _ in spool.stretches(1, 25, 10)] == [(1, 10), (11, 20), (21, 25)]


def test_a_new_numbering_starts_at_one_with_nothing() -> None:
    spool = Spool("nl/070", "e1")
    spool.add(offered(1))
    spool.renumber("e2")
    assert (spool.epoch, spool.oldest, spool.last, spool.add(offered(2))) == ("e2", 1, 0, 1)
