"""Everything that a site can tell in five weeks, made up: calls, cases, what was done for them, alerts, decisions."""

from random import Random
from typing import Any

from msgspec.structs import replace

from picture import alert_events as a
from picture import case_events as c
from picture.clocks import DAY, HOUR, MINUTE
from picture.decision_events import DecisionAsked, DecisionSettled
from picture.events import AnyData, Fact, FeedConnected, FeedGap, FeedLost
from picture.place_events import HotspotFound
from tests.briefing.test_calls import some_calls
from tests.briefing.test_followups import some_followups
from tests.briefing.test_severe import a_case
from tests.briefing.told import AS_OF, ENDS, REGISTRY, STARTS, fact
from tests.picture.told import a_site

BANAVIM = "nl/banavim"
SERVICES, AGENCIES = ("legal", "psicologica", "acompanamiento"), ("cem", "dif")
FIRST = AS_OF - 34 * DAY  # nobody is accompanied for the first time twice
PLACES = ("19039", "19048", None)
WATCH, DESK, MAPS = "vigia/watch", "vigia/desk", "vigia/maps"
RULES = (("severe_unassigned", "critical"), ("followup_overdue", "high"), ("register_lag", "low"))
YEAR = {"since": "2026-01-01", "by": "2026-12-31"}
QUARTER = {"since": "2026-10-01", "by": "2026-12-31"}
COMMITMENTS = [
    {"code": "servicios", "name": "Servicios", "measure": "services", "target": 20, **YEAR},
    {"code": "inscritas", "name": "Inscritas", "measure": "registered.banavim", "share_of": "cases.opened"}
    | {"target": 60, **QUARTER},
    {"code": "rechazos", "name": "Rechazos", "measure": "referrals.refused", "target": 3, "at_most": True, **YEAR},
]
MARKS = [{"date": "2026-11-20", "name": "Campaña"}, {"date": "2026-11-02", "name": "Ruta"}]
WORDS = {
    "registers": {"banavim": "BANAVIM"},
    "services": {code: code.title() for code in (*SERVICES, "profilaxis")},
    "agencies": {code: code.upper() for code in (*AGENCIES, "sau", "policia")},
    "forms": {"fisica": "Física", "sexual": "Sexual"},
    "outcomes": {"mejora": "Mejora", "empeora": "Empeora"},
    "measures": {"orden": "Orden"},
    "plans": {"seguridad": "Seguridad", "individual": "Individual"},
}
FEED = {"about": "casos", "url": "wss://registro.example"}
SITE = a_site(
    registry=[
        {"source": REGISTRY, "name": "Registro", **FEED},
        {"source": BANAVIM, "name": "BANAVIM", "keeps": "register", **FEED},
    ],
    words=WORDS,
    commitment=COMMITMENTS,
    mark=MARKS,
)


class Whole:
    """`facts` in order of time, told by AS_OF; `followups` as `some_followups` has them."""

    def __init__(self, seed: int, count: int) -> None:
        self.draw = Random(seed)
        self._facts: list[Fact] = some_calls(self.draw, 3 * count)
        self.followups = {name: list(map(_calm, told)) for name, told in some_followups(self.draw, count // 2).items()}
        self._facts += [each for told in self.followups.values() for each in told]
        for number in range(count):
            self._care(f"S-{number}", number)
        for number in range(count // 2):
            self._service(f"X-{number}", None, f"p{number % 4}")
            self._referral(f"R-{number}")
            self._handover(f"H-{number}")
            self._alert(f"A-{number}", self.when())
        flood = self.when()
        for number in range(self.draw.choice([0, 8, 14, 25])):
            self._alert(f"B-{number}", flood + self.draw.randrange(12 * MINUTE))
        self._room()
        told = [each for each in self._facts if each.time <= AS_OF]
        self.facts = sorted(told, key=lambda each: each.time)

    def when(self) -> int:
        """Half of it on the day itself."""
        if self.draw.random() < 0.5:
            return self.draw.randrange(STARTS, ENDS)
        return self.draw.randrange(FIRST, AS_OF)

    def say(self, at: int, subject: str, data: AnyData, source: str = REGISTRY) -> None:
        self._facts.append(fact(at, subject, data, source))

    def some_case(self, cases: int = 8) -> str | None:
        return self.draw.choice([None, *(f"S-{number}" for number in range(cases))])

    def _care(self, name: str, number: int) -> None:
        """A case, as the severe table's test has it, and what was done for it."""
        draw, opened = self.draw, self.when()
        told = [each for each in a_case(draw, name, opened) if each.time <= AS_OF]
        said = told[0].data
        assert isinstance(said, c.CaseOpened)
        who = replace(
            said,
            person=(f"q{number // 2}",),
            called_by=draw.choice(["herself", "third_party"]),
            access=draw.choice(["spontaneous", "referral", "search"]),
            forms=tuple(draw.sample(["fisica", "sexual"], draw.randrange(3))),
            language=draw.choice(["es", "nah"]),
            municipality=draw.choice(PLACES),
        )
        self._facts += [replace(told[0], data=who), *told[1:]]
        self._steps(name, opened)
        if draw.random() < 0.4:
            self._service(f"{name}-1", name, f"q{number // 2}", after=opened)

    def _steps(self, name: str, opened: int) -> None:
        draw = self.draw

        def later() -> int:
            return opened + draw.randrange(1, 5 * DAY)

        if draw.random() < 0.5:
            self.say(later(), name, c.CaseRegistered(register="banavim"), BANAVIM)
        for _ in range(draw.randrange(3)):
            self.say(later(), name, c.CasePlanned(kind=draw.choice(["seguridad", "individual", None])))
            outcome, kind = draw.choice(["mejora", "empeora"]), draw.choice(["seguridad", None])
            self.say(later(), name, c.CaseEvaluated(outcome=outcome, kind=kind))
        if draw.random() < 0.5:
            requested = draw.choice([opened, STARTS - draw.choice([59, 60, 61, 89, 90]) * DAY])  # about to expire
            issued = draw.choice([None, requested + draw.randrange(8 * HOUR)])
            extended = issued is not None and draw.random() < 0.5
            protected = c.CaseProtected(measure="orden", requested=requested, issued=issued, extended=extended)
            self.say(max(opened, issued or 0) + 1, name, protected)

    def _service(self, name: str, case: str | None, person: str, after: int | None = None) -> None:
        """Now and then said again, of another service: the latest stands."""
        draw = self.draw
        at = self.when() if after is None else after + draw.randrange(1, DAY)
        for again in range(draw.choice([1, 1, 2])):
            given = c.ServiceGiven(
                service=draw.choice(SERVICES),
                case=case,
                timing=draw.choice([None, "previous", "window", "subsequent"]),
                channel=draw.choice(["phone", "video", "whatsapp", "in_person"]),
                subject_is="man" if case is None and person == "p3" else "woman",
                person=(person,),
            )
            self.say(at + again * MINUTE, name, given)

    def _referral(self, name: str) -> None:
        draw, at = self.draw, self.when()
        service, to = draw.choice(SERVICES), draw.choice(AGENCIES)
        self.say(
            at, name, c.ReferralMade(service=service, to=to, case=self.some_case(), municipality=draw.choice(PLACES))
        )
        answers: dict[str, AnyData] = {
            "waitlisted": c.ReferralWaitlisted(),
            "accepted": c.ReferralAccepted(),
            "completed": c.ReferralCompleted(),
            "refused": c.ReferralRefused(reason="sin_cupo"),
        }
        course = draw.choice(["", "waitlisted", "waitlisted accepted completed", "accepted", "completed", "refused"])
        for answer in course.split():
            at += draw.randrange(1, 2 * DAY)
            self.say(at, name, answers[answer])

    def _handover(self, name: str) -> None:
        draw, at = self.draw, self.when()
        to = draw.choice(["070", "dif"])
        self.say(at, name, c.HandoverOffered(giver="nl/911", to=to, case=self.some_case()))
        end = draw.choice([None, c.HandoverAccepted(), c.HandoverAccepted(), c.HandoverReturned(reason="no_desea")])
        if end is not None:
            self.say(at + draw.randrange(1, 10 * MINUTE), name, end)

    def _alert(self, name: str, at: int) -> None:
        draw = self.draw
        rule, priority = draw.choice(RULES)
        raised: Any = {"rule": rule, "priority": priority, "kind": "case", "about": name, "due": at}
        self.say(at, name, a.AlertRaised(**raised), WATCH)
        if draw.random() < 0.3:
            ended = at + draw.randrange(1, DAY)
            self.say(ended, name, a.AlertResolved(ended=ended), WATCH)
        for data in (
            a.AlertAcknowledged(by="u-1"),
            a.AlertConfirmed(by="u-1", action="se_llamo"),
            a.AlertClosed(by="u-1", outcome="atendida"),
        ):
            at += draw.randrange(1, 3 * HOUR)
            if draw.random() < 0.25:
                return
            self.say(at, name, data, DESK)

    def _room(self) -> None:
        draw = self.draw
        for number in range(4):
            at = self.when()
            self.say(at, BANAVIM, FeedLost(due=at, heard=at - 10 * MINUTE), WATCH)
            self.say(at + draw.randrange(1, HOUR), BANAVIM, FeedConnected(), WATCH)
            self.say(
                at, f"D-{number}", DecisionAsked(by="u-1", owner="dif", due="2026-11-30", note=f"N-{number}"), DESK
            )
            if draw.random() < 0.6:
                became: Any = draw.choice(["done", "declined", "postponed"])
                self.say(at + draw.randrange(1, 5 * DAY), f"D-{number}", DecisionSettled(by="u-2", became=became), DESK)
            for again in range(draw.randrange(1, 3)):
                self.say(at + again * HOUR, f"Z-{number}", _hotspot(draw, at, again), MAPS)
        self.say(AS_OF - HOUR, BANAVIM, FeedGap(reason="lacking", first=5, last=9), WATCH)


def _calm(each: Fact) -> Fact:
    """No attack goes on: the severe table's test has none."""
    return replace(each, data=replace(each.data, in_progress=False)) if isinstance(each.data, c.CaseOpened) else each


def _hotspot(draw: Random, first: int, again: int) -> HotspotFound:
    return HotspotFound(
        method="municipalities",
        places=("19039",),
        observed=draw.randrange(5, 30),
        expected=draw.randrange(100) / 7,
        recurrence=draw.randrange(100, 900),
        starts=first - 7 * DAY,
        ends=first + again,
        first=first,
        until=first + draw.randrange(1, 3 * DAY),
        made=1,
    )
