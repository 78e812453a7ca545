"""Both servers: what they say of themselves, and what they refuse."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard import desk_sample, sample
from tests.dashboard.conftest import Dashboard, Watch
from tests.dashboard.desk_watch import publishing
from tests.stores import Server as Store


@pytest.fixture(scope="module")
def desk(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    desk = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("desk") / "log")
    desk.start()
    yield desk
    desk.kill()


def until_well(server: Dashboard) -> dict[str, object]:
    deadline = time.monotonic() + 10
    while server.get("/healthz")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    return server.health()


def test_healthz_names_what_is_missing_until_documents_come(desk: Dashboard, store: Store) -> None:
    assert desk.get("/healthz")[0] == 503
    assert desk.health()["document_age"] is None
    assert desk.health()["reason"]
    with publishing(store.url) as watch:
        watch.show(desk_sample.night(3, 3))
        health = until_well(desk)
    assert health.pop("document_age") < 1.5  # type: ignore[operator]
    assert health == {"server": "alive", "reason": "", "store_subscribed": True, "viewers": 0}


def test_metrics_are_prometheus_text(server: Dashboard, watch: Watch) -> None:
    watch.show(sample.quiet())
    until_well(server)
    status, body = server.get("/metrics")
    assert status == 200
    assert b"vigia_store_subscribed 1.0" in body
    assert b"vigia_documents_total" in body


@pytest.mark.parametrize("app", ["streamlit_app.py", "desk_app.py"])
def test_neither_server_binds_beyond_this_machine(app: str, store: Store, tmp_path: Path) -> None:
    said = Dashboard(app, store.url, tmp_path / "log").refusal("--server.address", "0.0.0.0")
    assert said == "server.address is '0.0.0.0': without a gate Vigía serves this machine only, set it to 127.0.0.1."


def test_a_missing_setting_is_one_sentence_and_an_end(store: Store, tmp_path: Path) -> None:
    said = Dashboard("streamlit_app.py", store.url, tmp_path / "log").refusal(VIGIA_STORE="")
    assert said == "VIGIA_STORE is not set: address of the store: redis://, rediss:// or unix://."
