"""Who is told of which briefing; its published paper is kept first, and reaches a mail server from there."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from briefing import mailing, rendering
from briefing.keeping import Keeping
from briefing.mailing import Paper, keep, queued, tell, wanted
from briefing.making import Asked, Made
from briefing.serving import Briefings
from briefing.sheet import Sheet, Span, fingerprint
from journal.memory import MemoryJournal
from picture.alert_events import NotificationQueued
from picture.briefing_policy import BriefingPolicy, mailed_paper
from picture.clocks import DAY, MINUTE
from picture.errors import StoreDown
from tests.alerts.notify.cast import Site, a_channel, at_work
from tests.alerts.notify.receivers import Hook, MailRoom
from tests.briefing.sample import AS_OF, CHANGED, PROFILE
from tests.briefing.sample import nothing as sheet

POLICY = BriefingPolicy(mail=("official", "lead", "official"))
SITE = replace(PROFILE, briefing=POLICY)
MADE = Made("2026-11-20", 0, True)
REVISED = replace(sheet(), revision=1, changed=CHANGED)


async def here(work: Callable[[Any], Any], given: Any) -> Any:
    """In this process, which has imported everything."""
    return work(given)


@pytest.fixture
def kept(tmp_path: Path) -> Keeping:
    keeping = Keeping(tmp_path)
    keeping.keep(sheet())
    return keeping


def ids(of: Sheet, policy: BriefingPolicy = POLICY) -> list[str]:
    return [name for name, _ in queued(of, policy)]


# what is to be queued


def test_each_recipient_is_told_once_of_which_as_of_when_and_with_its_mark() -> None:
    told = [data for _, data in queued(sheet(), POLICY)]
    assert [each.to for each in told] == ["official", "lead"]
    assert told[0] == NotificationQueued(
        alert="",
        to="official",
        why="briefing",
        due=AS_OF,
        briefing="2026-11-20/0",
        period="day",
        mark=fingerprint(sheet()),
    )
    (revised, _) = [data for _, data in queued(REVISED, POLICY)]
    assert (revised.briefing, revised.changed) == ("2026-11-20/1", 2)


def test_its_id_follows_from_site_briefing_and_recipient_and_from_nothing_else() -> None:
    assert ids(sheet()) == ids(replace(sheet(), as_of=AS_OF + 1, last=7))
    others = (sheet(), REVISED, replace(sheet(), site="peru"), replace(sheet(), span=Span("day", "2026-11-21", 0, 1)))
    assert len({name for each in others for name in ids(each)}) == 8


def test_nobody_is_told_of_what_only_a_desk_asks_for_nor_of_what_is_made_up_for_days_later() -> None:
    assert wanted(sheet(), POLICY, AS_OF + DAY - 1)
    assert not wanted(sheet(), POLICY, AS_OF + DAY)
    assert not wanted(sheet(), BriefingPolicy(every=("week",)), AS_OF)
    assert not wanted(replace(sheet(), span=Span("range", "a..b", 0, 1)), POLICY, AS_OF)


# the paper


def test_the_paper_is_as_published_whatever_the_profile_says_and_no_briefing_of_the_list(kept: Keeping) -> None:
    keep(Paper(kept._folder, sheet(), SITE))
    path = kept._folder / mailed_paper("2026-11-20/0")
    paper = path.read_bytes()
    assert paper.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    assert not SITE.briefing.published
    assert paper == rendering.render(sheet(), "pdf", SITE, "es", audience="published")
    assert paper != rendering.render(sheet(), "pdf", SITE, "es", audience="internal")
    assert [each.name for each in path.parent.iterdir()] == ["2026-11-20.0.pdf"]
    assert [each.name for each in kept.listed()] == ["2026-11-20"]


async def test_a_profile_that_names_nobody_mails_nothing(tmp_path: Path) -> None:
    site = Site()
    await tell(site.journal, tmp_path, MADE, PROFILE, AS_OF)
    assert await site.journaled(NotificationQueued) == []
    assert os.listdir(tmp_path) == []


class Falling(MemoryJournal):
    async def record(self, facts: Any) -> int:
        raise StoreDown("The store fell.")


async def test_the_paper_lies_there_before_anybody_is_to_be_told_and_stands(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "elsewhere", here)
    site, folder = Site(), kept._folder
    with pytest.raises(StoreDown):
        await tell(Falling(site.store, "prueba"), folder, MADE, SITE, AS_OF)
    path = folder / mailed_paper("2026-11-20/0")
    path.write_bytes(path.read_bytes() + b"as it was")
    await tell(site.journal, folder, MADE, SITE, AS_OF)
    await tell(site.journal, folder, MADE, SITE, AS_OF)
    assert path.read_bytes().endswith(b"as it was")
    told = await site.journaled(NotificationQueued)
    assert [fact.subject for fact in told] == 2 * ids(sheet())
    assert {(fact.source, fact.time) for fact in told} == {("vigia/briefing", AS_OF)}


# all the way


@pytest.fixture
def mail_room() -> Iterator[MailRoom]:
    room = MailRoom()
    room.start()
    yield room
    room.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    hook.start()
    yield hook
    hook.stop()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # what Apprise's mail imports
async def test_made_it_reaches_the_official_as_a_mail_with_two_pages_and_the_lead_as_a_line(
    kept: Keeping, mail_room: MailRoom, hook: Hook
) -> None:
    site, folder = Site(), kept._folder
    site.profile = SITE
    channels = (
        a_channel("correo", "official", kind="apprise", url=f"{mail_room.url}&name=SECRETO"),
        a_channel("guardia", "lead", url=f"{hook.url}?llave=SECRETO"),
    )
    with capture_logs() as logged:
        async with at_work(site.follow(), site.notifier(*channels, folder=folder).run()):
            for _ in range(2):  # two processes of briefings
                await tell(site.journal, folder, MADE, SITE, AS_OF)
            await site.until_sent(*ids(sheet()))
    (mail,), (post,) = mail_room.mails, hook.posts
    assert mail["Subject"] == "Informe del día 2026-11-20 · Nuevo León (demostración)"
    assert [mail["Idempotency-Key"], post.key] == ids(sheet())
    (paper,) = mail.iter_attachments()
    assert len(re.findall(rb"/Type\s*/Page\b", paper.get_content())) == 2
    assert paper.get_content() == (folder / mailed_paper("2026-11-20/0")).read_bytes()
    body = mail.get_body(("plain",))
    assert body is not None and f"Huella {fingerprint(sheet())}" in body.get_content()
    assert post.body["alerts"][0]["labels"]["briefing"] == "2026-11-20/0"
    facts = [entry.fact for entry in await site.journal.read(0)]
    assert "SECRETO" not in f"{logged} {facts}"


def serving(kept: Keeping, site: Site, monkeypatch: pytest.MonkeyPatch) -> Briefings:
    """What is asked of it was made before."""
    asked = Asked("", None, "demo", SITE, str(kept._folder), sheet().span, AS_OF)
    briefings = Briefings(site.journal, asked)
    monkeypatch.setattr(mailing, "elsewhere", here)
    monkeypatch.setattr(briefings, "_elsewhere", lambda *_: here(lambda _: [MADE], None))
    monkeypatch.setattr(briefings, "_clock", lambda: AS_OF)
    return briefings


async def test_what_the_schedule_made_is_told_and_what_a_desk_asked_for_is_not(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site()
    briefings = serving(kept, site, monkeypatch)
    await briefings._make([sheet().span], AS_OF, owed=False)
    assert await site.journaled(NotificationQueued) == []
    await briefings._owe([sheet().span], AS_OF)
    assert [fact.subject for fact in await site.journaled(NotificationQueued)] == ids(sheet())


async def test_what_could_not_be_told_is_told_later(kept: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    briefings = serving(kept, site, monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(rendering, "render", lambda *_, **__: 1 / 0)
        await briefings._owe([sheet().span], AS_OF)
    assert "ZeroDivisionError" in briefings.failing
    briefings._state.done = AS_OF + MINUTE
    ((as_of, spans),) = briefings._owed(AS_OF + MINUTE).items()
    await briefings._owe(spans, as_of)
    assert [fact.subject for fact in await site.journaled(NotificationQueued)] == ids(sheet())
    assert briefings.failing == ""
