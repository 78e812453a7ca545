"""What happened in any stretch of time, by the measures of the totals by day (docs/definitions.md).

The totals by day (`days.py`) hold whole civil days, and are cheap; this counts every thing of the book again, for a
shift or an hour, and wants a picture that still holds them all. Of whole days both say the same. Calls: not here.
"""

from collections import Counter
from itertools import chain

from picture import ledgers, people
from picture.book import Case, Service
from picture.deadlines import civil_day, first_instant
from picture.picture import Picture
from picture.story import Thing, counted, stands_apart


def within(picture: Picture, starts: int, ends: int) -> Counter[str]:
    """What counts in [starts, ends). Without calls, unless it is whole civil days."""
    zone = picture.profile.zone if picture.profile else "UTC"
    first, last = civil_day(starts, zone), civil_day(ends - 1, zone)
    if first_instant(first, zone) == starts and first_instant(last + 1, zone) == ends:
        return Counter(ledgers.between(picture.book, first, last))
    return of_things(picture, starts, ends)


def of_things(picture: Picture, starts: int, ends: int) -> Counter[str]:
    book = picture.book
    things: chain[Thing] = chain(
        book.cases.values(),
        book.services.values(),
        book.handovers.values(),
        book.referrals.values(),
        book.followups.values(),
    )
    found = Counter(measure for thing in things for at, measure in counted(picture, thing) if starts <= at < ends)
    accompanied = sum(starts <= at < ends for each in book.people.values() for at in people.accompaniments(each))
    return found + Counter({"women.accompanied": accompanied})


def services(picture: Picture, starts: int, ends: int, *, men: bool = False) -> list[Service]:
    """Interventions given in [starts, ends): women's and others', or men's, who stand apart."""
    given = picture.book.services.values()
    found = [each for each in given if each.given is not None and starts <= each.time < ends]
    return [each for each in found if stands_apart(picture, each) == men]


def cases(picture: Picture, starts: int, ends: int, *, men: bool = False) -> list[Case]:
    """Cases first opened in [starts, ends)."""
    known = picture.book.cases.values()
    found = [each for each in known if each.intake is not None and starts <= each.intake < ends]
    return [each for each in found if stands_apart(picture, each) == men]
