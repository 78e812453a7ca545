"""Databases of registries: a real PostgreSQL and SQLite, each with the view of the cast."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from tests.postgres import Cluster, cluster

CASES = """CREATE TABLE casos (
    id {serial}, caso TEXT, paso TEXT, cuando {instant}, riesgo TEXT, violencias TEXT, persona TEXT, telefono TEXT,
    desde {instant}, hasta {instant}, municipio TEXT, nombre TEXT
)"""
VIEW = "CREATE VIEW vigia_casos AS SELECT * FROM casos"


class Database(Struct, frozen=True):
    """`run` executes a statement and commits it."""

    url: str
    run: Callable[[str], None]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Cluster]:
    with cluster() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Cluster) -> Cluster:
    """With the registry's table, empty, and its view."""
    postgres_server.run("DROP VIEW IF EXISTS vigia_casos CASCADE")
    postgres_server.run("DROP TABLE IF EXISTS casos CASCADE")
    postgres_server.run(CASES.format(serial="BIGSERIAL PRIMARY KEY", instant="TIMESTAMPTZ"))
    postgres_server.run(VIEW)
    return postgres_server


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    path = tmp_path / "registro.sqlite"

    def run(sql: str) -> None:
        with sqlite3.connect(path) as line:
            line.execute(sql)
        line.close()

    run(CASES.format(serial="INTEGER PRIMARY KEY", instant="TEXT"))
    run(VIEW)
    return Database(f"sqlite:///{path}", run)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """The same on either."""
    if request.param == "sqlite":
        made: Database = request.getfixturevalue("sqlite")
        return made
    server: Cluster = request.getfixturevalue("postgres")
    return Database(server.url, server.run)
