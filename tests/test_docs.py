"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

from settings import SETTINGS, Setting

HERE = Path(__file__).resolve().parent.parent
DOCS = HERE / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def row(setting: Setting) -> str:
    default = "empty" if setting.default == "" else "required"
    if setting.default:
        default = f"`{setting.default.removeprefix(f'{HERE}/')}`"
    return f"| `{setting.name}` | {default} | {setting.help} |"


def pinned(name: str) -> list[str]:
    return re.findall(r"^([a-z0-9-]+)", (HERE / name).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_stands_in_the_manual_with_its_default_and_help(setting: Setting) -> None:
    assert row(setting) in OPERATIONS


def test_the_manual_names_no_setting_that_is_gone() -> None:
    table = OPERATIONS.split("## Settings")[1].split("###")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == [s.name for s in SETTINGS]


def test_the_manual_names_every_variable_that_the_supervisor_reads() -> None:
    read = {
        name for conf in (HERE / "deploy").glob("*.conf") for name in re.findall(r"%\(ENV_(\w+)\)s", conf.read_text())
    }
    table = OPERATIONS.split("### What the supervisor is told")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == read - {s.name for s in SETTINGS}


def test_the_example_of_a_real_site_names_only_what_is_read() -> None:
    named = re.findall(r"^(\w+)=", (HERE / "deploy" / "site.env.example").read_text(encoding="utf-8"), re.MULTILINE)
    unknown = [n for n in named if n not in OPERATIONS and not n.startswith("VIGIA_TOKEN_")]
    assert unknown == []
    assert {s.name for s in SETTINGS if s.default is None} <= set(named)


def test_every_pinned_package_has_its_line_and_every_line_its_package() -> None:
    lines = re.findall(r"^\| ([a-z0-9-]+) \| .+ \| .+ \| .+ \|$", (DOCS / "dependencies.md").read_text(), re.MULTILINE)
    assert [line for line in lines if line != "package"] == pinned("requirements.txt") + pinned("requirements-dev.txt")


def test_the_licence_is_the_whole_apache_2_0() -> None:
    licence = (HERE / "LICENSE").read_text()
    assert "Apache License\n                           Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


@pytest.mark.parametrize("path", [HERE / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_a_link_leads_to_a_file_that_is_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
