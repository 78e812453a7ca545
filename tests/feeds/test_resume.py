"""Where a feed goes on after a hello, and the snapshot that a gap asks for."""

import pytest

from feeds.session import SNAPSHOT
from journal.journal import Mark
from picture.events import CallOffered, FeedGap
from tests.feeds.cast import LINE_070, NOW, Desk, begin, end, event, heartbeat, hello, live


def test_a_first_meeting_subscribes_before_the_oldest_and_journals_no_gap() -> None:
    desk = Desk().hear(hello(oldest=41, last=60))
    assert desk.sent == [{"subscribe": {"after": "000000000040"}}]
    desk.hear(event(41))
    assert (desk.mark, desk.sequences, desk.gaps) == (Mark("e1", 41), [41], [])


def test_an_empty_centre_is_subscribed_from_nothing() -> None:
    assert Desk().hear(hello(oldest=1, last=0)).subscribed == [0]


def test_an_ordinary_resume_goes_on_after_the_mark() -> None:
    desk = Desk(Mark("e1", 50)).hear(hello(oldest=41, last=60))
    assert (desk.subscribed, desk.gaps) == ([50], [])


@pytest.mark.parametrize(
    ("mark", "greeting", "after", "gap"),
    [
        (Mark("e1", 30), hello(41, 60), 40, FeedGap(reason="oldest_passed", first=31, last=40, open=("call-9",))),
        (Mark("e1", 70), hello(41, 60), 60, FeedGap(reason="rewound", first=61, last=70, open=("call-9",))),
        (Mark("e0", 70), hello(41, 60), 40, FeedGap(reason="new_epoch", first=1, last=40, open=("call-9",))),
    ],
    ids=["it forgot what we lack", "it lost what it had numbered", "it counts anew"],
)
def test_a_gap_its_snapshot_and_the_mark_are_one_batch(mark: Mark, greeting: bytes, after: int, gap: FeedGap) -> None:
    desk = Desk(mark).hear(greeting)
    assert desk.sent == [{"snapshot": {}}]
    desk.hear(begin(NOW + 7), event(None, subject="call-9"), heartbeat(60))
    assert desk.batches == []
    desk.hear(end(60, ["call-9"]))
    (batch,) = desk.batches
    assert (batch.after, batch.mark) == (mark, Mark("e1", after))
    assert [fact.data for fact in batch.facts] == [gap, CallOffered(queue="psicologia")]
    assert batch.facts[0].time == NOW + 7
    assert {fact.sequence for fact in batch.facts} == {0}
    assert {fact.source for fact in batch.facts} == {LINE_070}
    assert desk.subscribed == [after]


def test_numbered_frames_during_a_snapshot_are_left_for_the_subscription() -> None:
    desk = Desk(Mark("e0", 9)).hear(hello(1, 3), begin(), event(1), event(None, subject="call-9"), end(3, []), event(1))
    assert desk.sequences == [0, 1]


def test_a_refused_frame_of_a_snapshot_is_quarantined_in_its_batch() -> None:
    desk = Desk(Mark("e0", 9)).hear(hello(1, 3), begin(), event(None, data={"queue": "tarot"}), b"{", end(3, []))
    assert [q.reason for q in desk.batches[0].quarantined] == [
        "data.queue: is no queue of this centre's profile",
        "frame: is no valid JSON",
    ]


def test_what_a_snapshot_names_like_a_phone_stays_outside() -> None:
    desk = Desk(Mark("e0", 9)).hear(hello(1, 3), begin(), end(3, ["call-9", "8112345678", "María"]))
    assert desk.gaps[0].open == ("call-9",)


def test_a_second_hello_ends_the_session() -> None:
    assert live().hear(hello()).closed == "it said hello twice"


def test_a_hello_that_ends_before_it_begins_is_not_believed() -> None:
    assert Desk().hear(hello(oldest=9, last=7)).closed == "its hello ends before it begins"


def test_a_snapshot_that_is_not_whole_in_time_ends_the_session_and_journals_nothing() -> None:
    desk = Desk(Mark("e0", 9)).hear(hello(1, 3), begin(), event(None))
    desk.hear(heartbeat(3), now=NOW + 20_000).wait(NOW + SNAPSHOT)
    assert (desk.closed, desk.batches) == ("its snapshot was not whole in time", [])
