"""On which line of a TOML file something stands. Only asked when a file is refused, so it may take its time."""

import tomllib
from collections.abc import Sequence

Key = str | int


def line_of(text: str, path: Sequence[Key]) -> int | None:
    """The line (from 1) by which the value at `path` is whole; of its nearest parent when it does not stand there.

    `tomllib` keeps no lines: the file is read again and again, a line more each time, until the value is as in
    the whole file. None for an empty path.
    """
    whole = tomllib.loads(text)
    while path and _at(whole, path) is None:
        path = path[:-1]
    if not path:
        return None
    wanted, scalar = _at(whole, path), not isinstance(_at(whole, path), dict | list)
    lines = text.splitlines(keepends=True)
    for number in range(1, len(lines) + 1):
        found = _at(_so_far("".join(lines[:number])), path)
        if found is not None and (found == wanted or not scalar):
            return number
    return None


def _so_far(text: str) -> object:
    """What the beginning of a file says, a list that is still open closed here."""
    for end in ("", "\n]"):
        try:
            return tomllib.loads(text + end)
        except tomllib.TOMLDecodeError:
            continue
    return None


def _at(value: object, path: Sequence[Key]) -> object:
    for key in path:
        try:
            value = value[key]  # type: ignore[index]  # a path may lead where nothing is
        except (KeyError, IndexError, TypeError):
            return None
    return value
