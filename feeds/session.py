"""The feed protocol of docs/protocol.md, our side. Takes frames and the store's time, gives what to do; no I/O.

What may identify a woman passes `feeds/door.py` before it becomes a fact; a refused frame leaves its shape only.
"""

from collections.abc import Sequence

from feeds import frames as wire
from feeds.admission import Admission
from feeds.holding import Holding
from feeds.outputs import Append, Close, Output, Send, Tally
from feeds.pending import Pending
from feeds.refusal import never_read, refuse_too_long, refused, sequence_of
from feeds.resume import Hole, Snapshot, resume
from journal.journal import Beat, Mark, Quarantined
from picture.codec import Envelope, decode_envelope
from picture.errors import BadFrame

GREETING = 10_000  # milliseconds until the hello must have come
SNAPSHOT = 30_000  # until a snapshot must be whole
SILENCE = 15_000  # three heartbeats
SAME_CLOCK = 1_000  # a clock less than this apart from ours counts as the same
CREDIBLE = 1_000_000  # how far ahead a sequence may be


class Session:
    """One connection to a centre, from its hello on. `mark`: where the journal stands; `now`: the store's clock,
    milliseconds, everywhere. `pass_over`: the frame after the mark is too big to be read at all."""

    def __init__(
        self, admission: Admission, mark: Mark, now: int, tally: Tally | None = None, *, pass_over: bool = False
    ) -> None:
        self.tally = tally or Tally()
        self.heard: int | None = None
        self.closed = False
        self._admission = admission
        self._source = admission.source
        self._mark = mark
        self._pass_over = pass_over
        self._pending = Pending(self._source, mark)
        self._holding = Holding()
        self._snapshot: Snapshot | None = None
        self._live = False
        self._ahead = 0  # the centre's clock less ours, unrounded
        self._spoke = now
        self._deadline: tuple[int, str] | None = (now + GREETING, "it did not say hello")
        self._out: list[Output] = []

    @property
    def live(self) -> bool:
        """Subscribed, and not given up."""
        return self._live and not self.closed

    @property
    def untouched(self) -> bool:
        """Subscribed, and no frame has been taken since."""
        return self._live and self._pending.sequence == self._mark.sequence

    @property
    def full(self) -> bool:
        """So much waits for the store that the centre must not be read."""
        return self._pending.full

    def beat(self, now: int) -> Beat:
        """What this feed said last."""
        count = self.tally
        return Beat(
            heard=now if self.heard is None else self.heard,
            offset=0 if abs(self._ahead) < SAME_CLOCK else self._ahead,
            connected=self.live,
            behind=max(0, self._holding.stated - self._pending.durable) if self.live else 0,
            duplicates=count.duplicates,
            dropped=count.dropped,
            quarantined=count.quarantined,
        )

    def receive(self, frames: Sequence[bytes], now: int) -> list[Output]:
        """Frames as they came, in order."""
        held = self._holding.frames
        for frame in frames:
            if frame.startswith(wire.CONTROLS):
                self._control(frame, now)
            else:
                self._event(frame, now)
            if held:
                self._catch_up(now)
            if self.closed:
                break
        if frames:
            self.tally.frames += len(frames)
            self.heard = self._spoke = now
        return self._outputs(now)

    def tick(self, now: int) -> list[Output]:
        """At least every 250 ms while the centre is being read; what has waited too long is acted upon."""
        if self._deadline and now >= self._deadline[0]:
            self._close(self._deadline[1])
        elif now - self._spoke >= SILENCE:
            self._close(f"it was silent for {SILENCE // 1000} s")
        return self._outputs(now)

    def durable(self, mark: Mark, now: int) -> list[Output]:
        """The batch under way is durable and the journal answered with this mark."""
        part = self._pending.settle()
        if part:
            self.tally.facts += len(part.batch.facts)
            self.tally.quarantined += sum(1 for frame in part.batch.quarantined if frame.sequence)
            self.tally.dropped += part.dropped
            self.tally.gaps += part.lost
            if mark != part.batch.mark:
                self._close("the journal's mark is not where this session left it")
            elif self._live:
                self._send(wire.Control(ack=wire.padded(mark.sequence)))
        return self._outputs(now)

    def _outputs(self, now: int) -> list[Output]:
        if self._snapshot and self._snapshot.too_long:
            self._close("its snapshot is too long")
        if self.live:
            self._fetch(now)
        if not self.closed and (batch := self._pending.next()):
            self._out.append(Append(batch))
        out, self._out = self._out, []
        return out

    def _send(self, control: wire.Control) -> None:
        self._out.append(Send(wire.write(control)))

    def _close(self, reason: str) -> None:
        if not self.closed:
            self.closed = True
            self._out.append(Close(reason))

    # facts

    def _event(self, frame: bytes, now: int) -> None:
        try:
            refuse_too_long(frame)
            envelope = decode_envelope(frame)
            number = int(envelope.sequence)
        except BadFrame as refusal:
            if wire.speaks_control(frame):
                self._control(frame, now)
            else:
                self._unreadable(frame, refusal, now)
            return
        if self._live and number == self._pending.sequence + 1:
            self._take(frame, number, envelope, now)
        else:
            self._out_of_turn(frame, number, envelope, now)

    def _take(self, frame: bytes, number: int, envelope: Envelope, now: int) -> None:
        pending = self._pending
        try:
            fact, dropped = self._admission.fact(envelope, pending.epoch, now + self._ahead)
        except BadFrame as refusal:
            self._refuse(frame, number, refusal)
        else:
            pending.facts.append(fact)
            pending.dropped += dropped
        pending.reach(number)

    def _out_of_turn(self, frame: bytes, number: int, envelope: Envelope | None, now: int) -> None:
        if self._snapshot:  # what has a sequence comes again after the subscription
            if envelope and not number and self._snapshot.begun is not None:
                self._describe(self._snapshot, frame, envelope, now)
        elif not self._live:
            self._close("it spoke before its hello")
        elif not number:
            self._refuse(frame, 0, BadFrame("sequence", "is missing outside a snapshot"))
        elif number > max(self._pending.sequence, self._holding.stated) + CREDIBLE:
            self._refuse(frame, 0, BadFrame("sequence", "is beyond what this centre can have numbered"))
        elif number <= self._pending.sequence or not self._holding.hold(number, frame, now):
            self.tally.duplicates += 1

    def _unreadable(self, frame: bytes, refusal: BadFrame, now: int) -> None:
        number = sequence_of(frame)
        if self._snapshot:
            self._snapshot.refused.append(self._refused(frame, 0, refusal))
        elif not self._live:
            self._close("it spoke before its hello")
        elif number and number != self._pending.sequence + 1:
            self._out_of_turn(frame, number, None, now)
        elif number or self._holding.garbled(self._pending.sequence, frame):
            self._refuse(frame, self._pending.sequence + 1, refusal)
            self._pending.reach(self._pending.sequence + 1)
        else:
            self._refuse(frame, 0, refusal)

    def _refuse(self, frame: bytes, number: int, refusal: BadFrame) -> None:
        self._pending.refuse(self._refused(frame, number, refusal))

    def _refused(self, frame: bytes, number: int, refusal: BadFrame) -> Quarantined:
        self.tally.refusal = str(refusal)
        self.tally.quarantined += not number  # the others count once they are durable: they may come again before
        return refused(frame, refusal, self._source, self._pending.epoch, number)

    def _catch_up(self, now: int) -> None:
        """What was held and whose turn has come."""
        while not self.closed and (frame := self._holding.take(self._pending.sequence + 1)) is not None:
            self._event(frame, now)

    def _fetch(self, now: int) -> None:
        for first, last in self._holding.to_fetch(self._pending.sequence, now):
            self._send(wire.Control(fetch=wire.Range(wire.padded(first), wire.padded(last))))
        if self._holding.hopeless:
            self._close("it did not send again what it was asked for")

    # everything else

    def _control(self, frame: bytes, now: int) -> None:
        try:
            refuse_too_long(frame)
            control = wire.read_control(frame)
        except BadFrame as refusal:
            self._refuse(frame, 0, refusal)
            return
        if control.hello:
            self._hello(control.hello, now)
        elif not (self._live or self._snapshot):
            self._close("it spoke before its hello")
        elif control.heartbeat:
            self._heartbeat(control.heartbeat, now)
        elif control.lacking and self._live:
            self._lacking(int(control.lacking.first), int(control.lacking.last), now)
        elif control.snapshot and self._snapshot:
            self._follow_snapshot(self._snapshot, control.snapshot)
        else:
            self._refuse(frame, 0, BadFrame("frame", "is a control frame out of place"))

    def _hello(self, hello: wire.Hello, now: int) -> None:
        oldest, last = max(1, int(hello.oldest)), int(hello.last)
        if self._live or self._snapshot:
            self._close("it said hello twice")
        elif last < oldest - 1:
            self._close("its hello ends before it begins")
        else:
            self._ahead = wire.millis(hello.now) - now
            self._holding.stated = last
            way = resume(self._mark, hello.epoch, oldest, last)
            self._pending.begin(hello.epoch, way.after)
            if way.hole:
                self._snapshot = Snapshot(way.hole, way.after)
                self._deadline = (now + SNAPSHOT, "its snapshot was not whole in time")
                self._send(wire.Control(snapshot=wire.Snapshot()))
            else:
                if self._pass_over and way.after < last:
                    self._pending.refuse(never_read(self._source, hello.epoch, way.after + 1))
                    self._pending.reach(way.after + 1)
                self._subscribe()

    def _subscribe(self) -> None:
        self._snapshot, self._deadline, self._live = None, None, True
        self._send(wire.Control(subscribe=wire.Subscribe(wire.padded(self._pending.sequence))))

    def _heartbeat(self, heartbeat: wire.Heartbeat, now: int) -> None:
        self._ahead = wire.millis(heartbeat.now) - now
        self._holding.stated = max(self._holding.stated, int(heartbeat.last))

    def _lacking(self, first: int, last: int, now: int) -> None:
        """Only what the centre has said that it numbered can be lacking, and a frame that we hold is not."""
        following = self._pending.sequence + 1
        last = min(last, self._holding.stated, min(self._holding.frames, default=last + 1) - 1)
        if first <= following <= last:
            hole = Hole("lacking", following, last)
            self._pending.facts.append(hole.fact(now + self._ahead, self._source, self._pending.epoch))
            self._pending.lost += hole.size
            self._pending.reach(last)

    # the snapshot

    def _describe(self, snapshot: Snapshot, frame: bytes, envelope: Envelope, now: int) -> None:
        try:
            fact, dropped = self._admission.fact(envelope, self._pending.epoch, now + self._ahead)
        except BadFrame as refusal:
            snapshot.refused.append(self._refused(frame, 0, refusal))
        else:
            snapshot.facts.append(fact)
            snapshot.dropped += dropped

    def _follow_snapshot(self, snapshot: Snapshot, said: wire.Snapshot) -> None:
        if said.begin:
            snapshot.begun = wire.millis(said.begin.now)
        elif said.end and snapshot.begun is not None:
            named = [subject for subject in said.end.open if self._admission.names_open(subject)]
            pending = self._pending
            gap = snapshot.hole.fact(snapshot.begun, self._source, pending.epoch, named)
            pending.facts += [gap, *snapshot.facts]
            pending.refused += snapshot.refused
            pending.dropped += snapshot.dropped
            pending.lost += max(0, snapshot.hole.size)
            pending.reach(snapshot.after)
            self._subscribe()
