"""A file is journaled once by its digest and row, in whatever form and by whichever way it comes."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from feeds.adapters.drops import LISTED, Drops
from feeds.adapters.files import MOST, BadFile, read
from feeds.adapters.folder import Folder, folder_of
from journal.journal import Batch, Mark
from picture.case_events import CaseOpened
from picture.errors import BadFrame
from tests.feeds.adapters.cast import SOURCE, csv_of, drops, row, rules
from tests.feeds.cast import NOW
from tests.feeds.pretend import until
from tests.feeds.room import Room

ROWS = [row(caso=f"C-{n}", riesgo="GRAVE") for n in range(1, 1_201)]


def opened(room: Room) -> list[str]:
    entries = room.store.site("nuevo_leon").entries
    return [entry.fact.subject for entry in entries if isinstance(entry.fact.data, CaseOpened)]


def json_lines(*rows: dict[str, Any]) -> bytes:
    return b"\n".join(msgspec.json.encode(one) for one in rows)


@pytest.mark.parametrize("body", [csv_of(*ROWS), json_lines(*ROWS)], ids=["csv", "jsonl"])
async def test_the_same_file_twice_is_one(room: Room, body: bytes) -> None:
    taker = drops(room.journal)
    form = "csv" if body.startswith(b"caso") else "jsonl"
    first = await taker.take(body, form)  # type: ignore[arg-type]
    again = await taker.take(body, form)  # type: ignore[arg-type]
    assert opened(room) == [one["caso"] for one in ROWS]
    assert (first.rows, first.facts, first.repeated, first.refused) == (1_200, 2_400, 0, 0)
    assert (again.rows, again.facts, again.repeated, again.refused) == (1_200, 2_400, 1_200, 0)
    assert taker.heard == NOW


async def test_a_file_that_was_cut_short_goes_on_where_it_stood(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = room.journal.append

    async def falling(batch: Batch) -> Mark:
        mark = await whole(batch)
        room.store.fall()
        return mark

    with monkeypatch.context() as fault:
        fault.setattr(room.journal, "append", falling)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(drops(room.journal).take(csv_of(*ROWS), "csv"), 0.5)
    room.store.rise()
    assert len(opened(room)) == 500
    report = await drops(room.journal).take(csv_of(*ROWS), "csv")
    assert opened(room) == [one["caso"] for one in ROWS]
    assert (report.rows, report.facts, report.repeated) == (1_200, 2_400, 500)


async def test_two_processes_that_take_the_same_file_journal_it_once(room: Room) -> None:
    reports = await asyncio.gather(*(drops(room.journal).take(csv_of(*ROWS), "csv") for _ in range(2)))
    assert opened(room) == [one["caso"] for one in ROWS]
    assert [report.facts for report in reports] == [2_400, 2_400]


async def test_what_is_refused_is_told_by_row_and_reason_and_waits_in_quarantine(room: Room) -> None:
    body = csv_of(row(), row(caso="C-2", riesgo="ANA CANARIA"), row(paso="?")) + b"\nsolo,dos\n"
    report = await drops(room.journal).take(body, "csv")
    assert (report.rows, report.facts, report.refused) == (4, 2, 3)
    assert [(one.row, one.fact, one.reason) for one in report.reasons] == [
        (2, "case.assessed", "level: is none of the words allowed (column riesgo)"),
        (3, "", "row: no rule of the profile speaks of it"),
        (4, "", "row: has more or fewer columns than the header"),
    ]
    shelf = await room.journal.quarantined(SOURCE)
    assert [entry.sequence for entry in shelf] == [202, 300, 400]
    assert {entry.epoch for entry in shelf} == {f"file:{report.digest[:32]}"}
    assert "CANARIA" not in repr((shelf, report))


async def test_a_report_lists_so_many_refusals_and_counts_all(room: Room) -> None:
    report = await drops(room.journal).take(csv_of(*[row(paso="?")] * (LISTED + 5)), "csv")
    assert (report.refused, len(report.reasons)) == (LISTED + 5, LISTED)


def test_csv_is_read_as_spreadsheets_write_it() -> None:
    body = '\ufeff"caso";nombre;paso;cuando;riesgo\r\nC-1;"Ana; ""la Canaria""\nen dos líneas";alta;;GRAVE\r\n\r\n'
    made = rules(delimiter=";", fact=(rules().table.fact[1],))
    for encoding in ("utf-8", "cp1252"):
        plain = body if encoding == "utf-8" else body[1:]
        file = read(plain.encode(encoding), "csv", rules(delimiter=";", encoding=encoding, fact=made.table.fact))
        assert file.rows == [(1, {"caso": "C-1", "paso": "alta", "cuando": "", "riesgo": "GRAVE"})]


def test_a_line_that_is_no_json_object_refuses_itself_alone() -> None:
    file = read(json_lines(row()) + b'\n{"caso": \n[1]\n\n', "jsonl", rules())
    kinds = [(number, str(one) if isinstance(one, BadFrame) else "row") for number, one in file.rows]
    assert kinds == [(1, "row"), (2, "row: is no JSON"), (3, "row: is no JSON object")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the file has no header"),
        (b"Ana Canaria,8112345678\n", "its header does not name once the column caso"),
        (b"caso,caso\n", "its header does not name once the column caso"),
        ("caso,paso\nMaría".encode("cp1252"), "the file is not written in utf-8"),
        (b"x" * (MOST + 1), f"the file is longer than {MOST} bytes"),
    ],
)
async def test_a_file_of_which_no_row_can_be_read_is_refused_whole(room: Room, body: bytes, why: str) -> None:
    with pytest.raises(BadFile) as refusal:
        await drops(room.journal).take(body, "csv")
    assert str(refusal.value) == why
    assert room.store.site("nuevo_leon").marks == {}


def put(path: Path, body: bytes) -> None:
    """As a registry does it: written aside, then renamed."""
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(body)
    draft.rename(path)


@asynccontextmanager
async def watching(path: Path, taker: Drops) -> AsyncIterator[Folder]:
    folder = Folder(path, taker, SOURCE, every=0.02)
    task = asyncio.create_task(folder.run())
    try:
        yield folder
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_file_that_stands_in_the_folder_ends_in_done_with_a_report(room: Room, tmp_path: Path) -> None:
    path = folder_of(tmp_path, SOURCE)
    assert path.name == "nl_casos"
    async with watching(path, drops(room.journal)) as folder:
        await until(lambda: folder.connected)
        put(path / "b.csv", csv_of(row(caso="C-2"), row(caso="C-3", paso="?")))
        (path / "a.jsonl.part").write_bytes(json_lines(row()))
        put(path / ".oculto.csv", csv_of(row(caso="C-9")))
        await until(lambda: opened(room) == ["C-2"])
        (path / "a.jsonl.part").rename(path / "a.jsonl")
        await until((path / "done" / "a.jsonl").exists)
    assert opened(room) == ["C-2", "C-1"]
    report = json.loads((path / "done" / "b.csv.report.json").read_bytes())
    assert (report["rows"], report["facts"], report["refused"]) == (2, 1, 1)
    assert report["reasons"][0]["row"] == 2
    assert sorted(one.name for one in path.iterdir()) == [".oculto.csv", "done", "refused", "taking"]


async def test_a_file_that_cannot_be_read_ends_in_refused_and_may_come_again(room: Room, tmp_path: Path) -> None:
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await until(lambda: folder.connected)
        for name, body in {"a.csv": b"x\n", "b.xlsx": b"PK"}.items():
            put(tmp_path / "in" / name, body)
        await until((tmp_path / "in" / "refused" / "b.xlsx").exists)
        why = {
            name: json.loads((tmp_path / "in" / "refused" / f"{name}.report.json").read_bytes())["refused"]
            for name in ("a.csv", "b.xlsx")
        }
        put(tmp_path / "in" / "a.csv", csv_of(row()))
        await until(lambda: opened(room) == ["C-1"])
    assert why == {
        "a.csv": "its header does not name once the column caso",
        "b.xlsx": "its name ends neither in .csv nor in .jsonl",
    }


async def test_no_link_is_followed(room: Room, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere.csv", csv_of(row()))
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await until(lambda: folder.connected)
        os.symlink(tmp_path / "elsewhere.csv", tmp_path / "in" / "a.csv")
        put(tmp_path / "in" / "b.csv", csv_of(row(caso="C-2")))
        await until(lambda: opened(room) == ["C-2"])


async def test_a_folder_that_cannot_be_used_stops_nothing_and_is_tried_again(room: Room, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a file stands where the folder should")
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await asyncio.sleep(0.1)
        assert not folder.connected
        (tmp_path / "in").unlink()
        await until(lambda: folder.connected)


async def test_a_file_that_comes_while_one_of_its_name_is_taken_is_taken_too(room: Room, tmp_path: Path) -> None:
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await until(lambda: folder.connected)
        room.store.fall()
        put(tmp_path / "in" / "casos.csv", csv_of(row()))
        await until((tmp_path / "in" / "taking" / "casos.csv").exists)
        put(tmp_path / "in" / "casos.csv", csv_of(row(caso="C-2")))
        room.store.rise()
        await until(lambda: opened(room) == ["C-1", "C-2"])
        await until(lambda: (tmp_path / "in" / "done" / "casos.csv").read_bytes() == csv_of(row(caso="C-2")))


async def test_what_was_being_taken_when_the_process_ended_is_taken_first(room: Room, tmp_path: Path) -> None:
    (tmp_path / "in" / "taking").mkdir(parents=True)
    put(tmp_path / "in" / "taking" / "casos.csv", csv_of(row()))
    put(tmp_path / "in" / "a.csv", csv_of(row(caso="C-2")))
    async with watching(tmp_path / "in", drops(room.journal)):
        await until(lambda: opened(room) == ["C-1", "C-2"])


async def test_a_file_that_still_grows_is_left_until_it_is_whole(room: Room, tmp_path: Path) -> None:
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await until(lambda: folder.connected)
        cases = [f"C-{number}" for number in range(1, 41)]
        with (tmp_path / "in" / "casos.jsonl").open("wb") as slowly:
            for case in cases:
                slowly.write(json_lines(row(caso=case)) + b"\n")
                slowly.flush()
                await asyncio.sleep(0.005)
        await until(lambda: opened(room) == cases)
        await until((tmp_path / "in" / "done" / "casos.jsonl").exists)
    assert len(list((tmp_path / "in" / "done").iterdir())) == 2


async def test_a_file_that_may_not_be_read_holds_up_no_other_and_is_spoken_of(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(path: Path) -> bytes:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return path.read_bytes()

    monkeypatch.setattr("feeds.adapters.folder._bytes", read)  # root may read everything
    async with watching(tmp_path / "in", drops(room.journal)) as folder:
        await until((tmp_path / "in" / "taking").exists)
        put(tmp_path / "in" / "a.csv", csv_of(row()))
        put(tmp_path / "in" / "b.csv", csv_of(row(caso="C-2")))
        await until(lambda: opened(room) == ["C-2"])
        await until(lambda: not folder.connected)
    assert capsys.readouterr().out.count("Permission denied") == 1
