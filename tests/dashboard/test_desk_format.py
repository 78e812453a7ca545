"""When something is and what a follow-up's clock says, in the browser that will say it."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from dashboard import desk_files, desk_wording, wording

pytestmark = pytest.mark.browser

Run = Callable[..., Any]
ES = wording.ES | desk_wording.ES
EN = wording.EN | desk_wording.EN
MONTERREY = "America/Monterrey"


def at(text: str, zone: str = MONTERREY) -> int:
    """The instant at which the zone's clock shows this: 2026-02-14 22:41."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


NOW = at("2026-02-14 19:00")  # a Saturday
MINUTE, HOUR = 60_000, 3_600_000


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    """Calls one of the desk's pure functions."""
    tab = browser.new_page()
    names = ["civilDay", "moment", "briefly", "momentOf", "stamp", "dayName", "lasting", "dueIn"]
    names += ["promise", "callWords", "calling", "mayCall", "late", "rowsOf", "unitOf"]
    module = desk_files.script().replace("export default ", "window.mount = ")
    tab.add_script_tag(content=f"{module}\nObject.assign(window, {{{', '.join(names)}}});", type="module")
    tab.wait_for_function("() => Boolean(window.mount)")
    yield lambda name, *given: tab.evaluate(f"given => {name}(...given)", list(given))
    tab.close()


def row(**changes: object) -> dict[str, object]:
    """Closes tomorrow at 06:40, safe until 22:00 tonight."""
    return {
        "state": "closing",
        "risk": "moderate",
        "opens": at("2026-02-13 18:40"),
        "closes": at("2026-02-15 06:40"),
        "call": "yes",
        "last_moment": at("2026-02-14 22:00"),
        "safe_until": at("2026-02-14 22:00"),
        "safe_from": at("2026-02-15 20:00"),
        **changes,
    }


CIVIL_DAYS = "((instants, zone) => instants.map((instant) => civilDay(instant, zone)))"
PROMISES = "((rows, ...rest) => rows.map((row) => promise(row, ...rest)))"
EARLY = {"state": "early", "opens": at("2026-02-15 08:00"), "closes": at("2026-02-16 20:00")}
OVERDUE = {"closes": NOW - 3 * HOUR, "last_moment": None}
NOT_NOW = {"call": "outside_hours", "safe_until": None}

SENTENCES = [
    (
        row(),
        "cierra mañana 06:40; contacto seguro hasta 22:00 → llamar antes de 22:00 de hoy",
        "closes tomorrow 06:40; safe contact until 22:00 → call before 22:00 today",
    ),
    (
        row(last_moment=at("2026-02-15 06:40")),
        "cierra mañana 06:40; contacto seguro hasta 22:00 → llamar antes de 06:40 de mañana",
        "closes tomorrow 06:40; safe contact until 22:00 → call before 06:40 tomorrow",
    ),
    (
        row(safe_until=at("2026-02-15 09:00"), last_moment=at("2026-02-15 06:40")),
        "cierra mañana 06:40; contacto seguro hasta entonces → llamar antes",
        "closes tomorrow 06:40; safe contact until then → call before",
    ),
    (
        row(safe_until=None, last_moment=at("2026-02-15 06:40"), channel="in_person"),
        "cierra mañana 06:40 → visitar antes de 06:40 de mañana",
        "closes tomorrow 06:40 → visit before 06:40 tomorrow",
    ),
    (
        row(**NOT_NOW, safe_from=at("2026-02-14 20:00"), channel="in_person"),
        "cierra mañana 06:40; no visitar ahora, contacto seguro desde 20:00 → visitar antes de 22:00 de hoy",
        "closes tomorrow 06:40; do not visit now, safe contact from 20:00 → visit before 22:00 today",
    ),
    (
        row(**NOT_NOW, safe_from=at("2026-02-14 20:00")),
        "cierra mañana 06:40; no llamar ahora, contacto seguro desde 20:00 → llamar antes de 22:00 de hoy",
        "closes tomorrow 06:40; do not call now, safe contact from 20:00 → call before 22:00 today",
    ),
    (
        row(**NOT_NOW, last_moment=None),
        "cierra mañana 06:40; ya no queda hora segura antes: no llamar hasta mañana 20:00",
        "closes tomorrow 06:40; no safe hour is left before: do not call until tomorrow 20:00",
    ),
    (
        row(**NOT_NOW, last_moment=NOW - HOUR, safe_from=None),
        "cierra mañana 06:40; ya no queda hora segura antes: no llamar",
        "closes tomorrow 06:40; no safe hour is left before: do not call",
    ),
    (
        row(state="overdue", **OVERDUE),
        "vencido hace 3 h; contacto seguro hasta 22:00 → llamar ya",
        "overdue for 3 h; safe contact until 22:00 → call now",
    ),
    (row(state="overdue", **OVERDUE, safe_until=None), "vencido hace 3 h → llamar ya", "overdue for 3 h → call now"),
    (
        row(state="overdue_unsafe", **OVERDUE, **NOT_NOW, safe_from=at("2026-02-15 08:00")),
        "vencido hace 3 h y no es seguro llamar hasta mañana 08:00",
        "overdue for 3 h and not safe to call until tomorrow 08:00",
    ),
    (
        row(state="overdue_unsafe", **OVERDUE, **NOT_NOW, safe_from=at("2026-02-14 21:00")),
        "vencido hace 3 h y no es seguro llamar hasta 21:00",
        "overdue for 3 h and not safe to call until 21:00",
    ),
    (
        row(state="overdue_unsafe", **OVERDUE, **NOT_NOW, safe_from=None),
        "vencido hace 3 h y no es seguro llamar ahora",
        "overdue for 3 h and not safe to call now",
    ),
    (
        row(state="overdue_unsafe", **OVERDUE, call="permission_old", confirmed=at("2026-01-12 10:00")),
        "vencido hace 3 h; no llamar: permiso sin confirmar desde el 12 ene 10:00",
        "overdue for 3 h; do not call: permission not confirmed since 12 Jan 10:00",
    ),
    (
        row(call="permission_old"),
        "cierra mañana 06:40; no llamar: permiso vencido, sin confirmar",
        "closes tomorrow 06:40; do not call: permission not confirmed for too long",
    ),
    (
        row(call="consent_unknown"),
        "cierra mañana 06:40; no llamar: no se sabe si dio permiso",
        "closes tomorrow 06:40; do not call: not known whether she permits it",
    ),
    (row(**EARLY), "abre mañana 08:00; aún no toca llamar", "opens tomorrow 08:00; not yet time to call"),
    (row(**EARLY, **NOT_NOW), "abre mañana 08:00; aún no toca llamar", "opens tomorrow 08:00; not yet time to call"),
    (
        row(**EARLY, risk="severe"),
        "abre mañana 08:00; contacto seguro hasta 22:00 → llamar antes de 22:00 de hoy",
        "opens tomorrow 08:00; safe contact until 22:00 → call before 22:00 today",
    ),
    (
        row(state="done_in_window", call="done", ended=at("2026-02-14 14:20")),
        "hecho dentro de la ventana · hoy 14:20",
        "done within the window · today 14:20",
    ),
    (row(state="cancelled", call="cancelled"), "cancelado", "cancelled"),
    (
        row(state="unreachable"),
        "la ventana había cerrado antes del ingreso",
        "the window had closed before intake",
    ),
]


@pytest.mark.parametrize(("given", "spanish", "english"), SENTENCES, ids=[s[1][:60] for s in SENTENCES])
def test_a_follow_ups_clock_is_a_sentence(run: Run, given: dict[str, object], spanish: str, english: str) -> None:
    assert run("promise", given, NOW, MONTERREY, ES) == spanish
    assert run("promise", given, NOW, MONTERREY, EN).replace("Sept", "Sep") == english


def test_every_state_permission_and_span_has_a_whole_sentence_and_only_yes_says_to_call(run: Run) -> None:
    states = ["early", "open", "closing", "overdue", "overdue_unsafe", "unreachable"]
    calls = ["yes", "do_not_contact", "no_consent", "consent_unknown", "declined", "aggressor_answered"]
    calls += ["permission_old", "hours_unknown", "outside_hours"]
    rows = [
        row(state=state, call=call, risk=risk, safe_until=until, safe_from=start, last_moment=last)
        | ({"closes": NOW - HOUR} if state.startswith("overdue") else {})
        for state, call, risk in itertools.product(states, calls, ["severe", "mild"])
        for until, start, last in itertools.product([None, NOW + HOUR], [None, NOW + 9 * HOUR], [None, NOW + HOUR])
    ]
    for words in (ES, EN):
        for given, said in zip(rows, run(PROMISES, rows, NOW, MONTERREY, words), strict=True):
            call = str(given["call"])
            assert "undefined" not in said
            assert "{" not in said
            assert call not in said.split()
            if call not in ("yes", "outside_hours"):
                assert "→" not in said
            if call != "yes":
                assert "llamar ya" not in said
                assert "call now" not in said.replace("do not call now", "").replace("to call now", "")


def test_a_safe_span_that_ended_since_the_row_came_is_none(run: Run) -> None:
    given = row(state="overdue", **OVERDUE)
    assert run("mayCall", given, at("2026-02-14 21:59")) == "yes"
    assert run("mayCall", given, at("2026-02-14 22:00")) == "no"
    assert run("promise", given, at("2026-02-14 22:00"), MONTERREY, ES) == (
        "vencido hace 6 h y no es seguro llamar hasta mañana 20:00"
    )


def test_a_window_that_closed_since_the_row_came_is_overdue(run: Run) -> None:
    given = row(safe_until=at("2026-02-15 09:00"))
    assert run("late", given, at("2026-02-15 06:39")) is False
    assert run("late", given, at("2026-02-15 06:40")) is True
    assert run("promise", given, at("2026-02-15 06:50"), MONTERREY, ES) == (
        "vencido hace 10 min; contacto seguro hasta 09:00 → llamar ya"
    )


def test_what_is_not_fresh_never_says_to_call(run: Run) -> None:
    for given in (row(), row(state="overdue", **OVERDUE), row(state="open"), row(**EARLY, risk="severe")):
        assert run("mayCall", given, NOW, False) == "unsure"
        assert run("promise", given, NOW, MONTERREY, ES, False).endswith("; sin dato: confirmar antes de llamar")


@pytest.mark.parametrize(
    ("instant", "said", "of"),
    [
        ("2026-02-14 00:00", "hoy 00:00", "00:00 de hoy"),
        ("2026-02-14 23:59", "hoy 23:59", "23:59 de hoy"),
        ("2026-02-15 00:00", "mañana 00:00", "00:00 de mañana"),
        ("2026-02-13 23:59", "ayer 23:59", "23:59 de ayer"),
        ("2026-02-16 06:40", "el lunes 06:40", "06:40 del lunes"),
        ("2026-02-20 06:40", "el viernes 06:40", "06:40 del viernes"),
        ("2026-02-21 06:40", "el 21 feb 06:40", "06:40 del 21 feb"),
        ("2026-02-08 06:40", "el domingo 06:40", "06:40 del domingo"),
        ("2026-02-07 06:40", "el 7 feb 06:40", "06:40 del 7 feb"),
    ],
)
def test_a_moment_is_named_by_the_sites_civil_day(run: Run, instant: str, said: str, of: str) -> None:
    assert run("moment", at(instant), NOW, MONTERREY, ES) == said
    assert run("momentOf", at(instant), NOW, MONTERREY, ES) == of


@pytest.mark.parametrize(
    "zone", ["America/Monterrey", "America/Cancun", "America/Lima", "America/Santiago", "Asia/Kathmandu"]
)
def test_a_civil_day_is_the_zones_through_the_year_and_its_odd_nights(run: Run, zone: str) -> None:
    clock = ZoneInfo(zone)
    first = datetime(2026, 1, 1, 0, 7, tzinfo=ZoneInfo("UTC"))
    instants = [first + timedelta(hours=step) for step in range(0, 366 * 24, 7)]
    civil = [instant.astimezone(clock).date() for instant in instants]
    days = run(CIVIL_DAYS, [round(instant.timestamp() * 1000) for instant in instants], zone)
    assert days == [(day - date(1970, 1, 1)).days for day in civil]


def test_a_night_without_midnight_still_turns_the_day(run: Run) -> None:
    """In Santiago the clock springs from 23:59:59 to 01:00 on 5 September 2026."""
    before, after = at("2026-09-05 23:59", "America/Santiago"), at("2026-09-06 01:00", "America/Santiago")
    assert after - before == MINUTE
    assert run("moment", after, before, "America/Santiago", ES) == "mañana 01:00"


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (-5, "menos de 1 min"),
        (59_999, "menos de 1 min"),
        (60_000, "1 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (130 * MINUTE, "2 h 10"),
        (125 * MINUTE, "2 h 05"),
        (11 * HOUR + 59 * MINUTE, "11 h"),
        (48 * HOUR - 1, "47 h"),
        (48 * HOUR, "2 d"),
    ],
)
def test_a_span_is_as_long_as_one_would_say(run: Run, milliseconds: int, said: str) -> None:
    assert run("lasting", milliseconds, ES) == said


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (12 * MINUTE, "quedan 12 min"),
        (0, "venció hace menos de 1 min"),
        (-3 * MINUTE, "venció hace 3 min"),
        (11 * HOUR, "vence mañana 06:00"),
    ],
)
def test_a_deadline_is_what_is_left_of_it(run: Run, ahead: int, said: str) -> None:
    assert run("dueIn", NOW + ahead, NOW, MONTERREY, ES) == said


def test_measures_stand_in_groups_with_their_units_and_mens_apart(run: Run) -> None:
    day = {"services.legal": 2, "men.services": 1}
    totals = {"services": 9, "services.legal": 5, "cases.opened": 3, "timing.window": 4, "men.services": 2}
    rows = run("rowsOf", {"day": day, "totals": totals})
    assert [r["key"] for r in rows] == ["cases.opened", "services", "services.legal", "timing.window", "men.services"]
    assert [r["first"] for r in rows] == [False, True, False, True, True]
    units = {
        m: run("unitOf", m) for m in ("timing.remote", "women.accompanied", "registered.banavim", "referrals.made")
    }
    assert units == {
        "timing.remote": "services",
        "women.accompanied": "people",
        "registered.banavim": "cases",
        "referrals.made": "referrals",
    }
