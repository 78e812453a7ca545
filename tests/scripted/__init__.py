"""Scripted periods of the four systems that Vigía is for: what their sources say, and the figures that come of it.

Every period is the same each time; its numbers are exact, its order plausible.
"""

from tests.scripted.chile import Ledger, chile
from tests.scripted.nuevo_leon import nuevo_leon
from tests.scripted.peru import peru
from tests.scripted.quintana_roo import quintana_roo
from tests.scripted.script import Period

__all__ = ["Ledger", "Period", "chile", "nuevo_leon", "peru", "quintana_roo"]
