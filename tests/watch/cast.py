"""A site with a case registry, and what happens at it."""

from msgspec.structs import replace

from journal.journal import Beat
from picture import case_events as said
from picture.clocks import HOUR
from picture.events import AnyData, Fact
from picture.picture import Picture
from picture.profile import Profile
from tests.picture.cast import SOURCE, T0, a_fact, a_profile, folded
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow
from watch.desk_room import DeskRoom
from watch.documents import WallDocument
from watch.wall import WallRoom

REGISTRY = "nl/registro"
NOW = T0 + 110 * HOUR  # half past ten in the morning


def a_site(**changes: object) -> Profile:
    """One shift a day, a registry, a pathway for every class, two places: one small."""
    words = {
        "agencies": {"equipo": "Equipo itinerante", "dif": "DIF"},
        "services": {"legal": "Asesoría legal"},
        "registers": {"banavim": "BANAVIM"},
        "forms": {"sexual": "Sexual"},
    }
    severe = [{"reach": "assigned", "within": 15, "who": "equipo"}, {"reach": "contacted", "within": 60}]
    return a_profile(
        **{
            "registry": [
                {
                    "source": REGISTRY,
                    "name": "Registro",
                    "about": "casos",
                    "url": "ws://127.0.0.1:1",
                    "link": "https://r.example/c/{folio}?v=1",
                }
            ],
            "place": [
                {"code": "grande", "name": "Monterrey", "region": "Metropolitana", "population": 50_000},
                {"code": "chico", "name": "Mina", "region": "Periferia", "population": 49_999},
                {"code": "sin_censo", "name": "Sin censo", "region": "Sur"},
            ],
            "pathway": [
                {"risk": "severe", "name": "Severo", "stage": severe},
                {"risk": "unassessed", "name": "Sin valorar", "stage": [_stage("assessed", 30)]},
            ],
            "words": words,
            **changes,
        }
    )


def _stage(reach: str, within: int) -> dict[str, object]:
    return {"reach": reach, "within": within, "after": "opened"}


def told(time: int, subject: str, data: AnyData, source: str = REGISTRY) -> Fact:
    return a_fact(time, subject, data, source)


def a_case(subject: str, at: int, level: said.Level | None = "severe", **opening: object) -> list[Fact]:
    """Opened, and at once assessed where a level is given."""
    facts = [told(at, subject, said.CaseOpened(**opening))]  # type: ignore[arg-type]  # its own fields
    return facts + ([told(at, subject, said.CaseAssessed(level=level))] if level else [])


def a_followup(subject: str, case: str, closes: int, **plan: object) -> Fact:
    """One whose window is certain, and who may be called at any hour."""
    whole = {
        "opens": closes - 36 * HOUR,
        "closes": closes,
        "consent": True,
        "safe_hours": ("00:00-24:00",),
        **plan,
    }
    return told(closes - 40 * HOUR, subject, said.FollowUpPlanned(case=case, **whole))  # type: ignore[arg-type]


class Room:
    """A picture with the wall and the desk that look at it; every feed is heard unless `silent`."""

    def __init__(self, facts: list[Fact] | None = None, profile: Profile | None = None) -> None:
        self.picture = folded(facts or [], Picture(profile=profile or a_site()))
        self.wall_room = WallRoom(self.picture, "demo")
        self.desk_room = DeskRoom(self.picture, "demo", self.wall_room.cases)
        self.silent: set[str] = set()

    def beats(self, now: int) -> dict[str, Beat]:
        return {source: Beat(heard=now - HOUR * (source in self.silent)) for source in (SOURCE, REGISTRY)}

    def wall(self, now: int = NOW, facts: list[Fact] | None = None) -> WallDocument:
        folded(facts or [], self.picture)
        return self.wall_room.document(now, self.beats(now))

    def desk(self, now: int = NOW, facts: list[Fact] | None = None) -> DeskDocument | None:
        self.wall(now, facts)
        return self.desk_room.document(now, self.wall_room.shift(now), self.wall_room.chips(now, self.beats(now)))

    def desks(self, now: int = NOW, facts: list[Fact] | None = None) -> list[DeskDocument]:
        """Until nothing waits."""
        found = [self.desk(now, facts)]
        while self.desk_room.backlog:
            found.append(self.desk(now))
        return [document for document in found if document]


class Desk:
    """What a desk's server knows that was told these documents."""

    def __init__(self) -> None:
        self.cases: dict[str, CaseRow] = {}
        self.followups: dict[str, FollowUpRow] = {}
        self.serial = 0

    def take(self, document: DeskDocument) -> None:
        assert document.whole or document.serial == self.serial + 1
        self.serial = document.serial
        if document.whole:
            self.cases, self.followups = {}, {}
        self.cases |= {row.id: row for row in document.cases}
        self.followups |= {row.id: row for row in document.followups}
        for name in document.gone_cases:
            del self.cases[name]
        for name in document.gone_followups:
            del self.followups[name]


def numbered_from_one(document: WallDocument) -> WallDocument:
    return replace(document, serial=1)
