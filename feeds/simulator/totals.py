"""Half-hour totals per queue: of a past that is not told call by call, or of a centre that sends nothing else."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from feeds.simulator.people import Agent, Call
from feeds.simulator.wire import Event, event

HALF_HOUR = 1_800_000


class Row(Struct, gc=False):
    """As `queue.measured` has it; milliseconds."""

    offered: int = 0
    answered: int = 0
    answered_within: int = 0
    abandoned: int = 0
    wait_sum: int = 0
    handle_sum: int = 0


class Totals:
    """A call counts in the half hour it was offered in, whatever becomes of it later. `within`: T, seconds.

    It is an observer of a centre; for a call that began before the totals it has no row, and counts nothing.
    """

    def __init__(self, queues: Iterable[str], within: int, begins: int) -> None:
        self.queues = tuple(queues)
        self._within = within * 1000
        self._begins = begins
        self._rows: dict[tuple[int, str], Row] = {}

    def row(self, queue: str, offered: int) -> Row:
        key = (offered - offered % HALF_HOUR, queue)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = Row()
        return found

    def answered_after(self, row: Row, wait: int) -> None:
        row.answered += 1
        row.answered_within += wait <= self._within
        row.wait_sum += wait

    def told(self, starts: Iterable[int], time: int | None = None) -> list[Event]:
        """One event per queue and half hour; `time` None: as each half hour ended."""
        return [
            event(
                start + HALF_HOUR if time is None else time,
                "queue.measured",
                queue,
                {"interval_start": start, "interval": HALF_HOUR, **msgspec.structs.asdict(self.row(queue, start))},
            )
            for start in starts
            for queue in self.queues
        ]

    def forget(self, before: int) -> None:
        for key in [key for key in self._rows if key[0] < before]:
            del self._rows[key]
        self._begins = max(self._begins, before)

    def offered(self, time: int, call: Call) -> None:
        if call.offered >= self._begins:
            self.row(call.queue.code, call.offered).offered += 1

    def answered(self, time: int, call: Call) -> None:
        if call.offered >= self._begins:
            self.answered_after(self.row(call.queue.code, call.offered), time - call.offered)

    def abandoned(self, time: int, call: Call) -> None:
        if call.offered >= self._begins:
            self.row(call.queue.code, call.offered).abandoned += 1

    def wrapped_up(self, time: int, call: Call, wrap_up: int) -> None:
        if call.offered >= self._begins:
            self.row(call.queue.code, call.offered).handle_sum += call.talk + call.hold + wrap_up

    def hung_up_in_menu(self, time: int, subject: str) -> None: ...

    def classified(self, time: int, call: Call) -> None: ...

    def dropped(self, time: int, call: Call) -> None: ...

    def transferred(self, time: int, call: Call) -> None: ...

    def ended(self, time: int, call: Call) -> None: ...

    def agent_changed(self, time: int, agent: Agent) -> None: ...
