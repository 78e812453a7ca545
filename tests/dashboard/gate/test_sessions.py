"""Sessions of people and enrolments of screens, in simulated time."""

import re

import msgspec
import pytest

from dashboard.gate import audit
from dashboard.gate.ledger import Ledger, Times
from dashboard.gate.limits import Limits
from dashboard.gate.person import Person
from dashboard.gate.screens import Screens
from dashboard.gate.sessions import Sessions
from journal.memory import MemoryJournal
from picture.alert_events import DeviceEnrolled, DeviceRevoked
from tests.dashboard.gate.cast import DAY, HOUR, LEAD, LEDGER, MINUTE, OIDC, SUPERVISOR, Time, journal_at, kept


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def journal(time: Time) -> MemoryJournal:
    return journal_at(time)


async def kinds(journal: MemoryJournal) -> list[object]:
    return [entry.fact.data for entry in await journal.read(0)]


async def test_a_session_is_known_by_its_cookie_alone(journal: MemoryJournal) -> None:
    sessions = Sessions(journal, LEDGER)
    lead, cookie = await sessions.begin(LEAD.person(), "password")
    assert await sessions.known(cookie) == lead
    assert lead.session
    assert cookie not in kept(journal)
    assert lead.session not in cookie
    for other in ("", cookie[:-1], cookie + "A", cookie.swapcase()):
        assert await sessions.known(other) is None


async def test_two_sessions_of_one_person_tell_themselves_apart(journal: MemoryJournal) -> None:
    sessions = Sessions(journal, LEDGER)
    one, first = await sessions.begin(LEAD.person(), "password")
    two, second = await sessions.begin(LEAD.person(), "password")
    assert (first, one.session) != (second, two.session)
    await sessions.end(first)
    assert await sessions.known(first) is None
    assert await sessions.known(second) == two


async def test_who_does_nothing_is_signed_out_and_who_does_something_is_not(journal: MemoryJournal, time: Time) -> None:
    sessions = Sessions(journal, LEDGER)
    _, cookie = await sessions.begin(LEAD.person(), "password")
    for _ in range(10):
        time.passes(25 * MINUTE)
        assert await sessions.known(cookie)
        await sessions.still(cookie, time.now)
    time.passes(31 * MINUTE)
    assert await sessions.known(cookie) is None


async def test_nobody_stays_longer_than_the_whole_time(journal: MemoryJournal, time: Time) -> None:
    sessions = Sessions(journal, LEDGER)
    _, cookie = await sessions.begin(LEAD.person(), "password")
    for _ in range(12 * 6 - 1):
        time.passes(10 * MINUTE)
        await sessions.still(cookie, time.now)
        assert await sessions.known(cookie)
    time.passes(10 * MINUTE)
    assert await sessions.known(cookie) is None


async def test_a_late_sign_of_life_brings_no_ended_session_back(journal: MemoryJournal, time: Time) -> None:
    sessions = Sessions(journal, LEDGER)
    _, cookie = await sessions.begin(LEAD.person(), "password")
    assert await sessions.end(cookie)
    await sessions.still(cookie, time.now)
    assert await sessions.known(cookie) is None
    assert not await sessions.end(cookie)


async def test_a_session_has_the_roles_that_the_file_gives_now(journal: MemoryJournal) -> None:
    _, cookie = await Sessions(journal, LEDGER).begin(LEAD.person(), "password")
    promoted = msgspec.structs.replace(LEAD, roles=["supervisor"], agencies=[])
    known = await Sessions(journal, Ledger([promoted])).known(cookie)
    assert known
    assert known.roles == frozenset({"supervisor"})
    assert known.agencies == ()


async def test_an_account_that_is_gone_or_has_another_password_ends_its_sessions(journal: MemoryJournal) -> None:
    _, cookie = await Sessions(journal, LEDGER).begin(LEAD.person(), "password")
    assert await Sessions(journal, Ledger([SUPERVISOR])).known(cookie) is None
    changed = msgspec.structs.replace(LEAD, hash=LEAD.hash + "x")
    assert await Sessions(journal, Ledger([changed])).known(cookie) is None


async def test_a_session_of_oidc_ends_when_the_site_leaves_it(journal: MemoryJournal) -> None:
    person = Person("oidc:7", "Łucja Núñez", frozenset({"lead"}))
    _, cookie = await Sessions(journal, Ledger([], OIDC)).begin(person, "oidc")
    known = await Sessions(journal, Ledger([], OIDC)).known(cookie)
    assert known
    assert known.name == "Łucja Núñez"
    assert await Sessions(journal, LEDGER).known(cookie) is None


async def test_a_session_of_another_release_is_none(journal: MemoryJournal) -> None:
    sessions = Sessions(journal, LEDGER)
    _, cookie = await sessions.begin(LEAD.person(), "password")
    (key,) = await journal.shelf("sessions")
    await journal.put("sessions", key, b'{"who":"lead"}')
    assert await sessions.known(cookie) is None


async def test_a_short_idle_time_is_kept_by_signs_of_life_that_are_closer(journal: MemoryJournal, time: Time) -> None:
    sessions = Sessions(journal, Ledger([LEAD], session=Times(idle=1, whole=1)))
    _, cookie = await sessions.begin(LEAD.person(), "password")
    for _ in range(20):
        time.passes(40_000)
        assert await sessions.known(cookie)
        await sessions.still(cookie, time.now)


async def test_a_code_lets_one_screen_in_and_names_who_gave_it(journal: MemoryJournal) -> None:
    screens = Screens(journal)
    code, ends = await screens.code("Sala Ñandú 2", "supervisora")
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert ends == await journal.now() + 10 * MINUTE
    assert code.replace("-", "") not in kept(journal)
    enrolled = await screens.enrol(code.lower().replace("-", " "))
    assert enrolled
    screen, cookie = enrolled
    assert screen.name == "Sala Ñandú 2"
    assert await screens.known(cookie) == screen
    assert await screens.enrol(code) is None
    assert await kinds(journal) == [DeviceEnrolled(by="supervisora", name="sala-nandu-2")]
    assert cookie.partition(".")[2] not in kept(journal)


async def test_a_code_ends_after_ten_minutes(journal: MemoryJournal, time: Time) -> None:
    screens = Screens(journal)
    code, _ = await screens.code("sala", "supervisora")
    time.passes(10 * MINUTE)
    assert await screens.enrol(code) is None
    assert await kinds(journal) == []


@pytest.mark.parametrize("name", ["", "  ", "¿?", "x" * 41])
async def test_a_screen_needs_a_name(name: str, journal: MemoryJournal) -> None:
    with pytest.raises(ValueError, match="A screen needs a name of at most 40 signs"):
        await Screens(journal).code(name, "supervisora")


async def test_a_wall_stays_in_for_thirty_days_without_a_word_from_anybody(journal: MemoryJournal, time: Time) -> None:
    screens = Screens(journal)
    enrolled = await screens.enrol((await screens.code("sala", "supervisora"))[0])
    assert enrolled
    for _ in range(30 * 24):
        time.passes(HOUR)
        assert await Screens(journal).known(enrolled[1]) == enrolled[0]
    time.passes(400 * DAY)
    assert await screens.known(enrolled[1]) == enrolled[0]


async def test_a_revoked_screen_is_out_and_a_late_sign_of_life_changes_nothing(
    journal: MemoryJournal, time: Time
) -> None:
    screens = Screens(journal)
    enrolled = await screens.enrol((await screens.code("sala", "supervisora"))[0])
    assert enrolled
    screen, cookie = enrolled
    await screens.seen(screen, time.now)
    (listed,) = await screens.listed()
    assert (listed.id, listed.name, listed.by, listed.seen) == (screen.id, "sala", "supervisora", time.now)
    assert await screens.revoke(screen.id, "supervisora")
    await Screens(journal).seen(screen, time.now)
    assert await screens.known(cookie) is None
    assert await screens.listed() == []
    assert not await screens.revoke(screen.id, "supervisora")
    assert (await kinds(journal))[1:] == [DeviceRevoked(by="supervisora")]


@pytest.mark.parametrize(
    "cookie", ["", ".", "0123456789abcdef", "0123456789abcdef.", "a b.c", "../x.y", "é" * 16 + ".x"]
)
async def test_a_cookie_that_is_none_is_nobody(cookie: str, journal: MemoryJournal) -> None:
    assert await Screens(journal).known(cookie) is None


async def test_five_failures_are_a_wait_of_five_minutes_that_says_how_long(journal: MemoryJournal, time: Time) -> None:
    limits = Limits(journal)
    for _ in range(4):
        await limits.failed("account lead.norte", 5)
        time.passes(30_000)
    assert await limits.wait("account lead.norte") == 0
    await limits.failed("account lead.norte", 5)
    time.passes(60_000)
    assert await limits.wait("address x", "account lead.norte") == 4 * MINUTE
    assert await limits.wait("account lead.sur") == 0
    time.passes(4 * MINUTE)
    assert await limits.wait("account lead.norte") == 0
    assert "lead.norte" not in kept(journal)


async def test_the_right_password_makes_up_for_a_few_wrong_ones(journal: MemoryJournal) -> None:
    limits = Limits(journal)
    for _ in range(3):
        for _ in range(4):
            await limits.failed("account lead.norte", 5)
        await limits.forgive("account lead.norte")
    assert await limits.wait("account lead.norte") == 0


async def test_failures_far_apart_are_no_wait(journal: MemoryJournal, time: Time) -> None:
    limits = Limits(journal)
    for _ in range(20):
        await limits.failed("account lead.norte", 5)
        time.passes(2 * MINUTE)
        assert await limits.wait("account lead.norte") == 0


async def test_a_read_is_written_once_a_person_a_case_and_a_quarter_of_an_hour(
    journal: MemoryJournal, time: Time
) -> None:
    lead, other = LEAD.person("abc"), SUPERVISOR.person("def")
    wrote = [
        await audit.read(journal, who, case) for who, case in ((lead, "1"), (lead, "1"), (other, "1"), (lead, "2"))
    ]
    assert wrote == [True, False, True, True]
    time.passes(15 * MINUTE)
    assert await audit.read(journal, lead, "1")
    records = [msgspec.json.decode(record) for _, _, record in await journal.audited()]
    assert records[0] == {"by": "lead.norte", "session": "abc", "what": "case.read", "about": "1", "ok": True}
    assert len(records) == 4
