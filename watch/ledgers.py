"""The ledgers as wall and desk say them. The book is walked in strides between passes; what was found ages by `now`."""

from bisect import bisect_right
from collections.abc import Generator

from picture import deadlines, ledgers
from picture.book import Handover, Referral
from picture.case_events import HandoverOffered, ReferralMade
from picture.clocks import DAY, HOUR, SECOND
from picture.ledgers import CaseOrder, Figures
from picture.picture import Picture
from picture.profile import Profile
from watch.case_documents import Ledgers
from watch.desk_documents import DeskLedgers, GapRow, LedgerRow, OrderRow, Registers, WaitingDay
from watch.figure import Figure
from watch.places import Names

EVERY = 5 * SECOND  # a walk at most, when something was touched
ANYWAY = 60 * SECOND  # and at least: days turn
EXPIRING = 7 * DAY


class LedgerKeeper:
    """`step` walks on; `wall` and `desk` say what the last whole walk found."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._walking: Generator[None, None, Figures] | None = None
        self._began = 0
        self._figures: Figures | None = None
        self._said: tuple[int, Ledgers] | None = None
        self.walked = 0  # whole walks so far

    @property
    def walking(self) -> bool:
        return self._walking is not None

    def step(self, now: int) -> bool:
        """One stride; whether the walk goes on. The first walk is made whole: a wall without figures is none."""
        picture = self._picture
        profile = picture.profile
        assert profile is not None
        if self._figures is None:
            self._begin(now)
            self._ended(ledgers.of(picture.book, profile, now))
            return False
        if self._walking is None:
            age = now - self._began
            if not (age >= ANYWAY or age < 0 or (picture.touched_ledgers and age >= EVERY)):
                return False
            self._begin(now)
            self._walking = ledgers.walk(picture.book, profile, now)
        try:
            next(self._walking)
        except StopIteration as done:
            self._walking = None
            self._ended(done.value)
            return False
        return True

    def forget(self) -> None:
        """The profile is another: what was found no longer holds."""
        self._walking, self._figures, self._said = None, None, None

    def _begin(self, now: int) -> None:
        self._picture.touched_ledgers = False
        self._began = now

    def _ended(self, figures: Figures) -> None:
        self._figures = figures
        self._said = None
        self.walked += 1

    def wall(self, profile: Profile, now: int) -> Ledgers:
        """As of this second: what is late is counted again each."""
        if self._said is None or self._said[0] != now // SECOND:
            self._said = now // SECOND, self._wall(profile, now)
        return self._said[1]

    def _wall(self, profile: Profile, now: int) -> Ledgers:
        found = self._figures
        assert found is not None
        lag = ledgers.median(found.lags)
        offered = found.handovers
        late_from = now - profile.cases.register_lag * HOUR
        return Ledgers(
            handovers_open=len(offered),
            handovers_late=sum(handover_due(each, profile) <= now for each in offered),
            handover_oldest=offered[0].offered if offered else None,
            handovers_per_person=_ratio(found.accepted / found.handed if found.handed else None),
            referrals_open=len(found.referrals),
            referrals_stale=sum(
                due is not None and due <= now for due in (ledgers.referral_due(r, profile) for r in found.referrals)
            ),
            waitlisted=found.waitlisted,
            register=", ".join(profile.words.registers.values()),
            unregistered=len(found.unregistered),
            unregistered_late=bisect_right(found.unregistered, late_from),
            register_lag=_ratio(None if lag is None else lag / HOUR),
            orders_late=sum(order_late(each, profile, now) for each in found.orders),
            orders_expiring=sum(order_expiring(each, profile, now) for each in found.orders),
        )

    def desk(self, profile: Profile, names: Names, now: int) -> DeskLedgers:
        found, book = self._figures, self._picture.book
        assert found is not None
        return DeskLedgers(
            rows=self._rows(profile, names, found),
            gaps=[
                GapRow(
                    service=service,
                    agency=agency,
                    place=names.on_desk(place),
                    refused=gap.refused,
                    waitlisted=gap.waitlisted,
                )
                for (service, agency, place), gap in sorted(found.gaps.items())
            ],
            waiting=[WaitingDay(day.isoformat(), waiting) for day, waiting in found.waiting.items()],
            registers=[_register(code, register) for code, register in found.registers.items()],
            orders=[self._order(each, profile) for each in found.orders if _runs(each, profile, now)],
            day=ledgers.totals(book, profile.zone, now, 1),
            totals=ledgers.totals(book, profile.zone, now),
        )

    def _rows(self, profile: Profile, names: Names, found: Figures) -> list[LedgerRow]:
        rows = [self._offered(h, h.offer, profile, names) for h in found.handovers if h.offer]
        return rows + [self._asked(r, r.asked, profile, names) for r in found.referrals if r.asked]

    def _offered(self, handover: Handover, offer: HandoverOffered, profile: Profile, names: Names) -> LedgerRow:
        return LedgerRow(
            kind="handover",
            id=handover.id,
            case=offer.case or "",
            mask=self._mask(offer.case),
            giver=names.desk(offer.giver),
            to=names.desk(offer.to),
            service="",
            state="offered",
            since=handover.offered or 0,
            due=handover_due(handover, profile),
        )

    def _asked(self, referral: Referral, asked: ReferralMade, profile: Profile, names: Names) -> LedgerRow:
        return LedgerRow(
            kind="referral",
            id=referral.id,
            case=asked.case or "",
            mask=self._mask(asked.case),
            giver="",
            to=names.desk(asked.to),
            service=asked.service,
            state="made" if referral.waitlisted is None else "waitlisted",
            since=referral.made or 0,
            due=ledgers.referral_due(referral, profile),
        )

    def _order(self, each: CaseOrder, profile: Profile) -> OrderRow:
        order = each.order
        return OrderRow(
            case=each.case,
            mask=self._mask(each.case),
            measure=each.measure,
            requested=order.requested,
            issue_by=deadlines.issue_by(order, profile) if order.issued is None else None,
            issued=order.issued,
            expires=deadlines.expires(order, profile),
            extended=order.extended,
        )

    def _mask(self, case: str | None) -> str:
        kept = self._picture.book.cases.get(case or "")
        return kept.mask if kept else ""


def handover_due(handover: Handover, profile: Profile) -> int:
    found = deadlines.of_handover(handover, profile)
    assert found is not None  # the open ones were offered
    return found.due


def order_late(each: CaseOrder, profile: Profile, now: int) -> bool:
    """Requested, not issued, and the time to issue it is over."""
    due = deadlines.issue_by(each.order, profile)
    return each.order.issued is None and due is not None and due <= now


def order_expiring(each: CaseOrder, profile: Profile, now: int) -> bool:
    """In force, and within its last 7 days."""
    expires = deadlines.expires(each.order, profile)
    return expires is not None and now < expires <= now + EXPIRING


def _runs(each: CaseOrder, profile: Profile, now: int) -> bool:
    expires = deadlines.expires(each.order, profile)
    return (each.order.issued is None and each.order.requested is not None) or (expires is not None and now < expires)


def _register(code: str, register: ledgers.Register) -> Registers:
    lag = ledgers.median(register.lags)
    return Registers(
        register=code,
        cases=register.cases,
        registered=register.registered,
        people=len(register.people),
        followed_on=register.followed_on,
        lag_median=None if lag is None else round(lag / HOUR, 1),
        late=register.late,
    )


def _ratio(value: float | None) -> Figure:
    return Figure(known="na") if value is None else Figure(round(value, 2))
