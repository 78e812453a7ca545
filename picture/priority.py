"""The one order of all open cases: of wall, desk and briefing."""

from picture.book import Case
from picture.cases import CaseLook

CLASSES = {"in_progress": 0, "severe": 1, "unassessed": 3, "moderate": 4, "mild": 5}
DOWNGRADED = 2  # marked, whatever its class is now

Rank = tuple[int, bool, bool, int, int, bool, int, str]


def rank(look: CaseLook, case: Case) -> Rank:
    """A sort key, the most urgent first.

    Class: in progress, severe, a marked downgrade, unassessed, moderate, mild; a stage overdue before none; silent
    before not; more contacts in 24 h, then in 30 days; children present before not; the longest without action; id.
    """
    day, month = look.contacts
    place = DOWNGRADED if look.downgraded else CLASSES[look.risk]
    return place, not look.overdue, not look.silent, -day, -month, not look.children, look.acted, case.id
