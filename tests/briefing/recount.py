"""Each table of a briefing counted again with pandas over the raw facts, by docs/definitions.md; nothing that counts it
in earnest is used. Rows by their labels; those of noughts alone are left out."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from msgspec.structs import asdict

from briefing.sheet import Span
from picture.clocks import DAY, HOUR
from picture.events import Fact
from picture.profile import Profile

Rows = dict[Any, tuple[Any, ...]]
ANSWERS = ("made", "accepted", "refused", "waitlisted", "completed")
REMOTE = ("whatsapp", "video")
NOTHING = (  # what is asked of facts of which there are none
    *("id", "time", "person", "subject_is", "case", "service", "to", "outcome", "kind", "requested", "issued"),
    *("extended", "municipality", "register", "measure", "giver", "level", "forms", "channel", "timing"),
    *("rule", "priority", "until", "first", "recurrence", "due", "became", "places"),
)


class Raw:
    """The facts of a site, told by `as_of`, as one frame a type: `id`, `time` and what they say."""

    def __init__(self, facts: Iterable[Fact], span: Span, as_of: int, profile: Profile) -> None:
        self.span, self.as_of, self.profile = span, as_of, profile
        self.zone = ZoneInfo(profile.zone)
        self._of: dict[str, list[dict[str, Any]]] = {}
        for fact in facts:
            row = {"id": fact.subject, "time": fact.time, **asdict(fact.data)}
            self._of.setdefault(str(fact.data.__struct_config__.tag), []).append(row)
        self._frames: dict[str, pd.DataFrame] = {}
        opened = self.of("case.opened")
        self.person = {case: (who or (case,))[0] for case, who in zip(opened.id, opened.person, strict=True)}
        self.men = set(opened.id[opened.subject_is == "man"])

    def of(self, kind: str) -> pd.DataFrame:
        if kind not in self._frames:
            rows = self._of.get(kind)
            self._frames[kind] = pd.DataFrame(rows) if rows else pd.DataFrame(columns=NOTHING)
        return self._frames[kind]

    def within(self, frame: pd.DataFrame, column: str = "time") -> pd.DataFrame:
        return frame[frame[column].between(self.span.starts, self.span.ends - 1)]

    def hers(self, frame: pd.DataFrame, case: str = "id") -> pd.DataFrame:
        return frame[~frame[case].isin(self.men)]

    def local(self, at: int) -> date:
        return datetime.fromtimestamp(at / 1000, self.zone).date()

    def midnight(self, day: date) -> int:
        return round(datetime.combine(day, time(), self.zone).timestamp() * 1000)

    @property
    def days(self) -> list[date]:
        first, last = self.local(self.span.starts), self.local(self.span.ends - 1)
        return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def counts(values: "pd.Series[Any]") -> Rows:
    return {(code,): (int(many),) for code, many in values.value_counts().items()}


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


# What was given, who came


def interventions(raw: Raw, *, men: bool = False) -> pd.DataFrame:
    """The latest that was said of each."""
    given = raw.of("service.given").drop_duplicates("id", keep="last")
    his = (given.subject_is == "man") | given.case.isin(raw.men)
    return given[his == men]


def services(raw: Raw) -> dict[str, Rows]:
    hers = raw.within(interventions(raw))
    timing = hers.timing.where(~hers.channel.isin(REMOTE), "remote").fillna("unsaid")
    ever = interventions(raw)
    ever = ever[ever.service == "acompanamiento"]
    first = ever.groupby(ever.person.map(lambda who: who[0])).time.min()
    women = first.between(raw.span.starts, raw.span.ends - 1).sum()
    return {
        "services": counts(hers.service),
        "timing": counts(timing),
        "channels": counts(hers.channel),
        "men": counts(raw.within(interventions(raw, men=True)).service),
        "accompaniments": told((), int(women), len(raw.within(ever))),
    }


def told(labels: tuple[Any, ...], *figures: Any) -> Rows:
    return {labels: figures} if any(figures) else {}


def who_came(raw: Raw) -> dict[str, Rows]:
    came = raw.within(raw.hers(raw.of("case.opened")))
    return {
        "subjects": counts(came.subject_is),
        "called_by": counts(came.called_by),
        "access": counts(came.access),
        "languages": counts(came.language),
        "forms": counts(came.forms.explode().dropna()),
    }


def men_cases(raw: Raw) -> dict[str, Rows]:
    judged = raw.of("case.assessed")
    first = raw.within(judged[judged.id.isin(raw.men)].groupby("id", as_index=False).first())
    return {"men_cases": counts(first.level)}


def plans(raw: Raw) -> dict[str, Rows]:
    made = raw.within(raw.hers(raw.of("case.planned"))).fillna({"kind": "unsaid"})
    judged = raw.within(raw.hers(raw.of("case.evaluated"))).fillna({"kind": "unsaid"})
    kinds = made.drop_duplicates(["id", "kind"]).kind.value_counts()
    evaluated = judged.drop_duplicates(["id", "kind"]).kind.value_counts()
    each = pd.concat([kinds, evaluated], axis=1, keys=["made", "judged"]).fillna(0).astype(int)
    return {
        "plans": told((), made.id.nunique(), judged.id.nunique()),
        "plan_kinds": {(kind,): (row.made, row.judged) for kind, row in each.iterrows()},
        "outcomes": counts(judged.groupby("id").outcome.last()),
    }


# Referrals, hand-overs


def referred(raw: Raw) -> pd.DataFrame:
    """A row a referral of women: what was asked, and when each answer came."""
    made = raw.hers(raw.of("referral.made"), "case").rename(columns={"time": "made"}).set_index("id")
    for answer in ANSWERS[1:]:
        made[answer] = raw.of(f"referral.{answer}").groupby("id").time.min().reindex(made.index).astype(float)
    made["off"] = made[["accepted", "refused", "completed"]].min(axis=1).fillna(float("inf"))
    return made


def referrals(raw: Raw) -> dict[str, Rows]:
    every = referred(raw)
    each = every.groupby(["service", "to"])
    answers = each[list(ANSWERS)].agg(lambda at: int(at.between(raw.span.starts, raw.span.ends - 1).sum()))
    listed = every[every.waitlisted.notna()]
    ends = min(raw.span.ends, raw.as_of)
    still = listed[(listed.waitlisted < ends) & (listed.off >= ends)].groupby(["service", "to"]).waitlisted
    own = raw.within(every, "made")
    taken = own.assign(took=own.accepted.notna() | own.completed.notna()).groupby(["to", "service"]).took
    shut = own.assign(waits=own.waitlisted.notna() & (own.off == float("inf")), refused=own.refused.notna())
    shut = shut.assign(place=[_place(raw, row) for row in shut.itertuples()])
    gaps = shut.groupby(["service", "to", "place"])[["refused", "waits"]].sum()
    return {
        "referrals": nonzero({key: tuple(row) for key, row in answers.iterrows()}),
        "waiting": {(day.isoformat(),): (many,) for day in raw.days if (many := _waiting(listed, raw.midnight(day)))},
        "waiting_lists": {key: (len(own), round((ends - own.min()) / DAY, 1)) for key, own in still},
        "capacity": {key: (len(took), int(took.sum()), percent(took.sum(), len(took))) for key, took in taken},
        "gaps": nonzero({key: tuple(map(int, row)) for key, row in gaps.iterrows()}),
    }


def _place(raw: Raw, row: Any) -> str:
    its = raw.of("case.opened").set_index("id").municipality
    return next((place for place in (row.municipality, its.get(row.case)) if isinstance(place, str)), "")


def _waiting(listed: pd.DataFrame, at: int) -> int:
    return int(((listed.waitlisted <= at) & (listed.off > at)).sum())


def nonzero(rows: Rows) -> Rows:
    return {key: values for key, values in rows.items() if any(values)}


def handovers(raw: Raw) -> dict[str, Rows]:
    offered = raw.hers(raw.of("handover.offered"), "case").rename(columns={"time": "offered"}).set_index("id")
    for step in ("accepted", "returned"):
        offered[step] = raw.of(f"handover.{step}").groupby("id").time.min().reindex(offered.index)
    late = offered.offered + 5 * 60_000 <= raw.as_of
    lost = offered.accepted.isna() & offered.returned.isna() & late
    rows: Rows = {}
    for key, own in offered.assign(lost=lost).groupby(["giver", "to"]):
        steps = [len(raw.within(own, step)) for step in ("offered", "accepted", "returned")]
        rows[key] = (*steps, int(raw.within(own, "offered").lost.sum()))
    taken = raw.within(offered, "accepted")
    people = {raw.person.get(case, case) if isinstance(case, str) else name for name, case in taken.case.items()}
    per = round(len(taken) / len(people), 2) if people else None
    return {"handovers": nonzero(rows), "handovers_per_person": told((), len(taken), len(people), per)}


# Registers, orders


def registers(raw: Raw) -> dict[str, Rows]:
    opened = raw.within(raw.hers(raw.of("case.opened"))).set_index("id").time
    told_of = raw.of("case.registered").groupby("id").time.min()
    entered = told_of.reindex(opened.index).dropna()
    lags = entered - opened[entered.index]
    ended = set(raw.of("case.closed").id)
    late = [case for case, at in opened.items() if case not in entered and at <= raw.as_of - DAY and case not in ended]
    cared = care(raw)
    on = sum((cared[cared.case == case].time > at).any() for case, at in entered.items())
    row = (
        *(len(opened), len(entered), percent(len(entered), len(opened))),
        len({raw.person[case] for case in entered.index}),
        round(float(lags.median()) / HOUR, 1) if len(lags) else None,
        *(len(late), int(on), percent(int(on), len(entered))),
    )
    now = raw.within(raw.hers(raw.of("case.registered")))
    return {"registers": told(("banavim",), *row), "entered": counts(now.register), "orders": orders(raw)}


def care(raw: Raw) -> pd.DataFrame:
    """Every contact, service, measure in force, evaluation and safe conversation of a case."""
    protected = raw.of("case.protected")
    plan = raw.of("followup.planned").groupby("id").case.last()
    spoken = pd.concat([raw.of("followup.done"), raw.of("followup.attempted")])
    spoken = spoken[spoken.outcome == "spoke_safely"]
    own = [raw.of("case.contacted"), raw.of("case.evaluated"), protected[protected.issued.notna()]]
    return pd.concat(
        [
            *(frame[["id", "time"]].rename(columns={"id": "case"}) for frame in own if len(frame)),
            raw.of("service.given").drop_duplicates("id", keep="last")[["case", "time"]],
            spoken.assign(case=spoken.id.map(plan))[["case", "time"]],
        ]
    )


def orders(raw: Raw) -> Rows:
    every = raw.hers(raw.of("case.protected"))
    asked = raw.within(every, "requested")
    due = asked.requested + 4 * HOUR
    expires = [
        raw.midnight(raw.local(int(row.issued)) + timedelta(days=90 if row.extended else 60))
        for row in every[every.issued.notna()].itertuples()
    ]
    figures = (
        *(len(asked), len(raw.within(every, "issued"))),
        int((asked.issued <= due).sum()),
        int((asked.issued.isna() & (due <= raw.as_of)).sum()),
        sum(raw.span.starts <= at < raw.span.ends for at in expires),
    )
    return told(("orden",), *figures)


EACH: tuple[Callable[[Raw], dict[str, Rows]], ...] = (
    *(services, who_came, men_cases, plans, referrals, handovers, registers),
)
