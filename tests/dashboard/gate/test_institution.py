"""The institution's own accounts, by a real provider of OpenID Connect, at the desk as it runs."""

import httpx2
import pytest

from tests.dashboard.gate.building import Visitor
from tests.dashboard.gate.conftest import Site

pytestmark = pytest.mark.store


def test_a_lead_comes_in_by_the_institutions_account_with_role_and_scope(site: Site) -> None:
    lead = Visitor(site.desk)
    entered = lead.by_oidc("1")
    assert entered.status_code == 200
    assert 'http-equiv="refresh"' in entered.text
    assert lead.page().status_code == 200
    assert lead.looks() == 101
    assert lead.get("/screens").status_code == 403
    opened = [record for record in site.audited() if record["what"] == "session.opened"][-1]
    assert (opened["by"], opened["how"]) == ("oidc:1", "oidc")


def test_a_reader_by_the_institution_gets_no_rows_and_a_name_beyond_latin_is_no_obstacle(site: Site) -> None:
    reader = Visitor(site.desk)
    assert reader.by_oidc("2@example").status_code == 200
    closed = reader.page()
    assert closed.status_code == 403
    assert "Entró como Łucja Ñ." in closed.text
    assert reader.looks() == 403


@pytest.mark.parametrize("subject", ["3", "4", "somebody-new"])
def test_who_has_no_role_or_no_scope_at_the_institution_gets_nothing_and_is_told(subject: str, site: Site) -> None:
    nobody = Visitor(site.desk)
    told = nobody.by_oidc(subject)
    assert told.status_code == 403
    assert "Su cuenta no tiene ningún papel en Vigía" in told.text
    assert nobody.get("/me").status_code == 401


def underway(site: Site) -> tuple[Visitor, str]:
    """A browser that the provider has just sent back, and the path of its return."""
    visitor = Visitor(site.desk)
    away = visitor.page("/oidc/start")
    back = httpx2.post(away.headers["location"], data={"sub": "1"}, trust_env=False)
    return visitor, back.headers["location"].removeprefix(site.desk.url)


def test_an_answer_of_the_provider_is_good_for_the_browser_that_asked_and_once(site: Site) -> None:
    visitor, path = underway(site)
    thief = Visitor(site.desk)
    assert thief.page(path).status_code == 403
    assert thief.get("/me").status_code == 401
    assert visitor.page(path).status_code == 403  # the thief has used it up
    visitor, path = underway(site)
    assert visitor.page(path).status_code == 200
    assert Visitor(site.desk, Cookie=visitor.cookie).page(path).status_code == 403


def test_ways_to_the_provider_that_nobody_finishes_are_a_wait(site: Site) -> None:
    visitor = Visitor(site.desk, X_Forwarded_For="192.0.2.70")
    assert [visitor.page("/oidc/start").status_code for _ in range(62)] == [303] * 60 + [429] * 2


@pytest.mark.parametrize("change", ["state=", "code=", "code=0", "error=access_denied&state="])
def test_an_answer_that_was_changed_is_none(change: str, site: Site) -> None:
    visitor, path = underway(site)
    name = change.partition("=")[0]
    kept = [part for part in path.partition("?")[2].split("&") if part.partition("=")[0] != name]
    refused = visitor.page("/oidc/return?" + "&".join([change, *kept]))
    assert refused.status_code == 403
    assert "La institución no confirmó la entrada." in refused.text
    assert visitor.get("/me").status_code == 401
