"""A look at a view, on PostgreSQL and on SQLite; what cannot be read is said without what stands in it."""

import time
from collections.abc import Callable, Iterator

import pytest

from feeds.adapters.intake import Numbered
from feeds.adapters.sql import LARGEST, View, ViewAway
from picture.errors import BadFrame, BadSetting
from tests.feeds.adapters.cast import registry, rules
from tests.feeds.adapters.conftest import Database
from tests.postgres import Cluster
from tests.stores import free_port

Viewing = Callable[..., View]


@pytest.fixture
def view() -> Iterator[Viewing]:
    """Makes views of the cast, closed at the end."""
    made = []

    def opened(url: str, name: str = "vigia_casos") -> View:
        table = registry(view=name).table
        assert table
        made.append(View(url, "VIGIA_TABLE_NL_CASOS", table, rules().columns))
        return made[-1]

    yield opened
    for one in made:
        one.close()


def fill(database: Database, *numbers: int) -> None:
    for number in numbers:
        database.run(f"INSERT INTO casos (id, caso, nombre) VALUES ({number}, 'C-{number}', 'María Canaria')")


def rows(view: Viewing, database: Database | Cluster) -> list[Numbered]:
    return view(database.url).look(0, 10).rows


def test_rows_come_in_the_order_of_the_cursor_with_the_mappings_columns_alone(
    view: Viewing, database: Database
) -> None:
    fill(database, 9, 2, 4)
    look = view(database.url).look(2, 10)
    assert look.last == 9
    told = {number: row for number, row in look.rows if not isinstance(row, BadFrame)}
    assert [(number, row["caso"]) for number, row in told.items()] == [(4, "C-4"), (9, "C-9")]
    assert all(set(row) == set(rules().columns) for row in told.values())


def test_a_look_is_bounded_and_an_empty_view_has_no_end(view: Viewing, database: Database) -> None:
    assert (view(database.url).look(0, 2).last, view(database.url).look(0, 2).rows) == (None, [])
    fill(database, 1, 2, 3)
    assert [number for number, _ in view(database.url).look(0, 2).rows] == [1, 2]


def test_a_view_of_another_schema_is_named_with_it(view: Viewing, postgres: Cluster) -> None:
    postgres.run("CREATE SCHEMA IF NOT EXISTS registro")
    postgres.run('CREATE OR REPLACE VIEW registro."Casos" AS SELECT * FROM casos')
    assert view(postgres.url, "registro.Casos").look(0, 1).last is None


def test_the_databases_clock_is_told_where_it_names_its_zone(view: Viewing, postgres: Cluster) -> None:
    now = view(postgres.url).look(0, 1).now
    assert now is not None
    assert abs(now - time.time() * 1000) < 5_000


def test_a_view_that_is_not_there_is_away_and_is_found_when_it_comes(view: Viewing, database: Database) -> None:
    look = view(database.url)
    database.run("DROP VIEW vigia_casos")
    with pytest.raises(ViewAway, match=r"^the view cannot be read \(\w+( 42P01)?\)$"):
        look.look(0, 1)
    database.run("CREATE VIEW vigia_casos AS SELECT * FROM casos")
    assert look.look(0, 1).rows == []


def test_a_row_that_the_database_cannot_give_is_refused_alone_and_not_quoted(view: Viewing, postgres: Cluster) -> None:
    postgres.run("DROP VIEW vigia_casos")
    postgres.run(
        "CREATE VIEW vigia_casos AS SELECT id, caso, paso, cuando, nombre::int::text AS riesgo, violencias, persona,"
        " telefono, desde, hasta, municipio FROM casos"
    )
    postgres.run("INSERT INTO casos (caso, nombre) VALUES ('C-1', '1'), ('C-2', 'María Canaria'), ('C-3', '3')")
    said = [(number, str(row) if isinstance(row, BadFrame) else row["riesgo"]) for number, row in rows(view, postgres)]
    assert said == [(1, "1"), (2, "row: the database cannot give it (InvalidTextRepresentation 22P02)"), (3, "3")]


@pytest.mark.parametrize("never", ["infinity", "0044-03-15 BC", "20000-01-01"])
def test_an_instant_beyond_every_calendar_holds_up_no_other_row(view: Viewing, postgres: Cluster, never: str) -> None:
    postgres.run(f"INSERT INTO casos (caso, hasta) VALUES ('C-1', '{never}'), ('C-2', now())")
    (_, odd), (_, right) = rows(view, postgres)
    assert str(odd) == "row: the database cannot give it (DataError)"
    assert not isinstance(right, BadFrame)
    assert right["caso"] == "C-2"


def test_a_text_that_is_none_holds_up_no_other_row(view: Viewing, sqlite: Database) -> None:
    sqlite.run("INSERT INTO casos (caso) VALUES (CAST(X'ff' AS TEXT)), ('C-2')")
    (_, odd), (_, right) = rows(view, sqlite)
    assert str(odd) == "row: the database cannot give it (OperationalError)"
    assert not isinstance(right, BadFrame)
    assert right["caso"] == "C-2"


def test_a_column_that_the_view_has_not_is_away_and_no_text(database: Database) -> None:
    table = registry().table
    assert table
    fill(database, 1)
    odd = View(database.url, "VIGIA_TABLE_NL_CASOS", table, ["caso", "Teléfono"])
    with pytest.raises(ViewAway, match=r"^the view cannot be read \((OperationalError|UndefinedColumn 42703)\)$"):
        odd.look(0, 1)
    odd.close()


def test_two_rows_of_one_number_are_seen_where_a_look_ends_between_them(view: Viewing, sqlite: Database) -> None:
    names = ", ".join(f"NULL AS {name}" for name in rules().columns)
    sqlite.run(f"CREATE VIEW odd AS SELECT id, {names} FROM (SELECT 1 AS id UNION ALL SELECT 1)")
    with pytest.raises(ViewAway, match="two rows have the same number"):
        view(sqlite.url, "odd").look(0, 1)


def test_nothing_can_be_written_through_the_line(view: Viewing, postgres: Cluster) -> None:
    postgres.run(
        "CREATE OR REPLACE FUNCTION meddle() RETURNS bigint AS 'INSERT INTO casos (caso) VALUES (''x'')"
        " RETURNING id' LANGUAGE sql"
    )
    postgres.run("DROP VIEW vigia_casos; CREATE VIEW vigia_casos AS SELECT meddle() AS id")
    with pytest.raises(ViewAway, match="ReadOnlySqlTransaction 25006"):
        view(postgres.url).look(0, 1)


@pytest.mark.parametrize(
    "sql", ["SELECT 1 AS id UNION ALL SELECT 1", "SELECT 'C-1' AS id", f"SELECT {LARGEST + 1} AS id"]
)
def test_a_cursor_that_is_no_number_of_its_own_is_refused(view: Viewing, sqlite: Database, sql: str) -> None:
    names = ", ".join(f"NULL AS {name}" for name in rules().columns)
    sqlite.run(f"CREATE VIEW odd AS SELECT id, {names} FROM ({sql})")
    with pytest.raises(ViewAway, match="cursor"):
        view(sqlite.url, "odd").look(0, 10)


def test_a_database_that_does_not_answer_is_away(view: Viewing) -> None:
    with pytest.raises(ViewAway, match=r"the view cannot be read \(OperationalError\)"):
        view(f"postgresql+psycopg://vigia:secreto@127.0.0.1:{free_port()}/x").look(0, 1)


@pytest.mark.parametrize("url", ["not a url", "nosuch://host/db", "mysql+pymysql://host/db"])
def test_an_address_that_cannot_be_is_refused_without_being_quoted(view: Viewing, url: str) -> None:
    with pytest.raises(BadSetting, match=r"^VIGIA_TABLE_NL_CASOS is no address that SQLAlchemy knows"):
        view(url)
