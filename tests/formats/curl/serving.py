"""A server for one request, which keeps every byte of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import replace

from runtime.model.http import Request

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def serve_once(request: Request, send: Callable[[Request], None]) -> bytes:
    """What comes to the server while `send` is given the same request for this address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        got: list[bytes] = []
        thread = threading.Thread(target=lambda: got.append(_serve(server)))
        thread.start()
        send(replace(request, scheme="http", host="127.0.0.1", port=server.getsockname()[1]))
        thread.join(20)
    return got[0]


def _serve(server: socket.socket) -> bytes:
    server.settimeout(20)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(20)
        data = b""
        while not _is_whole(data) and (packet := connection.recv(1 << 16)):
            data += packet
        connection.sendall(ANSWER)
    return data


def _is_whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    sizes = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(end) and len(body) >= (sizes[0] if sizes else 0)
