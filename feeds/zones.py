"""Exclusion zones: refuges and the like, as H3 cells. Inside them no place enters the journal but the municipality."""

from collections.abc import Iterable
from pathlib import Path

import h3

from picture.errors import BadSetting

FINEST = 8  # the H3 resolution of every cell that is journaled


class Zones:
    """Cells of any resolution up to 8; a cell is inside when one of its parents is among them."""

    def __init__(self, cells: Iterable[str] = ()) -> None:
        self._by_resolution: dict[int, set[str]] = {}
        for cell in cells:
            self._by_resolution.setdefault(h3.get_resolution(cell), set()).add(cell)

    def cover(self, cell: str) -> bool:
        """`cell`: of resolution 8."""
        return any(h3.cell_to_parent(cell, res) in cells for res, cells in self._by_resolution.items())


def load(path: Path) -> Zones:
    """One cell a line; `#` begins a comment. Raises BadSetting, which names the line and not what stands there."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"VIGIA_EXCLUSIONS is {str(path)!r}, which cannot be read.") from None
    cells = []
    for number, line in enumerate(lines, 1):
        cell = line.partition("#")[0].strip()
        if cell and not (h3.is_valid_cell(cell) and h3.get_resolution(cell) <= FINEST):
            raise BadSetting(
                f"VIGIA_EXCLUSIONS is {str(path)!r}: line {number} is no H3 cell of a resolution up to {FINEST}."
            )
        if cell:
            cells.append(cell)
    return Zones(cells)
