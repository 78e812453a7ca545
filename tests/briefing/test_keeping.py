"""What is kept stays as it was written; what differs later is a revision beside it."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from briefing.keeping import BadKeeping, Keeping
from briefing.sheet import Sheet, encode
from tests.briefing import sample
from tests.maps.sample_map import document


def other(value: int) -> Sheet:
    """The same day with another number of calls."""
    sheet = sample.sheet()
    first, *rest = sheet.tables
    row, *rows = first.rows
    return replace(sheet, tables=(replace(first, rows=((row[0], value, *row[2:]), *rows)), *rest))


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path / "briefings")


def test_it_is_kept_byte_for_byte_and_nobody_may_write_it(keeping: Keeping, tmp_path: Path) -> None:
    sheet = sample.sheet()
    assert keeping.keep(sheet) == (sheet, True)
    assert keeping.content("2026-11-20", 0, "json") == encode(sheet)
    [path] = (tmp_path / "briefings" / "2026-11-20").iterdir()
    assert path.name == "0.json" and stat.S_IMODE(path.stat().st_mode) == 0o440 & ~current_umask()
    [kept] = keeping.listed()
    assert (kept.name, kept.revision, kept.span, kept.as_of) == ("2026-11-20", 0, sheet.span, sheet.as_of)


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_made_again_it_stands_and_another_figure_is_a_revision_that_names_it(keeping: Keeping) -> None:
    first, _ = keeping.keep(sample.sheet())
    assert keeping.keep(replace(first, as_of=first.as_of + 1, last=first.last + 9, inputs="x" * 64)) == (first, False)
    later, new = keeping.keep(other(413))
    assert new and later.revision == 1
    assert [(table, column, before) for table, _, column, before in later.changed] == [("headline", "value", 412)]
    assert keeping.fetch("2026-11-20", 0) == first and keeping.latest("2026-11-20") == later
    assert [(each.revision, each.changed) for each in keeping.listed()] == [(1, 1), (0, 0)]


def test_of_many_who_keep_at_once_none_writes_over_another(tmp_path: Path) -> None:
    def keep(calls: int) -> int:
        return Keeping(tmp_path).keep(other(calls))[0].revision

    with ThreadPoolExecutor(8) as threads:
        revisions = list(threads.map(keep, range(1000, 1024)))
    assert sorted(revisions) == list(range(24))
    offered = {Keeping(tmp_path).fetch("2026-11-20", n).table("headline").rows[0][1] for n in range(24)}
    assert offered == set(range(1000, 1024))
    assert not [path for path in (tmp_path / "2026-11-20").iterdir() if path.name.startswith(".")]


def test_a_form_lies_beside_its_sheet_and_the_first_stands(keeping: Keeping) -> None:
    sheet, _ = keeping.keep(sample.sheet())
    keeping.keep_form(sheet, "pdf", b"first")
    keeping.keep_form(sheet, "pdf", b"second")
    assert keeping.content("2026-11-20", 0, "pdf") == b"first"
    assert keeping.listed()[0].forms == ("pdf",)


def test_its_maps_lie_beside_it_one_for_each_audience_and_are_no_forms(keeping: Keeping, tmp_path: Path) -> None:
    sheet, _ = keeping.keep(sample.sheet())
    assert keeping.map(sheet, "internal") is None
    inside = document()
    keeping.keep_map(sheet, "internal", inside)
    keeping.keep_map(sheet, "internal", replace(inside, made=1))
    keeping.keep_map(sheet, "published", replace(inside, least=11))
    assert keeping.map(sheet, "internal") == inside
    assert [each.forms for each in keeping.listed()] == [()] and keeping.latest("2026-11-20") == sheet
    path = tmp_path / "briefings" / "2026-11-20" / "0.map-published"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-9])
    assert keeping.map(sheet, "published") is None


@pytest.mark.parametrize("name", ["../secret", "", ".", "..", "a/b", "a" * 200, "2026-11-20\n"])
def test_no_name_leads_out_of_the_folder(keeping: Keeping, name: str) -> None:
    with pytest.raises(BadKeeping):
        keeping.content(name, 0, "json")
    with pytest.raises(BadKeeping):
        keeping.keep(replace(sample.sheet(), span=replace(sample.sheet().span, name=name)))


def test_what_is_not_there_or_was_altered_is_said(keeping: Keeping, tmp_path: Path) -> None:
    with pytest.raises(BadKeeping, match="No briefing 2026-11-20, revision 3"):
        keeping.fetch("2026-11-20", 3)
    keeping.keep(sample.sheet())
    path = tmp_path / "briefings" / "2026-11-20" / "0.json"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadKeeping, match="altered"):
        keeping.fetch("2026-11-20", 0)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadKeeping, match="VIGIA_BRIEFINGS"):
        Keeping(tmp_path / "file" / "below")
