"""The facts of decisions asked for, past tense. Vigía's own: no centre may send them."""

from typing import Literal

from picture.words import Code, Data, Name

Became = Literal["done", "declined", "postponed"]


class DecisionAsked(Data, frozen=True, tag="decision.asked"):
    """The room asks its authority for a decision. Subject = the decision's id. `owner`: an agency of the profile;
    `due`: the civil day by which it is needed, as YYYY-MM-DD. What is asked lies in the note of that id."""

    by: Name
    owner: Code
    due: Code
    note: Name


class DecisionSettled(Data, frozen=True, tag="decision.settled"):
    """What became of it; said again, the last stands. `postponed` to another day, `due`, it stays open."""

    by: Name
    became: Became
    due: Code | None = None


AnyDecisionData = DecisionAsked | DecisionSettled
