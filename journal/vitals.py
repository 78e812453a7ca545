"""/healthz and /metrics of a process that serves no pages, on 127.0.0.1, from a thread of its own:
a process whose loop hangs still answers, and says so."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app

Report = Callable[[], tuple[bool, dict[str, object]]]  # alive?, and what to say


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """A probe every few seconds is no news."""


def serve_vitals(port: int, report: Report) -> Callable[[], None]:
    """Start answering; the function returned stops it. Raises OSError when the port is taken."""
    metrics = make_wsgi_app()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            return metrics(environ, start)  # type: ignore[no-any-return]  # the library's app is untyped
        if environ["PATH_INFO"] != "/healthz":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"here are /healthz and /metrics\n"]
        alive, said = report()
        start("200 OK" if alive else "503 Service Unavailable", [("Content-Type", "application/json")])
        return [json.dumps({"alive": alive, **said}).encode()]

    server = make_server("127.0.0.1", port, app, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="vitals", daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop
