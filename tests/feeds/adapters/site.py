"""A site whose registry is read by rows, as a profile and an environment; and its feeds process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.feeds.adapters.cast import SOURCE
from tests.stores import free_port

TOKEN = "registro-" + "s" * 32
PROFILE = f"""
code = "nuevo_leon"
name = "Nuevo León"
room = "Sala"
zone = "America/Monterrey"
shift = [{{ code = "dia", name = "Día", starts = "06:00" }}]
place = [{{ code = "monterrey", name = "Monterrey", region = "Centro" }}]

[words]
forms = {{ fisica = "Física", sexual = "Sexual" }}
reasons = {{ cupo = "Sin cupo" }}

[[centre]]
source = "nl/070"
name = "070"
about = "orientación"
url = "ws://127.0.0.1:1/feed"
service_level = {{ target = 80, within = 20 }}
queue = [{{ code = "psicologia", name = "Psicología" }}]

[[registry]]
source = "{SOURCE}"
name = "Casos"
about = "registro"

[registry.table]
view = "vigia_casos"
poll = 0.05
settle = 2.0

[[registry.table.fact]]
type = "case.opened"
when = {{ paso = "alta" }}
subject = "caso"
time = "cuando"
[registry.table.fact.fields]
forms = {{ column = "violencias", split = ";", words = {{ "Física" = "fisica", "Sexual" = "sexual" }} }}
person = "persona"
phone = "telefono"
episode_from = "desde"
episode_to = "hasta"
municipality = {{ column = "municipio", unless = ["", "SE IGNORA"] }}

[[registry.table.fact]]
type = "case.assessed"
when = {{ paso = ["alta", "valoración"], riesgo = "*" }}
subject = "caso"
time = "cuando"
fields = {{ level = {{ column = "riesgo", words = {{ LEVE = "mild", MODERADO = "moderate", GRAVE = "severe" }} }} }}

[[registry.table.fact]]
type = "case.closed"
when = {{ paso = "cierre" }}
subject = "caso"
time = "cuando"
fields = {{ reason = {{ value = "cupo" }} }}
"""


def write_site(folder: Path, store: str, table: str) -> dict[str, str]:
    """The environment of a site whose profile stands in `folder` from now on."""
    (folder / "nuevo_leon.toml").write_text(PROFILE, encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "VIGIA_SITE": "nuevo_leon",
        "VIGIA_KIND": "demo",
        "VIGIA_LOG": "debug",
        "VIGIA_STORE": store,
        "VIGIA_PROFILES": str(folder),
        "VIGIA_KEYRING": str(folder / "keyring"),
        "VIGIA_FEEDS_PORT": str(free_port()),
        "VIGIA_DROPS": str(folder / "drops"),
        "VIGIA_DROPS_PORT": str(free_port()),
        "VIGIA_TOKEN_NL_070": "x",
        "VIGIA_TOKEN_NL_CASOS": TOKEN,
        "VIGIA_TABLE_NL_CASOS": table,
    }


@contextmanager
def feeds(told: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m feeds`; what it says is added to `log`. Killed at the end."""
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, "-m", "feeds"], env=told, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
