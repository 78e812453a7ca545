"""The gate in a real browser: screens enrol and are shut out, people sign in, and the policy breaks nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.gate.screens import Screens
from tests.dashboard import sample
from tests.dashboard.conftest import Dashboard, Watch
from tests.dashboard.gate.cast import PASSWORD
from tests.dashboard.gate.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.store]


class Tab:
    """A browser of somebody's own. `complaints`: what its console says of the content security policy."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.context.route("https://**", lambda route: route.abort())
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self._hear(said.text))
        self.page.on("request", lambda request: self._see(request.url))

    def _hear(self, text: str) -> None:
        if re.search("Content Security Policy|violates|Refused to", text):
            self.complaints.append(text)

    def _see(self, url: str) -> None:
        if not re.match(r"(https?://127\.0\.0\.1:|data:|blob:http://127\.0\.0\.1:)", url):
            self.elsewhere.append(url)

    def sign_in(self, account: str) -> None:
        self.page.get_by_label("Cuenta").fill(account)
        self.page.get_by_label("Contraseña").fill(PASSWORD)
        self.page.get_by_role("button", name="Entrar").click()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    tab = Tab(browser)
    yield tab
    assert tab.complaints == []
    assert tab.elsewhere == []
    tab.context.close()


def test_a_link_with_a_code_enrols_a_wall_that_goes_dark_when_it_is_revoked(tab: Tab, site: Site, watch: Watch) -> None:
    watch.show(sample.quiet())
    tab.page.goto(f"{site.wall.url}/enrol#{site.code('sala')}")
    expect(tab.page.get_by_label("Código")).to_have_value(re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    assert "#" not in tab.page.url
    tab.page.get_by_role("button", name="Dar de alta").click()
    tab.page.wait_for_selector(".wall", timeout=20_000)
    assert tab.page.evaluate("document.cookie").find("vigia-screen") == -1
    (screen,) = [cookie for cookie in tab.context.cookies() if cookie["name"] == "vigia-screen"]
    site.ask(lambda journal: Screens(journal).revoke(screen["value"].partition(".")[0], "supervisora"))
    tab.page.wait_for_url("**/enrol", timeout=5_000)
    expect(tab.page.get_by_role("heading", name="Dar de alta esta pantalla")).to_be_visible()


def test_a_lead_signs_in_without_a_script_and_the_desk_stands(tab: Tab, site: Site) -> None:
    tab.page.goto(site.desk.url)
    tab.page.wait_for_url("**/sign-in")
    tab.sign_in("lead.norte")
    tab.page.wait_for_selector(".desk", timeout=20_000)


def test_the_institutions_account_leads_through_its_own_page_to_the_desk(tab: Tab, site: Site) -> None:
    tab.page.goto(site.desk.url)
    tab.page.get_by_role("link", name="Entrar con la cuenta de la institución").click()
    tab.page.wait_for_url("**/oauth2/authorize**")
    tab.elsewhere.clear()  # the provider's own page may have its style from where it likes
    tab.page.locator("button[value='1'], input[value='1']").first.click()
    tab.page.wait_for_url(f"{site.desk.url}/")
    tab.page.wait_for_selector(".desk", timeout=20_000)


def test_streamlit_knows_a_person_by_an_accented_name(tab: Tab, site: Site, tmp_path: Path) -> None:
    server = Dashboard("tests/dashboard/gate/user_app.py", site.store.url, tmp_path / "log", **site.environment)
    server.start()
    try:
        tab.page.goto(server.url)
        tab.sign_in("lead.norte")
        shown = tab.page.locator("text=/^user /")
        shown.wait_for(state="attached", timeout=20_000)
        assert shown.text_content() == "user lead.norte / María Núñez / lead ."
    finally:
        server.kill()
