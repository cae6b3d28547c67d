"""gzip and deflate. What Node says was recorded from zlib.gunzip and zlib.inflate of Node 20.20."""

from __future__ import annotations

import gzip
import zlib
from base64 import b64decode

import pytest

from runtime.model.http import Failure
from runtime.world.http1.decoding import TooLarge, decode, encoding

GZIP = b64decode("H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA=")  # "abc"
DEFLATE = b64decode("eJxLTEoGAAJNASc=")
RAW = b64decode("S0xKBgA=")


def test_a_header_behind_the_thousandth_decides_nothing() -> None:
    many = [("X", "")] * 999
    assert encoding([*many, ("Content-Encoding", "gzip")]) == "gzip"
    assert encoding([*many, ("X", ""), ("Content-Encoding", "gzip")]) is None


@pytest.mark.parametrize(
    ("kind", "body", "decoded"),
    [
        ("gzip", GZIP, b"abc"),
        ("gzip", GZIP + GZIP, b"abcabc"),
        ("gzip", GZIP + bytes(5), b"abc"),
        ("gzip", GZIP + bytes(2) + GZIP, b"abc"),
        ("deflate", DEFLATE, b"abc"),
        ("deflate", DEFLATE + b"xx", b"abc"),
    ],
    ids=["gzip", "two members", "padded", "padded within", "deflate", "something behind"],
)
def test_what_node_decodes_is_decoded(kind: str, body: bytes, decoded: bytes) -> None:
    """Members of gzip are joined until a zero; what follows deflate is nobody's affair."""
    assert decode(kind, body, 100) == decoded


@pytest.mark.parametrize(
    ("kind", "body", "code", "errno", "message"),
    [
        ("gzip", b"", "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("gzip", GZIP[:5], "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("gzip", GZIP[:-3], "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("gzip", GZIP + GZIP[:-3], "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("gzip", GZIP + b"\x1f", "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("gzip", GZIP + b"garbage", "Z_DATA_ERROR", -3, "incorrect header check"),
        ("gzip", GZIP + b"\x1f\x8b\1\2\3", "Z_DATA_ERROR", -3, "unknown compression method"),
        ("gzip", GZIP[:-4] + b"\1\2\3\4", "Z_DATA_ERROR", -3, "incorrect length check"),
        ("gzip", GZIP[:-8] + b"\1\2\3\4" + GZIP[-4:], "Z_DATA_ERROR", -3, "incorrect data check"),
        ("gzip", DEFLATE, "Z_DATA_ERROR", -3, "incorrect header check"),
        ("deflate", b"", "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("deflate", DEFLATE[:-2], "Z_BUF_ERROR", -5, "unexpected end of file"),
        ("deflate", RAW, "Z_DATA_ERROR", -3, "incorrect header check"),
        ("deflate", GZIP, "Z_DATA_ERROR", -3, "incorrect header check"),
        ("deflate", b"\x78\x9c\xff\xff", "Z_DATA_ERROR", -3, "invalid block type"),
        ("deflate", b"\x88\x98\1\2\3", "Z_DATA_ERROR", -3, "invalid window size"),
        ("deflate", b64decode("eLsCTQEnS0xKBgACTQEn"), "Z_NEED_DICT", 2, "Missing dictionary"),
    ],
)
def test_what_node_can_not_decode_fails_in_its_words(
    kind: str, body: bytes, code: str, errno: int, message: str
) -> None:
    """An empty body is such a thing, and so is raw deflate."""
    assert decode(kind, body, 100) == Failure(message, code, errno)


@pytest.mark.parametrize("size", [999, 1000])
def test_what_is_as_large_as_allowed_is_decoded(size: int) -> None:
    assert decode("gzip", gzip.compress(bytes(size)), 1000) == bytes(size)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("gzip", gzip.compress(bytes(1001))),
        ("gzip", gzip.compress(bytes(20_000_000))),
        ("deflate", zlib.compress(bytes(20_000_000))),
        ("gzip", gzip.compress(bytes(600)) * 2),
        ("gzip", gzip.compress(b"") * 10_001),
    ],
    ids=["one byte", "gzip", "deflate", "in parts", "of nothing"],
)
def test_a_bomb_does_not_go_off(kind: str, body: bytes) -> None:
    """Nothing is unfolded beyond the limit, and no more members are opened than anybody needs."""
    with pytest.raises(TooLarge):
        decode(kind, body, 1000)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["gzip"], "gzip"),
        (["deflate"], "deflate"),
        (["GZIP"], None),
        (["x-gzip"], None),
        (["br"], None),
        (["gzip, deflate"], None),
        (["gzip", "gzip"], None),
        ([], None),
    ],
)
def test_only_two_encodings_are_decoded(values: list[str], kind: str | None) -> None:
    """Written exactly so, whatever the case of the header's name."""
    headers = [("content-ENCODING", value) for value in values]
    assert encoding([("X-Other", "gzip"), *headers]) == kind
