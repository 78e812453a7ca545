"""A real mail server and a real webhook get what they should, also after they were down; nothing else is said."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from prometheus_client import REGISTRY
from structlog.typing import EventDict

from alerts.notify.secret import Secret
from journal.memory import MemoryJournal
from journal.valkey import ValkeyJournal
from picture import alert_events as said
from picture.errors import StoreDown
from picture.events import Fact
from tests.alerts.notify.cast import Site, a_channel, at_work, until
from tests.alerts.notify.receivers import Hook, MailRoom


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_the_official_reads_a_mail_with_accents_right_and_its_key_in_it(mail_room: MailRoom) -> None:
    site = Site()
    notifier = site.notifier(a_channel("correo", "official", kind="apprise", url=mail_room.url))
    async with at_work(site.follow(), notifier.run()):
        (one,) = await site.queued(await site.raised(rule="followup_overdue"), to="official", why="escalated")
        await site.until_sent(one)
    (mail,) = mail_room.mails
    assert mail_room.to == [["guardia@example.mx"]]
    assert mail["Subject"].startswith("DEMOSTRACIÓN · CRÍTICA · Seguimiento vencido · 7F3 · límite ")
    body = mail.get_content().splitlines()
    assert body[:3] == ["DEMOSTRACIÓN", "Prueba · Sala", "CRÍTICA · Seguimiento vencido · 7F3"]
    assert body[4:] == ["Escalada, nivel 3: guardia", "Otras alertas abiertas: 0", f"Aviso {one}"]
    assert mail["Idempotency-Key"] == one
    assert mail.get_content_type() == "text/plain"


async def test_a_webhook_gets_alertmanagers_format_with_key_and_token(hook: Hook) -> None:
    site = Site()
    channel = a_channel("guardia", "lead", url=hook.url, token=Secret("ficha-7"))
    async with at_work(site.follow(), site.notifier(channel).run()):
        alert = await site.raised()
        (one,) = await site.queued(alert)
        await site.until_sent(one)
    (post,) = hook.posts
    assert (post.path, post.key, post.token) == ("/avisos", one, "Bearer ficha-7")
    assert (post.body["version"], post.body["status"], post.body["receiver"]) == ("4", "firing", "guardia")
    assert [each["fingerprint"] for each in post.body["alerts"]] == [alert]
    (sent,) = await site.journaled(said.NotificationSent)
    assert (sent.subject, sent.source, sent.data) == (
        one,
        "vigia/watch",
        said.NotificationSent(channel="guardia", tries=1),
    )


async def test_a_mail_server_that_was_down_is_tried_again_and_gets_it_once() -> None:
    site, mail_room = Site(), MailRoom()
    notifier = site.notifier(a_channel("correo", kind="apprise", url=mail_room.url))
    async with at_work(site.follow(), notifier.run()):
        (one,) = await site.queued(await site.raised())
        await site.until_failed(one)
        mail_room.start()
        site.clock.skip(5)
        await site.until_sent(one)
    mail_room.stop()
    assert len(mail_room.mails) == 1
    (failed,) = await site.journaled(said.NotificationFailed)
    assert failed.data == said.NotificationFailed(channel="correo", reason="unreachable", tries=1)
    (sent,) = await site.journaled(said.NotificationSent)
    assert sent.data == said.NotificationSent(channel="correo", tries=2)


async def test_a_webhook_that_was_down_for_hours_gets_everything_queued_meanwhile_with_every_alert_in_it() -> None:
    site, hook = Site(), Hook()
    async with at_work(site.follow(), site.notifier(a_channel("guardia", url=hook.url)).run()):
        alerts: list[str] = []
        names: list[str] = []
        for number in range(6):
            alerts.append(await site.raised(f"C-{number}"))
            names += await site.queued(alerts[-1])
            await site.until_failed(names[-1])
            site.clock.skip(1200)
        hook.start()
        site.clock.skip(1200)
        await site.until_sent(*names)
    hook.stop()
    assert {each["fingerprint"] for post in hook.posts for each in post.body["alerts"]} == set(alerts)
    assert len(hook.keys) == len(set(hook.keys))


async def test_what_a_mail_server_refuses_counts_as_refused(mail_room: MailRoom) -> None:
    site = Site()
    mail_room.refuses = True
    async with at_work(site.follow(), site.notifier(a_channel("correo", kind="apprise", url=mail_room.url)).run()):
        (one,) = await site.queued(await site.raised())
        await site.until_failed(one)
    assert [reason for _, _, reason in site.board.notifications[one].failures] == ["refused"]


async def test_after_its_tries_it_falls_over_to_the_next_channel_and_later_back_to_the_first(
    mail_room: MailRoom,
) -> None:
    site, hook = Site(), Hook()
    first = a_channel("guardia", url=hook.url, tries=3)
    async with at_work(
        site.follow(), site.notifier(first, a_channel("correo", kind="apprise", url=mail_room.url)).run()
    ):
        (one,) = await site.queued(await site.raised())
        for times in (1, 2, 3):
            await site.until_failed(one, times)
            site.clock.skip(15)
        await site.until_sent(one)
        assert site.board.notifications[one].channel == "correo"
        assert list(site.board.failing) == ["guardia"]
        (two,) = await site.queued(await site.raised("C-2"))
        await site.until_sent(two)
        assert site.board.notifications[two].failures == []
        hook.start()
        site.clock.skip(120)
        (three,) = await site.queued(await site.raised("C-3"))
        await site.until_sent(three)
        assert site.board.notifications[three].channel == "guardia"
        assert site.board.failing == {}
    hook.stop()


async def test_a_channel_that_never_answers_is_left_in_time_and_holds_up_no_other(
    hook: Hook, mail_room: MailRoom
) -> None:
    site, over = Site(), threading.Event()
    hook.before = over.wait
    slow = a_channel("guardia", "supervisor", url=hook.url, timeout=0.3)
    quick = a_channel("correo", "lead", kind="apprise", url=mail_room.url)
    async with at_work(site.follow(), site.notifier(slow, quick).run()):
        alert = await site.raised()
        (one,) = await site.queued(alert, to="supervisor", why="escalated")
        (two,) = await site.queued(alert)
        await site.until_sent(two)
        await site.until_failed(one)
    over.set()
    assert [reason for _, _, reason in site.board.notifications[one].failures] == ["timeout"]


async def test_several_at_once_become_one_message_and_each_is_journaled(hook: Hook) -> None:
    site = Site()
    alerts = [await site.raised(f"C-{n}") for n in range(25)]
    names = await site.queued(*alerts)
    async with at_work(site.follow(), site.notifier(a_channel("guardia", url=hook.url)).run()):
        await site.until_sent(*names)
    (post,) = hook.posts
    assert [each["fingerprint"] for each in post.body["alerts"]] == sorted(
        alerts, key=lambda name: (site.board.alerts[name].raised.due, name)
    )
    assert {fact.subject for fact in await site.journaled(said.NotificationSent)} == set(names)


async def test_a_message_about_many_that_fails_counts_once_against_its_channel() -> None:
    site = Site()
    names = await site.queued(*[await site.raised(f"C-{n}") for n in range(5)])
    async with at_work(site.follow(), site.notifier(a_channel("guardia")).run()):
        await site.until_failed(names[-1])
    assert site.board.channels["guardia"][0] == 1
    assert site.board.failing == {}


class Forgetful(MemoryJournal):
    """It falls after what was sent and before it is journaled."""

    async def record(self, facts: Sequence[Fact]) -> int:
        if any(isinstance(fact.data, said.NotificationSent) for fact in facts):
            raise StoreDown("The store fell.")
        return await super().record(facts)


async def test_a_crash_between_sending_and_journaling_sends_again_with_the_same_key(hook: Hook) -> None:
    site = Site()
    channel = a_channel("guardia", url=hook.url)
    names = await site.queued(await site.raised(), await site.raised("C-2"))
    dying = site.notifier(channel, journal=Forgetful(site.store, "prueba"))
    async with at_work(site.follow(), dying.run()):
        await until(lambda: hook.posts)
        assert site.board.notifications[names[0]].sent is None
    async with at_work(site.follow(), site.notifier(channel).run()):
        await site.until_sent(*names)
    assert len(hook.keys) == 2
    assert len(set(hook.keys)) == 1


async def test_while_the_store_is_down_nothing_is_sent_twice_and_it_is_journaled_when_it_is_back(hook: Hook) -> None:
    site = Site()
    (one,) = await site.queued(await site.raised())
    hook.before = site.store.fall
    async with at_work(site.notifier(a_channel("guardia", url=hook.url)).run()):
        for entry in await site.journal.read(0):
            site.book.apply(entry, site.profile)
        await until(lambda: hook.posts)
        await asyncio.sleep(1.2)  # two looks
        site.store.rise()
        async with at_work(site.follow()):
            await site.until_sent(one)
    assert hook.keys == [one]


async def test_a_standby_sends_nothing_and_a_new_leader_first_folds_what_the_last_one_journaled(hook: Hook) -> None:
    site = Site()
    (one,) = await site.queued(await site.raised())
    entries = await site.journal.read(0)
    await site.journal.record(
        [Fact(time=1, source="vigia/watch", subject=one, data=said.NotificationSent(channel="guardia"))]
    )
    for entry in entries:
        site.book.apply(entry, site.profile)
    site.leads = False
    notifier = site.notifier(a_channel("guardia", url=hook.url))
    async with at_work(notifier.run()):
        await asyncio.sleep(0.6)
        site.leads = True
        await asyncio.sleep(0.6)
        assert hook.posts == []
        async with at_work(site.follow()):
            (two,) = await site.queued(await site.raised("C-2"))
            notifier.wake()
            await site.until_sent(two)
    assert hook.keys == [two]


@pytest.mark.store
async def test_it_works_on_a_real_store(valkey_url: str, hook: Hook) -> None:
    journal = ValkeyJournal(valkey_url, "prueba")
    await journal.open("demo")
    site = Site(journal)
    try:
        async with at_work(site.follow(), site.notifier(a_channel("guardia", url=hook.url)).run()):
            names = await site.queued(await site.raised(), await site.raised("C-2"))
            await site.until_sent(*names)
        assert len(await site.journaled(said.NotificationSent)) == 2
    finally:
        await journal.close()


async def test_it_is_measured_and_reported_for_healthz(hook: Hook) -> None:
    site = Site()
    hook.status = 503
    sent = counted("vigia_notify_sent_total", channel="medido")
    notifier = site.notifier(a_channel("medido", url=hook.url))
    async with at_work(site.follow(), notifier.run()):
        (one,) = await site.queued(await site.raised())
        await site.until_failed(one)
        await until(lambda: notifier.report()["oldest_unsent_s"] is not None)
        assert notifier.report() == {
            "channels": 1,
            "nobody_tells": ["supervisor", "official"],
            "failing": [],
            "oldest_unsent_s": notifier.report()["oldest_unsent_s"],
            "briefings_unsent": 0,
        }
        assert counted("vigia_notify_failed_total", channel="medido", reason="refused") == 1
        hook.status = 200
        site.clock.skip(5)
        await site.until_sent(one)
        await until(lambda: notifier.report()["oldest_unsent_s"] is None)
    assert counted("vigia_notify_sent_total", channel="medido") == sent + 1
    assert counted("vigia_notify_oldest_unsent_seconds") == 0


async def test_without_channels_it_says_once_whom_nobody_tells(logged: list[EventDict]) -> None:
    site = Site()
    notifier = site.notifier()
    async with at_work(site.follow(), notifier.run()):
        await site.queued(await site.raised())
        await asyncio.sleep(1.2)
    assert [line for line in logged if line["event"] == "notify.nobody_tells"] == [
        {"event": "notify.nobody_tells", "log_level": "warning", "to": ["lead", "supervisor", "official"]}
    ]
    assert notifier.report()["oldest_unsent_s"] is None
