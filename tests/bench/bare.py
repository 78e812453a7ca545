"""The limit: the same hops as Vigía's with nothing in them. `python -m tests.bench.bare HOP …`, each hop a process.

feeds: socket → durable append. watch: journal → publish, at most every so many seconds. wall: publish → browsers.
"""

import argparse
import asyncio
import contextlib
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import redis.asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response

from dashboard import page, wording

STREAM, CHANNEL = "bare:journal", "{bare}:wall"
LIVE = "/live"
Store = Any  # redis-py types a reply as all that it might be
TYPES = {".js": "text/javascript", "": "text/html; charset=utf-8", ".ico": "image/png"}

ONE_NUMBER = """<!doctype html><meta charset="utf-8"><title>bare</title><b id="figure">–</b><script>
const figure = document.querySelector("#figure");
const text = new TextDecoder();
const socket = new WebSocket(`ws://${location.host}/live`);
socket.binaryType = "arraybuffer";
socket.onmessage = (m) => {
  figure.firstChild.data = JSON.parse(text.decode(m.data)).figure;
};
</script>"""


def drawn() -> str:
    """A plain page that draws the whole wall with the wall's own files; only Streamlit is missing."""
    words = json.dumps(wording.chosen(None))
    return f"""<!doctype html><meta charset="utf-8"><title>bare</title><style>{page.style()}</style>
<div id="root">{page.file("wall.html")}</div><script type="module">
import start from "/wall.js";
start({{ parentElement: document.querySelector("#root"), data: {{ words: {words}, boot: "bare" }} }});
</script>"""


async def feeds(store: Store, url: str) -> None:
    async with connect(url, compression=None) as socket:
        async for frame in socket:
            await store.xadd(STREAM, {"f": frame})


async def watch(store: Store, document: bytes, every: float) -> None:
    """The number that the last frame carries, in front of a document's bytes."""
    loop = asyncio.get_running_loop()
    after, published = "$", -every
    while True:
        reply = await store.xread({STREAM: after}, count=1000, block=1000)
        if not reply:
            continue
        after, fields = reply[0][1][-1]
        if every:
            await asyncio.sleep(max(0.0, published + every - loop.time()))
            for _, rows in await store.xread({STREAM: after}, count=1000):
                after, fields = rows[-1]
        published = loop.time()
        await store.publish(CHANNEL, b'{"figure":%d,' % json.loads(fields[b"f"])["figure"] + document[1:])


async def wall(store: Store, port: int) -> None:
    pages = {"/": ONE_NUMBER, "/drawn": drawn(), "/wall.js": page.script()}
    last = b""

    def respond(connection: ServerConnection, request: Request) -> Response | None:
        if request.path == LIVE:
            return None
        response = connection.respond(HTTPStatus.OK, pages.get(request.path, ""))
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = TYPES[Path(request.path).suffix]
        return response

    async def live(connection: ServerConnection) -> None:
        if last:
            await connection.send(last)
        await connection.wait_closed()

    async with (
        serve(live, "127.0.0.1", port, process_request=respond, compression=None) as server,
        store.pubsub() as bus,
    ):
        await bus.subscribe(CHANNEL)
        async for message in bus.listen():
            if message["type"] == "message":
                last = message["data"]
                broadcast(server.connections, last)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hop", choices=("feeds", "watch", "wall"))
    parser.add_argument("--store", required=True)
    parser.add_argument("--url", help="of the centre")
    parser.add_argument("--document", type=Path, help="a wall document, so that as many bytes travel")
    parser.add_argument("--every", type=float, default=0.0, help="seconds between two documents at least")
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    async with redis.asyncio.from_url(given.store) as store:
        if given.hop == "feeds":
            await feeds(store, given.url)
        elif given.hop == "watch":
            await watch(store, given.document.read_bytes(), given.every)
        else:
            await wall(store, given.port)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
