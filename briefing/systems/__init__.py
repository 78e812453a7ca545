"""The tables that each of the systems Vigía is for prints of itself: the same material, the same measures."""

from collections.abc import Callable

from briefing.material import Material
from briefing.sheet import Table
from briefing.systems import chile, nuevo_leon, peru, quintana_roo

SYSTEMS: dict[str, Callable[[Material], list[Table]]] = {
    "quintana_roo": quintana_roo.tables,
    "nuevo_leon": nuevo_leon.tables,
    "peru": peru.tables,
    "chile": chile.tables,
}


def tables(material: Material) -> list[Table]:
    """Of the site whose profile has that code; another site has none of its own."""
    own = SYSTEMS.get(material.profile.code)
    return own(material) if own else []
