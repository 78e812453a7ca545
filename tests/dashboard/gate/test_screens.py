"""Wall screens at the doors of the wall's server as it runs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.gate.screens import Screens
from tests.dashboard.gate.building import Visitor, closed_after
from tests.dashboard.gate.conftest import Site

pytestmark = pytest.mark.store


def test_a_screen_enrols_by_its_code_once_and_sees_the_wall_alone(site: Site) -> None:
    code = site.code("sala norte")
    screen = Visitor(site.wall)
    entered = screen.enrol(code)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert "Max-Age=34560000" in entered.headers["set-cookie"]
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert screen.page().status_code == 200
    assert "vigia-screen=" in screen.page().headers["set-cookie"]  # it ends never: it is given anew
    assert screen.looks() == 101
    assert screen.at(site.desk).get("/").status_code == 401
    again = Visitor(site.wall).enrol(code)
    assert again.status_code == 403
    assert "No coincide." in again.text
    assert "set-cookie" not in again.headers


def test_of_two_browsers_with_one_code_one_gets_in(site: Site) -> None:
    code = site.code()
    visitors = [Visitor(site.wall) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda visitor: visitor.enrol(code).status_code, visitors))
    assert sorted(answers) == [303, 403, 403, 403, 403, 403]


def test_a_revoked_screen_goes_dark_within_a_second_and_its_cookie_with_it(site: Site) -> None:
    screen, other = site.screen(), site.screen()
    name = screen.client.cookies["vigia-screen"].partition(".")[0]
    with screen.socket() as live, screen.socket("/_stcore/stream") as page, other.socket() as stays:
        assert site.ask(lambda journal: Screens(journal).revoke(name, "supervisora"))
        for code, seconds in map(closed_after, (live, page)):
            assert code == 4401
            assert seconds < 1
        assert stays.recv(timeout=3)
    assert screen.looks() == 4401
    assert screen.page().headers["location"] == "/enrol"


def test_wrong_codes_from_one_address_are_a_wait(site: Site) -> None:
    guesser = Visitor(site.wall, X_Forwarded_For="192.0.2.99")
    answers = [guesser.enrol("2222-2222").status_code for _ in range(12)]
    assert answers == [403] * 10 + [429] * 2
    assert Visitor(site.wall).enrol(site.code()).status_code == 303
