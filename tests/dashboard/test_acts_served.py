"""The two servers as they run: a note leaves no trace in the clear, and a wall is hidden at once."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from websockets.sync.client import ClientConnection

from tests.dashboard import desk_sample
from tests.dashboard.conftest import Dashboard, Watch
from tests.dashboard.desk_alerts import WORDS, alert
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.gate.building import Visitor, close_all, gate_file
from tests.dashboard.gate.conftest import Site as Gated
from tests.dashboard.sample import busy
from tests.stores import Server as Store
from watch.alert_documents import Verdict

pytestmark = pytest.mark.store
CANARY = "Rosa Elena vive en Calle Roble 12"


class Site(Gated):
    """The gate's two servers, with a key for notes, and everything logged."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        told = {
            "VIGIA_GATE": str(gate_file(folder)),
            "VIGIA_NOTES_KEYS": str(folder / "notes.keys"),
            "VIGIA_LOG": "debug",
        }
        self.wall = Dashboard("streamlit_app.py", store.url, folder / "wall.log", **told)
        self.desk = Dashboard("desk_app.py", store.url, folder / "desk.log", **told)


@pytest.fixture(scope="module")
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(store, tmp_path_factory.mktemp("served"))
    for server in (site.wall, site.desk):
        server.start()
    yield site
    close_all()
    for server in (site.wall, site.desk):
        server.kill()


@pytest.fixture(scope="module")
def desk_watch(store: Store) -> Iterator[DeskWatch]:
    with publishing(store.url) as watch:
        yield watch


def test_a_note_is_in_no_log_no_journal_and_no_file_of_the_store(site: Site, desk_watch: DeskWatch) -> None:
    lead = site.person("supervisora")
    names = {**desk_sample.NAMES, **WORDS}
    desk_watch.show(replace(desk_sample.document([], []), names=names, alerts=[alert(1)]))
    deadline = time.monotonic() + 10
    while not lead.get("/me").json()["agencies"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    verdict = Verdict(intent="i1", accepted=True, alert=alert(1).id)
    threading.Timer(0.5, lambda: desk_watch.change(verdicts=[verdict])).start()
    act = {"intent": "i1", "alert": alert(1).id, "act": "note", "note": CANARY}
    answer = lead.post("/act", {"acts": [act]})
    assert (answer.status_code, answer.json()) == (
        200,
        {"answers": [{"intent": "i1", "accepted": True, "alert": alert(1).id}]},
    )
    note = site.ask(lambda journal: journal.get("noted", "i1")).decode()
    desk_watch.change(alerts=[alert(1, notes=(note,))])
    while (read := lead.get(f"/note/{note}")).status_code == 404:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert read.json()["text"] == CANARY
    metrics = lead.get("/metrics").text
    assert 'vigia_acts_total{act="note",verdict="accepted"} 1.0' in metrics
    files = [*site.store.directory.rglob("*"), *site.desk.log.parent.glob("*.log")]
    everything = b"".join(path.read_bytes() for path in files if path.is_file())
    assert note.encode() in everything
    for word in (b"Rosa Elena", b"Calle Roble"):
        assert word not in everything
        assert word not in metrics.encode()


def until_said(socket: ClientConnection, said: bytes) -> float:
    """Seconds until then; no document comes before it."""
    start = time.monotonic()
    while (frame := socket.recv(timeout=3)) != said:
        assert b'"centres"' not in msgspec.json.encode(msgspec.json.decode(frame))
    return time.monotonic() - start


def test_a_wall_is_hidden_from_the_desk_within_a_second(site: Site, store: Store) -> None:
    lead, screen = site.person("lead.norte"), Visitor(site.wall)
    assert screen.enrol(site.code()).status_code == 303
    watch = Watch(store.url)
    watch.show(busy())
    try:
        with screen.socket() as socket:
            while b'"centres"' not in socket.recv(timeout=3, decode=False):
                pass
            start = time.monotonic()
            assert lead.post("/blank", {"blank": True}).status_code == 200
            while socket.recv(timeout=3) != b'{"blank":true}':
                pass
            assert time.monotonic() - start < 1
            with screen.socket() as other:
                assert until_said(other, b'{"blank":true}') < 1
            assert lead.post("/blank", {"blank": False}).status_code == 200
            assert until_said(socket, b'{"blank":false}') < 1
            assert b'"centres"' in socket.recv(timeout=3, decode=False)
    finally:
        lead.post("/blank", {"blank": False})
        watch.end()
