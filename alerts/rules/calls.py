"""Single calls that may be danger, and who takes too many heavy ones. Men's line included: they are about people."""

from collections.abc import Iterable, Iterator

from alerts.condition import Condition
from alerts.rules import naming
from alerts.rules.views import CallView, SiteView
from picture import risk
from picture.alert_policy import Rule, RuleName
from picture.clocks import MINUTE
from picture.picture import Call, Live
from picture.tally import is_short


def dropped_call(view: CallView, rule: Rule) -> Iterable[Condition]:
    """A call was cut off in mid-conversation; due when it ended, for `lasts` (60 min, ours). Whether she is called back
    is the centre's policy: he may answer."""
    call = view.call
    if call.dropped and call.ended is not None:
        yield _call(view, rule, "dropped_call", call.ended)


def short_abandon(view: CallView, rule: Rule) -> Iterable[Condition]:
    """A caller left the queue sooner than the centre's `short_abandon` seconds; due when she left, for `lasts` (60 min,
    ours). On only where a site says so."""
    call, centre = view.call, view.profile.centre_of(view.source)
    if call.offered is None or call.abandoned is None or call.answered is not None or centre is None:
        return
    if is_short(max(0, call.abandoned - call.offered), centre):
        yield _call(view, rule, "short_abandon", call.abandoned)


def _call(view: CallView, rule: Rule, name: RuleName, due: int) -> Condition:
    return Condition(
        rule=name,
        kind="call",
        about=naming.fit(f"{view.source}/{view.call.subject}"),
        due=due,
        source=view.source,
        agency=naming.agency(view, view.source),
        lasts=due + (rule.lasts or 0) * MINUTE,
    )


def severe_in_a_row(view: SiteView, rule: Rule) -> Iterable[Condition]:
    """The calls that an agent answered last were all of severe cases, `limit` of them or more; due when the last that
    it took was answered (4: ours). For relief, never a ranking: it ends with another call, or when she signs out."""
    least = round(rule.limit or 0)
    for centre in view.profile.centre:
        live = view.picture.centres.get(centre.source)
        for agent in live.lately if live else ():
            assert live is not None
            run = list(_run(view, live, centre.source, agent))
            if len(run) >= least > 0:
                yield Condition(
                    rule="severe_in_a_row",
                    kind="agent",
                    about=naming.fit(f"{centre.source}/{agent}"),
                    due=run[-least].answered or 0,
                    source=centre.source,
                    agency=centre.agency,
                    value=len(run),
                    limit=least,
                )


def _run(view: SiteView, live: Live, source: str, agent: str) -> Iterator[Call]:
    """The severe calls since her last other one, the latest first. One that goes on and has no case yet is neither."""
    state = live.state.agents.get(agent)
    if state is not None and state.state == "signed_out":
        return
    for subject in reversed(live.lately[agent]):
        call = live.state.calls.get(subject)
        named = view.picture.named_by.get((source, subject), ())
        if call is not None and not named and not call.closed:
            continue
        if call is None or not any(risk.is_severe(view.picture.book.cases[case]) for case in named):
            return
        yield call
