"""The gate's file: each mistake is one sentence, and none of them says a secret."""

from pathlib import Path

import pytest

from dashboard.gate import ledger
from dashboard.gate.start import check_scopes
from picture.errors import BadSetting
from profiles import load
from tests.dashboard.conftest import HERE
from tests.dashboard.gate.cast import HASH

LEAD = f"""
[[account]]
id = "lead.norte"
name = "María Núñez"
roles = ["lead"]
agencies = ["ssp"]
hash = "{HASH}"
"""
OIDC = """
[oidc]
issuer = "https://cuentas.example/realms/nl"
client_id = "vigia"
client_secret = "muy secreto"
roles_claim = "groups"
roles = { "vigia-jefas" = "lead" }
"""


def refused(text: str, path: Path) -> str:
    file = path / "gate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting) as said:
        ledger.read(str(file))
    sentence = str(said.value)
    assert HASH not in sentence
    assert "muy secreto" not in sentence
    return sentence.removeprefix(f"VIGIA_GATE, {file}: ")


def test_accounts_oidc_and_times_are_read(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(LEAD + OIDC + "[session]\nidle = 15\n", encoding="utf-8")
    read = ledger.read(str(file))
    lead = read.find("lead.norte")
    assert lead
    assert (lead.name, lead.person().roles) == ("María Núñez", frozenset({"lead"}))
    assert lead.person().agencies == ("ssp",)
    assert read.oidc
    assert read.oidc.secret() == "muy secreto"
    assert (read.session.idle, read.session.whole, read.demo) == (15, 12, False)


def test_the_manuals_example_is_read(tmp_path: Path) -> None:
    manual = (HERE / "docs" / "operations.md").read_text("utf-8").split("### The gate")[1]
    (tmp_path / "secret").write_text("x")
    example = manual.split("```toml\n")[1].split("```")[0].replace("$argon2id$…", HASH)
    (tmp_path / "gate.toml").write_text(example.replace("/etc/vigia/oidc.secret", str(tmp_path / "secret")))
    read = ledger.read(str(tmp_path / "gate.toml"))
    assert [account.id for account in read.account] == ["lead.norte", "emergencia"]
    assert read.session == ledger.Times()
    check_scopes(read, "gate.toml", load("nuevo_leon", HERE / "profiles"))


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("otro\n")
    oidc = OIDC.replace('client_secret = "muy secreto"', f'client_secret_file = "{tmp_path / "secret"}"')
    (tmp_path / "gate.toml").write_text(oidc)
    read = ledger.read(str(tmp_path / "gate.toml"))
    assert read.oidc
    assert read.oidc.secret() == "otro"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as said:
        ledger.read(str(tmp_path / "none.toml"))
    assert str(said.value) == f"VIGIA_GATE, {tmp_path / 'none.toml'}: cannot be read (No such file or directory)."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "names no account and no oidc: nobody could come in."),
        ("demo = 3\n" + LEAD, "demo: Expected bool, got int."),
        (LEAD + "rank = 1\n", "account[0]: Object contains unknown field rank."),
        (
            LEAD.replace('"lead.norte"', '"Jefa Norte"'),
            "account[0].id is 'Jefa Norte': small letters, digits and _ . - only, at most 40.",
        ),
        (LEAD.replace('"María Núñez"', '" "'), "account[0].name is ' ': a person's name is needed."),
        (
            LEAD.replace('["lead"]', '["jefa"]'),
            "account[0].roles has 'jefa': the roles are wall, lead, supervisor, reader, auditor.",
        ),
        (LEAD.replace('["lead"]', '"lead"'), "account[0].roles: Expected array, got str."),
        (
            LEAD.replace(HASH, "en claro"),
            "account[0].hash is not a hash of argon2: python -m dashboard.gate hash makes one.",
        ),
        (LEAD + LEAD, "account[1].id is 'lead.norte', which another account has."),
        (
            LEAD + "break_glass = true\n" + LEAD.replace("lead.norte", "lead.sur") + "break_glass = true\n",
            "break_glass is true for lead.norte and lead.sur: one account breaks the glass.",
        ),
        (LEAD + "[session]\nidle = 0\n", "session.idle is 0: it must stand between 1 and 1440."),
        (LEAD + "[session]\nwhole = 9999\n", "session.whole is 9999: it must stand between 1 and 168."),
        (
            OIDC.replace("https://cuentas.example", "http://cuentas.example"),
            "oidc.issuer is 'http://cuentas.example/realms/nl': it must be an https:// address.",
        ),
        (OIDC.replace('client_secret = "muy secreto"\n', ""), "oidc needs either client_secret_file or client_secret."),
        (
            OIDC.replace('"muy secreto"', '"muy secreto"\nclient_secret_file = "x"'),
            "oidc needs either client_secret_file or client_secret.",
        ),
        (
            OIDC.replace('client_secret = "muy secreto"', 'client_secret_file = "/nowhere/secret"'),
            "oidc.client_secret_file is '/nowhere/secret', which cannot be read.",
        ),
        (
            OIDC.replace('= "lead"', '= "chief"'),
            "oidc.roles has 'chief': the roles are wall, lead, supervisor, reader, auditor.",
        ),
        (OIDC.replace('{ "vigia-jefas" = "lead" }', "{}"), "oidc.roles is empty: nobody could come in."),
        (OIDC + 'scopes = ["profile"]\n', "oidc.scopes is ['profile']: openid must be among them."),
        (OIDC.replace('roles_claim = "groups"\n', ""), "oidc: Object missing required field roles_claim."),
    ],
)
def test_a_mistake_names_the_field_and_the_value(text: str, sentence: str, tmp_path: Path) -> None:
    assert refused(text, tmp_path) == sentence


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    assert refused("[[account", tmp_path).startswith("is not TOML: ")
