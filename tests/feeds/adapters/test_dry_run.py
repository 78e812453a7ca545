"""The dry run explains row by row, shows nothing that may identify anybody, and journals nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from feeds.adapters import dry_run
from feeds.adapters.__main__ import intake_of, rows_of
from picture.errors import BadFrame, VigiaError
from tests.feeds.adapters.cast import SOURCE, csv_of, intake, row
from tests.feeds.adapters.conftest import Database
from tests.feeds.adapters.site import write_site
from tests.feeds.cast import NOW

HERS = row(riesgo="GRAVE", persona="CURP-8765", telefono="81 8376 5413", violencias="Física", desde="2025-11-20")
WRONG = row(caso="María Canaria", riesgo="LA CANARIA", desde="en la noche")


def lines(*rows: dict[str, object]) -> list[str]:
    return list(dry_run.explained(enumerate(rows, start=1), intake(), NOW))


def test_what_a_row_becomes_is_shown_without_what_may_identify_her() -> None:
    hidden = 'forms=["fisica"] person=(hidden) phone=(hidden) episode_from=2025-11-20T06:00:00+00:00'
    assert lines(HERS) == [
        "row 1",
        f"  fact 1, case.opened: C-1 at 2025-11-21T16:00:00+00:00 {hidden}",
        '  fact 2, case.assessed: C-1 at 2025-11-21T16:00:00+00:00 level="severe"',
        "1 rows: 2 facts, 0 refused. Nothing was journaled.",
    ]


def test_what_is_refused_names_rule_reason_and_column_and_quotes_nothing() -> None:
    told = lines(WRONG, row(paso="?"))
    assert told == [
        "row 1",
        "  fact 1, case.opened: REFUSED: data.episode_from: is no instant as this registry writes them (column desde)",
        "  fact 2, case.assessed: REFUSED: subject: is not written as this field is (column caso)",
        "row 2",
        "  no fact: REFUSED: row: no rule of the profile speaks of it",
        "2 rows: 0 facts, 3 refused. Nothing was journaled.",
    ]


def test_the_command_reads_the_view(tmp_path: Path, sqlite: Database) -> None:
    sqlite.run("INSERT INTO casos (id, caso, paso, cuando) VALUES (4, 'C-4', 'alta', '2025-11-21T10:00:00-06:00')")
    sqlite.run("INSERT INTO casos (id, caso, paso, nombre) VALUES (9, 'C-9', 'cierre', 'María Canaria')")
    told = write_site(tmp_path, store="redis://127.0.0.1:1", table=sqlite.url)
    line = [sys.executable, "-m", "feeds.adapters", "dry-run", SOURCE, "--rows", "5"]
    done = subprocess.run(line, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "row 4\n  fact 1, case.opened: C-4 at 2025-11-21T16:00:00+00:00\n" in done.stdout
    assert "row 9\n  fact 3, case.closed: REFUSED: time: is nothing (column cuando)\n" in done.stdout
    assert not (tmp_path / "keyring").exists()


@pytest.fixture
def _site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = write_site(tmp_path, store="redis://127.0.0.1:1", table=f"sqlite:///{tmp_path}/empty.sqlite")
    for name, value in told.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_site")
def test_a_file_is_read_from_where_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "casos.csv").write_bytes(csv_of(HERS, WRONG, HERS))
    rows = rows_of(tmp_path / "casos.csv", intake_of(SOURCE, NOW), rows=1, after=1)
    assert [(number, dict(row)["caso"]) for number, row in rows if not isinstance(row, BadFrame)] == [
        (2, "María Canaria")
    ]


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    ("source", "file", "why"),
    [
        ("nl/otro", None, "'nl/otro' is no registry of nuevo_leon with a table; there are: nl/casos"),
        (SOURCE, Path("/nowhere.csv"), "The file cannot be read (No such file or directory)."),
        (SOURCE, Path("/nowhere.xlsx"), "The file's name ends neither in .csv nor in .jsonl."),
        (SOURCE, None, "the view cannot be read (OperationalError)"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(source: str, file: Path | None, why: str) -> None:
    with pytest.raises(VigiaError) as refusal:
        rows_of(file, intake_of(source, NOW), rows=1, after=0)
    assert str(refusal.value) == why
