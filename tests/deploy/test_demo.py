"""The demo's tokens, its folder, and what its processes are told."""

from pathlib import Path

import pytest

import settings
from deploy import demo
from deploy.run import ports_from


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
