"""The demo's tokens, its folder, and what its processes are told."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

import settings
from dashboard.gate import ledger
from deploy import demo
from deploy.accounts import accounts
from deploy.run import ports_from
from picture.errors import BadSetting


def test_each_centre_gets_a_token_of_its_own_that_only_we_can_read(tmp_path: Path) -> None:
    made = demo.tokens(tmp_path, ["nl/070", "nl/911"])
    assert sorted(made) == ["VIGIA_TOKEN_NL_070", "VIGIA_TOKEN_NL_911"]
    assert len({len(value) >= 32 and value for value in made.values()}) == 2
    assert (tmp_path / "tokens.env").stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_the_tokens_and_adds_the_new_centres(tmp_path: Path) -> None:
    first = demo.tokens(tmp_path, ["nl/070"])
    second = demo.tokens(tmp_path, ["nl/070", "nl/911"])
    assert second["VIGIA_TOKEN_NL_070"] == first["VIGIA_TOKEN_NL_070"]
    assert demo.tokens(tmp_path, ["nl/070", "nl/911"]) == second


def test_the_first_start_makes_accounts_that_only_we_can_read_and_the_next_keeps_them(tmp_path: Path) -> None:
    gate, passwords = accounts(tmp_path)
    made = ledger.read(str(gate))
    assert made.demo
    assert {account.id: account.roles[0] for account in made.account} == {
        "lead.norte": "lead",
        "lead.sur": "lead",
        "supervisora": "supervisor",
        "lectora": "reader",
        "auditora": "auditor",
    }
    assert all(PasswordHasher().verify(account.hash, passwords[account.id]) for account in made.account)
    assert len(set(passwords.values())) == 5
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "gate.toml": 0o600,
        "accounts.txt": 0o600,
    }
    assert accounts(tmp_path) == (gate, passwords)


def test_a_folder_serves_one_run_at_a_time(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with demo.held(var), pytest.raises(SystemExit, match="belongs to a run that is still up"), demo.held(var):
        pass
    with demo.held(var):
        assert var.stat().st_mode & 0o777 == 0o700


def test_what_the_demo_tells_its_processes_is_what_settings_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = demo.environment("nuevo_leon", tmp_path, ports_from(18501, 2))
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    read = {setting.name: settings.get(setting.name) for setting in settings.SETTINGS}
    assert read["VIGIA_KIND"] == "demo"
    assert read["VIGIA_STORE"] == "redis://127.0.0.1:18513/0"
    assert settings.token("nl/911") == told["VIGIA_TOKEN_NL_911"]


def test_each_site_of_a_folder_goes_on_with_a_world_of_its_own() -> None:
    conf = (Path(demo.__file__).parent / "demo.conf").read_text(encoding="utf-8")
    assert "--state %(ENV_VIGIA_VAR)s/centres-%(ENV_VIGIA_SITE)s.json" in conf


@pytest.mark.parametrize("port", ["0", "65536", "99999", "080", "x"])
@pytest.mark.parametrize("name", [name for name in settings.TABLE if name.endswith("_PORT")])
def test_a_port_that_cannot_be_stops_the_start_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, port: str
) -> None:
    monkeypatch.setenv(name, port)
    with pytest.raises(BadSetting, match=f"^{name} is '{port}', which does not fit: "):
        settings.get(name)
    monkeypatch.setenv(name, "65535")
    assert settings.get(name) == "65535"
