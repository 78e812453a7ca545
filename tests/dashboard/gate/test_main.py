"""The gate's commands: a hash for the file, a code for a screen."""

import getpass
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from dashboard.gate.__main__ import main
from tests.dashboard.gate.building import Visitor
from tests.dashboard.gate.conftest import Site


def typing(*answers: str) -> Callable[[str], str]:
    waiting = iter(answers)
    return lambda _prompt: next(waiting)


def test_a_password_typed_twice_becomes_a_hash_that_the_file_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", typing("una frase larga", "una frase larga"))
    main(["hash"])
    said = capsys.readouterr().out.strip()
    assert said.startswith("$argon2id$")
    assert PasswordHasher().verify(said, "una frase larga")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (("corta",), "The password is too short: at least 12 signs."),
        (("una frase larga", "una frase lerga"), "The two are not the same."),
    ],
)
def test_a_password_that_is_short_or_mistyped_is_refused(
    answers: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", typing(*answers))
    with pytest.raises(SystemExit) as refused:
        main(["hash"])
    assert str(refused.value) == sentence


@pytest.mark.store
def test_a_code_from_the_command_line_lets_a_screen_in(site: Site) -> None:
    told = {"VIGIA_SITE": "nuevo_leon", "VIGIA_KIND": "demo", "VIGIA_STORE": site.store.url}
    command = [sys.executable, "-m", "dashboard.gate", "code"]
    said = subprocess.run([*command, "sala"], env={**os.environ, **told}, capture_output=True, text=True, check=True)
    assert Visitor(site.wall).enrol(said.stdout.strip()).status_code == 303
    refused = subprocess.run([*command, " "], env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert refused.stderr.strip() == "A screen needs a name of at most 40 signs, with a letter or a digit."
