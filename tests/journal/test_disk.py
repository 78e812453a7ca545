"""The disk's free share, and how often it is asked for."""

from pathlib import Path

from journal.disk import Disk, free_share


def test_the_free_share_of_a_folder_is_its_filesystems(tmp_path: Path) -> None:
    assert 0 < free_share(str(tmp_path)) < 1


def test_a_folder_that_is_not_here_is_taken_as_free(tmp_path: Path) -> None:
    assert free_share(str(tmp_path / "elsewhere")) == 1.0


def test_a_disk_that_is_not_ours_to_see_is_never_asked() -> None:
    disk = Disk(lambda _: 0.0, every=0)
    assert not disk.nearly_full()


def test_the_disk_is_asked_once_in_a_while_and_not_at_every_batch() -> None:
    asked: list[str] = []

    def probe(directory: str) -> float:
        asked.append(directory)
        return 0.01

    disk = Disk(probe, every=3600)
    disk.directory = "/var/store"
    assert [disk.nearly_full() for _ in range(5)] == [True] * 5
    assert asked == ["/var/store"]
