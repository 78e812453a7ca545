"""The wall as a stack shows it: the documents on its socket, and the page in a browser."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from playwright.sync_api import Browser, sync_playwright
from websockets.sync.client import connect

from tests.dashboard.conftest import CHROMIUM, FLAGS
from tests.stack import PATIENCE, Stack
from watch.documents import WallDocument


def document_when(stack: Stack, true: Callable[[WallDocument], bool], seconds: float = PATIENCE) -> WallDocument:
    """The first document on the wall's socket of which that is true. Raises TimeoutError with the last one."""
    deadline = time.monotonic() + seconds
    last: WallDocument | None = None
    with connect(stack.live, proxy=None) as socket:
        while (left := deadline - time.monotonic()) > 0:
            try:
                last = msgspec.json.decode(socket.recv(left), type=WallDocument)
            except msgspec.ValidationError:
                continue  # a word of the server's own
            except TimeoutError:
                break
            if true(last):
                return last
    raise TimeoutError(f"no such document within {seconds:.0f} s; the last: {last}\n{stack.logs()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
