"""`python -m alerts.notify test CHANNEL`, as an operator types it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.alerts.notify.receivers import Hook, MailRoom
from tests.stores import free_port

HERE = Path(__file__).resolve().parents[3]


def told(folder: Path, channels: str, name: str) -> subprocess.CompletedProcess[str]:
    (folder / "channels.toml").write_text(channels, encoding="utf-8")
    given = {
        "VIGIA_SITE": "nuevo_leon",
        "VIGIA_KIND": "demo",
        "VIGIA_CHANNELS": str(folder / "channels.toml"),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("VIGIA_")}
    return subprocess.run(
        [sys.executable, "-m", "alerts.notify", "test", name],
        cwd=HERE,
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def a_channel(name: str, kind: str, url: str) -> str:
    return f'[[channel]]\nname = "{name}"\nto = ["lead"]\nkind = "{kind}"\nurl = "{url}"\n'


def test_a_test_message_goes_through_and_says_so_in_a_sentence(tmp_path: Path, hook: Hook, mail_room: MailRoom) -> None:
    file = a_channel("correo", "apprise", mail_room.url) + a_channel("guardia", "webhook", hook.url)
    by_mail, by_web = told(tmp_path, file, "correo"), told(tmp_path, file, "guardia")
    assert (by_mail.returncode, by_mail.stderr) == (0, "")
    assert (by_web.returncode, by_web.stderr) == (0, "")
    assert mail_room.mails[0]["Subject"] == "DEMOSTRACIÓN · PRUEBA: este canal funciona · Nuevo León"
    assert by_mail.stdout == f"The channel correo took the test message {mail_room.mails[0]['Idempotency-Key']}.\n"
    assert by_web.stdout == f"The channel guardia took the test message {hook.keys[0]}.\n"


def test_what_went_wrong_is_said_without_the_address(tmp_path: Path) -> None:
    url = f"mailto://vigia:SECRETO@127.0.0.1:{free_port()}/?from=a@example.mx"
    away = told(tmp_path, a_channel("correo", "apprise", url), "correo")
    assert away.returncode == 1
    assert away.stdout == ""
    assert away.stderr == "The channel correo could not be reached: the test message was not sent.\n"


def test_a_mail_server_that_no_authority_vouches_for_is_told_nothing(tmp_path: Path, certificate: Path) -> None:
    stranger = Hook()
    stranger.start(certificate)
    url = f"mailtos://127.0.0.1:{stranger.port}/?from=a@example.mx&mode=ssl"
    doubted = told(tmp_path, a_channel("correo", "apprise", url), "correo")
    stranger.stop()
    assert doubted.stderr == ("The channel correo cannot be used as it is configured: the test message was not sent.\n")


def test_a_channel_that_the_file_does_not_name_is_refused_with_those_that_it_does(tmp_path: Path) -> None:
    wrong = told(tmp_path, a_channel("guardia", "webhook", "https://guardia.example/"), "correo")
    assert wrong.stderr == "VIGIA_CHANNELS names no channel 'correo'; there are: guardia.\n"
