"""One row of the desk, made from what is kept of a case or a follow-up and from the look at it."""

from picture import deadlines
from picture.book import Case, FollowUp
from picture.cases import CaseLook
from picture.clocks import DAY, MINUTE
from picture.deadlines import Deadline
from picture.followups import FollowUpLook
from picture.ledgers import handover_open
from picture.picture import Picture
from picture.profile import Profile
from watch.case_board import CaseRoom
from watch.desk_documents import CaseRow, DueRow, FollowUpRow, StepRow
from watch.places import folio
from watch.severe import flags, tone_of
from watch.strip import OWED

SHOWN = DAY  # after its end


class Rows:
    """Rows by id, with the instant at which each leaves the desk if nothing else happens (None: it stays)."""

    def __init__(self, picture: Picture, room: CaseRoom) -> None:
        self._picture = picture
        self._book = picture.book
        self._room = room

    def case(self, name: str, now: int) -> tuple[CaseRow, int | None] | None:
        case, look = self._book.cases.get(name), self._room.looks.cases.get(name)
        if case is None or look is None:
            return None
        leaves = _leaves(None if look.open else case.ended or look.acted)
        if leaves is not None and leaves <= now:
            return None
        return self._case_row(case, look), leaves

    def followup(self, name: str, now: int) -> tuple[FollowUpRow, int | None] | None:
        followup, look = self._book.followups.get(name), self._room.looks.followups.get(name)
        if followup is None or look is None or followup.plan is None:
            return None
        leaves = _leaves(ended(followup, look))
        if leaves is not None and leaves <= now:
            return None
        return self._followup_row(followup, look), leaves

    def shown(self, now: int) -> tuple[list[str], list[str]]:
        """Cases, who is in danger first, and follow-ups that have a row."""
        room, order = self._room, self._room.severe.order()
        closed = (n for n, look in room.looks.cases.items() if not look.open and look.acted > now - SHOWN)
        looks, kept, since = room.looks.followups, self._book.followups, now - SHOWN
        followups = [n for n, k in looks.items() if k.state in OWED or (ended(kept[n], k) or 0) > since]
        return [*order, *closed], followups

    def _case_row(self, case: Case, look: CaseLook) -> CaseRow:
        opening, names, due = case.opening, self._room.names, look.next
        return CaseRow(
            id=case.id,
            folio=folio(case),
            mask=case.mask,
            source=case.source,
            link=names.link(case),
            risk=look.risk,
            rank=self._room.severe.place(case.id),
            open=look.open,
            agency=agency_of(case),
            place=names.on_desk(opening.municipality),
            subject_is=opening.subject_is,
            called_by=opening.called_by,
            access=opening.access,
            forms=opening.forms,
            opened=case.opened or (case.story[0].time if case.story else look.acted),
            acted=look.acted,
            stage=look.stage,
            tone=tone_of(look),
            next=due.what if due else "",
            due=due.due if due else None,
            flags=flags(look, case.source in self._room.stale),
            contacts=look.contacts,
            municipality=opening.municipality or "",
            locked=self._room.locks.get(case.id, ()),
            handovers=sum(step.what == "handover.accepted" for step in case.story),
            deadlines=_due_rows([*look.deadlines, *self._offers(case.id)]),
            story=tuple(StepRow(step.time, step.what, step.said) for step in case.story),
        )

    def _offers(self, case: str) -> list[Deadline]:
        """By when each open hand-over is to be accepted."""
        named = sorted(self._picture.handovers_of.get(case, ()))
        kept = (self._book.handovers[name] for name in named)
        found = (deadlines.of_handover(each, self._profile) for each in kept if handover_open(each))
        return [each for each in found if each]

    @property
    def _profile(self) -> Profile:
        assert self._picture.profile is not None
        return self._picture.profile

    def _followup_row(self, followup: FollowUp, look: FollowUpLook) -> FollowUpRow:
        plan, names = followup.plan, self._room.names
        assert plan is not None
        case, case_look = self._book.cases.get(plan.case), self._room.looks.cases.get(plan.case)
        return FollowUpRow(
            id=followup.id,
            case=plan.case,
            folio=folio(case) if case else "",
            mask=case.mask if case else "",
            link=names.link(case) if case else "",
            risk=case_look.risk if case_look else "unassessed",
            state=look.state,
            opens=look.opens,
            closes=look.closes,
            place=names.on_desk(case.opening.municipality) if case else "",
            channel=plan.channel,
            call=look.call,
            last_moment=look.last_moment,
            safe_until=look.safe_until,
            safe_from=look.safe_from,
            confirmed=followup.planned if plan.confirmed is None else plan.confirmed,
            hollow=look.hollow,
            voicemail=plan.voicemail,
            will_miss=followup.id in self._room.will_miss.missed,
            reassess=case_look.reassess if case_look else False,
            agency=agency_of(case) if case else followup.agency,
            municipality=(case.opening.municipality if case else None) or "",
            locked=self._room.locks.get(plan.case, ()),
            attempts=tuple((attempt.time, attempt.outcome) for attempt in followup.attempts),
            ended=look.ended,
        )


def agency_of(case: Case) -> str:
    """To whom it was assigned last, or else who opened it."""
    return next((step.said for step in reversed(case.story) if step.what == "assigned"), case.agency)


def _due_rows(owed: list[Deadline]) -> tuple[DueRow, ...]:
    """Who enters a case is told once: by its pathway's stage, else by the register's own clock."""
    staged = any(each.what == "registered" for each in owed)
    return tuple(
        DueRow(
            each.what, each.due, each.met, each.who, None if each.within is None else each.due - each.within * MINUTE
        )
        for each in owed
        if not (staged and each.what == "register")
    )


def _leaves(ended_at: int | None) -> int | None:
    return None if ended_at is None else ended_at + SHOWN


def ended(followup: FollowUp, look: FollowUpLook) -> int | None:
    """When it came to an end: what was unreachable from the start ended with its promise."""
    if look.state in OWED:
        return None
    return look.ended if look.ended is not None else followup.promised
