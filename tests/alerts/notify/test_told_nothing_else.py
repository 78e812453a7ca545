"""Through real channels: no secret and nothing of hers is sent, logged or journaled."""

import logging

import pytest
from structlog.typing import EventDict

from alerts.notify.secret import Secret
from picture import alert_events as said
from picture.events import Fact
from tests.alerts.notify.cast import Site, a_channel, at_work, texts
from tests.alerts.notify.receivers import Hook, MailRoom


async def test_no_secret_and_nothing_of_hers_is_sent_logged_or_journaled(
    hook: Hook,
    mail_room: MailRoom,
    logged: list[EventDict],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = ["FOLIO-2026-0417", "caso.maria.lopez", "san_pedro", "8183765413", "ana.garza", "equipo_norte", "nl/070"]
    secrets = ["clave-del-correo", "llave-del-aviso", "ficha-secreta"]
    site = Site()
    bad = mail_room.url.replace("mailto://", "mailto://vigia:clave-del-correo@")
    channels = (
        a_channel("correo", kind="apprise", url=bad, tries=1),
        a_channel("guardia", url=f"{hook.url}?llave=llave-del-aviso", token=Secret("ficha-secreta")),
        a_channel("otro", "official", kind="apprise", url=mail_room.url),
    )
    async with at_work(site.follow(), site.notifier(*channels).run()):
        alert = await site.raised(
            "8183765413", case="caso.maria.lopez", municipality="san_pedro", source="nl/070", reason="folio-2026-0417"
        )
        by = said.AlertAssigned(by="ana.garza", to="ana.garza", intent="i-1")
        await site.journal.record([Fact(time=1, source="vigia/desk", subject=alert, data=by)])
        names = await site.queued(alert, to="lead", why="escalated")
        names += await site.queued(alert, to="official", why="escalated")
        await site.until_sent(*names)
    assert site.board.alerts[alert].assigned
    (mail,) = mail_room.mails
    said_outside = f"{mail.as_string()} {mail['Subject']} {mail.get_content()}"
    said_outside += " ".join(texts([post.body for post in hook.posts]))
    facts = await site.journaled(said.NotificationSent) + await site.journaled(said.NotificationFailed)
    kept = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the receiver's own
    said_inside = f"{logged} {kept} {capfd.readouterr()} {[fact.data for fact in facts]}"
    assert [reason for _, _, reason in site.board.notifications[names[0]].failures] == ["misconfigured"]
    assert {line["event"] for line in logged} >= {"notify.failed", "notify.sent"}
    assert [each for each in canaries if each.lower() in said_outside.lower()] == []
    assert [each for each in (*canaries, *secrets) if each in said_inside] == []
    assert said_outside.count("7F3") > 2
    assert "7F3" not in said_inside
