"""What the maps process knows: folded from the journal, kept between two starts."""

import msgspec
from msgspec import Struct, field

from maps.land import Land
from maps.ledger import Ledger
from maps.signals import Signals
from picture import fold, picture
from picture.events import Entry
from picture.picture import Picture
from picture.place_events import HotspotFound
from picture.profile import Profile

VERSION = 1  # of ledger and signals
FORMAT = 1000 * picture.VERSION + VERSION  # a state of another fold is not resumed from


class State(Struct):
    """`picture` knows the cases as they are, `ledger` every one of the last months."""

    picture: Picture = field(default_factory=Picture)
    ledger: Ledger = field(default_factory=Ledger)
    signals: Signals = field(default_factory=Signals)

    def fold(self, entry: Entry, land: Land) -> None:
        fold.apply(self.picture, entry)
        if self.picture.touched_cases:
            self.ledger.look(self.picture)
        data = entry.fact.data
        if isinstance(data, HotspotFound):
            self.signals.fold(entry.fact.subject, data, self.ledger.distinct(), land)

    def heard(self, profile: Profile) -> int | None:
        """Since when a registry of cases is silent; None: all are heard."""
        sources = [registry.source for registry in profile.registry if registry.keeps == "cases"]
        states = [self.picture.centres[source].state for source in sources if source in self.picture.centres]
        return min((state.lost for state in states if state.lost and not state.connected), default=None)

    def rest(self) -> None:
        """Let go of what nobody here looks at."""
        for touched in (
            self.picture.touched_followups,
            self.picture.touched_handovers,
            self.picture.touched_referrals,
            self.picture.touched_calls,
        ):
            touched.clear()
        self.ledger.forget()


class _Saved(Struct):
    version: int
    picture: bytes
    ledger: Ledger
    signals: Signals


def save(state: State) -> bytes:
    return msgspec.msgpack.encode(_Saved(FORMAT, picture.save(state.picture), state.ledger, state.signals))


def restore(saved: bytes) -> State | None:
    """The inverse of `save`; None for one of another version. Raises msgspec.DecodeError."""
    said = msgspec.msgpack.decode(saved, type=_Saved)
    if said.version != FORMAT:
        return None
    state = State(picture.restore(said.picture), said.ledger, said.signals)
    state.picture.touched_cases.clear()
    state.rest()
    return state
