"""A case or a follow-up as it stood at an earlier instant, by what is known of it now: without what came later."""

from msgspec.structs import replace

from picture.book import Case, FollowUp
from picture.story import ENDS


def case_at(case: Case, at: int) -> Case | None:
    """None where nothing had been said of it before `at`."""
    if case.story and case.story[-1].time < at:
        return case
    story = [step for step in case.story if step.time < at]
    if not story:
        return None
    opened = max((each.time for each in case.openings if each.time < at), default=None)
    attacked = any(step.what == "opened" and step.time == opened and step.said for step in story)
    ended = next((step.time for step in reversed(story) if step.what in ENDS and step.time >= (opened or 0)), None)
    opening = replace(case.opening, in_progress=attacked)
    intake = None if opened is None else case.intake
    return replace(case, opened=opened, intake=intake, opening=opening, story=story, ended=ended)


def followup_at(followup: FollowUp, at: int) -> FollowUp | None:
    """None where it had not been promised before `at`. Where it was planned again later, the later plan stands."""
    if followup.promised is None or followup.promised >= at:
        return None
    attempts = [each for each in followup.attempts if each.time < at]
    cancelled = followup.cancelled if followup.cancelled is not None and followup.cancelled < at else None
    return replace(followup, attempts=attempts, cancelled=cancelled)
