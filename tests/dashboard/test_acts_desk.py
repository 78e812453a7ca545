"""The shift, locks, what is read, and who somebody is: through the gate, on a real store."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dashboard import acts_desk
from picture.alert_events import CaseLocked, ShiftOffered
from picture.case_events import ShiftHandedOver
from tests.dashboard import desk_sample
from tests.dashboard.acts_site import Site, act, site_on, until
from tests.stores import Server as Store

pytestmark = pytest.mark.store


@pytest_asyncio.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    async with site_on(store.url) as site:
        for n in (1, 2):
            site.watch.cases[f"NL-{n:06d}"] = desk_sample.case(n)
        await site.watch.say(whole=True)
        await until(lambda: len(site.hub.rows.cases) == 2)
        yield site


async def test_the_lead_offers_the_room_and_the_next_one_accepts_by_name(site: Site) -> None:
    assert await site.post("lead.norte", "/shift", {"act": "offer", "to": "lead.norte"}) == (200, {"ok": True})
    assert await site.post("lead.norte", "/shift", {"act": "accept"}) == (200, {"ok": True})
    assert await site.post("lead.norte", "/shift", {"act": "offer", "to": "lead.sur"}) == (200, {"ok": True})
    assert await site.post("supervisora", "/shift", {"act": "accept"}) == (409, {"error": "not_offered"})
    assert await site.post("lead.sur", "/shift", {"act": "accept"}) == (200, {"ok": True})
    assert site.hub.rows.latest
    assert site.hub.rows.latest.turn
    assert site.hub.rows.latest.turn.lead == "lead.sur"
    said = [entry.fact.data for entry in await site.journal.read(0)]
    assert said[-2:] == [ShiftOffered(by="lead.norte", to="lead.sur"), ShiftHandedOver(to="lead.sur")]
    assert [(s["by"], s["what"], s["ok"]) for s in await site.audited()][-3:] == [
        ("lead.norte", "shift.offer", True),
        ("supervisora", "shift.accept", False),
        ("lead.sur", "shift.accept", True),
    ]


async def test_nobody_gives_away_a_room_that_another_lead_has_but_a_supervisor(site: Site) -> None:
    await site.post("lead.sur", "/shift", {"act": "offer", "to": "lead.sur"})
    await site.post("lead.sur", "/shift", {"act": "accept"})
    offer = {"act": "offer", "to": "lead.norte"}
    assert await site.post("lead.norte", "/shift", offer) == (409, {"error": "taken", "by": "lead.sur"})
    assert await site.post("supervisora", "/shift", offer) == (200, {"ok": True})


async def test_the_room_goes_to_nobody_who_may_not_act(site: Site) -> None:
    for to in ("lectora", "nadie"):
        status, body = await site.post("lead.norte", "/shift", {"act": "offer", "to": to})
        assert (status, body) == (400, {"error": "to is not an account that may have the shift."})


async def test_a_shift_that_the_watch_does_not_say_back_is_not_said_to_be_done(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_desk, "PATIENCE", 0.2)
    site.watch.deaf = True
    status, body = await site.post("lead.norte", "/shift", {"act": "offer", "to": "lead.sur"})
    assert (status, body) == (504, {"error": "unanswered", "journaled": True})


async def test_a_case_that_is_read_is_audited_once_in_a_while_and_a_hidden_one_is_unknown(site: Site) -> None:
    for _ in range(3):
        assert await site.post("lead.norte", "/read", {"case": "NL-000001"}) == (200, {"ok": True})
    assert await site.post("lead.sur", "/read", {"case": "NL-000001"}) == (200, {"ok": True})
    assert await site.post("fiscal", "/read", {"case": "NL-000001"}) == (404, {"error": "unknown"})
    read = [(s["by"], s["about"]) for s in await site.audited() if s["what"] == "case.read"]
    assert read == [("lead.norte", "NL-000001"), ("lead.sur", "NL-000001")]


async def test_a_locked_case_is_gone_for_all_but_the_named_with_its_alerts(site: Site) -> None:
    site.watch.followups["SEG-000001"] = desk_sample.followup(1)
    await site.shows(alert := await site.watch.raised(1, case="NL-000001"))
    desks = {name: await site.looks(name) for name in ("lead.norte", "lead.sur")}
    await until(lambda: all(desk.documents for desk in desks.values()))
    lock = {"case": "NL-000001", "to": ["lead.sur", "supervisora"]}
    assert await site.post("supervisora", "/lock", lock) == (200, {"ok": True})
    assert (await site.journal.read(0))[-1].fact.data == CaseLocked(by="supervisora", to=("lead.sur", "supervisora"))
    await until(lambda: desks["lead.norte"].documents[-1].whole)
    whole = desks["lead.norte"].documents[-1]
    assert [row.id for row in whole.cases] == ["NL-000002"]
    assert (whole.alerts, whole.followups) == ([], [])
    assert whole.cases[0].rank == 1
    assert (await site.act("lead.norte", act(alert, "acknowledge")))[1]["answers"][0]["why"] == "unknown"
    assert await site.post("lead.norte", "/read", {"case": "NL-000001"}) == (404, {"error": "unknown"})
    assert (await site.act("lead.sur", act(alert, "acknowledge")))[1]["answers"][0]["accepted"]
    for desk in desks.values():
        await desk.leave()


async def test_a_lock_must_leave_somebody_who_may_lift_it_and_names_people_of_the_desk(site: Site) -> None:
    for to, sentence in (
        (["lead.sur"], "to names nobody who may lift the lock: a supervisor is needed among them."),
        (["supervisora", "lectora"], "to[1] is not an account that sees the desk."),
    ):
        assert await site.post("supervisora", "/lock", {"case": "NL-000001", "to": to}) == (400, {"error": sentence})
    assert await site.post("lead.norte", "/lock", {"case": "NL-000001", "to": []}) == (403, {"error": "role"})
    assert await site.post("supervisora", "/lock", {"case": "NL-999999", "to": []}) == (404, {"error": "unknown"})
    locked = {"case": "NL-000001", "to": ["supervisora"]}
    assert await site.post("supervisora", "/lock", locked) == (200, {"ok": True})
    assert await site.post("supervisora", "/lock", {**locked, "to": []}) == (200, {"ok": True})
    assert site.hub.rows.locks == {}


async def test_who_somebody_is_and_whom_they_may_name(site: Site) -> None:
    status, me = await site.get("lead.norte", "/me")
    assert status == 200
    assert (me["id"], me["name"], me["roles"], me["gate"]) == ("lead.norte", "María Núñez", ["lead"], "closed")
    assert me["may"] == ["act", "blank", "desk", "briefing", "wall"]
    assert [one["id"] for one in me["people"]] == ["supervisora", "fiscal", "lead.sur", "lead.norte"]
    assert me["agencies"]["fiscalia"] == "Fiscalía"
    assert me["blank"] is False
    status, auditor = await site.get("auditora", "/me")
    assert (status, auditor["may"], auditor["people"]) == (200, ["audit"], [])


async def test_two_scopes_see_different_rows_and_a_row_that_changes_hands_moves_between_them(site: Site) -> None:
    desks = {name: await site.looks(name) for name in ("lead.norte", "fiscal")}
    await until(lambda: all(desk.documents for desk in desks.values()))
    assert [len(desk.documents[0].cases) for desk in desks.values()] == [2, 0]
    site.watch.cases["NL-000002"] = desk_sample.case(2, agency="fiscalia")
    await site.watch.say()
    await until(lambda: any(document.cases for document in desks["fiscal"].documents))
    assert [(row.id, row.rank) for row in desks["fiscal"].documents[-1].cases] == [("NL-000002", 1)]
    site.watch.cases["NL-000002"] = desk_sample.case(2, agency="070")
    await site.watch.say()
    await until(lambda: desks["fiscal"].documents[-1].gone_cases == ["NL-000002"])
    for desk in desks.values():
        await desk.leave()


async def test_a_desk_that_opens_is_audited_once_in_a_while(site: Site) -> None:
    for _ in range(2):
        desk = await site.looks("lead.norte")
        await until(lambda desk=desk: desk.documents)
        await desk.leave()
    assert [s["by"] for s in await site.audited() if s["what"] == "rows.listed"] == ["lead.norte"]


async def test_a_desk_whose_session_is_ended_loses_its_rows_within_a_second(site: Site) -> None:
    desk = await site.looks("lead.norte")
    await until(lambda: desk.documents)
    await site.house.sessions.end((await site.cookie("lead.norte")).removeprefix("vigia-session="))
    await until(lambda: desk.closed == 4401, seconds=1)
    await desk.task
    assert site.hub.viewers == set()
