"""Exclusion zones are read strictly, and what stands in the file is never repeated."""

from pathlib import Path

import h3
import pytest

from feeds.zones import Zones, load
from picture.errors import BadSetting

CELL = h3.latlng_to_cell(25.6866, -100.3161, 8)


def test_cells_of_several_resolutions_and_comments_are_read(tmp_path: Path) -> None:
    path = tmp_path / "zones"
    path.write_text(f"# refuges\n\n{h3.cell_to_parent(CELL, 6)}  # north\n{h3.latlng_to_cell(20, -90, 8)}\n")
    zones = load(path)
    assert zones.cover(CELL)
    assert not zones.cover(h3.latlng_to_cell(19.4, -99.1, 8))


def test_no_zones_cover_nothing() -> None:
    assert not Zones().cover(CELL)


@pytest.mark.parametrize("line", ["not-a-cell", h3.latlng_to_cell(25.6866, -100.3161, 9)])
def test_a_line_that_is_no_cell_up_to_resolution_8_is_named_by_its_number_only(tmp_path: Path, line: str) -> None:
    path = tmp_path / "zones"
    path.write_text(f"{CELL}\n{line}\n")
    with pytest.raises(BadSetting, match=r"line 2 is no H3 cell of a resolution up to 8\.$") as refusal:
        load(path)
    assert line not in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="which cannot be read"):
        load(tmp_path / "absent")
