"""What a server refuses to start with, in one sentence each."""

from pathlib import Path

import msgspec
import pytest

from dashboard.gate.ledger import Ledger
from dashboard.gate.start import check_scopes, refuse
from journal.journal import Kind
from picture.errors import BadSetting
from profiles import load
from tests.dashboard.conftest import HERE, Dashboard
from tests.dashboard.gate.building import Visitor, close_all, gate_file
from tests.dashboard.gate.cast import LEAD, LEDGER
from tests.stores import Server as Store
from tests.stores import free_port

DEMO = msgspec.structs.replace(LEDGER, demo=True)


@pytest.mark.parametrize(
    ("ledger", "kind", "address", "tls"),
    [
        (None, "demo", "127.0.0.1", False),
        (DEMO, "demo", "localhost", False),
        (LEDGER, "real", "127.0.0.1", False),
        (LEDGER, "real", "0.0.0.0", True),
    ],
)
def test_what_is_safe_starts(ledger: Ledger | None, kind: Kind, address: str, tls: bool) -> None:
    refuse(ledger, kind=kind, address=address, tls=tls)


@pytest.mark.parametrize(
    ("ledger", "kind", "address", "tls", "sentence"),
    [
        (
            None,
            "demo",
            "0.0.0.0",
            True,
            "server.address is '0.0.0.0': without a gate Vigía serves this machine only, set it to 127.0.0.1.",
        ),
        (
            None,
            "real",
            "127.0.0.1",
            False,
            "VIGIA_GATE is not set: a real site does not start without its gate's file.",
        ),
        (
            DEMO,
            "real",
            "127.0.0.1",
            False,
            "VIGIA_GATE names demo accounts (demo = true): a real site does not start with them.",
        ),
        (
            DEMO,
            "demo",
            None,
            True,
            "server.address is None: demo accounts are for this machine only, set it to 127.0.0.1.",
        ),
        (
            LEDGER,
            "real",
            "192.0.2.7",
            False,
            "server.address is '192.0.2.7' without server.sslCertFile: passwords would cross the network in the clear.",
        ),
    ],
)
def test_what_would_let_in_who_should_not_does_not_start(
    ledger: Ledger | None, kind: Kind, address: str, tls: bool, sentence: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        refuse(ledger, kind=kind, address=address, tls=tls)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agencies": ["polisia"]}, "account[0].agencies has 'polisia', which the profile does not name."),
        ({"municipalities": ["marte"]}, "account[0].municipalities has 'marte', which the profile does not name."),
        ({"id": "policia"}, "account[0].id is 'policia', the code of an agency."),
    ],
)
def test_a_scope_that_the_profile_does_not_have_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadSetting) as refused:
        check_scopes(
            Ledger([msgspec.structs.replace(LEAD, **changes)]), "gate.toml", load("nuevo_leon", HERE / "profiles")
        )
    assert str(refused.value) == f"VIGIA_GATE, gate.toml: {sentence}"


@pytest.mark.store
def test_both_servers_ask_the_gate_before_they_start(store: Store, tmp_path: Path) -> None:
    for app in ("streamlit_app.py", "desk_app.py"):
        said = Dashboard(app, store.url, tmp_path / "log").refusal(VIGIA_KIND="real")
        assert said == "VIGIA_GATE is not set: a real site does not start without its gate's file."
    gate = str(gate_file(tmp_path))
    said = Dashboard("desk_app.py", store.url, tmp_path / "log", VIGIA_GATE=gate).refusal("--server.address", "0.0.0.0")
    assert said.startswith("server.address is '0.0.0.0' without server.sslCertFile")


@pytest.mark.store
def test_a_named_host_is_served_under_its_name_and_the_glass_breaks_while_oidc_is_away(
    store: Store, tmp_path: Path
) -> None:
    gate = str(gate_file(tmp_path, f"http://127.0.0.1:{free_port()}"))
    server = Dashboard("desk_app.py", store.url, tmp_path / "log", VIGIA_GATE=gate, VIGIA_HOSTS="Vigia.example,otra")
    server.start()
    try:
        visitor = Visitor(server, Host="vigia.example", X_Forwarded_Proto="https", Origin="https://vigia.example")
        away = visitor.page("/oidc/start")
        assert away.status_code == 502
        assert "El servicio de cuentas de la institución no responde." in away.text
        assert visitor.sign_in("emergencia").status_code == 303
        assert Visitor(server, Host="elsewhere.example").get("/sign-in").json() == {"error": "host"}
    finally:
        close_all()
        server.kill()


def test_hosts_that_are_no_names_are_refused(store: Store, tmp_path: Path) -> None:
    said = Dashboard("desk_app.py", store.url, tmp_path / "log").refusal(VIGIA_HOSTS="https://vigia.example")
    assert said == (
        "VIGIA_HOSTS is 'https://vigia.example', which does not fit: "
        "names under which browsers reach wall and desk, between commas; empty: this machine's own."
    )
