"""Cases and follow-ups as the fold would keep them, written in civil time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from picture.book import Attempt, Book, Case, FollowUp, Order, Person, Step
from picture.case_events import CaseOpened, FollowUpPlanned
from picture.profile import Profile
from tests.picture.cast import a_profile

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MONTERREY, CANCUN = "America/Monterrey", "America/Cancun"
LIMA, SANTIAGO = "America/Lima", "America/Santiago"
ZONES = (MONTERREY, CANCUN, LIMA, SANTIAGO)

PATHWAYS = [
    {
        "risk": "in_progress",
        "name": "Ataque en curso",
        "stage": [
            {"reach": "dispatched", "within": 3, "after": "opened", "who": "policia"},
            {"reach": "arrived", "within": 15, "after": "dispatched"},
        ],
    },
    {
        "risk": "severe",
        "name": "Severo",
        "stage": [
            {"reach": "assigned", "within": 15, "who": "sau"},
            {"reach": "contacted", "within": 60},
            {"reach": "protected", "after": "contacted"},
            {"reach": "followup.done", "within": 2880, "after": "contacted"},
        ],
    },
    {
        "risk": "unassessed",
        "name": "Sin valorar",
        "stage": [{"reach": "assessed", "within": 30, "after": "opened"}],
    },
    {"risk": "moderate", "name": "Moderado", "stage": [{"reach": "assigned", "within": 180}]},
]
CLOCKS = [
    {"code": "vih", "name": "VIH", "within": 72, "forms": ["sexual"], "done_by": "service.profilaxis"},
    {"code": "anticoncepcion", "name": "AE", "within": 120, "forms": ["sexual"], "done_by": "service.profilaxis"},
]
WORDS = {
    "forms": {"sexual": "Sexual", "fisica": "Física"},
    "services": {"profilaxis": "Profilaxis", "legal": "Legal"},
    "agencies": {"sau": "SAU", "policia": "Policía"},
    "registers": {"banavim": "BANAVIM"},
}
SHIFTS = [
    {"code": "manana", "name": "Mañana", "starts": "06:00"},
    {"code": "tarde", "name": "Tarde", "starts": "14:00"},
    {"code": "noche", "name": "Noche", "starts": "22:00"},
]


def a_site(zone: str = MONTERREY, **changes: object) -> Profile:
    whole = {"pathway": PATHWAYS, "health_clock": CLOCKS, "words": WORDS, "shift": SHIFTS, **changes}
    return a_profile(zone=zone, **whole)


def at(text: str, zone: str = MONTERREY, fold: int = 0) -> int:
    """The instant at which the zone's clock shows it; `fold=1`: for the second time."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


def utc(text: str) -> int:
    return at(text, "UTC")


def a_case(opened: int | None, *story: tuple[int, str] | tuple[int, str, str], **said: Any) -> Case:
    """`story`: (instant, what, said). Fields of the case by name; every other name is one of its opening."""
    steps = [Step(*step) for step in story]
    if opened is not None:
        steps.append(Step(opened, "opened"))
    own = {name: said.pop(name) for name in list(said) if name in Case.__struct_fields__}
    over = [s.time for s in steps if s.what in ("closed", "declined", "unseen") and s.time >= (opened or 0)]
    return Case(
        **{
            "id": "C-1",
            "source": "nl/registro",
            "mask": "◆",
            "opened": opened,
            "intake": opened,
            "opening": CaseOpened(**said),
            "ended": max(over, default=None),
            "story": sorted(steps),
            **own,
        }
    )


def a_followup(planned: int, *attempts: tuple[int, str], cancelled: int | None = None, **said: Any) -> FollowUp:
    """Permitted at any hour unless it says otherwise."""
    promised = said.pop("promised", planned)
    plan = {"case": "C-1", "consent": True, "safe_hours": ("00:00-24:00",), **said}
    return FollowUp(
        "F-1",
        "nl/registro",
        plan=FollowUpPlanned(**plan),
        planned=planned,
        promised=promised,
        attempts=[Attempt(*attempt) for attempt in attempts],
        cancelled=cancelled,
    )


def a_book(case: Case, *contacts: int, handed_over: int = 0) -> Book:
    """A book with one case, whose person called at these instants."""
    book = Book(cases={case.id: case}, handed_over=handed_over)
    if contacts:
        case.person = "1"
        book.people["1"] = Person(calls=sorted(contacts), cases=(case.id,))
    return book


def an_order(requested: int | None = None, issued: int | None = None, extended: bool = False) -> Order:
    return Order(requested, issued, extended)
