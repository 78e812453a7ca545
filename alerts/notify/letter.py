"""What goes out, and what may become of it: shared by those who write, send and journal."""

from typing import Any, Literal

from msgspec import Struct

Reason = Literal["unreachable", "refused", "timeout", "misconfigured", "missing"]


class Letter(Struct, frozen=True, kw_only=True):
    """`key` says to the receiver that it is the same when it comes again. `payload`: the same for a machine, in
    Alertmanager's format. `paper`: where in the folder of briefings the PDF lies that goes with it, "": none does;
    `content`: the PDF."""

    key: str
    subject: str
    body: str
    payload: dict[str, Any]
    paper: str = ""
    content: bytes = b""
