"""docs/benchmarks.md, rendered from docs/benchmarks.json: the figures of the last run of each group."""

import os
import platform
import shutil
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from journal.embedded import command
from tests.bench.processes import HERE
from tests.bench.row import Row

FIGURES = HERE / "docs" / "benchmarks.json"
PAGE = HERE / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Each budget of [design.md](design.md), and beside it, measured in the same run on the same machine, the limit: what the
same work costs with nothing of Vigía's in it. `make bench` measures and writes this page; `make bench ARGS="--only
fold,pass"` measures some groups and keeps the other figures, `ARGS=--quick` shows that every measurement still works
and writes nothing. The figures stand in [benchmarks.json](benchmarks.json) too.
"""

METHOD = """## How it is measured

- **Clock.** Processes and pages share the machine's clock. A page's own (`performance.timeOrigin + now`) drifts from
  it: the drift is read before and after and taken out. An event counts as sent just before its bytes are written to the
  centre's socket, and as shown when a MutationObserver has seen the figure that it changes; by then the page's whole
  update is in the DOM. Painting comes after it and is not in these figures.
- **Chain.** The processes are those that `make run` starts: an embedded Valkey that syncs every write, `python -m
  feeds`, `python -m watch`, `streamlit run`; the centres are the simulator's protocol server inside the benchmark's
  process. The past is the demo's Nuevo León: 25 h of single calls and 8 weeks of half hours. Headless Chromium draws
  pages of 1920×1080 in software on the same cores: with few cores that is most of the load.
- **Limit of the chain.** Three bare processes do the same hops: socket to `XADD`, `XREAD` to `PUBLISH`, `SUBSCRIBE` to
  sockets, to a page that writes one number. As many bytes travel.
- **Alarms.** Two `python -m watch` on a store with the cases and follow-ups named in the row; what was late in them is
  told before. Then severe cases that nobody takes and windows of follow-ups that close fall due evenly over 20 s, three
  times with the lease held and three times with a SIGKILL of the leading watch among them. Delays are from the alert's
  `due` to the store's `recorded`: of all alerts due in those 20 s, or from 1 s before the kill to 4 s after it. Lost
  and told twice are counted over the whole journal. What many kills do: `make chaos ARGS="--alarms 1000"`.
- **Percentiles** are of all samples of all pages together; rates are medians of rounds; nothing is pinned to a core.
"""


class Machine(Struct, frozen=True):
    """Where a group was measured, and when (UTC)."""

    at: str
    cores: int
    processor: str
    system: str
    python: str
    stores: str
    packages: str


class Group(Struct, frozen=True):
    """What one measurement gave. `text` stands below its rows."""

    machine: Machine
    rows: list[Row]
    text: str = ""


def machine() -> Machine:
    return Machine(
        at=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        cores=os.cpu_count() or 0,
        processor=_processor(),
        system=platform.system() + " " + platform.release(),
        python=platform.python_version(),
        stores=_stores(),
        packages=", ".join(f"{name} {version(name)}" for name in ("streamlit", "websockets", "redis", "msgspec")),
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _stores() -> str:
    found = [("embedded", command(Path())[0])]
    if debian := shutil.which("redis-server"):
        found.append(("Debian's", debian))
    return ", ".join(f"{whose} {_version_of(path)}" for whose, path in found)


def _version_of(path: str) -> str:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.split()
    return f"{said[0]} {said[2].removeprefix('v=')}"


def kept() -> dict[str, Group]:
    if not FIGURES.exists():
        return {}
    return msgspec.json.decode(FIGURES.read_bytes(), type=dict[str, Group])


def keep(found: dict[str, Group]) -> None:
    FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    PAGE.write_text(render(found), encoding="utf-8")


def render(found: dict[str, Group]) -> str:
    lines = [HEAD, "## Budgets", ""]
    lines += [_line("what", "budget", "measured", "limit in the same run", "of the limit", "reached"), "|---" * 6 + "|"]
    for group in found.values():
        lines += [_line(r.what, r.budget, r.measured, r.limit, r.ratio, r.reached) for r in group.rows]
    lines.append("")
    lines += [group.text + "\n" for group in found.values() if group.text]
    lines += [METHOD, "## Where and when", "", _line("measured", "group", "machine"), "|---|---|---|"]
    lines += [_line(group.machine.at, name, _told(group.machine)) for name, group in found.items()]
    return "\n".join(lines) + "\n"


def _told(m: Machine) -> str:
    return f"{m.cores} cores ({m.processor}), {m.system}, Python {m.python}, {m.stores}, {m.packages}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
