"""Frames ahead of their turn, and the holes before them."""

from journal.journal import Mark
from picture.events import FeedGap
from tests.feeds.cast import NOW, event, heartbeat, lacking, live


def test_frames_ahead_are_held_two_seconds_then_fetched() -> None:
    desk = live().hear(event(1), event(4), event(6))
    assert desk.wait(NOW + 1_999).fetches == []
    assert desk.wait(NOW + 2_000).fetches == [(2, 3), (5, 5)]
    desk.hear(event(2), event(3), event(5), now=NOW + 2_010)
    assert (desk.sequences, desk.gaps) == ([1, 2, 3, 4, 5, 6], [])


def test_a_thousand_frames_ahead_are_not_waited_for() -> None:
    desk = live().hear(*(event(n) for n in range(2, 1_003)))
    assert desk.fetches == [(1, 1)]
    desk.hear(event(1), heartbeat(1_002))
    assert desk.sequences == list(range(1, 1_002))
    assert desk.wait(NOW + 2_000).fetches[1:] == [(1_002, 1_002)]


def test_what_the_centre_lacks_is_a_gap() -> None:
    desk = live(last=5).hear(event(1), event(4)).wait(NOW + 2_000).hear(lacking(2, 3), now=NOW + 2_010)
    assert desk.gaps == [FeedGap(reason="lacking", first=2, last=3)]
    assert (desk.sequences, desk.mark, desk.tally.gaps) == ([1, 4], Mark("e1", 4), 2)


def test_a_frame_in_hand_is_not_lacking() -> None:
    desk = live(last=5).hear(event(1), event(3)).hear(lacking(2, 5))
    assert (desk.sequences, desk.gaps) == ([1, 3], [FeedGap(reason="lacking", first=2, last=2)])


def test_nothing_is_lacking_that_the_centre_never_numbered() -> None:
    desk = live(last=1).hear(event(1), event(500)).wait(NOW + 2_000).hear(lacking(2, 499), event(2))
    assert (desk.sequences, desk.gaps) == ([1, 2], [])


def test_a_fetch_without_an_answer_is_repeated_then_the_session_ends_without_a_gap() -> None:
    desk = live().hear(event(1), event(4))
    for second in (2, 4, 6, 8):
        desk.hear(heartbeat(4), now=NOW + second * 1_000)
    assert desk.fetches == [(2, 3), (2, 2), (2, 2), (2, 2)]
    desk.hear(heartbeat(4), now=NOW + 10_000)
    assert desk.closed == "it did not send again what it was asked for"
    assert (desk.sequences, desk.gaps, desk.mark) == ([1], [], Mark("e1", 1))


def test_a_heartbeat_tells_of_a_tail_that_never_came() -> None:
    desk = live().hear(event(1), heartbeat(3))
    desk.wait(NOW + 2_000)
    assert desk.fetches == [(2, 3)]


def test_a_backlog_that_moves_is_not_fetched() -> None:
    desk = live(last=9)
    for n in range(1, 10):
        desk.hear(event(n), heartbeat(9), now=NOW + n * 1_500)
    assert desk.fetches == []


def test_a_frame_without_a_readable_sequence_moves_nothing_and_the_hole_is_fetched_at_once() -> None:
    desk = live(last=2).hear(b'{"specversion":"1.0","seq', event(2))
    assert (desk.mark, desk.fetches) == (Mark(), [(1, 1)])
    desk.hear(event(1))
    assert desk.sequences == [1, 2]
    assert [(q.sequence, q.reason) for q in desk.quarantined] == [(0, "frame: is no valid JSON")]


def test_a_frame_that_stays_unreadable_however_often_it_is_fetched_is_refused_at_last() -> None:
    desk = live(last=2).hear(b"garbage", event(2))
    desk.hear(b"garbage", now=NOW + 2_000).hear(b"garbage", now=NOW + 2_010)
    desk.hear(heartbeat(2), now=NOW + 4_010).hear(b"garbage", now=NOW + 4_020)
    assert (desk.sequences, desk.mark, desk.closed) == ([2], Mark("e1", 2), "")
    assert desk.quarantined[-1].sequence == 1


def test_garbage_that_comes_while_an_answer_is_late_is_not_taken_for_the_answer() -> None:
    desk = live(last=3).hear(event(1), event(3))
    for second, garbage in ((2, b"garbage"), (4, b"other garbage"), (6, b"still other garbage")):
        desk.hear(heartbeat(3), now=NOW + second * 1_000).hear(garbage, now=NOW + second * 1_000 + 10)
    assert (desk.sequences, desk.fetches) == ([1], [(2, 2), (2, 2), (2, 2)])
    desk.hear(event(2), now=NOW + 6_020)
    assert desk.sequences == [1, 2, 3]


def test_a_sequence_beyond_belief_is_refused_and_holds_nobody_up() -> None:
    desk = live().hear(event(10**17), event(1))
    assert desk.quarantined[0].reason == "sequence: is beyond what this centre can have numbered"
    assert desk.wait(NOW + 2_000).fetches == []
