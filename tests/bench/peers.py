"""The wall in one run with the peers' harness (a folder of its own): every contestant shows a document that another
process publishes. `python -m tests.bench --peers FOLDER`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.processes import Process, answers, python
from tests.bench.row import Bound, Row, figure, verdict
from tests.stores import debian, free_port

CHANNEL = "tick"
LIMIT = "limit"
TIMES = 1.5
ABOUT = """## Peers

{count} other ways to show a live document in a browser, and the wall, in one run of {events} events for each number of
viewers. Each document comes to all of them over one Redis channel, from 0.5 to 1.5 s apart; everything in it changes
each time, and it is shown when the last part of it stands in the DOM. The peers' document has 6 KB (8 tiles, a table of
10 rows, a chart of 48 bars); the wall's is its real one of 11 KB: two centres, five queues, two trends with the band
of what is usual. The wall's figures include a bridge that takes the peers' document from the channel and
publishes the wall's: one more hop through the store than any peer has, in time and in CPU.

{table}

With 8 viewers Chromium fills the cores, and latencies show the wait for them: compare the CPU per update first.
"""


def known(folder: Path, interpreter: str) -> list[str]:
    said = subprocess.run([interpreter, "run.py", "--list"], cwd=folder, capture_output=True, text=True, check=True)
    return [line.partition(":")[0] for line in said.stdout.splitlines()]


def run(folder: Path, events: int, names: list[str] | None = None) -> tuple[str, dict[str, Any]]:
    """Their table and their figures."""
    made = Path(tempfile.gettempdir(), "peers-venv", "bin", "python")
    if not made.exists():
        subprocess.run([str(folder / "setup.sh")], check=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as name, debian(Path(name)) as store:
        line = python("-m", "tests.bench.bridge", "--store", store.url, "--channel", CHANNEL, "--port", str(port))
        bridge = Process("bridge", line, Path(name), {})
        try:
            bridge.until(lambda: answers(f"http://127.0.0.1:{port}/_stcore/health"), 60)
            figures = Path(name, "figures.json")
            options = ["--redis", store.url, "--extern", f"wall=http://127.0.0.1:{port}/,{bridge.pid},{CHANNEL}"]
            options += ["--events", str(events), "--json", str(figures), *(names or known(folder, str(made)))]
            said = subprocess.run([str(made), "run.py", *options], cwd=folder, stdout=subprocess.PIPE, check=True)
            return said.stdout.decode(), json.loads(figures.read_text())
        finally:
            bridge.end()


def measure(folder: Path, events: int) -> tuple[list[Row], str]:
    """Rows, and the section that explains them."""
    table, figures = run(folder, events)
    sys.stdout.write(table)
    results = [result for result in figures["results"] if not result["error"]]
    peers = [r for r in results if r["name"] not in ("wall", LIMIT)]
    wall, limit = (next(r for r in results if r["name"] == name) for name in ("wall", LIMIT))
    rows = [_row(at, wall, limit, peers) for at in range(len(wall["phases"]))]
    return rows, ABOUT.format(
        count=len(peers) + 1, events=events, table=table.strip().replace("| wall |", "| **wall** |")
    )


def _row(at: int, wall: dict[str, Any], limit: dict[str, Any], peers: list[dict[str, Any]]) -> Row:
    ours, bare = wall["phases"][at], limit["phases"][at]
    fastest = min(peers, key=lambda peer: float(peer["phases"][at]["dom_ms"]["p50"]))
    best = fastest["phases"][at]
    times = ours["dom_ms"]["p50"] / bare["dom_ms"]["p50"]
    viewers = ours["viewers"]
    return Row(
        what=f"document published → DOM beside the peers, {viewers} viewer{'s' if viewers > 1 else ''}",
        budget=f"faster than every peer; ≤ {TIMES} × the bare socket",
        measured=f"{_three(ours)}; {figure(ours['server_cpu_ms'])} ms of server CPU per update and viewer",
        limit=f"{limit['title']}: {_three(bare)}; fastest peer, {fastest['title']}: {_three(best)},"
        f" {figure(best['server_cpu_ms'])} ms",
        ratio=f"{figure(times)} × (p50); the fastest peer {figure(best['dom_ms']['p50'] / bare['dom_ms']['p50'])} ×",
        reached=verdict(
            [
                Bound("the bare socket's p50", times, TIMES, "×"),
                Bound("p50", ours["dom_ms"]["p50"], best["dom_ms"]["p50"], "ms of the fastest peer"),
            ]
        ),
    )


def _three(phase: dict[str, Any]) -> str:
    p50, p95, highest = (figure(phase["dom_ms"][key]) for key in ("p50", "p95", "max"))
    return f"p50 {p50}, p95 {p95}, max {highest} ms"
