"""What we do not know: when feeds said nothing. What each lacks stands in the sheet's silences."""

from briefing.material import Material
from briefing.sheet import Column, Table
from picture.clocks import MINUTE


def tables(material: Material) -> list[Table]:
    return [_feeds(material), _silences(material)]


def _feeds(material: Material) -> Table:
    """Each feed: minutes without a word, the longest of them, the share of the span that was heard."""
    span = material.span
    ends = min(span.ends, max(span.starts, material.as_of))
    columns = (
        Column("feed", "code"),
        Column("silent", "minutes"),
        Column("longest", "minutes"),
        Column("heard", "percent"),
    )
    named = [feed.source for feed in material.profile.feeds]
    spoken = {each.source for each in material.silences}
    rows = []
    for source in [*named, *sorted(spoken - set(named))]:
        own = [each for each in material.silences if each.source == source]
        silent = [each.until - each.since for each in own]
        heard = round(100 * (1 - sum(silent) / (ends - span.starts)), 1) if ends > span.starts else None
        longest = max(silent, default=0)
        rows.append((source, round(sum(silent) / MINUTE, 1), round(longest / MINUTE, 1), heard))
    return Table("feeds", columns, tuple(rows))


def _silences(material: Material) -> Table:
    """One by one."""
    columns = (
        Column("feed", "code"),
        Column("since", "instant"),
        Column("until", "instant"),
        Column("silent", "minutes"),
    )
    rows = tuple(
        (each.source, each.since, each.until, round((each.until - each.since) / MINUTE, 1))
        for each in material.silences
    )
    return Table("silences", columns, rows)
