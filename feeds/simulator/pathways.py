"""What a case is owed by its class, planned as it comes due: most of it in time, some late, some never."""

from collections.abc import Callable

from feeds.simulator.caseload import Case
from feeds.simulator.handovers import Handovers
from feeds.simulator.office import HOUR, MINUTE, Office
from feeds.simulator.referrals import Referrals
from feeds.simulator.services import Services
from picture.policy import Stage
from picture.words import Channel

URGENT = ("in_progress", "severe")
HASTENED = ("assigned", "dispatched", "contacted")
LATE, NEVER = 0.11, 0.05
LATE_URGENT, NEVER_URGENT = 0.12, 0.01
UNSET = 24 * HOUR  # the mean of a stage without a deadline
BY: dict[Channel, float] = {"phone": 0.8, "in_person": 0.12, "whatsapp": 0.08}
ORDER = 0.6  # of the measures are orders where the site has any
ISSUED_LATE = 0.15

Plan = Callable[[int, int, Case, Stage], None]  # now, when it is to be reached


class Pathways:
    """Told of every milestone; what follows from it is planned. `assess` judges a case's risk at a time."""

    def __init__(
        self,
        office: Office,
        services: Services,
        handovers: Handovers,
        referrals: Referrals,
        assess: Callable[[int, Case], None],
    ) -> None:
        self._office = office
        self._services = services
        self._handovers = handovers
        self._referrals = referrals
        self._assess = assess
        measures = office.profile.words.measures
        self._orders = [code for code in office.model.orders if code in measures]
        self._measures = [code for code in measures if code not in self._orders]
        self._stages = {pathway.risk: pathway.stage for pathway in office.profile.pathway}
        self._plans: dict[str, Plan] = {
            "admitted": self._plan_admission,
            "assessed": lambda _now, at, case, _stage: office.agenda.at(at, self._assess, case),
            "assigned": self._plan_step(self._assign),
            "dispatched": self._plan_step(self._dispatch),
            "arrived": self._plan_step(lambda now, case, _stage: self._tell(now, case, "arrived")),
            "contacted": self._plan_step(self._contact),
            "protected": self._plan_protection,
            "planned": self._plan_step(self._agree),
            "evaluated": self._plan_step(self._evaluate),
            "service": self._plan_service,
            "handover.accepted": self._plan_handover,
            "referral": self._plan_referral,
        }

    def owes(self, case: Case, reach: str) -> bool:
        """Whether a case of this class is owed the milestone."""
        return any(stage.reach == reach for stage in self._stages.get(case.risk, ()))

    def reached(self, now: int, case: Case, milestone: str) -> None:
        case.reached.setdefault(milestone, now)
        self._owe(now, case, milestone)

    def class_changed(self, now: int, case: Case) -> None:
        """What is now owed; who is at greater risk no longer waits for what was planned at leisure."""
        if case.risk in URGENT:
            case.owed -= {reach for reach in HASTENED if reach not in case.reached}
        for milestone in tuple(case.reached):
            self._owe(now, case, milestone)

    def _owe(self, now: int, case: Case, milestone: str) -> None:
        for stage in self._stages.get(case.risk, ()):
            plan = self._plans.get(stage.reach) or self._plans.get(stage.reach.partition(".")[0])
            if plan is None or stage.after != milestone or stage.reach in case.owed or case.closed:
                continue
            case.owed.add(stage.reach)
            delay = self._delay(case, stage)
            if delay is not None:
                soonest = now + self._office.between(0.3 * MINUTE, 3 * MINUTE)
                plan(now, max(soonest, case.reached[milestone] + delay), case, stage)

    def _delay(self, case: Case, stage: Stage) -> int | None:
        """Milliseconds after the milestone before it; None: never."""
        office = self._office
        if stage.within is None:
            return int(office.random.expovariate(1 / UNSET))
        within = stage.within * MINUTE
        late, never = (LATE_URGENT, NEVER_URGENT) if case.risk in URGENT else (LATE, NEVER)
        fate = office.random.random()
        if stage.reach == "assessed":
            if fate < 0.04:
                return office.between(5 * within, 20 * within)
        elif fate < never:
            return None
        if fate < never + late:
            return office.between(1.05 * within, 2.5 * within)
        return office.between(0.08 * within, 0.85 * within)

    def _plan_step(self, step: Callable[[int, Case, Stage], None]) -> Plan:
        def perform(now: int, case: Case, stage: Stage) -> None:
            if not case.closed and stage.reach not in case.reached:
                step(now, case, stage)

        return lambda _now, at, case, stage: self._office.agenda.at(at, perform, case, stage)

    def _tell(self, now: int, case: Case, milestone: str, data: dict[str, object] | None = None) -> None:
        self._office.say(now, f"case.{milestone}", case, data)
        self.reached(now, case, milestone)

    def _plan_admission(self, now: int, at: int, case: Case, stage: Stage) -> None:
        self._office.agenda.at(at, self._admit, case)

    def _admit(self, now: int, case: Case) -> None:
        if case.closed or "admitted" in case.reached:
            return
        reason = self._office.reason("declined")
        if reason and self._office.chance(self._office.model.declined):
            case.closed = True
            self._office.say(now, "case.declined", case, {"reason": reason})
            return
        self._tell(now, case, "admitted")

    def _assign(self, now: int, case: Case, stage: Stage) -> None:
        to = self._office.agency(stage.who)
        if to:
            case.agency = to
            self._tell(now, case, "assigned", {"to": to})

    def _dispatch(self, now: int, case: Case, stage: Stage) -> None:
        said = {"to": self._office.agency(stage.who), "jointly": stage.jointly}
        self._tell(now, case, "dispatched", {name: code for name, code in said.items() if code})

    def _contact(self, now: int, case: Case, stage: Stage) -> None:
        self._tell(now, case, "contacted", {"channel": self._office.one_of(BY)})
        self._services.contacted(now, case)

    def _agree(self, now: int, case: Case, stage: Stage) -> None:
        kind = self._office.any_of(self._office.profile.words.plans)
        review = now + self._office.between(30 * 24 * HOUR, 90 * 24 * HOUR)
        self._tell(now, case, "planned", {"kind": kind, "review": review} if kind else {"review": review})

    def _evaluate(self, now: int, case: Case, stage: Stage) -> None:
        outcome = self._office.any_of(self._office.profile.words.outcomes)
        if outcome:
            kind = self._office.any_of(self._office.profile.words.plans)
            self._tell(now, case, "evaluated", {"outcome": outcome, "kind": kind} if kind else {"outcome": outcome})

    def _plan_service(self, now: int, at: int, case: Case, stage: Stage) -> None:
        self._office.agenda.at(at, self._services.give, case, stage.reach.removeprefix("service."))

    def _plan_handover(self, now: int, at: int, case: Case, stage: Stage) -> None:
        giver, to = case.centre or case.agency, stage.who
        if stage.after != "handover.offered" and giver and to:  # an offer takes its own course
            self._handovers.planned(now, at, case, giver, to)

    def _plan_referral(self, now: int, at: int, case: Case, stage: Stage) -> None:
        if stage.reach == "referral.made":
            self._office.agenda.at(at, self._referrals.make, case, stage.who)
        elif "referral.made" not in case.owed:
            case.owed.add("referral.made")
            made = now + self._office.between(0.05 * (at - now), 0.4 * (at - now))
            self._office.agenda.at(made, self._referrals.make, case, stage.who, at)

    def _plan_protection(self, now: int, at: int, case: Case, stage: Stage) -> None:
        """An order is requested first; one that is not issued protects nobody."""
        office, orders, others = self._office, self._orders, self._measures
        if orders and (not others or office.chance(ORDER)):
            lag = (
                office.between(4.2 * HOUR, 11 * HOUR)
                if office.chance(ISSUED_LATE)
                else office.between(HOUR / 3, 3 * HOUR)
            )
            office.agenda.at(max(now + MINUTE, at - lag), self._request, case, office.any_of(orders), lag)
        elif others:
            office.agenda.at(at, self._protect, case, office.any_of(others), None)

    def protect(self, now: int, case: Case) -> bool:
        """At once, where the site has any measure."""
        measure = self._office.any_of(self._measures) or self._office.any_of(self._orders)
        if measure:
            self._protect(now, case, measure, now if measure in self._orders else None)
        return measure is not None

    def _request(self, now: int, case: Case, order: str, lag: int) -> None:
        if case.closed:
            return
        self._office.say(now, "case.protected", case, {"measure": order, "requested": now})
        if not self._office.chance(0.04):
            self._office.agenda.at(now + lag, self._protect, case, order, now)

    def _protect(self, now: int, case: Case, measure: str, requested: int | None) -> None:
        if case.closed:
            return
        said: dict[str, object] = {"measure": measure}
        if requested is not None:
            said |= {"requested": requested, "issued": now}
            if self._office.chance(0.1):
                later = now + self._office.between(4 * 24 * HOUR, 20 * 24 * HOUR)
                self._office.agenda.at(later, self._extend, case, {**said, "extended": True})
        case.in_progress = False
        self._tell(now, case, "protected", said)
        self.class_changed(now, case)

    def _extend(self, now: int, case: Case, order: dict[str, object]) -> None:
        if not case.closed:
            self._office.say(now, "case.protected", case, order)
