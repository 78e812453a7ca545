"""The room's own tables counted again with pandas over the raw facts: alerts, hotspots, silences, decisions, what was
promised. Nothing that counts them in earnest is used."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from picture.clocks import MINUTE
from tests.briefing.recount import Raw, Rows, interventions, percent
from tests.briefing.whole_told import BANAVIM, COMMITMENTS, MARKS

TIMES = [(step, share) for step in ("seen", "acted") for share in (0.5, 0.9)]
PRIORITIES = ("critical", "high", "low")


def alerts(raw: Raw) -> dict[str, Rows]:
    every = raw.of("alert.raised").set_index("id")
    for name, kind in (("seen", "acknowledged"), ("acted", "confirmed"), ("closed", "closed"), ("over", "resolved")):
        every[name] = raw.of(f"alert.{kind}").groupby("id").time.min().reindex(every.index).astype(float)
    own = raw.within(every)
    each = {key: (len(some), *_times(some)) for key, some in own.groupby(["rule", "priority"])}
    still = every[(every.time < raw.span.ends) & ~(every.closed < raw.span.ends)]
    holds = still[~(still.over < raw.span.ends)]
    opened = {
        (priority,): (int((still.priority == priority).sum()), int((holds.priority == priority).sum()))
        for priority in PRIORITIES
    }
    totals: Rows = {("total", ""): (len(own), *_times(own))}
    return {
        "alerts": {**each, **(totals if len(own) else {})},
        "alerts_open": {key: values for key, values in opened.items() if values[0]},
        "floods": _floods(own.time, min(raw.span.ends, raw.as_of) - 1),
    }


def _floods(raised: "pd.Series[int]", now: int) -> Rows:
    """Looked at whenever an alarm comes into the last 10 minutes or leaves them."""
    rows: Rows = {}
    starts, most = 0, 0
    for at in sorted({*raised, *(raised + 10 * MINUTE)}):
        crowd = int(raised.between(at - 10 * MINUTE + 1, at).sum())
        if not starts and crowd > 10:
            starts, most = at, crowd
        elif starts and crowd < 5 and at <= now:
            rows[(starts,)] = at, round((at - starts) / MINUTE, 1), most
            starts = 0
        most = max(most, crowd)
    return {**rows, **({(starts,): (None, None, most)} if starts else {})}


def _times(some: pd.DataFrame) -> list[float | None]:
    """Seconds: medians and 90 %."""
    took = {step: (some[step] - some.time).dropna() / 1000 for step in ("seen", "acted")}
    return [round(float(took[step].quantile(share)), 1) if len(took[step]) else None for step, share in TIMES]


def hotspots(raw: Raw) -> dict[str, Rows]:
    last = raw.of("hotspot.found").drop_duplicates("id", keep="last")
    stood = (last["first"] < raw.span.ends) & (last.until > raw.span.starts)
    of_it = (last.starts < raw.span.ends) & (last.ends > raw.span.starts)
    ordered = last[stood | of_it].sort_values(["recurrence", "first"], ascending=[False, True])
    return {
        "hotspots": {
            (each.places[0], at): (each.observed, round(each.expected, 1), each.recurrence, each.first)
            for at, each in enumerate(ordered.itertuples(index=False))
        }
    }


def silences(raw: Raw) -> dict[str, Rows]:
    """Spells that overlap come to what both say: each began with its own last word."""
    spells: list[tuple[int, int]] = []
    since: int | None = None
    lost, back = raw.of("feed.lost"), raw.of("feed.connected")
    steps = [*((row.time, 0, row.heard) for row in lost.itertuples()), *((at, 1, at) for at in back.time)]
    for at, came, heard in sorted(steps):
        if came and since is not None:
            spells.append((since, max(since, at)))
            since = None
        elif not came and since is None:
            since = heard
    end = min(raw.span.ends, raw.as_of)
    if since is not None:
        spells.append((since, end))
    cut = {(max(a, raw.span.starts), min(b, end)) for a, b in spells if a < end and b > raw.span.starts}
    minutes = [(b - a) / MINUTE for a, b in sorted(cut)]
    heard = round(100 * (1 - sum(b - a for a, b in cut) / (end - raw.span.starts)), 1)
    return {
        "silences": {(BANAVIM, at): (at, until, round((until - at) / MINUTE, 1)) for at, until in sorted(cut)},
        "feeds": {(BANAVIM,): (round(sum(minutes), 1), round(max(minutes, default=0), 1), heard)},
    }


def decisions(raw: Raw) -> dict[str, Rows]:
    asked = raw.of("decision.asked").drop_duplicates("id").set_index("id")
    last = raw.of("decision.settled").drop_duplicates("id", keep="last").set_index("id")
    became = last.became.reindex(asked.index).fillna("asked")
    waits = became.isin(["asked", "postponed"])
    shown = asked[waits | (last.time.reindex(asked.index) >= raw.span.starts)]
    return {"decisions": {(name, "dif", became[name]): () for name in shown.index}}


def commitments(raw: Raw) -> dict[str, Rows]:
    """Each counted from its first day to the end of the span's last."""
    today = raw.local(min(raw.span.ends - 1, raw.as_of))
    opened, entered = (raw.hers(raw.of(kind)) for kind in ("case.opened", "case.registered"))
    told = {
        "services": interventions(raw),
        "registered.banavim": entered.drop_duplicates("id"),
        "cases.opened": opened,
        "referrals.refused": _refused(raw),
    }
    found: dict[str, Rows] = {}
    for each in COMMITMENTS:
        first, last = (date.fromisoformat(str(each[end])) for end in ("since", "by"))
        until = raw.midnight(date.fromordinal(min(today, last).toordinal() + 1))

        def reached(measure: Any, since: int = raw.midnight(first), until: int = until) -> int:
            return int(told[measure].time.between(since, until - 1).sum()) if measure else 0

        part, whole = reached(each["measure"]), reached(each.get("share_of"))
        figures = (part, whole, percent(part, whole)) if "share_of" in each else (part,)
        key = {"services": "interventions", "referrals.refused": "referrals"}.get(str(each["measure"]), "cases_share")
        elapsed = round(100 * ((today - first).days + 1) / ((last - first).days + 1), 1)
        found[f"commitments_{key}"] = {(each["name"],): (*figures, elapsed)}
    return found


def _refused(raw: Raw) -> pd.DataFrame:
    of_men = set(raw.of("referral.made").id) - set(raw.hers(raw.of("referral.made"), "case").id)
    refused = raw.of("referral.refused").drop_duplicates("id")
    return refused[~refused.id.isin(of_men)]


def marks(raw: Raw) -> dict[str, Rows]:
    days = {day.isoformat() for day in raw.days}
    return {"marks": {(each["date"], each["name"]): () for each in MARKS if each["date"] in days}}


EACH: tuple[Callable[[Raw], dict[str, Rows]], ...] = (alerts, hotspots, silences, decisions, commitments, marks)
