"""A whole site behind its gate for a story at the desk: the feeds' own servers, and who sits at which screen."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, Locator, Page, expect

from deploy.accounts import accounts
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event, event
from tests.stack import PROFILES, Stack, ports_in_a_row
from tests.test_seed_periods import thread_of

TOKEN = "a-token-of-the-story"
