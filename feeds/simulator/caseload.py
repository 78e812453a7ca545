"""One case as those who work on it know it, and how its registry opens it."""

from msgspec import Struct, field

from picture.case_events import Access, CalledBy, Level, Subject
from picture.policy import RiskClass


class Case(Struct, kw_only=True, eq=False):
    """Milliseconds. `likely`: what an assessment will find. `reached`: milestone → when; `owed`: what is under way.
    `judged`: assessments so far; `promised`: follow-ups not ended. `place`: latitude and longitude."""

    id: str
    folio: str
    person: str
    phone: str = ""
    subject: Subject = "woman"
    called_by: CalledBy = "herself"
    access: Access = "spontaneous"
    forms: tuple[str, ...] = ()
    called_at: int | None = None
    episode: tuple[int, int] | None = None
    call: str | None = None
    centre: str | None = None
    language: str = "es"
    children: bool | None = None
    municipality: str | None = None
    place: tuple[float, float] | None = None
    in_progress: bool = False
    likely: Level = "mild"
    level: Level | None = None
    agency: str = ""
    reached: dict[str, int] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)
    judged: int = 0
    promised: int = 0
    closed: bool = False

    @property
    def risk(self) -> RiskClass:
        if self.in_progress:
            return "in_progress"
        return self.level or "unassessed"

    @property
    def began(self) -> int:
        """What a timing is counted from: the episode, else the call, else the intake."""
        if self.episode:
            return self.episode[0]
        return self.reached["opened"] if self.called_at is None else self.called_at

    def opening(self) -> dict[str, object]:
        """The data of its `case.opened`."""
        said: dict[str, object | None] = {
            "folio": self.folio,
            "subject_is": self.subject,
            "called_by": self.called_by,
            "access": self.access,
            "forms": self.forms or None,
            "called_at": self.called_at,
            "call": self.call,
            "centre": self.centre,
            "in_progress": self.in_progress or None,
            "children": self.children,
            "language": self.language,
            "person": self.person,
            "phone": self.phone or None,
            "municipality": self.municipality,
        }
        if self.episode:
            said |= {"episode_from": self.episode[0], "episode_to": self.episode[1]}
        if self.place:
            said |= {"latitude": self.place[0], "longitude": self.place[1]}
        return {name: value for name, value in said.items() if value is not None}
