"""A memory store that can fall, and clients to run on it."""

import pytest

from tests.feeds.room import Room


@pytest.fixture
def room() -> Room:
    return Room()
