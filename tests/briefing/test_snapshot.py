"""The briefing is a function of the journal, the span and `as_of`: the same bytes anywhere, and nothing told later."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from briefing import revisions, snapshot, spans
from briefing.material import gathered
from briefing.rendering import differing
from briefing.sheet import Silence, decode, encode, fingerprint
from briefing.suppression import HIDDEN, PUBLISHED, suppressed
from picture import case_events as c
from picture import events as e
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.decision_events import DecisionAsked
from picture.errors import VigiaError
from picture.events import Entry
from picture.fold import apply
from picture.picture import HISTORY, Picture
from tests.briefing.test_calls import a_call, some_calls
from tests.briefing.test_followups import some_followups
from tests.briefing.test_mapping import maps, told
from tests.briefing.test_severe import some_cases
from tests.briefing.told import (
    AS_OF,
    CENTRE,
    DAY_NAME,
    ENDS,
    REGISTRY,
    SITE,
    STARTS,
    fact,
    journal,
    material,
    rows,
    sheet,
)

ROOT = Path(__file__).resolve().parents[2]
WATCH = "vigia/watch"
OTHERWISE = (
    {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    {"TZ": "America/Santiago", "PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8"},
)


def a_week() -> list[Entry]:
    draw = Random(7)
    facts = some_calls(draw, 120) + some_cases(draw, 40)
    facts += [each for some in some_followups(draw, 40).values() for each in some]
    return journal([each for each in facts if each.time <= AS_OF])


def test_two_processes_of_other_zones_seeds_and_locales_make_the_same_bytes() -> None:
    code = (
        "import sys; from tests.briefing.test_snapshot import a_week, sheet, encode, maps, told;"
        "sys.stdout.buffer.write(encode(sheet(a_week())) + b'|'.join(maps(told()).values()))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **other}, check=True, capture_output=True
        )
        for other in OTHERWISE
    ]
    assert made[0].stdout == made[1].stdout == encode(sheet(a_week())) + b"|".join(maps(told()).values())
    assert len(made[0].stdout) > 5000


def test_it_says_what_it_was_made_of() -> None:
    told = a_week()
    made = sheet(told)
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in told)
    assert (made.first, made.last, made.inputs) == (1, len(told), hashlib.sha256(lines).hexdigest())
    assert (made.site, made.kind, made.name, made.zone) == ("prueba", "demo", "Prueba", SITE.zone)
    assert (made.span.name, made.as_of, made.revision, made.changed) == (DAY_NAME, AS_OF, 0, ())
    assert decode(encode(made)) == made
    assert sheet(iter(told)) == made  # type: ignore[arg-type] # one pass over them is enough


def test_what_was_recorded_after_as_of_is_not_read() -> None:
    told = a_week()
    later = [Entry(len(told) + 1, AS_OF + 1, fact(STARTS + HOUR, "late", e.CallOffered(queue="psicologia")))]
    assert encode(sheet([*told, *later])) == encode(sheet(told))
    heard = sheet([*told, replace(later[0], recorded=AS_OF)])
    assert heard.inputs != sheet(told).inputs
    assert fingerprint(heard) != fingerprint(sheet(told))


def test_what_arrives_later_makes_a_revision_that_names_what_changed() -> None:
    told = a_week()
    before = sheet(told)
    late = Entry(len(told) + 1, AS_OF + HOUR, fact(STARTS + HOUR, "late", e.CallOffered(queue="psicologia")))
    after = revisions.revised(before, sheet([*told, late], as_of=AS_OF + 2 * HOUR))
    assert after is not None
    assert after.revision == 1
    count = rows(before, "headline")["calls"]["value"]
    assert ("headline", "calls", "value", count) in after.changed
    assert ("calls_by_hour", "1", "offered", rows(before, "calls_by_hour")[1]["offered"]) in after.changed
    assert rows(after, "headline")["calls"]["value"] == int(count or 0) + 1
    assert not any(column == "followups" or table == "services" for table, _, column, _ in after.changed)
    assert revisions.revised(before, sheet(told)) is None


def test_the_staffing_that_follows_is_the_same_whenever_it_is_made() -> None:
    told = a_week()
    later = sheet(told, as_of=AS_OF + 5 * HOUR)
    assert later.table("staffing").rows and later.table("staffing") == sheet(told).table("staffing")


def test_a_decision_that_is_asked_for_later_makes_a_revision() -> None:
    told = a_week()
    before = sheet(told, as_of=AS_OF + 5 * HOUR)
    asked = DecisionAsked(by="lead.a", owner="dif", due="2026-11-27", note="n-1")
    late = Entry(len(told) + 1, AS_OF + HOUR, fact(AS_OF + HOUR, "d-1", asked))
    after = revisions.revised(before, sheet([*told, late], as_of=AS_OF + 5 * HOUR))
    assert after is not None
    assert [(table, row, column) for table, row, column, _ in after.changed] == [
        ("decisions", "d-1", column) for column in ("owner", "due", "state")
    ]
    assert [line[2:] for line in differing(before, after, SITE, "es")] == [
        ["a quién", "—", "dif"],
        ["para", "—", "2026-11-27"],
        ["estado", "—", "pedida"],
    ]


def test_rows_that_share_their_first_column_are_named_by_all_that_say_what_they_are() -> None:
    names = [name for name, _, _ in revisions.named_rows(sheet(a_week()).table("calls_compared"))]
    assert names[:2] == ["offered", "answered"]
    twice = sheet(a_week()).table("calls_by_class")
    both = replace(twice, rows=(*twice.rows, *((*row[:-1], "nl/911") for row in twice.rows)))
    assert revisions.named_rows(both)[0][0] == f"violence {CENTRE}"


def test_without_a_profile_there_is_no_briefing() -> None:
    with pytest.raises(
        VigiaError, match=r"^Of 2026-11-20 there is no briefing: by then the journal holds no profile\.$"
    ):
        sheet([])
    with pytest.raises(VigiaError, match="no profile"):
        sheet(journal([], since=AS_OF - HOUR), as_of=AS_OF - 2 * HOUR)


def silent(*told: tuple[int, object]) -> tuple[Silence, ...]:
    facts = [fact(at, CENTRE, data, CENTRE if isinstance(data, e.FeedGap) else WATCH) for at, data in told]  # type: ignore[arg-type]
    return sheet(journal(facts)).silences


def test_silences_run_from_the_last_word_to_the_next_and_are_cut_to_the_span() -> None:
    def lost(at: int) -> tuple[int, object]:
        return at, e.FeedLost(due=at, heard=at - 10 * SECOND)

    def heard(at: int) -> tuple[int, object]:
        return at, e.FeedConnected()

    noon = STARTS + 12 * HOUR
    gap = (noon + HOUR, e.FeedGap(reason="lacking", first=5, last=9))
    assert silent(lost(noon), heard(noon + MINUTE)) == (Silence(CENTRE, noon - 10 * SECOND, noon + MINUTE),)
    assert silent(lost(STARTS - DAY), heard(noon)) == (Silence(CENTRE, STARTS, noon),)
    assert silent(lost(noon)) == (Silence(CENTRE, noon - 10 * SECOND, ENDS),)
    assert silent(lost(STARTS - DAY), heard(STARTS - HOUR)) == silent(lost(ENDS + HOUR)) == ()
    assert silent(lost(noon), heard(noon + HOUR), gap) == (Silence(CENTRE, noon - 10 * SECOND, noon + HOUR, 5),)
    assert silent(gap) == (Silence(CENTRE, noon + HOUR, noon + HOUR, 5),)


def test_nothing_leaves_the_picture_that_it_is_counted_from() -> None:
    """A case closed, a follow-up kept and calls made 59 days before are there, and a late word of them is heard."""
    old = STARTS - 59 * DAY
    facts = [
        fact(old, "C-1", c.CaseOpened(), REGISTRY),
        fact(old, "F-1", c.FollowUpPlanned(case="C-1"), REGISTRY),
        fact(old + HOUR, "F-1", c.FollowUpDone(outcome="spoke_safely"), REGISTRY),
        fact(old + DAY, "C-1", c.CaseClosed(reason="x"), REGISTRY),
        *a_call(Random(3), "call-1", old),
    ]
    told = journal(facts)
    late = fact(old + 2 * HOUR, "call-2", e.CallOffered(queue="psicologia"))
    picture = material([*told, Entry(len(told) + 1, AS_OF, late)]).picture
    assert set(picture.book.cases) == {"C-1"}
    assert set(picture.book.followups) == {"F-1"}
    assert {"call-1", "call-2"} <= set(picture.centre(CENTRE).state.calls)
    assert picture.centre(CENTRE).state.too_late == 0


@pytest.mark.parametrize("seed", range(3))
def test_its_half_hours_are_those_that_a_picture_which_forgets_has_kept(seed: int) -> None:
    facts = some_calls(Random(seed), 300)
    facts.append(
        fact(
            STARTS - 30 * DAY, "psicologia", e.QueueMeasured(interval_start=STARTS - 59 * DAY, interval=HOUR, offered=4)
        )
    )
    told, swept = journal(facts), Picture()
    for each in told:
        apply(swept, each)
    state, lasting = swept.centre(CENTRE).state, material(told).picture.centre(CENTRE).state
    known = range(state.clock - HISTORY + DAY, state.swept)
    for queue, kept in state.history.items():
        both = [{at: n for at, n in each.items() if at in known} for each in (kept, lasting.history[queue])]
        assert both[0] == both[1]
        assert any(both[0].values())


def test_no_id_of_a_case_a_follow_up_or_a_call_stands_in_it() -> None:
    text = encode(sheet(a_week())).decode()
    assert not any(sign in text for sign in ('"C-', '"F-', "call-"))


def test_every_kind_of_span_can_be_told() -> None:
    told = a_week()
    for name in ("2026-11-20.noche", "2026-W47", "2026-11", "2026-Q4", "2026", "2026-11-18..2026-11-20"):
        made = sheet(told, name, AS_OF + 60 * DAY)
        assert made.span.name == name
        assert rows(made, "calls_by_centre")[CENTRE]["offered"] is not None


def test_many_spans_told_in_one_pass_are_each_as_if_told_alone() -> None:
    """In whatever order: who counts one changes nothing that the next counts from."""
    week, as_of = a_week(), AS_OF + 60 * DAY
    names = ("2026-11-20", "2026-11-20.noche", "2026-W47", "2026-11", "2026-Q4", "2026-10-01..2026-11-20")
    alone = [encode(sheet(week, name, as_of)) for name in names]
    together = gathered(iter(week), [spans.named(name, SITE) for name in names], as_of)
    assert [encode(snapshot.told(each, "demo")) for each in together] == alone
    assert [encode(snapshot.told(each, "demo")) for each in reversed(together)] == alone[::-1]


def test_of_figures_with_units_of_their_own_small_counts_go_with_their_shares_and_calls_stay() -> None:
    case = [
        fact(STARTS + HOUR, "C-1", c.CaseOpened(), REGISTRY),
        fact(STARTS + HOUR, "C-1", c.CaseAssessed(level="severe"), REGISTRY),
        fact(STARTS + HOUR + MINUTE, "C-1", c.CaseAssigned(to="sau"), REGISTRY),
    ]
    calls = [fact(STARTS + HOUR, f"call-{n}", e.CallOffered(queue="psicologia")) for n in range(3)]
    made = sheet(journal([*case, *calls]))
    assert rows(made, "severe")["to_assignment"]["value"] == 1
    shown = suppressed(made, PUBLISHED)
    headline, severe = ({key: row["value"] for key, row in rows(shown, of).items()} for of in ("headline", "severe"))
    assert (headline["calls"], headline["service_level"]) == (3, 0)
    assert headline["severe_open"] == HIDDEN
    assert [severe[key] for key in ("assessed", "in_time_share", "to_assignment", "oldest")] == [HIDDEN] * 4
    assert severe["assigned_late"] == 0
