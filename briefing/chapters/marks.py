"""Campaigns and measures that began in the span: the lines on the trends."""

from briefing import spans
from briefing.material import Material
from briefing.sheet import Column, Table


def tables(material: Material) -> list[Table]:
    first, after = spans.days_of(material.span, material.profile.zone)
    began = sorted((each.date, each.name) for each in material.profile.mark)
    rows = tuple(mark for mark in began if first.isoformat() <= mark[0] < after.isoformat())
    return [Table("marks", (Column("day", "date"), Column("mark", "text")), rows)]
