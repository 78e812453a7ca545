"""A loopback port that takes faults while the simulator runs: one line of JSON in, one line of words out."""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec import Struct

from feeds.simulator.faults import LASTS, Fault, fault_of
from picture.errors import VigiaError

HOST = "127.0.0.1"


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """`seconds`: how long the fault lasts; `centre` empty: all of them."""

    fault: str
    centre: str = ""
    seconds: float = LASTS


async def serve(port: int, inject: Callable[[Fault], None], clock: Callable[[], int]) -> asyncio.Server:
    """Listen for orders; a fault starts at once."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(5):
                line = await reader.readline()
            order = msgspec.json.decode(line, type=Order)
            inject(fault_of(order.fault, clock(), order.seconds, order.centre))
            reply = "done"
        except VigiaError as error:
            reply = str(error)
        except (msgspec.DecodeError, ValueError, TimeoutError):
            reply = "This is no order."
        writer.write(reply.encode() + b"\n")
        writer.close()
        await writer.wait_closed()

    return await asyncio.start_server(answer, HOST, port, limit=4096)


async def order(port: int, what: Order) -> str:
    """Give an order to the simulator that listens there; its answer. Raises OSError when none does."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(msgspec.json.encode(what) + b"\n")
    reply = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return reply.decode().strip()
