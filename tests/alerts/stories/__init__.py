"""A hundred stories of the room in simulated time."""

import pytest

pytest.register_assert_rewrite("tests.alerts.stories.story")
