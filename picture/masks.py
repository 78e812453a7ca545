"""Masks: a few signs that stand for a case on the wall, nobody else's while it is open.

Drawn from the journal entry that first spoke of the case, so that a mask says nothing of its id or folio.
"""

from collections.abc import Container
from hashlib import blake2b

SIGNS = "234679ACDEFHJKMNPRTVWXY"  # no two look alike, from afar or in a bad hand
SHORT = 3
FULL = len(SIGNS) ** SHORT * 3 // 4  # from so many on a fourth sign is needed


def draw(number: int, recorded: int, taken: Container[str], count: int) -> str:
    """A mask that is not one of the `count` taken, for the case of entry `number` as `recorded`."""
    length = SHORT if count < FULL else SHORT + 1
    turn = 0
    while True:
        digest = int.from_bytes(blake2b(f"{number}.{recorded}.{turn}".encode(), digest_size=8).digest(), "big")
        mask = ""
        for _ in range(length):
            digest, sign = divmod(digest, len(SIGNS))
            mask += SIGNS[sign]
        if mask not in taken:
            return mask
        turn += 1
