"""What was sent is found again on the screen."""

from tests.bench.screens import Seen
from tests.bench.trials import Sent, delays


def sent(at: float, number: int) -> Sent:
    return Sent(at, lambda seen: seen.number == number)


def test_a_delay_runs_from_the_sending_to_the_first_showing_after_it() -> None:
    seen = [Seen(90, "4"), Seen(105, "5"), Seen(304, "4")]
    assert delays([sent(100, 5), sent(300, 4)], seen) == ([5, 4], 0)


def test_a_number_that_stood_there_before_is_not_taken_for_the_new_one() -> None:
    assert delays([sent(100, 5)], [Seen(99, "5")]) == ([], 1)


def test_a_number_is_read_whatever_separates_its_thousands() -> None:
    assert Seen(0, "1,234").number == Seen(0, "1 234").number == 1234
    assert Seen(0, "–").number == -1
