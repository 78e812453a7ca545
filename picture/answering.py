"""Which calls each agent answered lately, in order of answer. It follows from the calls and is never saved."""

from picture.alert_policy import IN_A_ROW
from picture.picture import Call, Live


def said(live: Live, call: Call, at: int, agent: str) -> bool:
    """Note who answered a call, and when; False where an earlier answer stands. Of one instant the first by name."""
    was = call.answered
    if was is not None and (at > was or (at == was and (not agent or (call.agent and call.agent <= agent)))):
        return False
    lately = live.lately.get(call.agent)
    if lately and call.subject in lately:
        lately.remove(call.subject)
    call.answered, call.agent = at, agent
    if agent:
        took(live, call)
    return True


def took(live: Live, call: Call) -> None:
    """Put a call among those of its agent, in order of answer."""
    lately = live.lately.get(call.agent)
    if lately is None:
        live.lately[call.agent] = [call.subject]
        return
    calls, place = live.state.calls, len(lately)
    while place and _later(calls.get(lately[place - 1]), call):
        place -= 1
    lately.insert(place, call.subject)
    if len(lately) > IN_A_ROW:
        del lately[0]


def _later(one: Call | None, call: Call) -> bool:
    if one is None or one.answered is None or call.answered is None:
        return False
    return (one.answered, one.subject) > (call.answered, call.subject)


def swept(live: Live) -> None:
    """Calls have left the picture."""
    calls = live.state.calls
    kept = {agent: [name for name in lately if name in calls] for agent, lately in live.lately.items()}
    live.lately = {agent: lately for agent, lately in kept.items() if lately}
