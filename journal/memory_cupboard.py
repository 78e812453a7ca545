"""The cupboard of the twin in memory: the same promises as the store's, by its store's clock."""

from abc import ABC, abstractmethod

Kept = dict[tuple[str, str], tuple[bytes, int | None]]  # shelf and key -> value and when it is gone


def kept_at(now: int, kept: Kept) -> Kept:
    """`kept`, from which everything is removed whose time is over."""
    for place in [place for place, (_, until) in kept.items() if until is not None and until <= now]:
        del kept[place]
    return kept


class MemoryCupboard(ABC):
    """A part of the journal in memory."""

    @abstractmethod
    def _cupboard(self) -> tuple[Kept, int]:
        """What is kept now, and now. Raises StoreDown."""

    async def put(self, shelf: str, key: str, value: bytes, ttl: int | None = None, *, new: bool = False) -> bool:
        kept, now = self._cupboard()
        if new and (shelf, key) in kept:
            return False
        kept[shelf, key] = (value, None if ttl is None else now + ttl)
        return True

    async def get(self, shelf: str, key: str) -> bytes | None:
        kept, _ = self._cupboard()
        value, _ = kept.get((shelf, key), (None, None))
        return value

    async def take(self, shelf: str, key: str) -> bytes | None:
        kept, _ = self._cupboard()
        value, _ = kept.pop((shelf, key), (None, None))
        return value

    async def drop(self, shelf: str, key: str) -> bool:
        kept, _ = self._cupboard()
        return kept.pop((shelf, key), None) is not None

    async def shelf(self, shelf: str) -> dict[str, bytes]:
        kept, _ = self._cupboard()
        return {key: value for (on, key), (value, _) in kept.items() if on == shelf}

    async def count(self, shelf: str, key: str, ttl: int) -> int:
        kept, now = self._cupboard()
        before, until = kept.get((shelf, key), (b"0", None))
        many = int(before) + 1
        kept[shelf, key] = (str(many).encode(), now + ttl if until is None else until)
        return many
