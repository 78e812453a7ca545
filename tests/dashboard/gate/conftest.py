"""A site behind its gate, shared by the tests that knock at it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from dashboard.gate.screens import Screens
from journal.valkey import ValkeyJournal
from tests.dashboard.conftest import Dashboard
from tests.dashboard.gate.building import Visitor, close_all, gate_file, provider
from tests.stores import Server as Store


class Site:
    """`wall` and `desk`: the servers, which share a store and a gate."""

    def __init__(self, store: Store, folder: Any, issuer: str) -> None:
        self.store = store
        self.gate = str(gate_file(folder, issuer))
        self.environment = {"VIGIA_GATE": self.gate}
        self.wall = Dashboard("streamlit_app.py", store.url, folder / "wall.log", **self.environment)
        self.desk = Dashboard("desk_app.py", store.url, folder / "desk.log", **self.environment)

    def ask(self, what: Callable[[Any], Awaitable[Any]]) -> Any:
        """Something of the site's journal; in a thread, for a browser may hold this one's loop."""

        async def asked() -> Any:
            journal = ValkeyJournal(self.store.url, "nuevo_leon")
            await journal.open("demo")
            try:
                return await what(journal)
            finally:
                await journal.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(asked())).result()

    def code(self, name: str = "sala") -> str:
        return str(self.ask(lambda journal: Screens(journal).code(name, "supervisora"))[0])

    def person(self, account: str, server: Dashboard | None = None) -> Visitor:
        visitor = Visitor(server or self.desk)
        assert visitor.sign_in(account).status_code == 303
        return visitor

    def screen(self) -> Visitor:
        visitor = Visitor(self.wall)
        assert visitor.enrol(self.code()).status_code == 303
        return visitor

    def audited(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(record) for _, _, record in self.ask(lambda journal: journal.audited())]


@pytest.fixture(scope="package")
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with provider() as issuer:
        site = Site(store, tmp_path_factory.mktemp("site"), issuer)
        for server in (site.wall, site.desk):
            server.start()
        yield site
        close_all()
        for server in (site.wall, site.desk):
            server.kill()
