"""Charsets by the names that iconv-lite 0.2.11 knows, against what it makes of every byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from runtime.guest.charset import decode

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "charsets.json").read_text("utf-8"))
EVERY_BYTE = bytes(range(256))
TWO_BYTES = set(RECORDED["rows"])
# Big5's user-defined rows, which the original fills from Unicode-at-on and Python leaves empty.
USER_DEFINED = {0xA3, 0xC6, 0xC8, *range(0x81, 0xA1), *range(0xFA, 0xFF)}


def read(body: bytes, charset: str) -> tuple[str, bool]:
    """The body's text, and whether the charset was applied."""
    return decode(body, f"text/plain; charset={charset}")


def test_every_name_reads_every_byte_as_recorded() -> None:
    """And a name that leads nowhere, such as `cp819`, is UTF-8 without a word."""
    wrong = []
    for name, table in RECORDED["names"].items():
        if table in TWO_BYTES:
            continue
        wanted = (EVERY_BYTE.decode("utf-8", "replace"), False)
        if table is not None:
            text = (
                RECORDED["texts"][table].encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
            )
            wanted = (text, True)
        if read(EVERY_BYTE, name) != wanted:
            wrong.append(name)
    assert len(RECORDED["names"]) == 196
    assert wrong == []


@pytest.mark.parametrize("charset", sorted(TWO_BYTES))
def test_a_two_byte_charset_reads_every_pair_as_recorded(charset: str) -> None:
    """But for Big5's user-defined rows."""
    wrong = set()
    for lead, digest in RECORDED["rows"][charset].items():
        row = "".join(read(bytes([int(lead, 16), trail]), charset)[0] for trail in range(256))
        if hashlib.sha256(row.encode()).hexdigest()[:16] != digest:
            wrong.add(int(lead, 16))
    assert wrong == (USER_DEFINED if charset == "big5" else set())


@pytest.mark.parametrize("name", ["ISO-8859-1", "iso 8859-1", "Windows-1252", "GB2312", "Big5", "US-ASCII"])
def test_a_name_is_known_whatever_its_case_hyphens_and_blanks(name: str) -> None:
    """As iconv-lite looks them up."""
    assert read(b"a", name) == ("a", True)


@pytest.mark.parametrize(
    "name", ["shift_jis", "iso_8859-1", '"iso-8859-1"', "iso-8859-1; q=1;", "constructor", "__proto__", "x"]
)
def test_an_unknown_name_is_utf8(name: str) -> None:
    """Quotes and parameters behind it make a name unknown, too."""
    assert read("ü".encode(), name) == ("ü", False)


def test_a_lead_byte_without_its_second_is_no_character() -> None:
    """And takes the next byte with it, whatever that is."""
    assert read(b"a\x81", "gbk") == ("a\ufffd", True)
    assert read(b"a\xffb", "gbk") == ("a\ufffd", True)
