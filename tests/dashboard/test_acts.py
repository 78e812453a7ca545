"""What people do with alerts, through the gate, on a real store, folded as the watch does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from prometheus_client import CollectorRegistry, generate_latest

from dashboard import acts
from picture.alert_events import AlertAssigned, AlertNoted, AnyAlertData
from tests.dashboard import desk_sample
from tests.dashboard.acts_site import PEOPLE, Site, act, site_on, until
from tests.stores import Server as Store

pytestmark = pytest.mark.store
CANARY = "Rosa Elena vive en Calle Roble 12"


@pytest_asyncio.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    async with site_on(store.url) as site:
        yield site


async def facts(site: Site) -> list[AnyAlertData]:
    return [entry.fact.data for entry in await site.journal.read(0) if entry.fact.source == "vigia/desk"]  # type: ignore[misc]


async def test_an_accepted_act_is_journaled_answered_counted_and_audited(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1))
    asked = act(alert, "assign", to="equipo_itinerante")
    status, body = await site.act("lead.norte", asked)
    assert status == 200
    assert body == {"answers": [{"intent": asked["intent"], "accepted": True, "alert": alert}]}
    [fact] = await facts(site)
    assert fact == AlertAssigned(by="lead.norte", to="equipo_itinerante", seen=1, intent=asked["intent"])
    entry = (await site.journal.read(0))[-1].fact
    assert (entry.source, entry.subject, entry.agency) == ("vigia/desk", alert, "070")
    [*_, said] = await site.audited()
    assert said["session"]
    assert {**said, "session": ""} == {
        "by": "lead.norte", "session": "", "what": "alert.assign", "about": alert, "ok": True,
        "intent": asked["intent"], "to": "equipo_itinerante",
    }  # fmt: skip
    registry = CollectorRegistry()
    registry.register(site.counts)
    told = generate_latest(registry).decode()
    assert 'vigia_acts_total{act="assign",verdict="accepted"} 1.0' in told
    assert alert not in told


async def test_of_two_who_take_an_alert_at_once_the_second_is_told_who_has_it(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1))
    first, second = await asyncio.gather(
        site.act("lead.norte", act(alert, "acknowledge")), site.act("lead.sur", act(alert, "acknowledge"))
    )
    answers = [body["answers"][0] for _, body in (first, second)]
    [won], [lost] = [a for a in answers if a["accepted"]], [a for a in answers if not a["accepted"]]
    winner = "lead.norte" if answers[0] is won else "lead.sur"
    assert (lost["why"], lost["what"], lost["by"]) == ("taken", "acknowledged", winner)
    assert lost["at"] == site.hub.rows.alerts[alert].taken[0]  # type: ignore[index]
    loser = {"lead.norte": "lead.sur", "lead.sur": "lead.norte"}[winner]
    became = {(said["by"], said["ok"], said.get("why")) for said in await site.audited() if "alert" in said["what"]}
    assert became == {(winner, True, None), (loser, False, "taken")}


async def test_each_of_two_desk_servers_of_a_site_picks_its_own_verdicts(site: Site, store: Store) -> None:
    await site.shows(alert := await site.watch.raised(1))
    async with site_on(store.url, site.name) as other:
        here, there = await asyncio.gather(
            site.act("lead.norte", act(alert, "acknowledge")), other.act("lead.sur", act(alert, "acknowledge"))
        )
    assert sorted(body["answers"][0]["accepted"] for _, body in (here, there)) == [False, True]


async def test_a_watch_that_is_silent_gives_no_false_ok_and_the_same_intent_said_again_counts_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENCE", 0.2)
    await site.shows(alert := await site.watch.raised(1))
    site.watch.deaf = True
    asked = act(alert, "acknowledge")
    assert await site.act("lead.norte", asked) == (504, {"error": "unanswered", "journaled": True, "answers": []})
    site.watch.deaf = False
    status, body = await site.act("lead.norte", asked)
    assert (status, body["answers"][0]["accepted"]) == (200, True)
    assert len(await facts(site)) == 2
    assert [line.what for line in site.watch.book.board.alerts[alert].story].count("acknowledged") == 1
    assert [said.get("why") for said in await site.audited() if said["what"] == "alert.acknowledge"] == [
        "unanswered",
        None,
    ]


async def test_a_store_that_is_gone_is_said_and_nothing_is_promised(site: Site, store: Store) -> None:
    await site.shows(alert := await site.watch.raised(1))
    await site.cookie("lead.norte")
    store.freeze()
    try:
        answer = await site.ask("lead.norte", "POST", "/act", {"acts": [act(alert, "acknowledge")]})
    finally:
        store.thaw()
    assert (answer.status_code, answer.json()) == (503, {"error": "store"})


async def test_before_the_watch_has_said_anything_nothing_can_be_done(site: Site) -> None:
    site.hub.rows.latest = None
    assert await site.act("lead.norte", act("0" * 32, "acknowledge")) == (503, {"error": "watch"})
    assert await facts(site) == []


@pytest.mark.parametrize("account", ["lectora", "auditora"])
async def test_a_role_that_may_not_act_is_refused_also_behind_the_gate_and_audited(site: Site, account: str) -> None:
    await site.shows(alert := await site.watch.raised(1))
    assert await site.act(account, act(alert, "acknowledge")) == (403, {"error": "role"})
    inner = site.behind_the_gate(account)
    answer = await site.ask(account, "POST", "/act", {"acts": [act(alert, "acknowledge")]}, app=inner)
    assert (answer.status_code, answer.json()) == (403, {"error": "role"})
    assert await facts(site) == []
    said = [(s["by"], s["what"], s["about"], s["ok"]) for s in await site.audited()]
    assert (account, "act.refused", "/act", False) in said


async def test_an_alert_beyond_a_persons_scope_is_unknown_and_nothing_is_journaled(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1, agency="070"), own := await site.watch.raised(2, "fiscalia"))
    status, body = await site.act("fiscal", act(alert, "acknowledge"), act("f" * 32, "escalate"), act(own, "escalate"))
    assert status == 200
    assert [(a["accepted"], a.get("why", "")) for a in body["answers"]] == [
        (False, "unknown"),
        (False, "unknown"),
        (True, ""),
    ]
    assert len(await facts(site)) == 1


async def test_an_alert_is_given_to_nobody_who_does_not_see_it(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1, agency="070"))
    status, body = await site.act("lead.norte", act(alert, "assign", to="fiscal"))
    assert (status, body) == (400, {"error": "acts[0].to is an account that does not see this alert."})
    assert (await site.act("lead.norte", act(alert, "assign", to="lead.sur")))[0] == 200


MALFORMED: list[tuple[Any, str]] = [
    ({"acts": []}, "acts: expected array of length >= 1."),
    ({"acts": [act("a" * 32, "acknowledge")] * 101}, "acts: expected array of length <= 100."),
    ({"acts": [{**act("a" * 32, "acknowledge"), "seen": CANARY}]}, "acts[0].seen: expected int, got str."),
    ({"acts": [act("a" * 32, CANARY)]},
     "acts[0].act is not one of acknowledge, assign, escalate, snooze, note, confirm, close."),
    ({"acts": [act(CANARY, "acknowledge")]},
     "acts[0].alert: expected a code or an id, of letters, digits and _ . : / -."),
    ({"acts": [act("a" * 32, "assign")]}, "acts[0] lacks to, which assign needs."),
    ({"acts": [act("a" * 32, "assign", to="nadie")]}, "acts[0].to is neither an agency of the profile nor an account."),
    ({"acts": [act("a" * 32, "acknowledge", note=CANARY)]}, "acts[0].note does not belong to acknowledge."),
    ({"acts": [act("a" * 32, "snooze", until=5, reason="cansancio")]},
     "acts[0].reason is not a code of the profile's snoozes."),
    ({"acts": [act("a" * 32, "confirm", action="rezar")]}, "acts[0].action is not a code of the profile's actions."),
    ({"acts": [act("a" * 32, "close", outcome="nada")]}, "acts[0].outcome is not a code of the profile's closings."),
    ({"acts": [act("a" * 32, "note", note="x" * 2001)]}, "acts[0].note: expected str of length <= 2000."),
    ({"acts": [act("a" * 32, "note", **{CANARY: 1})]}, "acts[0] has a field that is not known here."),
    ([], "The body: expected object, got array."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), MALFORMED)
async def test_a_body_that_is_not_understood_is_refused_in_a_sentence_without_its_values(
    site: Site, body: Any, sentence: str
) -> None:
    assert await site.post("lead.norte", "/act", body) == (400, {"error": sentence})
    assert await facts(site) == []


async def test_a_body_that_is_no_json_or_too_large_or_says_an_intent_twice_is_refused(site: Site) -> None:
    for raw, status, said in (
        (b"\xff", 400, "The body is not JSON."),
        (b'{"acts":' + b"[" * 50_000, 400, "acts[0]: expected object, got array."),
        (b" " * 65_537, 413, "The body is larger than 64 KiB."),
    ):
        answer = await site.ask("lead.norte", "POST", "/act", raw=raw)
        assert (answer.status_code, answer.json()) == (status, {"error": said})
    twice = act("a" * 32, "acknowledge")
    assert await site.act("lead.norte", twice, twice) == (400, {"error": "acts: two acts have the same intent."})


async def test_an_intent_that_lacks_our_header_is_refused_behind_the_gate_too(site: Site) -> None:
    answer = await site.ask(
        "lead.norte", "POST", "/act", {"acts": []}, app=site.behind_the_gate("lead.norte"), ours=False
    )
    assert (answer.status_code, answer.json()) == (403, {"error": "csrf"})


async def test_a_note_lies_encrypted_outside_the_journal_and_comes_back_as_text(site: Site, store: Store) -> None:
    await site.shows(alert := await site.watch.raised(1))
    text = f"<img src=x onerror=alert(1)> {CANARY} </script>"
    assert (await site.act("lead.norte", act(alert, "note", note=text)))[1]["answers"][0]["accepted"]
    [fact] = await facts(site)
    assert isinstance(fact, AlertNoted)
    await until(lambda: site.hub.rows.alerts[alert].notes == (fact.note,))
    answer = await site.ask("lead.sur", "GET", f"/note/{fact.note}")
    assert answer.headers["content-type"] == "application/json"
    assert {**answer.json(), "at": 0} == {"text": text, "by": "lead.norte", "at": 0}
    everything = b"".join(path.read_bytes() for path in store.directory.rglob("*") if path.is_file())
    assert fact.note.encode() in everything
    assert b"Calle Roble" not in everything
    assert ("lead.sur", "note.read", fact.note) in [(s["by"], s["what"], s["about"]) for s in await site.audited()]


async def test_a_note_said_again_is_kept_once_and_one_that_is_refused_is_kept_nowhere(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1))
    asked = act(alert, "note", note=CANARY)
    for _ in range(2):
        assert (await site.act("lead.norte", asked))[0] == 200
    assert len(await site.journal.shelf("notes")) == 1
    site.watch.book.board.alerts.clear()
    status, body = await site.act("lead.norte", act(alert, "note", note="otra"))
    assert (status, body["answers"][0]["why"]) == (200, "unknown")
    assert len(await site.journal.shelf("notes")) == 1


async def test_a_note_is_read_by_nobody_who_does_not_see_its_alert(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1, agency="070"))
    await site.act("lead.norte", act(alert, "note", note="…"))
    [fact] = await facts(site)
    assert isinstance(fact, AlertNoted)
    await until(lambda: site.hub.rows.alerts[alert].notes)
    assert await site.get("fiscal", f"/note/{fact.note}") == (404, {"error": "unknown"})
    assert await site.get("lead.norte", "/note/0123456789abcdef") == (404, {"error": "unknown"})


async def test_without_keys_no_note_is_taken_and_the_rest_goes_on(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1))
    keyless = site.without_notes()
    answer = await site.ask("lead.norte", "POST", "/act", {"acts": [act(alert, "note", note="x")]}, app=keyless)
    assert (answer.status_code, answer.json()) == (503, {"error": "no_notes"})
    answer = await site.ask("lead.norte", "POST", "/act", {"acts": [act(alert, "acknowledge")]}, app=keyless)
    assert answer.status_code == 200


async def test_a_hundred_acts_are_journaled_together_and_each_is_answered(site: Site) -> None:
    alerts = [await site.watch.raised(n) for n in range(1, 101)]
    await site.shows(*alerts)
    status, body = await site.act("lead.norte", *[act(alert, "acknowledge") for alert in alerts])
    assert status == 200
    assert [answer["alert"] for answer in body["answers"]] == alerts
    assert all(answer["accepted"] for answer in body["answers"])


async def test_every_kind_of_act_becomes_its_fact(site: Site) -> None:
    await site.shows(alert := await site.watch.raised(1))
    until_then = await site.journal.now() + 600_000
    site.watch.cases["NL-000001"] = desk_sample.case(1)
    said: list[tuple[str, bool]] = []
    steps: dict[str, dict[str, Any]] = {
        "escalate": {},
        "snooze": {"until": until_then, "reason": "prueba"},
        "confirm": {"action": "contactada"},
        "close": {"outcome": "atendida"},
    }
    for what, more in steps.items():
        seen = site.watch.book.board.alerts[alert].version
        _, body = await site.act("lead.norte", act(alert, what, seen, **more))
        said.append((what, body["answers"][0]["accepted"]))
    assert said == [("escalate", True), ("snooze", True), ("confirm", True), ("close", True)]
    assert [type(fact).__name__ for fact in await facts(site)] == [
        "AlertEscalated",
        "AlertSnoozed",
        "AlertConfirmed",
        "AlertClosed",
    ]
    assert {each.id for each in PEOPLE} >= {fact.by for fact in await facts(site)}  # type: ignore[union-attr]
