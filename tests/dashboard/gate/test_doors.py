"""At the doors of both servers as they run: what opens them, what does not, and what closes them again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.dashboard.gate.building import Visitor, closed_after
from tests.dashboard.gate.conftest import Site

pytestmark = pytest.mark.store
FOREIGN = "http://elsewhere.example"


# signing in


def test_who_is_not_known_is_led_to_the_door_and_told_in_programs_words(site: Site) -> None:
    desk, wall = Visitor(site.desk), Visitor(site.wall)
    assert (desk.page().status_code, desk.page().headers["location"]) == (303, "/sign-in")
    assert (wall.page("/?lang=en").status_code, wall.page("/?lang=en").headers["location"]) == (303, "/enrol?lang=en")
    assert (desk.get("/me").status_code, desk.get("/me").json()) == (401, {"error": "signed_out"})


def test_a_page_learns_on_its_socket_that_it_was_shut_out_and_a_program_is_refused(site: Site) -> None:
    stranger = Visitor(site.desk)
    assert stranger.looks() == 4401
    assert Visitor(site.desk, Cookie="vigia-session=x").looks("/_stcore/stream") == 403


def test_a_lead_signs_in_by_name_and_password_and_sees_the_desk(site: Site) -> None:
    lead = Visitor(site.desk)
    assert lead.sign_in("Lead.Norte ").headers["location"] == "/"
    assert lead.page().status_code == 200
    assert lead.looks() == 101


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(site: Site) -> None:
    given = Visitor(site.desk).sign_in("lead.norte").headers["set-cookie"]
    assert given.startswith("vigia-session=")
    assert "HttpOnly" in given
    assert "samesite=strict" in given.lower()
    assert "Path=/" in given
    assert "Secure" not in given  # there is no TLS here


def test_under_tls_the_cookie_has_the_name_that_browsers_guard(site: Site) -> None:
    given = Visitor(site.desk, X_Forwarded_Proto="https").sign_in("lead.norte")
    assert given.headers["set-cookie"].startswith("__Host-vigia-session=")
    assert "Secure" in given.headers["set-cookie"]
    assert given.headers["strict-transport-security"] == "max-age=31536000"


def test_what_does_not_match_says_no_more_than_that(site: Site) -> None:
    wrong = Visitor(site.desk, X_Forwarded_For="192.0.2.80").sign_in("auditora", "otra")
    unknown = Visitor(site.desk, X_Forwarded_For="192.0.2.80").sign_in("nadie", "otra")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert wrong.text == unknown.text
    assert "No coincide." in wrong.text
    assert "set-cookie" not in wrong.headers


def test_a_session_begins_with_a_cookie_that_nobody_chose(site: Site) -> None:
    victim = Visitor(site.desk)
    victim.client.cookies.set("vigia-session", "chosen-by-another", domain="127.0.0.1", path="/")
    victim.sign_in("lead.norte")
    assert "chosen-by-another" not in victim.cookie.split("; ")[-1]
    assert Visitor(site.desk, Cookie="vigia-session=chosen-by-another").get("/").status_code == 401


def test_signing_in_again_ends_the_session_that_the_browser_held(site: Site) -> None:
    lead = site.person("lead.norte")
    old = lead.cookie
    lead.sign_in("supervisora")
    assert Visitor(site.desk, Cookie=old).get("/").status_code == 401


def test_a_replayed_cookie_is_nothing_after_the_sign_out_on_either_server(site: Site) -> None:
    lead = site.person("lead.norte")
    cookie = lead.cookie
    assert Visitor(site.wall, Cookie=cookie).page().status_code == 200
    assert lead.form("/sign-out").headers["location"] == "/sign-in"
    for server in (site.desk, site.wall):
        assert Visitor(server, Cookie=cookie).get("/").status_code == 401
        assert Visitor(server, Cookie=cookie).looks() == 4401


def test_signing_out_closes_what_stands_open_within_a_second(site: Site) -> None:
    lead = site.person("lead.norte")
    with lead.socket() as desk, lead.at(site.wall).socket() as wall, lead.socket("/_stcore/stream") as page:
        lead.form("/sign-out")
        for code, seconds in map(closed_after, (desk, wall, page)):
            assert code == 4401
            assert seconds < 1


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c + "x", lambda c: c.swapcase(), lambda c: "vigia-session="]
)
def test_a_tampered_cookie_is_nobodys(change: object, site: Site) -> None:
    cookie = change(site.person("lead.norte").cookie)  # type: ignore[operator]
    assert Visitor(site.desk, Cookie=cookie).get("/").status_code == 401


def test_five_failures_are_a_wait_that_says_how_long_for_the_right_password_too(site: Site) -> None:
    for n in range(5):
        assert Visitor(site.desk, X_Forwarded_For=f"192.0.2.{n}").sign_in("torpe.0", "otra").status_code == 403
    late = Visitor(site.wall).sign_in("torpe.0")
    assert late.status_code == 429
    assert "Demasiados intentos. Espere 5 min." in late.text
    assert 290 <= int(late.headers["retry-after"]) <= 300
    assert Visitor(site.desk).sign_in("lectora").status_code == 303


def test_a_burst_of_guesses_gets_no_more_tries_than_a_slow_one(site: Site) -> None:
    visitors = [Visitor(site.desk, X_Forwarded_For=f"192.0.2.{n}") for n in range(16)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda visitor: visitor.sign_in("torpe.1", "otra").status_code, visitors))
    assert answers.count(403) == 5
    assert answers.count(429) == 11


def test_guesses_at_many_accounts_from_one_address_are_a_wait_for_that_address(site: Site) -> None:
    answers = [
        Visitor(site.desk, X_Forwarded_For="192.0.2.90").sign_in(f"nadie.{n}", "otra").status_code for n in range(22)
    ]
    assert answers == [403] * 20 + [429] * 2
    assert Visitor(site.desk, X_Forwarded_For="192.0.2.91").sign_in("lectora").status_code == 303


def test_breaking_the_glass_is_audited_as_such_and_logged(site: Site) -> None:
    before = site.desk.log.read_text().count("gate.break_glass")
    site.person("emergencia")
    assert site.desk.log.read_text().count("gate.break_glass") == before + 1
    assert '"level": "warning"' in next(
        line for line in site.desk.log.read_text().splitlines() if "break_glass" in line
    )
    opened = [record for record in site.audited() if record["what"] == "session.opened"][-1]
    assert (opened["by"], opened["how"], opened["ok"]) == ("emergencia", "break_glass", True)


def test_coming_in_going_out_and_being_refused_are_audited_without_a_word_that_was_typed(site: Site) -> None:
    lead = site.person("lead.norte")
    lead.get("/audit.csv")
    lead.form("/sign-out")
    Visitor(site.desk).sign_in("una frase que nadie debe leer", "ni esta")
    records = site.audited()
    mine = [record for record in records if record["by"] == "lead.norte"][-3:]
    assert [record["what"] for record in mine] == ["session.opened", "gate.refused", "session.ended"]
    assert mine[1]["about"] == "audit"
    assert len({record["session"] for record in mine}) == 1
    assert records[-1] == {"by": "", "session": "", "what": "session.refused", "about": "", "ok": False}
    assert "nadie debe leer" not in site.desk.log.read_text()


def test_who_has_no_role_for_a_page_is_told_so_and_may_leave(site: Site) -> None:
    closed = site.person("lectora").page()
    assert closed.status_code == 403
    assert "Entró como Zoë Peña." in closed.text
    assert 'action="/sign-out"' in closed.text
    assert 'href="/audit.csv"' not in closed.text
    assert 'href="/audit.csv"' in site.person("auditora").page().text


# names, origins, headers


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/", "/live"])
def test_another_name_for_this_server_is_refused(path: str, site: Site) -> None:
    visitor = Visitor(site.desk, Host=f"elsewhere.example:{site.desk.port}")
    refused = visitor.get(path)
    assert (refused.status_code, refused.json()) == (403, {"error": "host"})


def test_a_page_of_another_site_opens_no_socket(site: Site) -> None:
    lead = site.person("lead.norte")
    assert lead.looks() == 101
    for path in ("/live", "/_stcore/stream"):
        assert lead.looks(path, Origin=FOREIGN) == 403
        assert lead.looks(path, Origin="null") == 403


def test_a_page_of_another_site_posts_nothing(site: Site) -> None:
    supervisor = site.person("supervisora")
    for origin in (FOREIGN, "null", site.wall.url):
        assert supervisor.post("/screens/code", {"name": "x"}, Origin=origin).json() == {"error": "origin"}
        assert supervisor.form("/sign-in", {"Origin": origin}, account="a", password="b").json() == {"error": "origin"}
        assert supervisor.form("/sign-out", {"Origin": origin}).json() == {"error": "origin"}
    assert supervisor.form("/sign-out", {}).json() == {"error": "origin"}
    assert supervisor.page().status_code == 200


def test_a_post_without_our_header_is_a_forgery(site: Site) -> None:
    supervisor = site.person("supervisora")
    for path in ("/act", "/shift", "/blank", "/read", "/lock", "/screens/code", "/screens/revoke"):
        refused = supervisor.client.post(path, json={}, headers={"Origin": site.desk.url})
        assert (refused.status_code, refused.json()) == (403, {"error": "csrf"})


def test_nobody_becomes_somebody_by_a_header(site: Site) -> None:
    forged = {
        "X-Vigia-User-Id": "supervisora",
        "X-Vigia-User-Name": "Ana",
        "X-Vigia-User-Roles": "supervisor",
        "X-Forwarded-User": "supervisora",
    }
    assert Visitor(site.desk, **forged).get("/").status_code == 401
    assert site.person("lectora").get("/", **forged).status_code == 403


def test_what_is_passed_on_from_elsewhere_sees_no_figures(site: Site) -> None:
    assert Visitor(site.desk).get("/metrics").status_code == 200
    assert Visitor(site.desk, X_Forwarded_For="192.0.2.7").get("/metrics").status_code == 401
    assert Visitor(site.desk, Via="1.1 proxy").get("/healthz").status_code == 401


@pytest.mark.parametrize("path", ["/", "/sign-in", "/gate/gate.css", "/nowhere", "/healthz"])
def test_every_answer_says_what_a_browser_may_not_do(path: str, site: Site) -> None:
    for visitor in (Visitor(site.desk), site.person("supervisora")):
        told = visitor.get(path).headers
        policy = told["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] in ("no-referrer", "same-origin")
        assert told["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in told["permissions-policy"]
        assert "strict-transport-security" not in told
        assert path.startswith("/gate/") or told["cache-control"] == "no-store"


def test_a_form_that_is_too_long_or_no_text_is_no_sign_in(site: Site) -> None:
    visitor = Visitor(site.desk)
    for body in (b"account=lead.norte&password=" + b"x" * 20_000, b"\xff\xfe", b""):
        answer = visitor.client.post("/sign-in", content=body, headers={"Origin": site.desk.url})
        assert answer.status_code in (403, 429)
