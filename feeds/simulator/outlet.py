"""Where a centre numbers what it says, and where that goes wrong on demand: gaps, garbage, a wrong clock, a new
numbering. A function of the events, the faults and the seed alone, so that a restarted centre numbers the same."""

import re
from collections import deque
from collections.abc import Callable
from random import Random

import msgspec

from feeds.simulator.faults import CLOCK, GARBAGE, Fault
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event, text

JUNK = '"nombre":"Persona Inventada","domicilio":"Calle Falsa 123","nota":"texto libre",'
REMEMBERED = 100_000  # sequences of what went wrong


class Outlet:
    """`garbage`: its share of the frames at all times; `torn`: how much of it gives no sequence, so that whoever
    reads it must ask for the hole it leaves. The last sequences that were `garbage`, that were `lost`."""

    def __init__(
        self, spool: Spool, calls: OpenCalls, random: Random, *, garbage: float = 0.0, torn: float = 0.03
    ) -> None:
        self.spool = spool
        self.calls = calls
        self.garbage: deque[int] = deque(maxlen=REMEMBERED)
        self.lost: deque[int] = deque(maxlen=REMEMBERED)
        self._random = random
        self._odds = garbage
        self._torn = torn
        self._faults: list[Fault] = []
        self._epoch = spool.epoch
        self._renumbered = 0

    def expect(self, fault: Fault) -> None:
        """A fault of the numbering that is to come, or that came before a restart."""
        self._faults.append(fault)

    def offset(self, time: int) -> int:
        """How far the centre's clock is off, milliseconds."""
        return CLOCK if self._struck("clock", time) else 0

    def _struck(self, name: str, time: int) -> bool:
        return any(f.name == name and f.strikes(self.spool.source, time) for f in self._faults)

    def emit(self, events: list[Event]) -> None:
        for happened in events:
            if self._faults:
                self._emit_under_faults(happened)
            else:
                self._emit(happened, self._odds)

    def _emit_under_faults(self, happened: Event) -> None:
        time = happened.time
        self._renumber(time)
        shifted = msgspec.structs.replace(happened, time=time + self.offset(time))
        if self._struck("gap", time):
            self.calls.note(shifted)
            self.lost.append(self.spool.lose(shifted.time))
        else:
            self._emit(shifted, GARBAGE if self._struck("garbage", time) else self._odds)

    def _renumber(self, time: int) -> None:
        source = self.spool.source
        due = sum(f.name == "renumber" and f.centre in ("", source) and f.at <= time for f in self._faults)
        if due > self._renumbered:
            self._renumbered = due
            self.garbage.clear()
            self.lost.clear()
            self.spool.renumber(f"{self._epoch}.{due}")

    def _emit(self, happened: Event, odds: float) -> None:
        self.calls.note(happened)
        if not odds:
            self.spool.add(happened)
            return
        if self._random.random() < odds:  # fields that no schema names, on a frame that is right otherwise
            soiled = "{" + (JUNK if happened.data != "{}" else JUNK[:-1]) + happened.data[1:]
            happened = msgspec.structs.replace(happened, data=soiled)
        self.spool.add(happened)
        if self._random.random() < odds:
            self._add_garbage(happened)

    def _add_garbage(self, like: Event) -> None:
        sequence = self.spool.last + 1
        frame = text(like, self.spool.source, self.spool.epoch, sequence)
        spoil = self._random.choice(TORN if self._random.random() < self._torn else SPOILED)
        self.garbage.append(self.spool.add_text(spoil(frame), like.time))


def _replaced(pattern: str, by: str) -> Callable[[str], str]:
    found = re.compile(pattern)
    return lambda frame: found.sub(by, frame, count=1)


SPOILED = (
    _replaced('"type":"[^"]*"', '"type":"caller.described"'),
    _replaced('"type":"[^"]*"(.*)"data":.*', r'"type":"call.offered"\1"data":{"queue":7}}'),
    _replaced('"data":.*', '"data":[{"talk":"x","agent":7}]}'),
    _replaced('"specversion":"1.0"', '"specversion":"9"'),
    _replaced('"subject":"[^"]*"', '"subject":"Persona Inventada"'),
    _replaced('"time":"', '"time":"ayer '),
)
TORN = (_replaced('"type":.*', '"type":'), _replaced('"data":', '"data":['))  # no JSON, so without a sequence
