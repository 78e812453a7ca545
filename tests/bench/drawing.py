"""Wall documents in which everything that can change does, for measuring how they reach the screen."""

import time
from random import Random
from typing import Any

import msgspec

from journal.journal import Beat
from picture.picture import restore
from tests.bench import volume
from watch.documents import encode
from watch.wall import WallRoom

KEPT = {"start", "end", "starts", "ends", "target", "within", "weeks", "weeks_wanted", "serial", "position"}
INSTANTS = {"now", "heard", "longest_since"}
TONES = ("calm", "near", "crossed")


def template(hours: float, weeks: int) -> dict[str, Any]:
    """A real document, of the demo's Nuevo León."""
    now = int(time.time() * 1000)
    picture = restore(volume.apart(volume.past, "once", now, hours, weeks).state)
    assert picture.profile
    beats = {centre.source: Beat(heard=now) for centre in picture.profile.centre}
    document: dict[str, Any] = msgspec.json.decode(encode(WallRoom(picture, "demo").document(now, beats)))
    return document


def varied(document: dict[str, Any], version: int, probe: str) -> bytes:
    """Another document of the same shape; the same version gives the same figures. `probe` is drawn last."""
    drawn = _vary(document, "", Random(version))
    drawn["probe"] = probe
    drawn["figure"] = version
    return msgspec.json.encode(drawn)


def probed(raw: bytes, probe: str) -> bytes:
    """A document that `varied` made without a probe, with one."""
    return raw.replace(b'"probe":""', b'"probe":"%s"' % probe.encode())


def _vary(value: Any, key: str, random: Random) -> Any:
    if isinstance(value, dict):
        if "known" in value or value.keys() <= {"value", "tone"}:
            return {"value": random.randint(0, 99), "tone": random.choice(TONES)}
        return {name: _vary(inner, name, random) for name, inner in value.items()}
    if isinstance(value, list):
        return [_vary(inner, key, random) for inner in value]
    if key in INSTANTS:
        return int(time.time() * 1000) - (0 if key == "now" else random.randint(1_000, 90_000))
    if isinstance(value, bool) or key in KEPT or not isinstance(value, int | float):
        return value
    return random.randint(0, 99)
