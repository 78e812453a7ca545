"""Every measurement still works: a few samples of each, no judgement of speed."""

import re
import subprocess
import sys

import pytest

from tests.bench.__main__ import GROUPS
from tests.bench.processes import HERE

pytestmark = [pytest.mark.long, pytest.mark.store, pytest.mark.browser]


# For hands, half a minute or more each: "chain" is the way of tests/test_end_to_end.py with a clock, "wall" and "desks"
# are parts of it, "alarms" the kills of tests/chaos/test_alarms.py with one, "silence" what tests/test_demonstration.py
# waits for.
BY_HAND = {"chain", "wall", "desks", "alarms", "silence"}


@pytest.mark.parametrize("group", [group for group in GROUPS if group not in BY_HAND])
def test_a_group_yields_figures_and_their_limits(group: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--only", group],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    measured = re.findall(r"^  \S.*\n    (.*)\n    limit: (.*)\n    .*; (?:yes|–|not reached: .*)$", said.stdout, re.M)
    assert measured
    for figures, limit in measured:
        assert re.search(r"\d", figures)
        assert re.search(r"\d", limit)
