"""What the settings say of places."""

from pathlib import Path

import msgspec
import pytest
from cryptography.fernet import Fernet

from feeds.places import excluded, locating
from feeds.zones import Zone
from maps import boundaries
from maps.boundaries import BadBoundaries
from picture.errors import BadSetting
from picture.policy import Place
from tests.feeds.cast import PROFILE

MACROPLAZA, SAN_PEDRO, MEXICO_CITY = (25.6693, -100.3099), (25.6573, -100.4020), (19.4326, -99.1332)
SITE = msgspec.structs.replace(PROFILE, place=(Place(code="19039", name="Monterrey", region="Centro"),))
CELL = "88489e1aadfffff"


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIGIA_EXCLUSIONS", "VIGIA_EXCLUSIONS_KEY", "VIGIA_BOUNDARIES"):
        monkeypatch.delenv(name, raising=False)


def test_a_position_lies_in_a_place_of_the_profile_or_in_none() -> None:
    locate = locating(SITE)
    assert locate
    assert [locate(*place) for place in (MACROPLAZA, SAN_PEDRO, MEXICO_CITY)] == ["19039", None, None]


def test_an_authoritys_own_boundaries_take_the_place_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_BOUNDARIES", str(tmp_path))
    with pytest.raises(BadBoundaries):
        locating(SITE)
    (tmp_path / "nuevo_leon.geojson").write_bytes((boundaries.HERE / "nuevo_leon.geojson").read_bytes())
    assert locating(SITE)


def test_of_a_site_without_boundaries_nothing_is_located() -> None:
    assert locating(msgspec.structs.replace(SITE, code="prueba")) is None


def test_without_a_setting_there_are_no_zones() -> None:
    assert not excluded().cover(CELL)


def test_sealed_zones_need_their_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key()
    (tmp_path / "sealed").write_bytes(Fernet(key).encrypt(msgspec.msgpack.encode([Zone((CELL,))])))
    monkeypatch.setenv("VIGIA_EXCLUSIONS", str(tmp_path / "sealed"))
    with pytest.raises(BadSetting, match=r"^VIGIA_EXCLUSIONS_KEY is not set: file of the key"):
        excluded()
    (tmp_path / "key").touch(0o600)
    (tmp_path / "key").write_bytes(key)
    monkeypatch.setenv("VIGIA_EXCLUSIONS_KEY", str(tmp_path / "key"))
    assert excluded().cover(CELL)
