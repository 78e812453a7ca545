"""Decisions asked of the authorities, with owner and date, and what became of the last ones."""

from briefing import decisions
from briefing.material import Material
from briefing.sheet import Table


def tables(material: Material) -> list[Table]:
    return [decisions.table(material.decisions.values(), material.span, material.profile.zone)]
