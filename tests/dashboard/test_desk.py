"""The desk's page until it is built: honest about it."""

import pytest
from playwright.sync_api import Browser

from tests.dashboard.conftest import Dashboard
from tests.stores import Server as Store

pytestmark = pytest.mark.browser


def test_the_desk_says_that_it_is_not_built_and_where_the_wall_is(
    browser: Browser, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("desk") / "log")
    desk.start()
    page = browser.new_page()
    page.goto(desk.url)
    page.get_by_text("La mesa llega con las alertas.").wait_for(timeout=20_000)
    assert page.get_by_role("link", name="http://127.0.0.1:8501").get_attribute("href") == "http://127.0.0.1:8501"
    page.close()
    desk.kill()
