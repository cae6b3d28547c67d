"""A tap on the line to a server: passes everything on, and keeps every byte that was sent to it."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class Tap:
    """Listens on a port of its own; `connections` holds what came over each connection.

    After `most` connections nobody listens any more: the next one is refused.
    """

    def __init__(self, upstream: int, most: int = 100) -> None:
        """Pass on to that port on this machine."""
        self._upstream, self._most = upstream, most
        self.connections: list[bytearray] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        if most == 0:
            self._listening.close()

    def __enter__(self) -> Self:
        if self._most:
            threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while len(self.connections) < self._most:
                near, _ = self._listening.accept()
                kept = bytearray()
                self.connections.append(kept)
                if len(self.connections) == self._most:
                    self._listening.close()
                threading.Thread(target=self._connection, args=(near, kept), daemon=True).start()

    def _connection(self, near: socket.socket, kept: bytearray) -> None:
        with near, socket.create_connection(("127.0.0.1", self._upstream)) as far:
            there = threading.Thread(target=_pump, args=(near, far, kept), daemon=True)
            there.start()
            _pump(far, near, bytearray())
            there.join()


def _pump(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            kept += data
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
