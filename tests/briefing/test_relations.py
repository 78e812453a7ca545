"""Sums that hold in every one of many made-up sheets hold by definition: all that follow from the relations used are
looked for, and none that they miss may be found; and what is taken for one quantity is one in every sheet."""

from collections import defaultdict
from functools import cache
from itertools import combinations, permutations
from random import Random
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from briefing import snapshot, spans
from briefing.quantities import NO_TIME, Cells, counted, labels_of, named, own, own_unit
from briefing.relations import sums
from briefing.sheet import Sheet, Table, Value
from briefing.suppression import HIDDEN, INTERNAL, PUBLISHED, suppressed
from picture import case_events as c
from picture import events as e
from picture.clocks import DAY, HOUR, MINUTE
from tests.briefing import care_told
from tests.briefing.care_told import ANSWERS, COURSES, REGISTRY
from tests.briefing.test_suppression import attack, pinned
from tests.picture.cast import SOURCE
from tests.picture.told import PATHWAYS, WORDS
from tests.picture.told import at as instant

SHEETS = 12
SPANS = [
    *(("nuevo_leon", "2026-W02"), ("quintana_roo", "2026-W02"), ("peru", "2026"), ("chile", "2026-Q1")),
    ("chile", "2026-W02"),
]
FIRST = instant("2025-12-19 00:00")  # so that some of it is of the year before
DAYS = 26
AS_OF = FIRST + 30 * DAY
SERVICES = ("legal", "psicologica", "acompanamiento", "urgente", "reeducacion")
Key = tuple[str, str, Any]  # table, column, labels
MANY = 4  # different values in which a chance does not last
ALIKE = frozenset({"waiting"})  # whose days are alike when nothing more is told, and which keeps no sum


class Told:
    def __init__(self) -> None:
        self._said: list[tuple[int, str, Any]] = []

    def say(self, time: int, subject: str, data: Any) -> None:
        self._said.append((time, subject, data))

    def facts(self, until: int) -> list[e.Fact]:
        ordered = sorted((each for each in self._said if each[0] <= until), key=lambda each: each[0])
        return [
            e.Fact(time=time, source=SOURCE if subject == "a-1" else REGISTRY, subject=subject, data=data, sequence=at)
            for at, (time, subject, data) in enumerate(ordered, 1)
        ]


def a_period(draw: Random) -> list[e.Fact]:
    told = Told()
    for day in range(DAYS):
        told.say(FIRST + day * DAY, "a-1", e.AgentChanged("away"))
    for number in range(draw.randrange(20, 50)):
        _case(draw, told, f"C-{number}", FIRST + draw.randrange(DAYS * DAY))
    for number in range(draw.randrange(20, 60)):
        given = c.ServiceGiven(
            service=draw.choice(SERVICES),
            timing=draw.choice([None, "previous", "window", "subsequent"]),
            channel=draw.choice(["phone", "video", "whatsapp", "in_person"]),
            subject_is=draw.choice(["woman", "child", "man"]),
            person=(f"p{draw.randrange(20)}",),
        )
        told.say(FIRST + draw.randrange(DAYS * DAY), f"S-{number}", given)
    for number in range(draw.randrange(20, 60)):
        at, to = FIRST + draw.randrange(DAYS * DAY), draw.choice(["cem", "dif"])
        made = c.ReferralMade(
            service=draw.choice(SERVICES[:2]), to=to, assisted=draw.random() < 0.5, municipality=draw.choice(["1", "2"])
        )
        told.say(at, f"R-{number}", made)
        for answer in draw.choice(COURSES):
            at += draw.randrange(1, 3 * DAY)
            told.say(at, f"R-{number}", ANSWERS[answer])
        told.say(at, f"H-{number}", c.HandoverOffered(giver=draw.choice(["nl/911", "dif"]), to="070"))
        if draw.random() < 0.8:
            after = draw.choice([c.HandoverAccepted(), c.HandoverReturned(reason="no_desea")])
            told.say(at + draw.choice([1, 10]) * MINUTE, f"H-{number}", after)
    return told.facts(AS_OF)


def _case(draw: Random, told: Told, name: str, at: int) -> None:
    subjects = ["woman", "woman", *get_args(c.Subject)]
    episode = draw.choice([None, at - HOUR])
    opened = c.CaseOpened(
        subject_is=draw.choice(subjects),
        called_by=draw.choice(get_args(c.CalledBy)),
        access=draw.choice(get_args(c.Access)),
        forms=tuple(draw.sample(["fisica", "sexual"], draw.randrange(3))),
        language=draw.choice(["es", "nah"]),
        person=(f"p{draw.randrange(20)}",),
        in_progress=draw.random() < 0.1,
        episode_from=episode,
        episode_to=episode,
    )
    told.say(at, name, opened)
    later: list[Any] = [
        c.CaseAssessed(level=draw.choice(get_args(c.Level)), in_progress=draw.random() < 0.2),
        draw.choice([c.CaseAdmitted(), c.CaseDeclined(reason="otro")]),
        c.CaseRegistered(register="banavim"),
        c.CasePlanned(kind=draw.choice(["individual", "familiar"])),
        c.CasePlanned(kind=draw.choice(["individual", "familiar"])),
        c.CaseAssigned(to="cem"),
        c.CaseContacted(),
        c.CaseEvaluated(outcome=draw.choice(["mejora", "empeora"]), kind=draw.choice([None, "individual"])),
        c.CaseEvaluated(outcome=draw.choice(["mejora", "empeora"]), kind="familiar"),
        c.CaseProtected(
            measure=draw.choice(["orden", "otra"]),
            requested=at,
            issued=draw.choice([None, at + HOUR, at + draw.randrange(9, 90) * HOUR]),
        ),
        c.ServiceGiven(service=draw.choice(SERVICES), case=name, channel=draw.choice(["phone", "video"])),
        c.CaseClosed(reason="concluido"),
    ]
    draw.shuffle(later)
    for data in later:
        at += draw.randrange(1, DAY)
        if draw.random() < 0.7:
            told.say(at, f"{name}-S" if isinstance(data, c.ServiceGiven) else name, data)
    at -= draw.randrange(4 * DAY)
    told.say(at, f"{name}-F", c.FollowUpPlanned(case=name, consent=True))
    for outcome in draw.choices(get_args(c.Outcome), k=draw.randrange(3)):
        at += draw.randrange(1, 2 * DAY)
        told.say(at, f"{name}-F", c.FollowUpAttempted(outcome=outcome))


@cache
def made(site: str, name: str) -> list[Sheet]:
    registry = [{"source": REGISTRY, "name": "R", "about": "casos", "url": "wss://registro.example"}]
    words = {**care_told.WORDS, "services": {code: code for code in SERVICES}}
    words["agencies"] = {**WORDS["agencies"], **words["agencies"]}
    profile = care_told.a_site(code=site, registry=registry, words=words, pathway=PATHWAYS)
    found = []
    for seed in range(SHEETS):
        told = a_period(Random(f"{site} {name} {seed}"))
        configured = e.SiteConfigured(profile=msgspec.to_builtins(profile))
        told = [e.Fact(time=FIRST - 1, source="watch", subject=site, data=configured), *told]
        entries = [e.Entry(number, fact.time, fact) for number, fact in enumerate(told, 1)]
        found.append(snapshot.made(entries, spans.named(name, profile), AS_OF, "demo"))
    return found


def places(sheets: list[Sheet]) -> tuple[dict[Key, np.ndarray], dict[Key, str]]:
    """Each count of each sheet, 0 where it does not stand; and its unit."""
    found: dict[Key, np.ndarray] = defaultdict(lambda: np.zeros(len(sheets), dtype=int))
    units: dict[Key, str] = {}
    for at, sheet in enumerate(sheets):
        for table in sheet.tables:
            for row, said in enumerate(table.rows):
                for column, value in enumerate(said):
                    if table.key not in ALIKE and counted(table, said, column) and isinstance(value, int):
                        key = table.key, table.columns[column].key, key_of(table, row)
                        found[key][at] = value
                        units[key] = str(own_unit(table, said) or table.columns[column].unit)
    return found, units


def key_of(table: Table, row: int) -> Any:
    labels, when = labels_of(table, row, NO_TIME)
    total = table.total and row == len(table.rows) - 1
    return labels, when, total, None if labels or when or total else table.rows[row][0]


def lasting(sheets: list[Sheet]) -> list[tuple[Key, tuple[Key, ...]]]:
    """Every count that in all sheets is another one, or the sum of some rows or columns of a table."""
    found, units = places(sheets)
    equal: dict[tuple[str, bytes], list[Key]] = defaultdict(list)
    for key, values in found.items():
        if len(set(values)) >= MANY:
            equal[units[key], values.tobytes()].append(key)
    sums_found = []
    for parts in groups(found, units):
        total = sum((found[part] for part in parts), np.zeros(len(sheets), dtype=int))
        for key in equal.get((units[parts[0]], total.tobytes()), ()):
            if key not in parts:
                sums_found.append((key, parts))
    return sums_found


def groups(found: dict[Key, np.ndarray], units: dict[Key, str]) -> set[tuple[Key, ...]]:
    """One count; rows of a column that share a label, or all, or any few; columns of a row."""
    columns: dict[Any, list[Key]] = defaultdict(list)
    for key in found:
        table, column, (labels, when, total, _) = key
        if not total:
            columns[table, column, units[key], when].append(key)
            for label in labels:
                columns[table, column, units[key], when, label].append(key)
        columns[table, key[2], units[key]].append(key)
    several = {tuple(keys) for keys in columns.values()}
    few = [keys for keys in several if 2 <= len(keys) <= 7]
    any_few = {some for keys in few for many in (2, 3) for some in combinations(keys, many)}
    return {(key,) for key in found} | several | any_few


@pytest.mark.parametrize(("site", "name"), SPANS)
def test_no_sum_that_always_holds_is_missed(site: str, name: str) -> None:
    sheets = made(site, name)
    lasts = lasting(sheets)
    assert len(lasts) > 20
    for sheet in sheets:
        cells = Cells(sheet.tables, own(sheet))
        known = sums(cells)
        at = {
            (table.key, table.columns[column].key, key_of(table, row)): cell
            for (number, row, column), cell in cells.of.items()
            for table in [sheet.tables[number]]
        }
        index = {cell: place for place, cell in enumerate(cells.values)}
        system = np.zeros((len(known), len(index)))
        for row, each in enumerate(known):
            system[row, index[each.total]] -= 1
            for part in each.parts:
                system[row, index[part]] += 1
        _, sizes, right = np.linalg.svd(system, full_matrices=False)
        basis = right[sizes > 1e-9]
        for total, parts in lasts:
            wanted = np.zeros(len(index))
            for key, sign in [(total, -1), *((part, 1) for part in parts)]:
                if key in at:
                    wanted[index[at[key]]] += sign
            left = wanted - basis.T @ (basis @ wanted)
            assert np.abs(left).max(initial=0) < 1e-9, (total, parts)


@pytest.mark.parametrize(("site", "name"), SPANS)
def test_what_is_taken_for_one_quantity_always_is(site: str, name: str) -> None:
    """So that none of the sums used ever held by chance."""
    for sheet in made(site, name):
        by: dict[Any, dict[str, dict[Any, int]]] = defaultdict(dict)
        time = own(sheet)
        for table in sheet.tables:
            for row, said in enumerate(table.rows):
                labels, when = labels_of(table, row, time)
                for column, value in enumerate(said):
                    if counted(table, said, column) and isinstance(value, int) and not table.key.startswith("commit"):
                        unit = str(own_unit(table, said) or table.columns[column].unit)
                        by[unit, named(table, column, when, time)].setdefault(table.key, {})[labels] = value
        for tables in by.values():
            for (coarse, some), (fine, others) in permutations(tables.items(), 2):
                more = {labels: {key for key, _ in labels} for labels in others}
                for labels, value in some.items():
                    keys = {key for key, _ in labels}
                    parts = [others[each] for each in others if labels <= each and keys < more[each]]
                    finer = any(keys < each for each in more.values())
                    assert others.get(labels, sum(parts) if finer else value) == value, (coarse, fine, labels)


@pytest.mark.parametrize("below", [INTERNAL, PUBLISHED])
@pytest.mark.parametrize(("site", "name"), SPANS[-1:])
def test_who_knows_every_sum_that_always_holds_finds_nobody(site: str, name: str, below: int) -> None:
    """Told whole, the same counts are found with every other hidden as with those that are."""
    sheets = made(site, name)
    sheet = sheets[0]
    at = {
        (table.key, table.columns[column].key, key_of(table, row)): (number, row, column)
        for number, table in enumerate(sheet.tables)
        for row, said in enumerate(table.rows)
        for column in range(len(said))
    }
    known = [([at[part] for part in parts if part in at], at[total]) for total, parts in lasting(sheets) if total in at]
    shown = suppressed(sheet, below).tables
    assert sum(HIDDEN in row for table in shown for row in table.rows) > 10
    whole = [table.whole and below < PUBLISHED for table in sheet.tables]
    bare = tuple(
        table if told else replace(table, rows=tuple(starred(table, row) for row in table.rows))
        for table, told in zip(sheet.tables, whole, strict=True)
    )
    found = pinned(attack(shown, known))
    assert not found or found.keys() <= pinned(attack(bare, known)).keys()


def starred(table: Table, row: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(HIDDEN if counted(table, row, at) and value else value for at, value in enumerate(row))
