"""Whether what was folded still stands: a redaction or an erasure takes out of the journal what a picture folded before
it holds."""

from collections.abc import Sequence

from picture.events import Entry
from picture.keeping_events import PersonErased
from picture.place_events import SiteRedacted


def redacted(entries: Sequence[Entry], since: int) -> bool:
    """Whether one of the entries tells that the journal was redacted, or a person erased from it, after its entry
    `since`: the last one there was when folding began at its start, or the one up to which a checkpoint was folded.
    Then everything is folded anew, from the start, with the journal's last number of now as `since`."""
    return any(entry.number > since and isinstance(entry.fact.data, SiteRedacted | PersonErased) for entry in entries)
