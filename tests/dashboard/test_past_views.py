"""What changed, as it is listed: by kind, what weighs most first, all of it counted, and no call by its number."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import desk_wording, past_views
from watch.past_lines import KINDS, PastLine

WHATS = sorted(past_views.KIND)
LINES = st.lists(
    st.builds(PastLine, at=st.integers(0, 99), what=st.sampled_from(WHATS), id=st.sampled_from("abc")), max_size=40
)


@given(LINES)
def test_every_line_is_in_one_group_and_counted_once_for_each_thing(lines: list[PastLine]) -> None:
    groups = past_views.groups(lines)
    assert sum(group.of for group in groups) == len(lines)
    assert [group.kind for group in groups] == [
        k for k in past_views.ORDER if any(past_views.KIND[x.what] == k for x in lines)
    ]
    counted = {what: n for group in groups for what, n in group.counts.items()}
    assert counted == {what: len({x.id for x in lines if x.what == what}) for what in {x.what for x in lines}}
    for group in groups:
        assert len(group.lines) == (0 if group.kind == "calls" else min(group.of, past_views.MOST))


def test_what_weighs_most_comes_first() -> None:
    lines = [
        PastLine(at=1, what="case.contacted", case="C-1"),
        PastLine(at=2, what="case.opened", case="C-2"),
        PastLine(at=3, what="case.assessed", said="severe", case="C-3"),
        PastLine(at=4, what="alert.acknowledged", id="A-1"),
        PastLine(at=5, what="alert.raised", id="A-2"),
    ]
    alerts, cases = past_views.groups(lines)
    assert [line.at for line in alerts.lines] == [5, 4]
    assert [line.at for line in cases.lines] == [3, 2, 1]
    assert list(cases.counts) == ["case.opened", "case.assessed", "case.contacted"]


def test_a_call_is_named_by_no_number() -> None:
    call = PastLine(at=1, what="call.offered", id="switch-77", said="070 · psicología")
    assert past_views.step([call], 1) == [msgspec.structs.replace(call, id="")]
    [group] = past_views.groups([call, call])
    assert (group.of, group.counts, group.lines) == (2, {"call.offered": 1}, [])


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_kind_and_every_line_has_its_words(language: str) -> None:
    words = desk_wording.LANGUAGES[language]
    for kind in KINDS:
        assert f"past.kind.{kind}" in words
    for kind in past_views.ORDER:
        assert f"past.group.{kind}" in words
    for what in WHATS:
        about, _, rest = what.partition(".")
        assert f"past.count.{about}" in words
        said = rest if about == "case" else "followup.no_answer" if what == "followup.attempted" else what
        assert {f"past.what.{what}", f"step.{said}", f"told.{rest}"} & set(words), what
