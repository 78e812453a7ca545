"""Where cases come from: the simulated calls, intakes without a call, and, before calls are told, what calls there
would have been. A hotspot has more of them for some days."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct

from feeds.simulator.caseload import Case
from feeds.simulator.casemodel import Hotspot
from feeds.simulator.casework import Casework
from feeds.simulator.demand import Demand
from feeds.simulator.model import CentreModel, QueueModel
from feeds.simulator.office import DAY, HOUR, MINUTE, Office
from feeds.simulator.people import Agent, Call
from feeds.simulator.story import located, made_up, scattered
from picture.case_events import Access, CalledBy

OF_CASES = ("violence", "third_party")
TAKEN_IN_THE_PAST = 0.93  # of the calls that the past would have had are answered and not dropped
KNOWN_AGAIN = 0.12  # of the past's callers called before
ANEW = 0.15  # of the calls of somebody with an open case open another one
EPISODES = {"certain": 0.58, "span": 0.18, "old": 0.07, "unknown": 0.17}
CALLED_BY: dict[CalledBy, float] = {"institution": 0.75, "third_party": 0.25}
ACCESS: dict[Access, float] = {"referral": 0.6, "search": 0.2, "spontaneous": 0.2}
RARER = 0.35  # a form of violence after which a health clock runs, against its place in the list
OFFICE_HOURS = (0.2,) * 8 + (1.5,) * 12 + (0.4,) * 4


class Line(Struct, frozen=True):
    """The calls of one queue that become cases. `share`: of its calls that are of such a class."""

    source: str
    model: CentreModel
    queue: QueueModel
    share: float
    apart: bool


class Intake:
    """`apart`: the queues, by centre, whose callers are men. `prefix`: of folios and of persons' ids."""

    def __init__(
        self,
        office: Office,
        casework: Casework,
        centres: dict[str, CentreModel],
        apart: dict[str, set[str]],
        prefix: str,
    ) -> None:
        self._office = office
        self._casework = casework
        self._centres = centres
        self._apart = apart
        self._zone = ZoneInfo(office.profile.zone)
        self._persons: dict[str, str] = {}  # by phone
        self._phones: list[str] = []  # of the past's callers
        self._towns = {place.municipality: place for model in centres.values() for place in model.place}
        self._prefix = prefix
        self._opened = 0

    def start(self, now: int, begins: int) -> None:
        """From `now` until the calls are told at `begins`, and what comes without a call for ever."""
        for source, model in self._centres.items():
            for queue in model.queue:
                line = self._line(source, model, queue)
                demand = Demand(
                    max(1e-9, queue.per_week * line.share * TAKEN_IN_THE_PAST), queue.hours, queue.weekdays, self._zone
                )
                self._plan_past(now, line, demand, begins)
        if self._office.model.per_day:
            demand = Demand(7 * self._office.model.per_day, OFFICE_HOURS, (1.0,) * 5 + (0.3,) * 2, self._zone)
            self._plan_walk_in(now, demand)
        for spot in self._office.model.hotspot:
            starts = begins - int(spot.before * DAY)
            if self._office.knows_place(spot.municipality):
                self._plan_in_hotspot(max(now, starts), spot, starts + int(spot.lasts * DAY))

    def _line(self, source: str, model: CentreModel, queue: QueueModel) -> Line:
        apart = queue.code in self._apart[source]
        share = 1.0 if apart or not queue.topics else sum(queue.topics[t].share for t in OF_CASES if t in queue.topics)
        return Line(source, model, queue, share, apart)

    def _plan_past(self, now: int, line: Line, demand: Demand, begins: int) -> None:
        at = demand.next(now, self._office.random)
        if at < begins:
            self._office.agenda.at(at, self._past_call, line, demand, begins)

    def _past_call(self, now: int, line: Line, demand: Demand, begins: int) -> None:
        self._plan_past(now, line, demand, begins)
        random = self._office.random
        if not self._becomes_case(now, line.apart):
            return
        place = {}
        if line.model.place and random.random() < line.model.located:
            place = located(random.choices(line.model.place, [p.weight for p in line.model.place])[0], random)
        third = line.queue.topics.get("third_party")
        by: CalledBy = "third_party" if third and self._office.chance(third.share / line.share) else "herself"
        case = self._case(now, self._past_phone(line.model, random), by, line.apart, place)
        case.called_at, case.centre, case.language = now, line.source, line.queue.language
        self._begin(now, case)

    def _past_phone(self, model: CentreModel, random: Random) -> str:
        if self._phones and random.random() < KNOWN_AGAIN:
            return random.choice(self._phones)
        phone = made_up(model.phone, random)
        self._phones.append(phone)
        return phone

    def _plan_walk_in(self, now: int, demand: Demand) -> None:
        self._office.agenda.at(demand.next(now, self._office.random), self._walk_in, demand)

    def _walk_in(self, now: int, demand: Demand) -> None:
        self._plan_walk_in(now, demand)
        access = self._office.one_of(ACCESS)
        by = "herself" if access == "spontaneous" else self._office.one_of(CALLED_BY)
        case = self._case(now, "", by, False, {})
        case.access = access
        self._begin(now, case)

    def _plan_in_hotspot(self, now: int, spot: Hotspot, ends: int) -> None:
        """Evenly, so that every demo has its hotspot."""
        at = now + int(self._office.random.uniform(0.5, 1.5) / spot.per_day * DAY)
        if at < ends:
            self._office.agenda.at(at, self._in_hotspot, spot, ends)

    def _in_hotspot(self, now: int, spot: Hotspot, ends: int) -> None:
        self._plan_in_hotspot(now, spot, ends)
        case = self._case(now, "", "herself", False, {})
        case.municipality = spot.municipality
        case.place = scattered(spot.latitude, spot.longitude, spot.radius, self._office.random)
        self._begin(now, case)

    def call_over(self, now: int, source: str, call: Call, told: bool) -> None:
        """An answered call came to its end: perhaps a case. `told`: its centre names its calls."""
        apart = call.queue.code in self._apart[source]
        of_cases = apart or call.topic in OF_CASES or not call.queue.topics
        if call.linked is not None or not of_cases or not self._becomes_case(now, apart):
            return
        by: CalledBy = "third_party" if call.topic == "third_party" else "herself"
        case = self._case(now, call.phone, by, apart, call.place)
        case.called_at, case.centre, case.language = call.offered, source, call.queue.language
        if told:
            case.call = call.subject
        self._begin(now, case)

    def _becomes_case(self, now: int, apart: bool) -> bool:
        model = self._office.model
        if not apart:
            return self._office.chance(model.share)
        if not self._office.chance(model.share_apart):
            self._casework.services.give_apart(now)
            return False
        return True

    def _begin(self, now: int, case: Case) -> None:
        office = self._office
        if self._casework.works_on(case.person) and not office.chance(ANEW):
            return
        case.episode = self._episode(case.called_at or now)
        if case.subject != "man" and case.centre:
            case.in_progress = office.chance(office.model.in_progress.get(case.centre, 0.0))
        if case.in_progress and case.called_at:
            case.episode = (case.called_at, case.called_at)
        self._casework.open(now, case)

    def _case(self, now: int, phone: str, by: CalledBy, apart: bool, place: dict[str, object]) -> Case:
        office = self._office
        phone = phone if by == "herself" else ""
        self._opened += 1
        case = Case(
            id=office.number("case", now),
            folio=f"{self._prefix}-{datetime.fromtimestamp(now / 1000, self._zone):%y%m%d}-{self._opened}",
            person=self._person(phone),
            phone=phone,
            subject="man" if apart else office.one_of(office.model.subjects),
            called_by=by,
            forms=() if apart else self._forms(),
            likely=office.one_of(office.model.levels),
            children=office.random.choice((True, True, False, None)),
            municipality=office.municipality(),
        )
        if apart and case.likely == "severe":
            case.likely = "moderate"
        town = self._towns.get(case.municipality or "")
        if not place and town and office.chance(office.model.located):
            place = located(town, office.random)
        if place and office.knows_place(place["municipality"]):
            case.municipality = str(place["municipality"])
            case.place = (float(str(place["latitude"])), float(str(place["longitude"])))
        return case

    def _person(self, phone: str) -> str:
        known = self._persons.get(phone)
        if known:
            return known
        person = f"{self._prefix}-P{self._office.random.getrandbits(48):012x}"
        if phone:
            self._persons[phone] = person
        return person

    def _forms(self) -> tuple[str, ...]:
        forms = list(self._office.profile.words.forms)
        if not forms:
            return ()
        urgent = {form for clock in self._office.profile.health_clock for form in clock.forms}
        weights = [(RARER if form in urgent else 1.0) / (place + 1.5) for place, form in enumerate(forms)]
        drawn = self._office.random.choices(forms, weights, k=self._office.random.choice((1, 1, 2, 3)))
        return tuple(dict.fromkeys(drawn))

    def _episode(self, called: int) -> tuple[int, int] | None:
        office = self._office
        kind = office.one_of(EPISODES)
        if kind == "certain":
            at = called - int(office.random.expovariate(1 / (2.5 * HOUR)))
            return at - at % MINUTE, at - at % MINUTE
        if kind == "span":
            last = called - office.between(HOUR, 10 * HOUR)
            return last - office.between(3 * HOUR, 20 * HOUR), last
        if kind == "old":
            at = called - office.between(50 * HOUR, 160 * HOUR)
            return at, at
        return None


class Ear:
    """An observer of one centre: what its answered calls become. `told`: it sends calls."""

    def __init__(self, intake: Intake, source: str, begins: int, told: bool) -> None:
        self._intake = intake
        self._source = source
        self._begins = begins
        self._told = told

    def ended(self, time: int, call: Call) -> None:
        if call.offered >= self._begins:
            self._intake.call_over(time, self._source, call, self._told)

    transferred = ended

    def offered(self, time: int, call: Call) -> None: ...

    def answered(self, time: int, call: Call) -> None: ...

    def abandoned(self, time: int, call: Call) -> None: ...

    def hung_up_in_menu(self, time: int, subject: str) -> None: ...

    def classified(self, time: int, call: Call) -> None: ...

    def dropped(self, time: int, call: Call) -> None: ...

    def wrapped_up(self, time: int, call: Call, wrap_up: int) -> None: ...

    def agent_changed(self, time: int, agent: Agent) -> None: ...
