"""What `make run` says before anything starts."""

import socket
import sys
from pathlib import Path

import pytest

from deploy import run


def test_the_other_ports_follow_the_walls_and_every_feed_has_one() -> None:
    ports = run.ports_from(8501, feeds=3)
    assert ports["wall"] == 8501
    assert (ports["feeds"], ports["watch"]) == (8511, 8512)
    assert (ports["centres"], ports["feed 2"], ports["feed 3"]) == (8520, 8521, 8522)
    assert len(set(ports.values())) == len(ports)


def test_two_runs_a_hundred_ports_apart_share_none() -> None:
    assert not set(run.ports_from(8501, 10).values()) & set(run.ports_from(8601, 10).values())


def test_the_centres_are_read_from_the_profile_in_its_order() -> None:
    assert run.sources_of("nuevo_leon")[:2] == ["nl/070", "nl/911"]


def test_an_unknown_site_is_answered_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match=r"^There is no site 'atlantis'; the profiles are: .*nuevo_leon"):
        run.sources_of("atlantis")


def test_a_port_is_taken_while_something_listens_on_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert run.taken(port)
    assert not run.taken(port)


def test_a_taken_port_is_said_in_one_sentence_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        where = ["--port", str(port), "--venv", str(tmp_path / "venv"), "--var", str(tmp_path / "var")]
        monkeypatch.setattr(sys, "argv", ["run", *where])
        with pytest.raises(SystemExit, match=rf"^Port {port} \(wall\) is taken: "):
            run.main()
    assert list(tmp_path.iterdir()) == []
