"""This machine only, and only pages of our own."""

import pytest

from dashboard.gate import refuse_beyond_loopback, welcome
from picture.errors import BadSetting


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_this_machines_own_addresses_are_let_in(address: str) -> None:
    refuse_beyond_loopback(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "", None])
def test_any_other_address_is_refused_in_one_sentence(address: str | None) -> None:
    with pytest.raises(BadSetting) as refused:
        refuse_beyond_loopback(address)
    assert str(refused.value) == (
        f"server.address is {address!r}: without a gate Vigía serves this machine only, set it to 127.0.0.1."
    )


@pytest.mark.parametrize(
    ("host", "origin", "let_in"),
    [
        (b"127.0.0.1:8501", b"http://127.0.0.1:8501", True),
        (b"localhost:8501", b"http://localhost:8501", True),
        (b"[::1]:8501", b"http://[::1]:8501", True),
        (b"127.0.0.1:8501", b"", True),
        (b"127.0.0.1:8501", b"http://127.0.0.1:9999", False),
        (b"127.0.0.1:8501", b"http://elsewhere.example", False),
        (b"127.0.0.1:8501", b"null", False),
        (b"elsewhere.example:8501", b"http://elsewhere.example:8501", False),
        (b"", b"", False),
    ],
)
def test_a_socket_is_for_our_own_pages_and_local_programs(host: bytes, origin: bytes, let_in: bool) -> None:
    headers = [(b"host", host)] + ([(b"origin", origin)] if origin else [])
    assert welcome(headers) is let_in
