"""A period of each seed system through the real path: wall, desk and query say its figures, and the same ones."""

import time
from functools import cache
from pathlib import Path

import pytest

from picture.ledgers import DAYS, last_days
from tests.scripted import Ledger, Period, chile, nuevo_leon, peru, quintana_roo
from tests.scripted.counted import Said
from tests.scripted.shown import Shown, shown
from watch.desk_documents import CaseRow

pytestmark = [pytest.mark.store, pytest.mark.browser]

SITES = ("quintana_roo", "nuevo_leon", "peru", "chile")
UNITS = {  # what stands on the desk's page: a figure's name and unit, and which measure it is
    "quintana_roo": [
        ("Intervenciones, todas", "intervenciones", "services"),
        ("Primera intervención, 12–48 h", "intervenciones", "timing.window"),
        ("Por WhatsApp o videollamada", "intervenciones", "timing.remote"),
        ("BANAVIM", "casos", "registered.banavim"),
    ],
    "nuevo_leon": [
        ("070 · Psicología", "llamadas", "calls.nl/070.psicologia"),
        ("070 · Línea para hombres", "llamadas", "calls.nl/070.hombres"),
        ("Contención para hombres · hombres, aparte", "intervenciones", "men.services.contencion"),
    ],
    "peru": [
        ("Valorados severos", "casos", "cases.severe"),
        ("Servicio de atención urgente", "intervenciones", "services.urgente"),
        ("Mujeres con acompañamiento", "personas", "women.accompanied"),
        ("Entregas aceptadas", "entregas", "handovers.accepted"),
        ("Seguimientos hechos", "seguimientos", "followups.done"),
    ],
    "chile": [
        ("Puestas en lista de espera", "derivaciones", "referrals.waitlisted"),
        ("Derivaciones rechazadas", "derivaciones", "referrals.refused"),
    ],
}
WITHIN = DAYS - 1  # days before now that lie in the desk's table, whatever the hour
MONTHS = 612  # days: Nuevo León's 20 months


def now() -> int:
    return int(time.time() * 1000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("periods")


class Sites:
    """Each site's period, played once, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.of = cache(self._play)

    def _play(self, site: str) -> Shown:
        folder = self._folder / site
        folder.mkdir()
        match site:
            case "quintana_roo":
                return shown(quintana_roo(ends=now(), days=WITHIN), DAYS, folder)
            case "nuevo_leon":
                return shown(nuevo_leon(ends=now()), MONTHS, folder)
            case "peru":
                return shown(peru(ends=now(), days=WITHIN), DAYS, folder)
            case _:
                return shown(chile(ends=now(), days=WITHIN), DAYS, folder)


@pytest.fixture(scope="module")
def sites(folder: Path) -> Sites:
    return Sites(folder)


@pytest.mark.parametrize("site", SITES)
def test_everything_said_is_let_in(sites: Sites, site: str) -> None:
    feeds = sites.of(site).wall.feeds
    assert [(chip.state, chip.refused, chip.gaps) for chip in feeds] == [("fresh", 0, 0)] * len(feeds)


@pytest.mark.parametrize("site", SITES)
def test_the_querys_figures_are_those_that_the_period_promises(sites: Sites, site: str) -> None:
    found = sites.of(site)
    assert {measure: found.query.totals.get(measure) for measure in found.period.figures} == found.period.figures


@pytest.mark.parametrize("site", SITES)
def test_wall_desk_and_query_count_the_same_as_is_said_in_the_days_of_each(sites: Sites, site: str) -> None:
    found = sites.of(site)
    wall, desk, query = found.wall, found.desk, found.query
    said = Said(found.period, found.profile.zone)
    assert wall.cases
    assert query.board
    assert query.ledgers
    assert wall.cases.totals == said.within(wall.now, 1)
    assert desk.ledgers.day == said.within(desk.now, 1)
    assert desk.ledgers.totals == said.within(desk.now, DAYS)
    assert query.board.totals == query.ledgers.day == said.within(query.now, 1)
    assert query.ledgers.totals == said.within(query.now, DAYS)
    assert query.totals == said.within(query.now, query.days)


@pytest.mark.parametrize("site", SITES)
def test_each_figure_stands_on_the_desks_page_with_its_unit(sites: Sites, site: str) -> None:
    found = sites.of(site)
    for name, unit, measure in UNITS[site]:
        assert found.page.get(name) == (unit, f"{found.desk.ledgers.totals[measure]:,}"), found.page


def test_quintana_roos_interventions_and_entries_stand_on_the_desk_and_in_the_query(sites: Sites) -> None:
    found = sites.of("quintana_roo")
    for totals in (found.desk.ledgers.totals, found.query.totals):
        assert totals["services"] == 2097
        assert (totals["services.legal"], totals["services.psicologica"]) == (403, 1694)
        timings = ("previous", "window", "subsequent", "remote")
        assert [totals[f"timing.{timing}"] for timing in timings] == [433, 1605, 54, 5]
        assert totals["registered.banavim"] == 718


def test_quintana_roos_718_cases_in_banavim_are_of_702_women_and_the_wall_counts_who_is_in_none(sites: Sites) -> None:
    found = sites.of("quintana_roo")
    assert found.query.ledgers
    assert found.wall.cases
    for registers in (found.desk.ledgers.registers, found.query.ledgers.registers):
        (banavim,) = registers
        assert (banavim.register, banavim.cases, banavim.registered, banavim.people) == ("banavim", 1460, 718, 702)
    assert found.wall.cases.ledgers.unregistered == 1460 - 718


def test_nuevo_leons_20_months_come_to_77000_calls_and_8000_women_accompanied(sites: Sites) -> None:
    found = sites.of("nuevo_leon")
    calls = {measure: count for measure, count in found.query.totals.items() if measure.startswith("calls.")}
    assert sum(calls.values()) - calls["calls.nl/070.hombres"] == 77_000
    assert found.query.totals["women.accompanied"] == 8_000


def test_nuevo_leons_mens_line_stands_apart(sites: Sites) -> None:
    found = sites.of("nuevo_leon")
    centre = found.wall.centres[0]
    queues = {queue.code: queue for queue in centre.queues}
    assert [code for code, queue in queues.items() if queue.apart] == ["hombres"]
    hers = offered(found.period, centre.load.shift.start, centre.load.shift.end)
    assert {code: queue.load.shift.offered for code, queue in queues.items()} == hers
    assert centre.load.shift.offered == sum(hers.values()) - hers["hombres"]
    totals = found.query.totals
    assert totals["men.services"] == totals["men.services.contencion"] == 900
    assert "services.contencion" not in totals


def offered(period: Period, start: int, end: int) -> dict[str, int]:
    """Calls of each queue in [start, end)."""
    counts = dict.fromkeys(("psicologia", "legal", "nahuatl", "hombres"), 0)
    for event in period.said["nl/070"]:
        if event.type == "call.offered" and start <= event.time < end:
            counts[next(queue for queue in counts if f'"{queue}"' in event.data)] += 1
    return counts


def test_every_severe_case_of_peru_is_taken_by_the_police_and_reaches_urgent_service(sites: Sites) -> None:
    found = sites.of("peru")
    severe = [row for row in found.desk.cases.values() if row.risk == "severe"]
    assert len(severe) == 240
    assert [row.id for row in severe if not taken_by_police(row) or not served(row)] == []
    others = [row for row in found.desk.cases.values() if row.risk != "severe"]
    assert [row.id for row in others if served(row) or row.handovers] == []


def taken_by_police(row: CaseRow) -> bool:
    """Offered to them, accepted, and so met on the pathway, on which they owe it."""
    met = [due.met for due in row.deadlines if (due.what, due.who) == ("handover.accepted", "comisaria")]
    offers = [step.said for step in row.story if step.what == "handover.offered"]
    accepted = [step.time for step in row.story if step.what == "handover.accepted"]
    return offers == ["comisaria"] and len(accepted) == row.handovers == 1 and met == accepted


def served(row: CaseRow) -> bool:
    return any(step.what == "service.urgente" for step in row.story)


def test_perus_severe_cases_urgent_services_and_hand_overs_are_one_number_everywhere(sites: Sites) -> None:
    found = sites.of("peru")
    measures = ("cases.severe", "services.urgente", "handovers.offered", "handovers.accepted")
    for totals in (found.desk.ledgers.totals, found.query.totals):
        assert [totals[measure] for measure in measures] == [240] * 4
    for board in (found.wall.cases, found.query.board):
        assert board
        assert board.severe.open.value == 240
        assert (board.ledgers.handovers_open, board.ledgers.handovers_per_person.value) == (0, 1)
    assert [row for row in found.desk.ledgers.rows if row.kind == "handover"] == []


def test_chiles_waiting_list_reads_as_the_script_knows_it(sites: Sites) -> None:
    found, told = sites.of("chile"), ledger(sites)
    still = sum(until is None for _, until in told.lists)
    assert found.query.ledgers
    for board in (found.wall.cases, found.query.board):
        assert board
        assert board.ledgers.waitlisted == still == 31
    assert sum(row.state == "waitlisted" for row in found.desk.ledgers.rows) == still
    for at, waiting in ((found.desk.now, found.desk.ledgers.waiting), (found.query.now, found.query.ledgers.waiting)):
        days, starts = last_days(found.profile.zone, at)
        assert [(day.day, day.waiting) for day in waiting] == [
            (day.isoformat(), told.waiting(start)) for day, start in zip(days, starts, strict=True)
        ]
        assert max(day.waiting for day in waiting) > 20


def test_chiles_gaps_read_by_service_agency_and_municipality(sites: Sites) -> None:
    found, told = sites.of("chile"), ledger(sites)
    places = {place.code: place.name for place in found.profile.place}
    expected = {(service, to, places[at]): gap for (service, to, at), gap in told.gaps.items() if gap != (0, 0)}
    assert found.query.ledgers
    for gaps in (found.desk.ledgers.gaps, found.query.ledgers.gaps):
        read = {(gap.service, gap.agency, gap.place): (gap.refused, gap.waitlisted) for gap in gaps}
        assert read == expected
        assert len(gaps) == len(read)


def ledger(sites: Sites) -> Ledger:
    told = sites.of("chile").period
    assert isinstance(told, Ledger)
    return told
