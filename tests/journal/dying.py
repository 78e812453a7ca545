"""A process that archives and is killed by itself at a step: `URL FOLDER OWNER NAME CALL before|after`."""

import asyncio
import functools
import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journal.valkey import ValkeyJournal


def owner_of(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        return getattr(importlib.import_module(module), attribute)


def dying(work: Callable[..., Any], call: int, when: str) -> Callable[..., Any]:
    """`work`, at whose `call`th call the process dies."""
    calls = 0

    def dies(moment: str) -> None:
        if calls == call and moment == when:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(work)
    def plain(*words: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        dies("before")
        answer = work(*words, **named)
        dies("after")
        return answer

    @functools.wraps(work)
    async def waiting(*words: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        dies("before")
        answer = await work(*words, **named)
        dies("after")
        return answer

    return waiting if inspect.iscoroutinefunction(work) else plain


async def main(words: list[str]) -> None:
    url, folder, owner, name, call, when = words
    journal = ValkeyJournal(url, "nuevo_leon", archive=Path(folder))
    await journal.open("real")
    work = getattr(owner_of(owner), name)
    killer = dying(work, int(call), when)
    for module in [*sys.modules.values()]:  # whoever imported it by name too
        if getattr(module, name, None) is work:
            setattr(module, name, killer)
    setattr(owner_of(owner), name, killer)
    before = await journal.now() + 1
    while await journal.archive(before, 10):
        pass
    await journal.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
