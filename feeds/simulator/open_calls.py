"""The calls a centre holds open, with what it said of each: the content of a snapshot."""

from feeds.simulator.wire import Event

CLOSING = {"call.abandoned", "call.transferred", "call.dropped", "call.ended"}


class OpenCalls:
    """Bounded by what is open: a closed call is forgotten with its last word."""

    def __init__(self) -> None:
        self._said: dict[str, list[Event]] = {}

    def note(self, happened: Event) -> None:
        if happened.type == "call.offered":
            self._said[happened.subject] = [happened]
        elif happened.type in CLOSING:
            self._said.pop(happened.subject, None)
        elif happened.subject in self._said:
            self._said[happened.subject].append(happened)

    def subjects(self) -> tuple[str, ...]:
        return tuple(self._said)

    def events(self) -> list[Event]:
        """Everything said of the open calls, in order of time."""
        return sorted((e for said in self._said.values() for e in said), key=lambda e: e.time)
