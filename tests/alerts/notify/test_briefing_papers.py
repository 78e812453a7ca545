"""A briefing goes out through real channels: its paper with a mail, one line by any other, and nothing is lost."""

from pathlib import Path

import pytest
from structlog.typing import EventDict

from picture import alert_events as said
from picture.briefing_policy import mailed_paper
from picture.events import Fact
from tests.alerts.notify.cast import Site, a_channel, at_work, texts, until
from tests.alerts.notify.receivers import Hook, MailRoom
from tests.alerts.notify.test_briefings import NAME, queued
from tests.alerts.notify.test_sender import Forgetful

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400


class PaperSite(Site):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    async def told(self, name: str = "b1", briefing: str = NAME, *, paper: bytes = PDF) -> None:
        if paper:
            path = self.folder / mailed_paper(briefing)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(paper)
        fact = Fact(time=await self.journal.now(), source="vigia/briefing", subject=name, data=queued(briefing))
        await self.journal.record([fact])


async def test_the_mail_carries_the_paper_its_key_and_its_subject(
    tmp_path: Path, mail_room: MailRoom, logged: list[EventDict]
) -> None:
    site = PaperSite(tmp_path)
    channel = a_channel("correo", "official", kind="apprise", url=mail_room.url)
    async with at_work(site.follow(), site.notifier(channel, folder=tmp_path).run()):
        await site.told()
        await site.until_sent("b1")
    (mail,) = mail_room.mails
    assert mail["Subject"] == "Informe del día 2026-11-20 · Prueba (demostración)"
    assert mail["Idempotency-Key"] == "b1"
    (paper,) = mail.iter_attachments()
    assert (paper.get_content_type(), paper.get_filename()) == ("application/pdf", "2026-11-20.0.pdf")
    assert paper.get_content() == PDF
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().splitlines()[-1] == "Aviso b1"
    (line,) = [line for line in logged if line["event"] == "notify.sent"]
    assert line["briefing"] == NAME


async def test_a_webhook_is_told_in_a_line_without_the_paper(tmp_path: Path, hook: Hook) -> None:
    site = PaperSite(tmp_path)
    async with at_work(site.follow(), site.notifier(a_channel("guardia", "official", url=hook.url)).run()):
        await site.told(paper=b"")
        await site.until_sent("b1")
    (post,) = hook.posts
    assert post.key == "b1" and post.body["status"] == "resolved"
    assert not [each for each in texts(post.body) if "PDF" in each]


@pytest.mark.parametrize("there", [b"", b"half a pap"])
async def test_without_its_paper_no_mail_goes_out_until_it_is_there(
    tmp_path: Path, mail_room: MailRoom, logged: list[EventDict], there: bytes
) -> None:
    site = PaperSite(tmp_path)
    channel = a_channel("correo", "official", kind="apprise", url=mail_room.url)
    async with at_work(site.follow(), site.notifier(channel, folder=tmp_path).run()):
        await site.told(paper=there)
        await site.until_failed("b1")
        assert mail_room.mails == []
        path = tmp_path / mailed_paper(NAME)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PDF)
        site.clock.skip(5)
        await site.until_sent("b1")
    assert [reason for _, _, reason in site.board.notifications["b1"].failures] == ["missing"]
    (failed,) = [line for line in logged if line["event"] == "notify.failed"]
    assert (failed["reason"], failed["briefing"]) == ("missing", NAME)
    assert len(mail_room.mails) == 1 and site.board.channels == {}


async def test_a_server_that_was_down_and_a_sender_that_died_lose_nothing(tmp_path: Path) -> None:
    site, mail_room = PaperSite(tmp_path), MailRoom()
    channel = a_channel("correo", "official", kind="apprise", url=mail_room.url)
    dying = site.notifier(channel, journal=Forgetful(site.store, "prueba"), folder=tmp_path)
    async with at_work(site.follow(), dying.run()):
        await site.told()
        await site.until_failed("b1")
        mail_room.start()
        site.clock.skip(5)
        await until(lambda: mail_room.mails)
        assert site.board.notifications["b1"].sent is None
    async with at_work(site.follow(), site.notifier(channel, folder=tmp_path).run()):
        await site.until_sent("b1")
    mail_room.stop()
    assert [mail["Idempotency-Key"] for mail in mail_room.mails] == ["b1", "b1"]
    (failed,) = await site.journaled(said.NotificationFailed)
    assert failed.data == said.NotificationFailed(channel="correo", reason="unreachable", tries=1)
