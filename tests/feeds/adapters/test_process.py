"""The feeds process with a registry that is read by rows: killed at any moment, and with a canary in every cell."""

import http.client
import json
import random
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis import Redis

from journal.valkey import ValkeyJournal
from picture.case_events import CaseOpened
from tests.feeds.adapters.cast import COLUMNS, SOURCE, csv_of, row
from tests.feeds.adapters.site import TOKEN, feeds, write_site
from tests.postgres import Cluster
from tests.stores import Server

pytestmark = pytest.mark.store
WHEN = "2025-11-21T10:00:00-06:00"


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def journaled(store: Server) -> list[int]:
    """The rows whose case stands in the journal, as often as it stands there."""
    with Redis.from_url(store.url) as line:
        facts = [msgspec.json.decode(found[b"f"]) for _, found in line.xrange("{nuevo_leon}:journal")]
    return [fact["sequence"] // 100 for fact in facts if fact["data"]["type"] == "case.opened"]


def test_killed_again_and_again_it_loses_no_row_and_doubles_none(
    tmp_path: Path, valkey: Server, postgres: Cluster
) -> None:
    """The process, the store and the database die in turn, while transactions commit out of their order."""
    chance = random.Random(7)
    told = write_site(tmp_path, valkey.url, postgres.url)
    with registering(postgres) as committed:
        for turn in range(4):
            with feeds(told, tmp_path / "log"):
                before = len(journaled(valkey))
                until(lambda: len(journaled(valkey)) > before + 20)  # noqa: B023  # it is over before the turn is
                if turn == 2:
                    valkey.kill()
                    valkey.start()
                time.sleep(chance.uniform(0, 0.3))
    assert len(committed) > len(journaled(valkey)) > 80
    with feeds(told, tmp_path / "log"):
        postgres.stop()
        postgres.start()
        postgres.run(insert("C-9999"))
        until(lambda: len(journaled(valkey)) > len(committed))
    rows = journaled(valkey)
    assert rows == sorted(set(rows))
    assert rows[:-1] == sorted(committed)


def insert(case: str) -> str:
    return f"INSERT INTO casos (caso, paso, cuando) VALUES ('{case}', 'alta', '{WHEN}')"


@contextmanager
def registering(postgres: Cluster) -> Iterator[list[int]]:
    """Four clerks take in cases meanwhile; the numbers of those that were committed."""
    committed: list[int] = []
    over = threading.Event()
    clerks = [threading.Thread(target=register, args=(postgres, committed, over, random.Random(n))) for n in range(4)]
    for clerk in clerks:
        clerk.start()
    try:
        yield committed
    finally:
        over.set()
        for clerk in clerks:
            clerk.join()


def register(postgres: Cluster, committed: list[int], over: threading.Event, chance: random.Random) -> None:
    """Each case in a transaction that stays open for a while after it took its number; some are given up."""
    with postgres.connect() as line:
        while not over.is_set():
            found = line.execute(f"{insert(f'C-{chance.randrange(1, 1000)}')} RETURNING id".encode()).fetchone()
            assert found
            time.sleep(chance.uniform(0, 0.1))
            if chance.random() < 0.2:
                line.rollback()
            else:
                line.commit()
                committed.append(found[0])


NAME, PHONE, STREET, TEXT = "María Canaria", "81 8376 5413", "Calle Ruiseñor 1234", "dice que él volvió anoche"
HERS = re.compile("canaria|8376.?5413|ruise|volvi|él volvió", re.IGNORECASE)


def tainted() -> list[dict[str, Any]]:
    """A row with a canary in each column in turn, and one that is all canaries."""
    cells = {"riesgo": "GRAVE", "violencias": "Física", "persona": "P-1", "telefono": PHONE, "municipio": "monterrey"}
    plain = row(**cells, cuando=WHEN, desde=WHEN, hasta=WHEN) | {"nombre": NAME}
    rows = [plain]
    for canary in (NAME, PHONE, STREET, TEXT):
        rows += [plain | {column: canary} for column in COLUMNS[1:]]
    return [one | {"caso": one["caso"] if one["caso"] != "C-1" else f"C-{n}"} for n, one in enumerate(rows, start=1)]


async def test_nothing_that_identifies_her_is_anywhere_but_in_her_registry(
    tmp_path: Path, valkey: Server, postgres: Cluster
) -> None:
    postgres.run("DROP TABLE casos CASCADE")
    columns = ", ".join(f"{name} TEXT" for name in (*COLUMNS[1:], "nombre"))
    postgres.run(f"CREATE TABLE casos (id BIGSERIAL PRIMARY KEY, {columns})")
    postgres.run("CREATE VIEW vigia_casos AS SELECT * FROM casos")
    rows = tainted()
    with postgres.connect() as line:
        for one in rows:
            names = ", ".join(n for n in one if n != "id")
            values = [one[n] for n in one if n != "id"]
            line.execute(f"INSERT INTO casos ({names}) VALUES ({', '.join(['%s'] * len(values))})".encode(), values)
    told = write_site(tmp_path, valkey.url, postgres.url)
    with feeds(told, tmp_path / "log") as process:
        header = (*COLUMNS[1:], "nombre")
        folder = until(lambda: next(iter((tmp_path / "drops").glob("nl_casos")), None))
        until((folder / "done").exists)
        draft = folder / ".canaria.csv"
        draft.write_bytes(csv_of(*rows, header=header))
        draft.rename(folder / f"{NAME}.csv")
        status, report = drop(told, csv_of(*reversed(rows), header=header))
        broken = drop(told, f"{NAME},{PHONE}\n".encode())
        beside = folder / "done" / f"{NAME}.csv.report.json"
        until(beside.exists)
        until(lambda: metric(told, "quarantined") > 100)
        metrics = vitals(told, "/metrics") + vitals(told, "/healthz")
        process.terminate()
        assert process.wait(15) == 0
    journal = ValkeyJournal(valkey.url, "nuevo_leon")
    facts = await journal.read(0)
    shelf = await journal.quarantined()
    await journal.close()
    valkey.stop()
    dump = b"".join(path.read_bytes() for path in valkey.directory.rglob("*") if path.is_file())
    told_of = {
        "journal": repr(facts),
        "quarantine": repr(shelf),
        "log": (tmp_path / "log").read_text(),
        "report": beside.read_text(),
        "answer": json.dumps([report, broken]),
        "metrics": metrics,
        "store on disk": dump.decode(errors="replace"),
    }
    assert all(HERS.search(f"{canary}") for canary in (NAME, PHONE, STREET, TEXT))
    assert (status, broken[0]) == (200, 422)
    assert {one.fact.epoch.partition(":")[0] for one in facts} == {"vigia_casos.id", "file"}
    assert any(isinstance(one.fact.data, CaseOpened) and len(one.fact.data.caller) == 1 for one in facts)
    assert '"reasons":' in told_of["report"]
    assert "frames.refused" in told_of["log"] or "rows.refused" in told_of["log"]
    assert {where: HERS.findall(text)[:3] for where, text in told_of.items() if HERS.search(text)} == {}


def drop(told: dict[str, str], body: bytes) -> tuple[int, Any]:
    line = http.client.HTTPConnection("127.0.0.1", int(told["VIGIA_DROPS_PORT"]), timeout=30)
    line.request("POST", f"/drop/{SOURCE}", body, {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/csv"})
    answer = line.getresponse()
    said = answer.status, json.loads(answer.read())
    line.close()
    return said


def vitals(told: dict[str, str], path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{told['VIGIA_FEEDS_PORT']}{path}", timeout=5) as answer:
        return str(answer.read().decode())


def metric(told: dict[str, str], name: str) -> float:
    found = re.search(rf'^vigia_feeds_{name}_total{{source="{SOURCE}"}} (\S+)$', vitals(told, "/metrics"), re.MULTILINE)
    return float(found[1]) if found else 0.0
