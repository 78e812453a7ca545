"""Chile: referrals whose ends are known, and so the waiting list and the gap register."""

from msgspec import Struct, field

from tests.scripted.script import DAY, ENDS, HOUR, Period, Script


class Course(Struct, frozen=True):
    """What became of so many referrals. `listed`: they stood on a waiting list, and stand there unless answered."""

    count: int
    answer: str = ""
    listed: bool = False


class Referred(Struct, frozen=True):
    service: str
    agency: str
    municipality: str
    courses: tuple[Course, ...]

    @property
    def gap(self) -> tuple[int, int]:
        """(refused, on the waiting list)"""
        refused = sum(c.count for c in self.courses if c.answer == "refused")
        return refused, sum(c.count for c in self.courses if c.listed and not c.answer)


TABLE = (
    Referred("reparatorio", "programa", "13101", (Course(14, "accepted"), Course(9, "", True), Course(5, "refused"))),
    Referred("reparatorio", "programa", "13110", (Course(6, "accepted", True), Course(7, "", True))),
    Referred(
        "psicologica", "salud", "13101", (Course(21, "completed"), Course(4, "refused", True), Course(3, "", True))
    ),
    Referred("psicologica", "salud", "13112", (Course(8, "refused"), Course(2))),
    Referred(
        "diagnostico", "programa", "13112", (Course(11, "accepted"), Course(12, "", True), Course(1, "refused", True))
    ),
    Referred("social", "municipio", "13103", (Course(17, "completed"), Course(3, "completed", True), Course(4))),
)


class Ledger(Period, kw_only=True):
    """`gaps`: by (service, agency, municipality), how many were refused and how many wait. `lists`: for each referral
    that was on a waiting list, since when and until when (None: it still is)."""

    gaps: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
    lists: list[tuple[int, int | None]] = field(default_factory=list)

    def waiting(self, at: int) -> int:
        """Referrals on the waiting list at an instant; what begins at it is not yet on it."""
        return sum(since < at and (until is None or at <= until) for since, until in self.lists)


def chile(seed: int = 4, ends: int = ENDS, days: int = 28) -> Ledger:
    """Four weeks of referrals of children's cases with a known end each, all made in the last 28 days."""
    script = Script(seed, ends - days * DAY + HOUR, ends)
    lists: list[tuple[int, int | None]] = []
    turns = [(row, course) for row in TABLE for course in row.courses for _ in range(course.count)]
    script.random.shuffle(turns)
    for row, course in turns:
        listed = _refer(script, row, course)
        if listed:
            lists.append(listed)
    answers = [course for _, course in turns]
    completed = sum(c.answer == "completed" for c in answers)
    figures = {
        "cases.opened": len(turns),
        "referrals.made": len(turns),
        "referrals.accepted": completed + sum(c.answer == "accepted" for c in answers),
        "referrals.refused": sum(c.answer == "refused" for c in answers),
        "referrals.waitlisted": sum(c.listed for c in answers),
        "referrals.completed": completed,
    }
    period = script.period("chile", figures)
    return Ledger(
        site=period.site,
        starts=period.starts,
        ends=period.ends,
        said=period.said,
        figures=figures,
        gaps={(row.service, row.agency, row.municipality): row.gap for row in TABLE},
        lists=lists,
    )


def _refer(script: Script, row: Referred, course: Course) -> tuple[int, int | None] | None:
    """One child's case and its referral; since and until when it was on the waiting list, if it was."""
    say, source = script.say, "cl/registro"
    opened, case, referral = script.instant(before_end=9 * DAY), script.id("case"), script.id("referral")
    subject = script.random.choice(("child", "adolescent"))
    access = script.random.choice(("referral", "search", "spontaneous"))
    place = row.municipality
    child = {"subject_is": subject, "access": access, "person": script.id("CL-N"), "municipality": place}
    say(source, opened, "case.opened", case, child)
    made = opened + script.between(HOUR, 2 * DAY)
    said: dict[str, object] = {"service": row.service, "to": row.agency, "case": case, "municipality": place}
    say(source, made, "referral.made", referral, {**said, "assisted": script.random.random() < 0.5})
    listed = made + script.between(HOUR, 20 * HOUR)
    if course.listed:
        say(source, listed, "referral.waitlisted", referral)
    if not course.answer:
        return (listed, None) if course.listed else None
    answered = listed + script.between(HOUR, 3 * DAY)
    if course.answer == "refused":
        say(source, answered, "referral.refused", referral, {"reason": "sin_cupo"})
    else:
        say(source, answered, "referral.accepted", referral)
    if course.answer == "completed":
        say(source, answered + script.between(HOUR, 2 * DAY), "referral.completed", referral)
    return (listed, answered) if course.listed else None
