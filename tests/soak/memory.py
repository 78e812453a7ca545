"""How much memory processes and a page hold, sample after sample, and whether that stays flat."""

import statistics
from collections.abc import Mapping, Sequence

import psutil
from msgspec import Struct
from playwright.async_api import CDPSession, Page

MEGABYTE = 1_000_000
ALLOWED = 5.0  # percent that a measure may grow after warm-up
WARM_UP = 0.25  # of the samples
Sample = Mapping[str, float]  # megabytes by measure; counts where the name says so


class Growth(Struct, frozen=True):
    """One measure after warm-up: the medians of the first and of the last third of its samples."""

    measure: str
    first: float
    last: float
    judged: bool

    @property
    def percent(self) -> float:
        return 100 * (self.last / self.first - 1) if self.first else 0.0

    @property
    def flat(self) -> bool:
        return self.percent <= ALLOWED

    @property
    def verdict(self) -> str:
        if not self.judged:
            return "-"
        return "flat" if self.flat else "GROWS"


def growths(samples: Sequence[Sample], unjudged: Sequence[str] = ()) -> list[Growth]:
    """`unjudged`: measures that grow because they keep what they are there to keep."""
    after = samples[int(len(samples) * WARM_UP) :]
    third = max(1, len(after) // 3)
    return [
        Growth(
            measure,
            statistics.median(sample[measure] for sample in after[:third]),
            statistics.median(sample[measure] for sample in after[-third:]),
            measure not in unjudged,
        )
        for measure in (samples[0] if samples else {})
    ]


def table(found: Sequence[Growth]) -> str:
    width = max(len(growth.measure) for growth in found)
    head = f"{'':{width}}  after warm-up    at the end   change"
    lines = [f"{g.measure:{width}}  {g.first:13,.1f} {g.last:13,.1f}  {g.percent:+6.1f} %  {g.verdict}" for g in found]
    return "\n".join([head, *lines])


def resident(pid: int) -> float:
    """Megabytes of a process with everything below it; 0 when it has gone."""
    try:
        root = psutil.Process(pid)
        return float(sum(p.memory_info().rss for p in [root, *root.children(recursive=True)])) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0


def renderers() -> float:
    """Megabytes of the pages' processes of every browser that we have started."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / MEGABYTE


class Heap:
    """What a page's own JavaScript and its document hold, after its garbage is collected."""

    def __init__(self, devtools: CDPSession) -> None:
        self._devtools = devtools

    @classmethod
    async def of(cls, page: Page) -> "Heap":
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Performance.enable")
        return cls(devtools)

    async def sample(self) -> dict[str, float]:
        await self._devtools.send("HeapProfiler.collectGarbage")
        told = await self._devtools.send("Performance.getMetrics")
        found = {metric["name"]: metric["value"] for metric in told["metrics"]}
        return {
            "page's heap, MB": found["JSHeapUsedSize"] / MEGABYTE,
            "page's nodes": found["Nodes"],
            "page's listeners": found["JSEventListeners"],
        }
