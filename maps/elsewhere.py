"""Long work in a process of its own, after everybody else: neither the loop nor the walls wait for it."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
LATER = 10  # of 19 steps by which it stands back


async def elsewhere(work: Callable[[Given], Made], given: Given) -> Made:
    """`work(given)`, made in a fresh process that ends with it. Raises what it raises."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawning, initializer=os.nice, initargs=(LATER,)) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, work, given)
