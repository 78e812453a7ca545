"""The calls a centre, and the cases and promises a registry, holds open, with what it said of each: a snapshot."""

from feeds.simulator.wire import Event

OPENING = {"call.offered", "case.opened", "handover.offered", "referral.made", "followup.planned"}
CLOSING = {
    "call.abandoned",
    "call.transferred",
    "call.dropped",
    "call.ended",
    "case.declined",
    "case.closed",
    "handover.accepted",
    "handover.returned",
    "referral.accepted",
    "referral.refused",
    "referral.completed",
    "followup.cancelled",
}


class OpenCalls:
    """Bounded by what is open: what is closed is forgotten with its last word."""

    def __init__(self) -> None:
        self._said: dict[str, list[Event]] = {}

    def note(self, happened: Event) -> None:
        if happened.type in CLOSING or _kept(happened):
            self._said.pop(happened.subject, None)
        elif happened.type in OPENING:
            self._said.setdefault(happened.subject, []).append(happened)
        elif happened.subject in self._said:
            self._said[happened.subject].append(happened)

    def subjects(self) -> tuple[str, ...]:
        return tuple(self._said)

    def events(self) -> list[Event]:
        """Everything said of what is open, in order of time."""
        return sorted((e for said in self._said.values() for e in said), key=lambda e: e.time)


def _kept(happened: Event) -> bool:
    """Of a promise to call: only what was spoken safely ends it."""
    return happened.type == "followup.done" and '"outcome":"spoke_safely"' in happened.data
