"""When things of the book came to their end, so that nobody looks through all of it for what is to leave.

It follows from the book and is never saved.
"""

from heapq import heappop, heappush

from picture import permission
from picture.book import Book, Case, FollowUp, Handover, Referral, Service

Thing = Case | Service | Handover | Referral | FollowUp
KINDS: dict[type[Thing], str] = {
    Case: "cases",
    Service: "services",
    Handover: "handovers",
    Referral: "referrals",
    FollowUp: "followups",
}


class Leaving:
    """By source, the ends of things: some no longer hold, none is later than the one that does."""

    def __init__(self) -> None:
        self._ends: dict[str, list[tuple[int, str, str]]] = {}

    def note(self, thing: Thing) -> None:
        """Whenever a thing may have come to its end."""
        end = ended(thing)
        if end is not None:
            heappush(self._ends.setdefault(thing.source, []), (end, KINDS[type(thing)], thing.id))

    def over(self, book: Book, source: str, horizon: int) -> list[Thing]:
        """What ended before the horizon, each once. What is not taken out of the book is to be noted again."""
        ends, found = self._ends.get(source, []), dict[tuple[str, str], Thing]()
        while ends and ends[0][0] < horizon:
            _, kind, name = heappop(ends)
            thing = getattr(book, kind).get(name)
            end = None if thing is None else ended(thing)
            if end is not None and end < horizon and thing.source == source:
                found[kind, name] = thing
            elif end is not None:
                self.note(thing)
        return list(found.values())


def ended(thing: Thing) -> int | None:
    """When nothing more was owed. What never said what it is owes nothing since it was last spoken of."""
    match thing:
        case Case():
            return thing.ended
        case FollowUp():
            if thing.plan is None:
                return max([thing.cancelled or 0, *(each.time for each in thing.attempts)])
            spoken = permission.spoken(thing)
            return permission.cancelled(thing) if spoken is None else spoken
        case Handover():
            ends = [at for at in (thing.accepted, thing.returned) if at is not None]
            return max(ends, default=None)  # nobody says of one that was never offered anything but these
        case Referral():
            return _answered(thing)
        case Service():
            return thing.time


def _answered(thing: Referral) -> int | None:
    """The last answer; a place on the waiting list ends nothing where the referral was made."""
    last = max((at for at in (thing.accepted, thing.refused, thing.completed) if at is not None), default=None)
    if thing.waitlisted is None or (last is not None and last >= thing.waitlisted):
        return last
    return thing.waitlisted if thing.asked is None else None
