"""When feeds said nothing, as the journal tells: from the last word before the limit to the first word after it."""

from msgspec import Struct, field

from briefing.sheet import Silence, Span
from picture.events import Entry, FeedConnected, FeedGap, FeedLost


class Silences(Struct):
    """`since`: feeds that are silent; `over`: [source, since, until, lost]; `gaps`: (source, time, lost)."""

    since: dict[str, int] = field(default_factory=dict)
    over: list[tuple[str, int, int]] = field(default_factory=list)
    gaps: list[tuple[str, int, int]] = field(default_factory=list)

    def hear(self, entry: Entry) -> None:
        source, data = entry.fact.subject, entry.fact.data
        match data:
            case FeedLost():
                self.since.setdefault(source, data.due if data.heard is None else data.heard)
            case FeedConnected():
                since = self.since.pop(source, None)
                if since is not None:
                    self.over.append((source, since, max(since, entry.fact.time)))
            case FeedGap():
                self.gaps.append((source, entry.fact.time, max(0, data.last - data.first + 1)))

    def within(self, span: Span, as_of: int) -> tuple[Silence, ...]:
        """Those that touch the span, cut to it, in order. What a gap lacks is the latest silence's that began before
        the gap was found; where none did, a silence without length says it."""
        end = min(span.ends, max(as_of, span.starts))
        spells = [*self.over, *((source, since, end) for source, since in self.since.items())]
        cut = {
            (source, max(since, span.starts), min(until, end)): 0
            for source, since, until in spells
            if since < end and until > span.starts
        }
        for source, at, lost in self.gaps:
            if span.starts <= at < span.ends:
                found = max((key for key in cut if key[0] == source and key[1] <= at), default=(source, at, at))
                cut[found] = cut.get(found, 0) + lost
        return tuple(Silence(*key, lost) for key, lost in sorted(cut.items()))
