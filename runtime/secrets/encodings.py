"""The encoded forms in which a secret can appear: each as bytes, with its stand-in in the same form."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

# Characters that JavaScript's encodeURIComponent and encodeURI don't escape, and restler's URL parser.
_COMPONENT = "-_.!~*'()"
_URI = f"{_COMPONENT};,/?:@&=+$#"
_LEGACY = "()=,;:@&+$!*~[]%/?-_.#"
_ESCAPE = "@*_+-./"  # characters that JavaScript's escape() doesn't escape
_BEYOND_LATIN_1 = 256


def forms(secret: str, stand_in: str) -> dict[bytes, bytes]:
    """Every form of a whole secret, with the bytes to write for it."""
    found: dict[bytes, bytes] = {}
    for transform, encoders in _TRANSFORMS:
        for encode in encoders:
            form, replacement = encode(transform(secret)), encode(transform(stand_in))
            if form != replacement:
                found.setdefault(form, replacement)
    return found


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _lower_percent(text: str) -> bytes:
    parts = quote(_utf8(text), safe="").split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])]).encode()


def _escape(text: str) -> str:
    """As JavaScript's escape() does."""
    return "".join(
        one
        if one.isascii() and (one.isalnum() or one in _ESCAPE)
        else f"%{ord(one):02X}"
        if ord(one) < _BEYOND_LATIN_1
        else f"%u{ord(one):04X}"
        for one in text
    )


def _html(text: str) -> str:
    """As Python's html.escape does; that module would load a list of all entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _json(text: str, *, ascii_only: bool, times: int = 1) -> str:
    for _ in range(times):
        text = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    return text


_COMMON: tuple[Callable[[str], bytes], ...] = (
    _utf8,
    lambda text: quote(_utf8(text), safe=_COMPONENT).encode(),
    lambda text: _utf8(_json(text, ascii_only=False)),
    lambda text: _utf8(_json(text, ascii_only=True)),
    lambda text: _utf8(_html(text)),
)
_ENCODERS: tuple[Callable[[str], bytes], ...] = (
    *_COMMON,
    lambda text: quote(_utf8(text), safe="").encode(),
    _lower_percent,
    lambda text: quote(_utf8(text), safe=_URI).encode(),
    lambda text: quote(_utf8(text), safe=_LEGACY).encode(),
    lambda text: quote(_utf8(text), safe=_ESCAPE).encode(),
    lambda text: _escape(text).encode(),
    lambda text: quote_plus(_utf8(text)).encode(),
    lambda text: quote(quote(_utf8(text), safe=_COMPONENT), safe=_COMPONENT).encode(),
    lambda text: quote(quote(_utf8(text), safe="")).encode(),
    lambda text: "".join(f"%{byte:02X}" for byte in _utf8(text)).encode(),
    lambda text: "".join(f"%{byte:02x}" for byte in _utf8(text)).encode(),
    lambda text: "".join(f"\\u{ord(character):04x}" for character in text).encode(),
    lambda text: _utf8(_json(text, ascii_only=True).replace("/", "\\/")),
    # JSON inside a string of JSON, as OAuth2ProtocolConfiguration is; and that once more.
    lambda text: _utf8(_json(text, ascii_only=False, times=2)),
    lambda text: _utf8(_json(text, ascii_only=True, times=2)),
    lambda text: _utf8(_json(text, ascii_only=False, times=3)),
    lambda text: _utf8(_json(text, ascii_only=True, times=3)),
    lambda text: _utf8(_html(text).replace("'", "&#39;")),
    lambda text: _utf8(_html(text).replace("'", "&#x27;")),
    lambda text: _utf8(text).hex().encode(),
    lambda text: _utf8(text).hex().upper().encode(),
    lambda text: text.encode("utf-16-le", "surrogatepass"),
    lambda text: text.encode("utf-16-be", "surrogatepass"),
    lambda text: text.encode("latin-1", "replace"),
    # UTF-8 that was read as latin-1, as header bytes are.
    lambda text: _utf8(_utf8(text).decode("latin-1")),
)
# What a script can do to a secret with one call before it sends it.
_TRANSFORMS: tuple[tuple[Callable[[str], str], tuple[Callable[[str], bytes], ...]], ...] = (
    (str, _ENCODERS),
    (lambda text: text[::-1], _COMMON),
    (str.upper, _COMMON),
    (str.lower, _COMMON),
)


@dataclass(frozen=True, slots=True)
class Core:
    """The part of a base64 text that depends only on the secret, if `pad` bytes come before it.

    `text` is the part to search for; it begins at character `skip` of its group of four.
    """

    text: bytes
    pad: int
    skip: int
    secret: bytes
    stand_in: bytes
    url: bool

    def replace_at(self, data: bytearray, position: int) -> None:
        """Mask this occurrence in `data`; everything around it, and the length, stay."""
        start = position - self.skip
        if start < 0:
            data[position : position + len(self.text)] = b"A" * len(self.text)
            return
        end = start + 4 * -(-(self.pad + len(self.secret)) // 3)
        group = _run(data, start, min(end, len(data)))
        decoded = bytearray(_decode(group))
        decoded[self.pad : self.pad + len(self.stand_in)] = self.stand_in
        encoded = _encode(bytes(decoded), url=self.url).rstrip(b"=")[: len(group)]
        data[start : start + len(group)] = encoded.ljust(len(group), b"A")


def cores(secret: str, stand_in: str) -> Iterator[Core]:
    """The parts to search for in base64 text, at each of three alignments and in both alphabets."""
    for plain, masked in _inside_base64(secret, stand_in):
        for pad in range(3):
            first, last = -(-8 * pad // 6), 8 * (pad + len(plain)) // 6
            for url in (False, True):
                text = _encode(b"\0" * pad + plain, url=url)[first:last]
                yield Core(text, pad, first, plain, masked, url)


def _inside_base64(secret: str, stand_in: str) -> Iterator[tuple[bytes, bytes]]:
    """What may be encoded as base64: the text as UTF-8 and UTF-16, its percent form, its base64."""
    for codec in ("utf-8", "utf-16-le"):
        yield secret.encode(codec, "surrogatepass"), stand_in.encode(codec, "surrogatepass")
    percent = [quote(_utf8(text), safe=_COMPONENT).encode() for text in (secret, stand_in)]
    if percent[0] != _utf8(secret):
        yield percent[0], percent[1]
    yield base64.b64encode(_utf8(secret)), base64.b64encode(_utf8(stand_in))


_ALPHABET = re.compile(rb"[A-Za-z0-9+/_-]*")


def _run(data: bytearray, start: int, end: int) -> bytes:
    """The beginning of data[start:end] that is base64."""
    found = _ALPHABET.match(data, start, end)
    return bytes(found[0]) if found else b""


def _decode(group: bytes) -> bytes:
    standard = group.translate(bytes.maketrans(b"-_", b"+/"))
    usable = standard if len(standard) % 4 != 1 else standard[:-1]
    return base64.b64decode(usable + b"=" * (-len(usable) % 4))


def _encode(data: bytes, *, url: bool) -> bytes:
    return base64.urlsafe_b64encode(data) if url else base64.b64encode(data)
