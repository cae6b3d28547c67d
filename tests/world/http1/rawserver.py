"""A server that knows no HTTP: it keeps what it reads and answers with bytes, a cut, or silence."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Then:
    """What follows the bytes of an answer: "wait" for the next request, "close", "reset" together with
    them, or "reset later", when they have been read.
    """

    data: bytes
    how: str = "wait"


@dataclass
class RawServer:
    """Answers the nth request with the nth script; `connections` holds what each one read."""

    answers: Sequence[Then]
    connections: list[bytearray] = field(default_factory=list)
    port: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _next: int = 0

    @property
    def closes(self) -> bool:
        """Whether the last answer was one after which the connection ends."""
        return self._next > 0 and self.answers[self._next - 1].how == "close"

    @property
    def requests(self) -> list[bytes]:
        """All that was read, a connection after the other."""
        return [bytes(read) for read in self.connections]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        read = bytearray()
        self.connections.append(read)
        self.writers.append(writer)
        try:
            while await _request(reader, read):
                answer = self.answers[self._next]
                self._next += 1
                writer.write(answer.data)
                await writer.drain()
                if answer.how == "close":
                    break
                if answer.how == "reset later":
                    for _ in range(50):  # turns of the loop that the client runs in, too
                        await asyncio.sleep(0)
                if answer.how.startswith("reset"):
                    raw: socket.socket = writer.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    writer.transport.abort()
                    return
        except OSError:
            pass
        finally:
            writer.close()
            self.closed.set()

    async def hang_up(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()


async def _request(reader: asyncio.StreamReader, read: bytearray) -> bool:
    """Read one request, framed by its length or in chunks."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        read += head
        length = _LENGTH.search(head)
        if length:
            read += await reader.readexactly(int(length[1]))
        elif b"chunked" in head:
            read += await reader.readuntil(b"0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return False
    return True


@asynccontextmanager
async def raw_server(*answers: Then | bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """A running server; bytes alone are an answer after which it waits."""
    made = RawServer([one if isinstance(one, Then) else Then(one) for one in answers])
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.hang_up()
