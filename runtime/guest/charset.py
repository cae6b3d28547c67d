"""A body's text, by the charset that restler reads out of the content type.

restler 3.4.0 takes everything after `charset=` up to the last semicolon, and knows the names of
iconv-lite 0.2.11; a name that it doesn't know is silently UTF-8.
"""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"\bcharset=(.+)(?:;|$)", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:windows-?|win-?|cp-?)(?:125[0-8]|437|737|775|85[0-9]|86[0-69]|866|874)"
    r"|(?:iso-?8859-?|latin-?)\d{1,2}|koi8-?[ru]|us-?ascii|ascii|gbk|gb2312|cp936|big5|cp950|binary"
)


def decode(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """The text of `body`, and whether a charset other than UTF-8 was applied. Never raises."""
    name = _name(content_type)
    codec = _codec(name) if name is not None else None
    if codec is None:
        return body.decode("utf-8", "replace"), False
    return body.decode(codec, "replace"), True


def _name(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1].strip().lower() if match else None


def _codec(name: str) -> str | None:
    if name in {"utf-8", "utf8"} or not _KNOWN.fullmatch(name):
        return None
    if name == "binary":
        return "latin-1"
    name = re.sub(r"^win-?(?=\d)|^windows-?", "cp", name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
