"""Sealed zones are read strictly, and what stands in a file is never repeated."""

from pathlib import Path

import h3
import msgspec
import pytest
from cryptography.fernet import Fernet

from feeds.zones import Zone, Zones, load
from picture.errors import BadSetting

CELL, DECOY, ELSEWHERE = (h3.latlng_to_cell(*place, 8) for place in ((25.69, -100.32), (25.75, -100.29), (19.4, -99.1)))
KEY = Fernet.generate_key()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return kept(tmp_path / "key", KEY)


def kept(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.touch(mode)
    path.chmod(mode)
    path.write_bytes(content)
    return path


def sealed(folder: Path, *zones: Zone) -> Path:
    return kept(folder / "sealed", Fernet(KEY).encrypt(msgspec.msgpack.encode(zones)))


def test_zones_and_decoys_are_read_alike(tmp_path: Path, key: Path) -> None:
    zones = load(sealed(tmp_path, Zone((CELL,), ((DECOY,),))), key)
    assert [zones.cover(cell) for cell in (CELL, DECOY, ELSEWHERE)] == [True, True, False]


def test_no_zones_cover_nothing() -> None:
    assert not Zones().cover(CELL)
    assert Zones().digest == b""


@pytest.mark.parametrize("resolution", range(9))
def test_a_zone_covers_what_lies_in_it_and_what_it_lies_in(resolution: int) -> None:
    zones = Zones([h3.cell_to_parent(CELL, resolution)])
    assert all(zones.cover(h3.cell_to_parent(CELL, each)) for each in range(9))
    assert not any(zones.cover(h3.latlng_to_cell(-33.45, 170.0, each)) for each in range(9))


def test_the_digest_says_whether_zones_are_the_same_to_who_has_the_key_only() -> None:
    digest = Zones([CELL, DECOY], KEY).digest
    assert Zones([DECOY, CELL], KEY).digest == digest
    others = Zones([CELL], KEY), Zones([CELL, DECOY]), Zones([CELL, DECOY], Fernet.generate_key())
    assert digest not in {other.digest for other in others}


def test_a_plain_file_is_refused_and_it_is_said_how_to_seal_it(tmp_path: Path, key: Path) -> None:
    with pytest.raises(
        BadSetting, match=r"not sealed: python -m feeds\.seal PLAIN SEALED makes a sealed file"
    ) as refusal:
        load(kept(tmp_path / "zones", f"{CELL}\n".encode()), key)
    assert CELL not in str(refusal.value)


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="which does not open: VIGIA_EXCLUSIONS_KEY is the key of another"):
        load(sealed(tmp_path, Zone((CELL,))), kept(tmp_path / "key", Fernet.generate_key()))


def test_a_file_that_was_altered_does_not_open(tmp_path: Path, key: Path) -> None:
    path = sealed(tmp_path, Zone((CELL,)))
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadSetting, match="or it was altered"):
        load(path, key)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(BadSetting, match=rf"^VIGIA_EXCLUSIONS_KEY is '.+', which others may read \({mode:o}\)"):
        load(sealed(tmp_path, Zone((CELL,))), kept(tmp_path / "key", KEY, mode))


@pytest.mark.parametrize("content", [b"", b"no key", KEY + KEY, KEY[:-1]], ids=["empty", "words", "twice", "short"])
def test_what_is_no_key_is_refused_unsaid(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadSetting, match=r"which holds no key\.$"):
        load(sealed(tmp_path, Zone((CELL,))), kept(tmp_path / "key", content))


@pytest.mark.parametrize("missing", ["VIGIA_EXCLUSIONS", "VIGIA_EXCLUSIONS_KEY"])
def test_a_missing_file_is_refused(tmp_path: Path, key: Path, missing: str) -> None:
    path = sealed(tmp_path, Zone((CELL,)))
    (path if missing == "VIGIA_EXCLUSIONS" else key).unlink()
    with pytest.raises(BadSetting, match=rf"^{missing} is '.+', which cannot be read \(No such file"):
        load(path, key)
