"""What a site's profile says of cases: pathways, clocks, words, places and registries. Data, no code."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from picture.case_events import Level

Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$")]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
Minutes = Annotated[int, Meta(ge=1, le=60 * 24 * 90)]
Hours = Annotated[int, Meta(ge=1, le=24 * 90)]
Days = Annotated[int, Meta(ge=1, le=366)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

RiskClass = Literal["in_progress", "severe", "unassessed", "moderate", "mild"]  # in order of priority


class Stage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a pathway: `reach` this milestone `within` minutes of the milestone `after`.

    A milestone is opened, admitted, assessed, assigned, dispatched, arrived, contacted, protected, registered,
    planned, evaluated; service.<service>; handover.accepted; referral.made, .accepted or .completed; followup.done.
    `who` (an agency of the words) owes it, `jointly` with another. Without `within` it has no deadline.
    """

    reach: Code
    within: Minutes | None = None
    after: Code = "assessed"
    who: Code | None = None
    jointly: Code | None = None


class Pathway(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a case of this class is owed, in order."""

    risk: RiskClass
    name: str
    stage: tuple[Stage, ...]


class HealthClock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Care that helps only within `within` hours of the episode, for these forms of violence, until `done_by`."""

    code: Code
    name: str
    within: Hours
    forms: tuple[Code, ...]
    done_by: Code


class CaseLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds of cases; sources in docs/definitions.md."""

    opens: Hours = 12  # the follow-up window, after the episode
    closes: Hours = 48
    closing: Hours = 12  # the last hours before its effective last moment
    silent: Minutes = 60  # a severe case without any event
    handover: Minutes = 5  # offered and not accepted
    referral: Hours = 24  # made and unanswered
    register_lag: Hours = 24  # opened and not registered
    order_issue: Hours = 4
    order_days: Days = 60
    order_extension: Days = 30
    permission_days: Days = 30  # a permission to call not confirmed for longer is none
    followup_minutes: Minutes = 20  # of an attempt, until enough were measured
    named_from: Annotated[int, Meta(ge=0)] = 50_000  # inhabitants: below it the wall names the region only


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A municipality, region or commune that facts may name. `population`: None is treated as small."""

    code: Code
    name: str
    region: str
    population: Annotated[int, Meta(ge=0)] | None = None


# Of alerts; a site that names its own replaces them.
SNOOZES = {
    "equipo_en_camino": "Equipo en camino",
    "en_espera_de_respuesta": "En espera de respuesta",
    "ya_se_atiende": "Ya se atiende",
    "falla_conocida": "Falla conocida",
}
ACTIONS = {
    "equipo_enviado": "Equipo enviado",
    "se_llamo": "Se llamó",
    "revalorado": "Se pidió revalorar",
    "instancia_avisada": "Se avisó a la instancia",
    "turno_reforzado": "Se reforzó el turno",
    "falla_reportada": "Se reportó la falla",
}
CLOSINGS = {
    "atendida": "Atendida",
    "canalizada": "Canalizada",
    "no_localizada": "No localizada",
    "falsa_alarma": "Falsa alarma",
    "duplicada": "Duplicada",
    "se_resolvio": "Se resolvió",
}


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The codes that case facts of this site may use, each with its name on the screens. A code that is not here is
    refused at the door: a word nobody listed may be a woman's name."""

    forms: dict[Code, str] = field(default_factory=dict)  # of violence
    services: dict[Code, str] = field(default_factory=dict)
    agencies: dict[Code, str] = field(default_factory=dict)  # and teams
    measures: dict[Code, str] = field(default_factory=dict)  # of protection
    registers: dict[Code, str] = field(default_factory=dict)
    reasons: dict[Code, str] = field(default_factory=dict)  # of refusing, returning, cancelling, closing
    outcomes: dict[Code, str] = field(default_factory=dict)  # of evaluations
    plans: dict[Code, str] = field(default_factory=dict)  # kinds of plan and evaluation
    instruments: dict[Code, str] = field(default_factory=dict)
    snoozes: dict[Code, str] = field(default_factory=lambda: dict(SNOOZES))  # why an alert is left alone for a while
    actions: dict[Code, str] = field(default_factory=lambda: dict(ACTIONS))  # what was done about one
    closings: dict[Code, str] = field(default_factory=lambda: dict(CLOSINGS))  # how one ended


class Feed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whoever sends facts. `silent_after`: seconds without a word until it is stale. `url` is wss:// outside a demo."""

    source: Name
    name: str
    about: str
    url: str = ""
    silent_after: Seconds = 10
    agency: str = ""


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a field's value comes from: a `column`, its words turned by `words`; or always `value`.

    `split`: the column holds several words, separated by it. `unless`: values that mean nothing is known.
    """

    column: str | None = None
    value: str | int | bool | None = None
    words: dict[str, str | bool] = field(default_factory=dict)
    split: str | None = None
    unless: tuple[str, ...] = ("",)


class RowRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows in which every column of `when` has that value, or one of those, say one fact of this `type`. `*` is any
    value but nothing."""

    type: str
    when: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    subject: str  # the column with the subject's id
    time: str  # the column with the instant
    agency: Column | str | None = None  # who did it, where it is not the registry's own
    fields: dict[str, Column | str] = field(default_factory=dict)  # a bare string is a column's name


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the rows of a registry that speaks no WebSocket become facts.

    `view` is polled by the monotonic whole-number column `cursor` every `poll` seconds; a number that is missing is
    waited for `settle` seconds, since a transaction may commit later. Files dropped are rows too. Instants without an
    offset are of `zone` (the site's when empty), in ISO 8601 or as `written` says (`%d/%m/%Y %H:%M`).
    """

    view: str = ""
    cursor: str = "id"
    poll: Annotated[float, Meta(gt=0, le=3600)] = 2.0
    settle: Annotated[float, Meta(ge=0, le=600)] = 5.0
    zone: str = ""
    written: str = ""
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    fact: tuple[RowRule, ...]


class Registry(Feed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case registry. `keeps` cases, or a register into which cases are entered (BANAVIM). `link`: its own page of a
    case, with {folio}. `table`: it is read by rows, not by WebSocket."""

    silent_after: Seconds = 60
    keeps: Literal["cases", "register"] = "cases"
    link: str = ""
    table: Table | None = None


LEVELS: dict[Level, int] = {"mild": 1, "moderate": 2, "severe": 3}
