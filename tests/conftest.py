"""Fixtures for every room: a real store of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.stores import Server, embedded

# How long an example takes is measured in the benches; here it would only say how busy the machine is.
settings.register_profile("vigia", deadline=None)
settings.load_profile("vigia")


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Server]:
    """A fresh, durable, embedded Valkey for this test alone; it may be killed and started again."""
    directory = tmp_path / "store"
    directory.mkdir()
    with embedded(directory) as server:
        yield server


@pytest.fixture
def valkey_url(valkey: Server) -> str:
    """The address of a fresh store."""
    return valkey.url
