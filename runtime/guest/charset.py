"""Decodes a body by the charset that restler reads from the content type.

restler 3.4.0 takes everything after `charset=` up to the last semicolon. It knows the names of
iconv-lite 0.2.11, whose 192 usable ones are here; it reads a body with an unknown name as UTF-8. `_OTHERWISE`
has the characters in which that library's tables differ from Python's codecs.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Callable
from functools import cache

_CHARSET = re.compile(r"\bcharset=(.+)(?:;|$)", re.IGNORECASE)
_OEM = (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869)
_ISO = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)

# Names by codec, in addition to those that follow a rule: see `_names`.
_ALIASES = {
    "ascii": "ascii ascii8bit usascii",
    "iso8859-1": "latin1",
    "iso8859-2": "latin2",
    "iso8859-3": "latin3",
    "iso8859-4": "latin4",
    "iso8859-6": "arabic arabic8",
    "iso8859-7": "greek greek8",
    "iso8859-8": "hebrew hebrew8",
    "iso8859-9": "turkish turkish8",
    "iso8859-10": "latin6",
    "iso8859-11": "thai thai8 tis620 windows874 win874 cp874 874",
    "iso8859-13": "latin7",
    "iso8859-14": "latin8 celtic celtic8",
    "iso8859-15": "latin9",
    "iso8859-16": "latin10",
    "koi8-r": "koi8r 20866 cp20866 ibm878",
    "koi8-u": "koi8u 21866 cp21866 ibm1168",
    "mac-latin2": "maccenteuro 10029",
    "mac-croatian": "maccroatian",
    "mac-cyrillic": "maccyrillic 10007",
    "mac-greek": "macgreek 10006",
    "mac-iceland": "maciceland 10079",
    "mac-roman": "macroman 10000",
    "mac-romanian": "macromania",
    "mac-thai": "macthai",
    "mac-turkish": "macturkish 10081",
    "mac-ukraine": "macukraine",
    "gbk": "gbk gb2312 windows936",
    "big5": "big5 windows950 cp950",
    "utf-8": "utf8",
    "ucs2": "ucs2",
    "binary": "binary",
    "base64": "base64",
}
# Apple's older tables, in which later versions replaced characters (the euro, the comma below, the apple).
_OTHERWISE: dict[str, dict[int, str]] = {
    "cp864": {0x25: "%"},
    "mac-croatian": {0xBD: "\u2126", 0xD8: "\ufffd", 0xDB: "¤"},
    "mac-cyrillic": {0xA2: "¢", 0xB6: "∂", 0xFF: "¤"},
    "mac-greek": {0x9C: "\xad", 0xAF: "\u0387", 0xFF: "\ufffd"},
    "mac-iceland": {0xBD: "\u2126", 0xDB: "¤", 0xF0: "\ufffd"},
    "mac-roman": {0xBD: "\u2126", 0xDB: "¤", 0xF0: "\ufffd"},
    "mac-romanian": {
        0xAF: "Ş",
        0xBD: "\u2126",
        0xBF: "ş",
        0xDB: "¤",
        0xDE: "Ţ",
        0xDF: "ţ",
        0xF0: "\ufffd",
    },
    "mac-turkish": {0xBD: "\u2126", 0xF0: "\ufffd", 0xF5: "\ufffd"},
    "mac-ukraine": {0xFF: "¤"},
    "mac-thai": {
        **dict(enumerate("«»…\uf88c\uf88f\uf892\uf895\uf898\uf88b\uf88e\uf891\uf894\uf897“”\uf899", 0x80)),
        **dict(enumerate("\ufffd•\uf884\uf889\uf885\uf886\uf887\uf888\uf88a\uf88d\uf890\uf893\uf896", 0x90)),
        0x9D: "\u2018",
        0x9E: "\u2019",
        0x9F: "\ufffd",
        0xDB: "\ufeff",
        0xDC: "\u200b",
        0xDD: "\u2013",
        0xDE: "—",
        0xEE: "™",
        0xFA: "®",
        0xFB: "©",
    },
}
# Tables that Python has under another name, except for the characters above.
_LIKE = {"mac-ukraine": "mac-cyrillic", "mac-thai": "iso8859-11"}


def decode(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """The text of `body`, and whether a charset other than UTF-8 was applied. Never raises."""
    name = _name(content_type)
    codec = None if name is None else _CODECS.get(name)
    if codec is None:
        return body.decode("utf-8", "replace"), False
    return _text(body, codec), True


def _name(content_type: str | None) -> str | None:
    """The charset's name for the lookup; None without one, and for `UTF-8`."""
    match = _CHARSET.search(content_type or "")
    name = match[1].strip().upper() if match else "UTF-8"
    return None if name == "UTF-8" else re.sub("[- ]", "", name).lower()


def _names() -> dict[str, str]:
    """The codecs by name; names are without blanks, hyphens and capitals."""
    codecs = {name: codec for codec, names in _ALIASES.items() for name in names.split()}
    for page in range(1250, 1259):
        codecs |= dict.fromkeys((f"windows{page}", f"win{page}", f"cp{page}", str(page)), f"cp{page}")
    for page in _OEM:
        codecs |= dict.fromkeys((f"cp{page}", f"ibm{page}", str(page)), f"cp{page}")
    for part in _ISO:
        names = (f"iso8859{part}", f"cp{28590 + part}", str(28590 + part))
        codecs |= dict.fromkeys(names, f"iso8859-{part}")
    return codecs


_CODECS = _names()


def _text(body: bytes, codec: str) -> str:
    special = _SPECIAL.get(codec)
    if special is not None:
        return special(body)
    if codec in _OTHERWISE:
        return codecs.charmap_decode(body, "replace", _table(codec))[0]
    return body.decode(codec, "replace")


@cache
def _table(codec: str) -> str:
    """The characters of the 256 byte values."""
    table = bytes(range(256)).decode(_LIKE.get(codec, codec), "replace")
    return "".join([_OTHERWISE[codec].get(byte, character) for byte, character in enumerate(table)])


_LOW = bytes(byte & 0x7F for byte in range(256))


def _seven_bits(body: bytes) -> str:
    return body.translate(_LOW).decode("ascii")


def _pairs(body: bytes) -> str:
    """UCS-2 as Node reads it: half of a surrogate pair stays, an odd last byte is dropped."""
    return body[: len(body) & ~1].decode("utf-16-le", "surrogatepass")


_CHARACTERS = re.compile(rb"(?:[\x00-\x7f]|[\x80-\xff].?){1,4096}+", re.DOTALL)


def _double(codec_of: Callable[[int], str]) -> Callable[[bytes], str]:
    """A decoder in which every byte from 0x80 on forms a pair with the next byte, whatever that is."""

    @cache
    def character(pair: bytes) -> bytes:
        return pair.decode(codec_of(pair[0]), "replace")[:1].encode()

    def piece(text: bytes) -> str:
        return re.sub(rb"[\x80-\xff].?", lambda m: character(m[0]), text, flags=re.DOTALL).decode()

    # Piece by piece: re.sub keeps all replacements in a list until the end.
    return lambda body: "".join([piece(match[0]) for match in _CHARACTERS.finditer(body)])


_ETEN = range(0xC6, 0xC9)  # rows that cp950 fills differently
_SPECIAL: dict[str, Callable[[bytes], str]] = {
    "ascii": _seven_bits,
    "binary": lambda body: body.decode("latin-1"),
    "ucs2": _pairs,
    "base64": lambda body: base64.b64encode(body).decode("ascii"),
    "gbk": _double(lambda _lead: "gb18030"),
    "big5": _double(lambda lead: "big5hkscs" if lead in _ETEN else "cp950"),
}
