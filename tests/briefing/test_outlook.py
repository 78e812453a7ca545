"""The staffing of a site on the desk, and the same on a briefing's paper."""

from datetime import UTC, datetime
from random import Random

import msgspec
import pytest

from briefing.chapters import staffing as chapter
from briefing.load import QUARTER, band
from briefing.material import Material, gather
from briefing.outlook import Holiday, Outlook, Turn, outlook
from briefing.sheet import Span
from briefing.staffing import Handling, Stretch, staffing
from picture import events as e
from picture.clocks import DAY, HOUR, WEEK
from picture.events import Entry, Fact
from picture.picture import Picture
from picture.profile import Profile
from tests.briefing.test_staffing import MIDNIGHT, QUEUES, a_site, calls_of, weeks_of
from tests.picture.cast import SOURCE, a_fact, folded

DAYS = 24


def few(days: int) -> list[Fact]:
    """A call an hour to the second queue: too few in a day to say how they are handled."""
    facts = []
    for at in range(MIDNIGHT - days * DAY, MIDNIGHT, HOUR):
        facts += [
            a_fact(at + 5000, f"n-{at}", e.CallOffered(queue="nahuatl", language="nah")),
            a_fact(at + 9000, f"n-{at}", e.CallAnswered()),
            a_fact(at + 609_000, f"n-{at}", e.CallEnded(talk=600_000)),
        ]
    return facts


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    return sorted([*calls_of(DAYS, 6), *few(DAYS)], key=lambda fact: fact.time)


def desk(facts: list[Fact], site: Profile) -> Outlook:
    return outlook(folded(facts, Picture(profile=site)), site, MIDNIGHT)


def material(facts: list[Fact], site: Profile, kind: str = "day") -> Material:
    configured = a_fact(facts[0].time, site.code, e.SiteConfigured(profile=msgspec.to_builtins(site)))
    told = [Entry(number, fact.time, fact) for number, fact in enumerate([configured, *facts], 1)]
    return gather(told, Span(kind, "x", MIDNIGHT - DAY, MIDNIGHT), MIDNIGHT)  # type: ignore[arg-type]


def test_people_lack_in_stretches_of_one_roster() -> None:
    site = a_site()
    found = staffing(site, site.centre[0], site.centre[0].queue[0], (weeks_of(20), Handling(300, 90)), MIDNIGHT)
    morning, evening = MIDNIGHT + 8 * HOUR, MIDNIGHT + 20 * HOUR  # 2 rostered, 5, 2; 6 are needed
    assert found.lacking() == [
        Stretch(MIDNIGHT, morning, 4),
        Stretch(morning, evening, 1),
        Stretch(evening, MIDNIGHT + DAY, 4),
    ]
    busy = {at: 1 if MIDNIGHT - at > 8 * WEEK else calls for at, calls in weeks_of(1).items()}
    calm = staffing(site, site.centre[0], site.centre[0].queue[0], (busy, Handling(300, 90)), MIDNIGHT)
    assert calm.lacking() == []


def test_it_names_queues_shifts_and_the_holidays_of_the_24_hours(facts: list[Fact]) -> None:
    day = datetime.fromtimestamp(MIDNIGHT / 1000, UTC).date().isoformat()
    site = a_site(holidays={day: {"name": "Fiesta"}, "2001-01-01": {"name": "Otra"}})
    found = desk(facts, site)
    assert found.holidays == (Holiday(day, "Fiesta", "sunday"),)
    night = Turn("Noche", MIDNIGHT - 4 * HOUR)
    assert found.turns == (night, Turn("Día", MIDNIGHT + 8 * HOUR), Turn("Noche", MIDNIGHT + 20 * HOUR))
    assert [(each.name, each.target, each.within) for each in found.queues] == [
        ("Psicología", 80, 20),
        ("Náhuatl", 80, 20),
    ]
    assert msgspec.json.decode(msgspec.json.encode(found), type=Outlook) == found


def test_a_queue_with_few_calls_is_handled_as_its_centre_is(facts: list[Fact]) -> None:
    first, second = (each.staffing.handling for each in desk(facts, a_site()).queues)
    assert first.own and not second.own
    assert second.aht == pytest.approx((192 * 180 + 24 * 600) / 216)  # the answered of 24 h, of both
    apart = a_site(queue=[QUEUES[0], {**QUEUES[1], "apart": True}])
    alone = desk(facts, apart).queues[0].staffing.handling
    assert desk(facts, apart).queues[1].staffing.handling == Handling(alone.aht, alone.patience, own=False)


def test_the_paper_says_of_each_queue_and_shift_what_the_desk_says(facts: list[Fact]) -> None:
    site = a_site()
    [table] = chapter.tables(material(facts, site))
    assert table.whole and table.words == "queues"
    rows = [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]
    shown = desk(facts, site).queues
    assert [row["queue"] for row in rows] == [f"{SOURCE}/{each['code']}" for each in QUEUES for _ in range(3)]
    for row in rows:
        each = next(q.staffing for q in shown if f"{q.staffing.source}/{q.staffing.queue}" == row["queue"])
        assert isinstance(row["starts"], int) and isinstance(row["ends"], int)
        quarters = [at for at, start in enumerate(each.starts) if row["starts"] <= start < row["ends"]]
        assert len(quarters) == (row["ends"] - row["starts"]) // QUARTER
        expected = sum(each.mid[at] or 0 for at in quarters)
        assert (row["expected"], row["low"], row["high"]) == (round(expected), *band(expected, each.spread))
        for key, values in (("needed_c", each.needed_c), ("needed_a", each.needed_a)):
            assert row[key] == max(values[at] or 0 for at in quarters)
        gaps = [each.gap[at] for at in quarters]
        assert row["gap"] == ("?" if None in gaps else min(gap for gap in gaps if gap is not None))
    assert {row["rostered"] for row in rows} == {2, 5, 1, "?"}  # by night nobody is said to answer náhuatl


def test_only_a_day_and_a_shift_have_one_and_what_is_not_known_is_said(facts: list[Fact]) -> None:
    site = a_site()
    assert chapter.tables(material(facts, site, "week")) == []
    [table] = chapter.tables(material(calls_of(2, 1), site, "shift"))
    assert {row[3] for row in table.rows} == {row[6] for row in table.rows} == {"?"}
    assert {row[8] for row in table.rows} == {2, 5, 1, "?"}


def test_a_band_of_a_sum_holds_eight_sums_in_ten() -> None:
    random, spread, mean = Random(3), 0.02, 40.0
    sums = [poisson(random, mean * random.gammavariate(1 / spread, spread)) for _ in range(4000)]
    low, high = band(mean, spread)
    assert 0.78 < sum(low <= each <= high for each in sums) / len(sums) < 0.86


def poisson(random: Random, mean: float) -> int:
    at, calls = random.expovariate(1), 0
    while at < mean:
        at, calls = at + random.expovariate(1), calls + 1
    return calls
