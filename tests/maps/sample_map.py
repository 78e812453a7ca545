"""A made-up map of Nuevo León: what the process of maps would say, without the process. No figure of it is real."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import h3
from msgspec.structs import replace

from maps.documents import GapRow, Group, History, Layer, Level, MapDocument, Signal, View, Window
from maps.facility import Facility

ZONE = "America/Monterrey"
HOUR = 3_600_000
DAY = 24 * HOUR
SPAN: dict[Window, int] = {"6h": 6 * HOUR, "24h": DAY, "7d": 7 * DAY, "28d": 28 * DAY}
AS_OF = int(datetime(2026, 11, 23, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
CENTRE = h3.latlng_to_cell(25.73, -100.31, 7)
LEVELS: tuple[Level, ...] = ("less", "usual", "usual", "usual", "more", "usual", "much")
BOUNDS = ((5, 9), (10, 14), (15, 19), (20, 29), (30, None))
PLACES = {
    "19006": "Apodaca",
    "19018": "García",
    "19019": "San Pedro Garza García",
    "19021": "General Escobedo",
    "19026": "Guadalupe",
    "19031": "Juárez",
    "19033": "Linares",
    "19038": "Montemorelos",
    "19039": "Monterrey",
    "19046": "San Nicolás de los Garza",
    "19048": "Santa Catarina",
}
NORTH = ("19005", "19020", "19002", "19003", "19008", "19012", "19013", "19015", "19023")
METRO = ("19006", "19018", "19019", "19021", "19026", "19031", "19039", "19046", "19048")
SIGNAL_CELLS = tuple(sorted(h3.grid_disk(h3.latlng_to_cell(25.79, -100.21, 7), 1))[:4])


def rings(cell: str) -> list[list[list[float]]]:
    outline = [[round(lng, 6), round(lat, 6)] for lat, lng in h3.cell_to_boundary(cell)]
    return [[*outline, outline[0]]]


def cells() -> list[str]:
    return sorted(h3.grid_disk(CENTRE, 6))


def shapes(of: Iterable[str]) -> dict[str, list[list[list[float]]]]:
    return {cell: rings(cell) for cell in of}


def municipal(window: Window, *, form: str = "", shift: int = 0, ends: int = AS_OF) -> View:
    """The metropolitan municipalities one by one, the rest of the north as one; a level each, turned by `shift`."""
    alone = [
        Group((code,), LEVELS[(at + shift) % len(LEVELS)], cases=BOUNDS[(at + shift) % len(BOUNDS)], weeks=8)
        for at, code in enumerate(METRO)
    ]
    rest = Group(NORTH, "unknown", region="Norte", cases=(5, 9), weeks=2)
    return View(window, "municipality", ends - SPAN[window], ends, (*alone, rest), form=form)


def cellular(window: Window, *, form: str = "", shift: int = 0, ends: int = AS_OF) -> View:
    """Cells in the middle one by one, those at the rim three by three."""
    inner = set(h3.grid_disk(CENTRE, 4))
    rim = [cell for cell in cells() if cell not in inner]
    nodes = [(cell,) for cell in sorted(inner)] + [tuple(rim[at : at + 3]) for at in range(0, len(rim), 3)]
    groups = tuple(
        Group(each, level_of(each[0], shift), cases=BOUNDS[(at + shift) % len(BOUNDS)], weeks=6)
        for at, each in enumerate(nodes)
    )
    return View(window, "cell", ends - SPAN[window], ends, groups, form=form, unplaced=10)


def level_of(cell: str, shift: int) -> Level:
    """Nearer to the centre there is more, and one corner is not known."""
    far = h3.grid_distance(CENTRE, cell)
    lat, lng = h3.cell_to_latlng(cell)
    if far > 4 and lat < 25.62 and lng < -100.4:
        return "unknown"
    return ("much", "more", "more", "usual", "usual", "less", "less")[(far + shift) % 7]


def document(*, shift: int = 0, signals: int = 2) -> MapDocument:
    """`shift` turns the levels; the same one gives the same document."""
    views = (
        municipal("6h", shift=shift),
        municipal("24h", shift=shift),
        municipal("24h", form="fisica", shift=shift + 2),
        municipal("7d", shift=shift),
        replace(municipal("7d", shift=shift + 1), risk="severe"),
        municipal("28d", shift=shift + 3),
        cellular("7d", shift=shift),
        cellular("7d", form="fisica", shift=shift + 1),
        cellular("28d", shift=shift + 2),
    )
    return MapDocument(
        site="nuevo_leon",
        kind="demo",
        zone=ZONE,
        made=1203 + shift,
        as_of=AS_OF,
        next=AS_OF + 6 * HOUR,
        least=5,
        past=AS_OF - 400 * DAY,
        views=views,
        signals=SIGNALS[:signals],
        gaps=GAPS,
        facilities=FACILITIES,
        shapes=shapes(cells()) | shapes(SIGNAL_CELLS),
        names={**PLACES, **{code: f"Municipio {code}" for code in NORTH}},
        regions={**dict.fromkeys(METRO, "Metro norte"), **dict.fromkeys(NORTH, "Norte"), "19048": "Metro poniente"},
        forms={"fisica": "Física", "psicologica": "Psicológica"},
    )


SIGNALS = (
    Signal("s1", ("19006",), AS_OF - 5 * DAY, AS_OF, 9, 3.1, 420, AS_OF - 2 * DAY, cells=SIGNAL_CELLS),
    Signal("s2", ("19048", "19018"), AS_OF - 9 * DAY, AS_OF, 14, 6.24, 1200, AS_OF - 1 * DAY),
)
GAPS = (
    GapRow(("19039",), "", (10, 14)),
    GapRow(("19039",), "psicologica", (5, 9)),
    GapRow(NORTH, "legal", (5, 9), region="Norte"),
)
FACILITIES = (
    Facility(kind="women_centre", name="Centro Uno", municipality="19039", latitude=25.6721, longitude=-100.3095),
    Facility(kind="justice_centre", name="Centro de Justicia", municipality="19026", latitude=25.68, longitude=-100.24),
    Facility(kind="health", name="Hospital <b>General</b>", municipality="19021", latitude=25.79, longitude=-100.33),
)


def history(window: Window, layer: Layer, periods: int = 8) -> History:
    """Play-back, oldest first, the last closed period left out."""
    make = municipal if layer == "municipality" else cellular
    ends = [AS_OF - SPAN[window] * back for back in range(periods, 0, -1)]
    views = tuple(
        make(window, form=form, shift=at + 1, ends=end) for at, end in enumerate(ends) for form in ("", "fisica")
    )
    return History(window, layer, views, shapes(cells()) if layer == "cell" else {})
