"""The short form of the chaos run, and that its verdict sees what it is there to see."""

from pathlib import Path

import pytest

from journal.journal import Quarantined
from picture.events import CallOffered, Entry, Fact, FeedLost
from tests.chaos.__main__ import SHORT
from tests.chaos.run import Run
from tests.chaos.truth import Truth
from tests.chaos.verdict import Row, decision_rows, journal_rows, quarantine_rows, table
from watch.decide import WATCH

SOURCE = "nl/070"


@pytest.mark.long
@pytest.mark.store
async def test_nothing_is_lost_or_told_twice_while_every_process_is_killed_again_and_again(tmp_path: Path) -> None:
    said: list[str] = []
    rows = await Run(SHORT, tmp_path, said.append).run()
    assert all(row.holds for row in rows), table(rows)


def offer(sequence: int, subject: str = "c1") -> Fact:
    data = CallOffered(queue="psicologia")
    return Fact(time=0, source=SOURCE, subject=subject, data=data, sequence=sequence, epoch="e")


TRUTH = Truth({(SOURCE, "e", n): offer(n) for n in (1, 2)}, {(SOURCE, "e", 3): 40})


def failing(rows: list[Row]) -> list[str]:
    return [row.claim for row in rows if not row.holds]


def test_a_journal_as_it_should_be_passes() -> None:
    assert failing(journal_rows(TRUTH, [Entry(1, 5, offer(1)), Entry(2, 5, offer(2))])) == []


@pytest.mark.parametrize(
    ("entries", "claim"),
    [
        ([Entry(1, 5, offer(1))], "the journal holds every valid event exactly once"),
        ([Entry(n, 5, offer(min(n, 2))) for n in (1, 2, 3)], "the journal holds every valid event exactly once"),
        ([Entry(1, 5, offer(1)), Entry(2, 5, offer(2, "c2"))], "each one says what its centre said"),
        ([Entry(1, 5, offer(1)), Entry(3, 5, offer(2))], "the journal's numbering has no hole"),
        ([Entry(1, 5, offer(1)), Entry(2, 4, offer(2))], "recorded never decreases"),
    ],
    ids=["missing", "twice", "other", "hole", "backwards"],
)
def test_a_wrong_journal_fails_by_name(entries: list[Entry], claim: str) -> None:
    assert failing(journal_rows(TRUTH, entries)) == [claim]


def a_refusal(sequence: int, length: int = 40, reason: str = "type: is unknown") -> Quarantined:
    return Quarantined(source=SOURCE, epoch="e", sequence=sequence, reason=reason, length=length, skeleton="{}")


@pytest.mark.parametrize(
    ("refused", "failures"),
    [
        ([a_refusal(3)], 0),
        ([], 1),
        ([a_refusal(3), a_refusal(3)], 1),
        ([a_refusal(3), a_refusal(2)], 1),
        ([a_refusal(3), a_refusal(0, length=41)], 1),
        ([a_refusal(3, reason="")], 1),
    ],
    ids=["right", "missing", "twice", "valid", "unknown", "silent"],
)
def test_a_wrong_quarantine_fails(refused: list[Quarantined], failures: int) -> None:
    assert len(failing(quarantine_rows(TRUTH, refused))) == failures


def test_a_feed_lost_twice_fails() -> None:
    lost = Fact(time=9, source=WATCH, subject=SOURCE, data=FeedLost(due=9))
    assert failing(decision_rows([Entry(1, 9, lost)], 1)) == []
    assert len(failing(decision_rows([Entry(1, 9, lost), Entry(2, 9, lost)], 1))) == 2
