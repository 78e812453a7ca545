"""What page one shows large: of the main centre, which is the profile's first, and of women's cases and follow-ups."""

from briefing.chapters.calls import Calls
from briefing.chapters.followups import FollowUps
from briefing.chapters.severe import Severe
from briefing.comparing import compare, comparison, figures
from briefing.material import Material
from briefing.sheet import Table, Unit

OF_CALLS = {"calls": "offered", **{key: key for key in ("service_level", "asa", "abandoned", "dropped")}}
OF_SEVERE = {"severe_open": "severe_open"}
OF_FOLLOWUPS = {"followups_in_window": "in_window"}
UNITS: dict[str, Unit] = {  # the first four are the largest
    "calls": "calls",
    "service_level": "percent",
    "severe_open": "cases",
    "followups_in_window": "percent",
    "asa": "seconds",
    "abandoned": "calls",
    "dropped": "calls",
}


def tables(material: Material) -> list[Table]:
    each = comparison(material)
    calls = Calls(material, material.profile.centre[0])
    of_calls = compare(lambda then: calls.of(then, calls.together), each, OF_CALLS.values())
    of_severe = compare(Severe(material, men=False).of, each, OF_SEVERE.values())
    of_followups = compare(FollowUps(material, men=False).closed, each, OF_FOLLOWUPS.values())
    found = {
        **{name: of_calls[key] for name, key in OF_CALLS.items()},
        **{name: of_severe[key] for name, key in OF_SEVERE.items()},
        **{name: of_followups[key] for name, key in OF_FOLLOWUPS.items()},
    }
    return [figures("headline", found, UNITS)]
