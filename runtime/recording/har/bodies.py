"""Converts bodies of answers from the form of an archive to that of docs/answers.md."""

from __future__ import annotations

import base64
import re

from runtime.model.errors import BadInput
from runtime.model.http import Header, first_header
from runtime.recording.har.schema import Content

_PLAIN = {"", "utf-8", "utf8"}
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
# Charsets with one or two bytes for a character that Python knows by these names.
_KNOWN = re.compile(
    r"(?:iso-8859-\d{1,2}|windows-125\d|us-ascii|utf-16(?:le|be)?|shift_jis|gb2312|big5|euc-kr)"
)


def is_known(content: Content) -> bool:
    """Whether the encoding of its text is known."""
    return (content.encoding or "").lower() in _PLAIN | {"base64"}


def body(where: str, content: Content, headers: list[Header]) -> dict[str, str]:
    """The body as `text` if it is UTF-8, else as `base64`; {} for an empty one. Raises BadInput.

    An archive has texts decoded: the text is encoded again in the charset that the headers name.
    """
    if not content.text:
        return {}
    data = _bytes(where, content, tuple(headers))
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _bytes(where: str, content: Content, headers: tuple[Header, ...]) -> bytes:
    text = content.text or ""
    if (content.encoding or "").lower() != "base64":
        return _encode(text, first_header(headers, "content-type") or "")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        problem = "is marked as base64, and is not base64"
        raise BadInput(where, problem, "Save the archive once more, or leave the entry out.") from error


def _encode(text: str, content_type: str) -> bytes:
    charset = _CHARSET.search(content_type)
    if charset and _KNOWN.fullmatch(charset[1].lower()):
        try:
            return text.encode(charset[1].lower())
        except UnicodeError:
            pass
    return text.encode("utf-8", "replace")
