"""Reads the values of `--map HOST=URL` and `--proxy URL`. No I/O."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from runtime.model.egress.hosts import normalize_host, read_host
from runtime.model.egress.networks import is_metadata
from runtime.model.errors import BadInput
from runtime.model.option import Option

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}")


@dataclass(frozen=True, slots=True)
class Address:
    """A scheme, host and port to connect to; `host` is a name or an IP address without brackets."""

    scheme: str  # "http" or "https"
    host: str
    port: int

    def __str__(self) -> str:
        """As a URL, without the scheme's usual port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; `authorization` is the value of its Proxy-Authorization header, if it needs one."""

    address: Address
    authorization: str | None = None


def parse_map(text: str) -> tuple[str, Address]:
    """The host, in lower case, and the address of `--map HOST=URL`. Raises BadInput.

    The URL can have only scheme, host and port, because path and query come from the script.
    """
    name, equals, url = text.partition("=")
    host = normalize_host(name.strip().removeprefix("[").removesuffix("]"))
    if not equals or not _HOST.fullmatch(host):
        raise _unusable(Option.MAP.spell(), text.rpartition("@")[2], "HOST=URL")
    parts = _split(Option.MAP.spell(), url.strip(), _map_form())
    address = _address(Option.MAP.spell(), parts, _map_form(), tuple(_PORTS))
    if parts.username is not None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        # The message doesn't repeat the URL: it may have a password.
        problem = f"its URL has more than {address}: path and query come from the script"
        raise BadInput(Option.MAP.spell(), problem, _map_form())
    if is_metadata(address.host):
        problem = f"{address.host} is where a cloud's metadata service answers: no option opens that"
        raise BadInput(Option.MAP.spell(), problem, _map_form())
    return host, address


def parse_proxy(text: str) -> Proxy:
    """The proxy of `--proxy http://[USER:PASSWORD@]HOST:PORT`. Raises BadInput."""
    parts = _split(Option.PROXY.spell(), text.strip(), _proxy_form())
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _unusable(Option.PROXY.spell(), "URL", "the address of a proxy")
    address = _address(Option.PROXY.spell(), parts, _proxy_form(), ("http",))
    if parts.username is None:
        return Proxy(address)
    pair = unquote_to_bytes(parts.username) + b":" + unquote_to_bytes(parts.password or "")
    return Proxy(address, f"Basic {base64.b64encode(pair).decode('ascii')}")


def _map_form() -> str:
    return f"Write it like this: {Option.MAP.spell('api.example.com=http://127.0.0.1:8080')}"


def _proxy_form() -> str:
    return f"Write it like this: {Option.PROXY.spell('http://proxy.example.com:3128')}"


def _split(option: str, url: str, way_out: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # this checks the port
    except ValueError as error:
        raise BadInput(option, "its URL can't be read", way_out) from error
    return parts


def _address(where: str, parts: SplitResult, way_out: str, schemes: tuple[str, ...]) -> Address:
    if parts.scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise BadInput(where, f"its URL does not begin with {wanted}", way_out)
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise BadInput(where, "its URL has no usable host", way_out)
    read_host(where, parts.hostname)  # refuses notations such as 127.1 and 0x7f.1
    if parts.port == 0:
        raise BadInput(where, "nothing can be reached at port 0", way_out)
    return Address(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])


def _unusable(where: str, text: str, wanted: str) -> BadInput:
    way_out = _map_form() if where == Option.MAP.spell() else _proxy_form()
    return BadInput(where, f"{text!r} is not {wanted}", way_out)
