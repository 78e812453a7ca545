"""The file of channels, and what is said of each mistake in it."""

from pathlib import Path

import pytest

from alerts.notify.channels import Channels, Kind, load
from picture.errors import BadSetting
from tests.alerts.notify.cast import a_channel

WEBHOOK = """
[[channel]]
name = "guardia"
to = ["lead", "official"]
kind = "webhook"
url = "https://guardia.example/avisos?llave=SECRETO"
"""


def a_file(folder: Path, text: str) -> str:
    path = folder / "channels.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_no_file_is_no_channel_and_nobody_is_told() -> None:
    assert load("") == Channels()
    assert load("").untold == ("lead", "supervisor", "official")


def test_the_order_of_the_file_is_the_order_of_falling_over(tmp_path: Path) -> None:
    (tmp_path / "correo.url").write_text("mailtos://vigia:SECRETO@mail.example/?to=guardia@example.mx\n")
    (tmp_path / "ficha").write_text("SECRETO-2\n")
    text = f"""
[[channel]]
name = "correo"
to = ["lead", "supervisor"]
kind = "apprise"
url_file = "{tmp_path}/correo.url"
timeout = 5
tries = 2
language = "en"
{WEBHOOK}
token_file = "{tmp_path}/ficha"

[ping]
url = "https://hc.example/ping/SECRETO"
every = 60
"""
    channels = load(a_file(tmp_path, text))
    assert [each.name for each in channels.of("lead")] == ["correo", "guardia"]
    assert [each.name for each in channels.of("official")] == ["guardia"]
    correo, guardia = channels.channel
    assert (correo.timeout, correo.tries, correo.language) == (5, 2, "en")
    assert (guardia.timeout, guardia.tries, guardia.language) == (10, 3, "es")
    assert guardia.token is not None
    assert guardia.token() == "SECRETO-2"
    assert channels.ping is not None
    assert channels.ping.every == 60
    assert channels.untold == ()
    assert "SECRETO" not in f"{channels} {channels!r}"


def test_an_address_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = WEBHOOK.replace('url = "https://guardia.example/avisos?llave=SECRETO"', 'url_env = "VIGIA_URL_GUARDIA"')
    with pytest.raises(BadSetting, match=r"^VIGIA_URL_GUARDIA is not set: the file of channels names it\.$"):
        load(a_file(tmp_path, text))
    monkeypatch.setenv("VIGIA_URL_GUARDIA", "https://guardia.example/otra")
    assert load(a_file(tmp_path, text)).channel[0].url() == "https://guardia.example/otra"


def test_the_language_of_the_screens_is_that_of_a_channel_that_names_none(tmp_path: Path) -> None:
    assert load(a_file(tmp_path, WEBHOOK), "en").channel[0].language == "en"


MISTAKES = {
    "not toml": ("[[channel", "is not TOML: "),
    "a field unknown": (WEBHOOK + 'chat = "SECRETO"', ": channel[0]: knows no chat."),
    "a field missing": (WEBHOOK.replace('name = "guardia"', ""), ": channel[0]: lacks name."),
    "a kind unknown": (WEBHOOK.replace('"webhook"', '"SECRETO"'), ": channel[0].kind: must be apprise or webhook."),
    "a recipient unknown": (
        WEBHOOK.replace('"official"', '"SECRETO"'),
        ": channel[0].to[1]: must be lead, supervisor or official.",
    ),
    "nobody": (WEBHOOK.replace('"lead", "official"', ""), ": channel[0].to: Expected `array` of length >= 1."),
    "a language unknown": (WEBHOOK + 'language = "SECRETO"', ": channel[0].language: must be es or en."),
    "a time that is text": (WEBHOOK + 'timeout = "SECRETO"', ": channel[0].timeout: must be a number; it is text."),
    "too long a time": (WEBHOOK + "timeout = 90", ": channel[0].timeout: Expected `float` <= 60.0."),
    "too many tries": (WEBHOOK + "tries = 99", ": channel[0].tries: Expected `int` <= 20."),
    "two of one name": (WEBHOOK * 2, ": channel[1].name: two channels are called guardia."),
    "two addresses": (
        WEBHOOK + 'url_env = "VIGIA_X"',
        ": channel[0]: exactly one of url, url_file and url_env says the address.",
    ),
    "no encryption": (
        WEBHOOK.replace("https://", "http://"),
        ": channel[0].url: must be https://…, or http://… on this machine.",
    ),
    "another protocol": (
        WEBHOOK.replace("https://", "mailtos://"),
        ": channel[0].url: must be https://…, or http://… on this machine.",
    ),
    "an address that apprise does not know": (
        WEBHOOK.replace('"webhook"', '"apprise"').replace("https://", "nowhere://"),
        ": channel[0].url: is no address that Apprise knows.",
    ),
    "certificates unchecked": (
        WEBHOOK.replace('"webhook"', '"apprise"').replace(
            "https://guardia.example/avisos?llave=SECRETO", "mailtos://a:SECRETO@mail.example/?verify=no"
        ),
        ": channel[0].url: says verify=no; certificates are always checked.",
    ),
    "a token for apprise": (
        WEBHOOK.replace('"webhook"', '"apprise"').replace("https://", "json://") + 'token_file = "/SECRETO"',
        ": channel[0].token_file: belongs to a webhook; an apprise address holds its own secrets.",
    ),
    "a file that is not there": (
        WEBHOOK + 'token_file = "/nowhere/token"',
        ": channel[0].token_file: /nowhere/token cannot be read: No such file or directory.",
    ),
    "a ping in the open": (
        '[ping]\nurl = "http://hc.example/SECRETO"\nevery = 60',
        ": ping.url: must be https://…, or http://… on this machine.",
    ),
    "a ping too seldom": (
        '[ping]\nurl = "https://hc.example/SECRETO"\nevery = 9999',
        ": ping.every: Expected `int` <= 3600.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_refuses_the_start_in_a_sentence_without_a_secret(tmp_path: Path, mistake: str) -> None:
    text, sentence = MISTAKES[mistake]
    path = a_file(tmp_path, text)
    with pytest.raises(BadSetting) as refused:
        load(path)
    assert str(refused.value).startswith(path)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "SECRETO" not in str(refused.value)


def test_a_file_of_channels_that_is_not_there_refuses_the_start() -> None:
    with pytest.raises(BadSetting, match=r"^VIGIA_CHANNELS: /nowhere/x cannot be read: No such file or directory\.$"):
        load("/nowhere/x")


def test_a_secret_of_two_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ficha").write_text("SECRETO\nSECRETO\n")
    with pytest.raises(BadSetting) as refused:
        load(a_file(tmp_path, f'{WEBHOOK}token_file = "{tmp_path}/ficha"'))
    assert str(refused.value).endswith(f"channel[0].token_file: {tmp_path}/ficha must hold one line; it holds 2.")


@pytest.mark.parametrize(
    ("kind", "url", "mails"),
    [
        ("apprise", "mailto://127.0.0.1/?from=a@example.mx", True),
        ("apprise", "MailtoS://vigia:clave@mail.example/?to=guardia@example.mx", True),
        ("apprise", "tgram://mailto:1/2", False),
        ("webhook", "https://guardia.example/mailto://", False),
    ],
)
def test_only_a_mail_carries_papers(kind: Kind, url: str, mails: bool) -> None:
    assert a_channel("correo", kind=kind, url=url).mails is mails
