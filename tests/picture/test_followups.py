"""The window, the states to the millisecond, and never a call outside her permission."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture import followups, permission
from picture.book import Case, FollowUp
from picture.case_events import FollowUpPlanned
from picture.clocks import HOUR, MINUTE
from picture.followups import FollowUpLook
from picture.permission import Window
from picture.policy import CaseLimits
from tests.picture.told import DAY, SANTIAGO, ZONES, a_case, a_followup, a_site, at, utc

EPISODE = at("2026-06-17T10:00")
OPENS, CLOSES = EPISODE + 12 * HOUR, EPISODE + 48 * HOUR
INTAKE = EPISODE + HOUR
CERTAIN = {"episode_from": EPISODE, "episode_to": EPISODE}


def window(plan: dict[str, int], case: Case | None, promised: int = INTAKE) -> Window:
    return followups.window(FollowUpPlanned(case="C-1", **plan), case, promised, CaseLimits())  # type: ignore[arg-type]


def look(followup: FollowUp, now: int, case: Case | None = None, zone: str = "America/Monterrey") -> FollowUpLook:
    found = followups.look(followup, case or a_case(INTAKE, **CERTAIN), a_site(zone), now)
    assert found is not None
    return found


# The window


def test_it_opens_12_hours_after_the_episode_and_closes_48_after() -> None:
    assert window({}, a_case(INTAKE, **CERTAIN)) == Window(OPENS, CLOSES)


def test_the_plans_own_episode_stands_before_the_cases() -> None:
    own = {"episode_from": EPISODE - DAY, "episode_to": EPISODE - DAY}
    assert window(own, a_case(INTAKE, **CERTAIN)) == Window(OPENS - DAY, CLOSES - DAY)


def test_a_span_opens_from_its_latest_instant_and_closes_from_its_earliest_and_is_hollow() -> None:
    case = a_case(INTAKE, episode_from=EPISODE - 8 * HOUR, episode_to=EPISODE)
    assert window({}, case) == Window(OPENS, CLOSES - 8 * HOUR, hollow=True)


@pytest.mark.parametrize(
    ("hours", "opens"), [(35, OPENS), (36, OPENS - 12 * HOUR), (37, OPENS - 13 * HOUR), (90, CLOSES - 102 * HOUR)]
)
def test_a_span_so_wide_that_nothing_is_left_leaves_the_last_12_hours(hours: int, opens: int) -> None:
    case = a_case(INTAKE, episode_from=EPISODE - hours * HOUR, episode_to=EPISODE)
    assert window({}, case) == Window(opens, CLOSES - hours * HOUR, hollow=True)


def test_an_episode_of_which_one_end_is_known_happened_then() -> None:
    assert window({}, a_case(INTAKE, episode_to=EPISODE)) == Window(OPENS, CLOSES)
    assert window({}, a_case(INTAKE, episode_from=EPISODE)) == Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("case", "since"),
    [
        (a_case(INTAKE, called_at=EPISODE), EPISODE),
        (a_case(INTAKE), INTAKE),
        (a_case(INTAKE + DAY, intake=INTAKE), INTAKE),
        (a_case(None, (INTAKE, "assessed", "severe")), INTAKE + MINUTE),
        (None, INTAKE + MINUTE),
    ],
)
def test_an_unknown_episode_counts_from_the_call_the_intake_or_the_promise_and_is_hollow(
    case: Case | None, since: int
) -> None:
    expected = Window(since + 12 * HOUR, since + 48 * HOUR, hollow=True)
    assert window({}, case, promised=INTAKE + MINUTE) == expected


def test_the_plans_own_ends_stand_and_are_not_estimated() -> None:
    own = {"opens": INTAKE + DAY, "closes": INTAKE + 2 * DAY}
    assert window(own, a_case(INTAKE)) == Window(INTAKE + DAY, INTAKE + 2 * DAY)


def test_an_end_that_the_plan_does_not_say_comes_from_the_episode() -> None:
    assert window({"closes": CLOSES + DAY}, a_case(INTAKE, **CERTAIN)) == Window(OPENS, CLOSES + DAY)
    assert window({"opens": INTAKE}, a_case(INTAKE)) == Window(INTAKE, INTAKE + 48 * HOUR, hollow=True)
    assert window({"closes": OPENS}, a_case(INTAKE, **CERTAIN)) == Window(OPENS - 12 * HOUR, OPENS)


# The states


@pytest.mark.parametrize(
    ("now", "state", "call_now"),
    [
        (OPENS - 1, "early", False),
        (OPENS, "open", True),
        (CLOSES - 12 * HOUR - 1, "open", True),
        (CLOSES - 12 * HOUR, "closing", True),
        (CLOSES - 1, "closing", True),
        (CLOSES, "overdue", True),
        (CLOSES + 20 * DAY, "overdue", True),
        (CLOSES + 30 * DAY, "overdue_unsafe", False),
    ],
)
def test_states_change_at_the_millisecond(now: int, state: str, call_now: bool) -> None:
    found = look(a_followup(INTAKE), now)
    assert (found.state, found.call_now) == (state, call_now)


def test_a_follow_up_without_plan_has_no_look() -> None:
    assert followups.look(FollowUp("F-1", "nl/registro"), None, a_site(), INTAKE) is None


def test_closing_counts_from_the_effective_last_moment() -> None:
    nights = a_followup(INTAKE, safe_hours=("20:00-22:00",))
    last = at("2026-06-18T22:00")
    assert look(nights, OPENS).last_moment == last
    assert [look(nights, last - 12 * HOUR + by).state for by in (-1, 0)] == ["open", "closing"]
    assert look(nights, last).state == "closing"  # the window closes next day


def test_where_there_is_no_moment_closing_counts_from_the_window() -> None:
    unasked = a_followup(INTAKE, consent=None)
    assert [look(unasked, CLOSES - 12 * HOUR + by).state for by in (-1, 0)] == ["open", "closing"]
    assert look(unasked, CLOSES).state == "overdue_unsafe"


def test_overdue_and_outside_her_hours_is_a_state_of_its_own() -> None:
    days = a_followup(INTAKE, safe_hours=("08:00-13:00",))
    evening, morning = at("2026-06-19T22:00"), at("2026-06-20T08:00")
    found = look(days, evening)
    assert (found.state, found.call, found.call_now) == ("overdue_unsafe", "outside_hours", False)
    assert (found.safe_from, found.safe_until, found.until) == (morning, None, morning)
    found = look(days, morning)
    assert (found.state, found.call, found.call_now) == ("overdue", "yes", True)
    assert (found.safe_from, found.safe_until, found.until) == (None, morning + 5 * HOUR, morning + 5 * HOUR)


@pytest.mark.parametrize(
    ("said", "severe"),
    [("severe", True), ("severe+in_progress", True), ("mild+in_progress", True), ("moderate", False), ("mild", False)],
)
def test_early_never_delays_a_severe_case(said: str, severe: bool) -> None:
    case = a_case(INTAKE, (INTAKE, "assessed", said), **CERTAIN)
    found = look(a_followup(INTAKE), INTAKE, case)
    assert (found.state, found.severe, found.call_now) == ("early", severe, severe)


def test_a_severe_case_is_not_called_early_outside_her_hours() -> None:
    case = a_case(INTAKE, (INTAKE, "assessed", "severe"), **CERTAIN)
    assert not look(a_followup(INTAKE, safe_hours=("20:00-22:00",)), INTAKE, case).call_now


@pytest.mark.parametrize(("late", "state"), [(-1, "overdue"), (0, "unreachable"), (1, "unreachable")])
def test_a_window_that_closed_before_intake_is_unreachable_and_never_call_now(late: int, state: str) -> None:
    case = a_case(CLOSES + late, **CERTAIN)
    found = look(a_followup(CLOSES + late), CLOSES + HOUR, case)
    assert (found.state, found.call_now) == (state, state == "overdue")


def test_without_a_case_the_promise_is_the_intake() -> None:
    plan = a_followup(CLOSES + DAY, promised=CLOSES, **CERTAIN)
    found = followups.look(plan, None, a_site(), CLOSES + 2 * DAY)
    assert found is not None
    assert (found.state, found.severe) == ("unreachable", False)


@pytest.mark.parametrize(
    ("spoke", "state"),
    [(OPENS - 1, "done_early"), (OPENS, "done_in_window"), (CLOSES - 1, "done_in_window"), (CLOSES, "done_late")],
)
def test_the_first_safe_conversation_ends_it(spoke: int, state: str) -> None:
    tries = [(INTAKE, "no_answer"), (spoke, "spoke_safely"), (CLOSES + DAY, "spoke_safely")]
    found = look(a_followup(INTAKE, *tries, cancelled=CLOSES), CLOSES + 2 * DAY)
    assert (found.state, found.call, found.call_now, found.ended) == (state, "done", False, spoke)
    assert (found.safe_from, found.safe_until) == (None, None)


@pytest.mark.parametrize("outcome", ["could_not_talk", "third_party", "aggressor_answered", "declined", "no_answer"])
def test_nothing_but_a_safe_conversation_is_done(outcome: str) -> None:
    found = look(a_followup(INTAKE, (OPENS, outcome)), OPENS + MINUTE)
    assert (found.state, found.ended) == ("open", None)
    assert found.call_now == (outcome not in ("declined", "aggressor_answered"))


def test_what_was_cancelled_is_owed_again_once_it_is_planned_again() -> None:
    found = look(a_followup(INTAKE, cancelled=OPENS), CLOSES)
    assert (found.state, found.ended, found.call) == ("cancelled", OPENS, "cancelled")
    assert look(a_followup(OPENS, cancelled=OPENS, promised=INTAKE), CLOSES).state == "overdue"


def test_planning_again_moves_the_window_and_keeps_the_promise() -> None:
    again = a_followup(INTAKE + 5 * HOUR, promised=INTAKE + HOUR, opens=CLOSES, closes=CLOSES + DAY)
    assert look(again, CLOSES - 1).state == "early"
    assert look(again, CLOSES).opens == CLOSES
    unknown = a_followup(INTAKE + 5 * HOUR, promised=INTAKE + HOUR)
    found = followups.look(unknown, None, a_site(), INTAKE)
    assert found is not None and found.opens == INTAKE + 13 * HOUR


def test_several_of_one_case_have_a_window_and_a_permission_of_their_own() -> None:
    case = a_case(INTAKE, **CERTAIN)
    first, second = a_followup(INTAKE, consent=False), a_followup(INTAKE, opens=CLOSES, closes=CLOSES + DAY)
    assert [look(each, CLOSES, case).state for each in (first, second)] == ["overdue_unsafe", "open"]


def test_the_window_is_hours_and_not_the_clocks_hours() -> None:
    """Santiago's spring and autumn lie within: 36 hours stay 36."""
    for change in (utc("2026-09-06T04:00"), utc("2026-04-05T04:00")):
        episode = change - DAY
        case = a_case(episode, episode_from=episode, episode_to=episode)
        found = look(a_followup(episode), episode + 48 * HOUR, case, SANTIAGO)
        assert (found.closes - found.opens, found.state) == (36 * HOUR, "overdue")


# Until


CLOCK = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
SPAN = st.builds(
    lambda day, start, end: f"{day}{start}-{end}",
    st.sampled_from(["", "", "mon ", "sun "]),
    CLOCK,
    CLOCK | st.just("24:00"),
)
OUTCOME = st.sampled_from(["spoke_safely", "no_answer", "declined", "aggressor_answered"])
AROUND = st.sampled_from([utc("2026-09-06T04:00"), utc("2026-04-05T04:00"), EPISODE])
OFTEN = st.sampled_from([True, True, True, False, None])


@st.composite
def told(draw: st.DrawFn) -> tuple[FollowUp, Case | None, int]:
    base = draw(AROUND)
    spread = draw(st.sampled_from([None, 0, 3 * HOUR, 40 * HOUR]))
    episode = {} if spread is None else {"episode_from": base - spread, "episode_to": base}
    intake = base + draw(st.integers(0, 60 * HOUR))
    level = draw(st.sampled_from(["mild", "severe", "severe+in_progress"]))
    case = draw(st.sampled_from([None, a_case(intake, (intake, "assessed", level), **episode)]))
    tries = draw(st.lists(st.tuples(st.integers(base, base + 60 * HOUR), OUTCOME), max_size=2).map(sorted))
    followup = a_followup(
        intake,
        *tries,
        cancelled=draw(st.sampled_from([None, None, None, intake, intake + HOUR])),
        consent=draw(OFTEN),
        safe_hours=tuple(draw(st.lists(SPAN, max_size=3))),
        channel=draw(st.sampled_from(["phone", "in_person"])),
        confirmed=draw(st.sampled_from([None, intake, base - 29 * DAY])),
    )
    return followup, case, base + draw(st.integers(-DAY, 4 * DAY))


@given(told(), st.sampled_from(ZONES), st.floats(0, 1))
def test_nothing_changes_before_until(told: tuple[FollowUp, Case | None, int], zone: str, part: float) -> None:
    followup, case, now = told
    site = a_site(zone)
    found = followups.look(followup, case, site, now)
    assert found is not None
    assert found.until > now
    for later in (found.until - 1, now + int((found.until - 1 - now) * part), min(now + 7 * HOUR, found.until - 1)):
        again = followups.look(followup, case, site, later)
        assert again is not None
        assert msgspec.structs.replace(again, until=0) == msgspec.structs.replace(found, until=0)


@given(told(), st.sampled_from(ZONES))
def test_nobody_is_call_now_outside_her_permission(told: tuple[FollowUp, Case | None, int], zone: str) -> None:
    followup, case, now = told
    site = a_site(zone)
    for later in range(now, now + DAY, 47 * MINUTE):
        found = followups.look(followup, case, site, later)
        assert found is not None
        assert found.call == permission.may_call(followup, later, site)
        assert not found.call_now or found.call == "yes"
