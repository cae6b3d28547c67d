"""Bodies of answers, from an archive's form to that of docs/answers.md."""

from __future__ import annotations

import base64
import re

from runtime.model.errors import BadInput
from runtime.model.http import Header, first_header
from runtime.recording.har.schema import Content

_PLAIN = {"", "utf-8", "utf8"}
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
# Of one or two bytes to a character, and known to Python by these names.
_KNOWN = re.compile(
    r"(?:iso-8859-\d{1,2}|windows-125\d|us-ascii|utf-16(?:le|be)?|shift_jis|gb2312|big5|euc-kr)"
)


def is_known(content: Content) -> bool:
    """Whether its text can be read."""
    return (content.encoding or "").lower() in _PLAIN | {"base64"}


def body(where: str, content: Content, headers: list[Header]) -> dict[str, str]:
    """The body as `text` where it is text, else as `base64`; nothing for an empty one. Raises BadInput.

    A text stands decoded in an archive: it is put back into the charset that the headers tell of.
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
        problem = "says that it is base64, and is none"
        raise BadInput(where, problem, "Save the archive once more, or leave the entry out.") from error


def _encode(text: str, content_type: str) -> bytes:
    charset = _CHARSET.search(content_type)
    if charset and _KNOWN.fullmatch(charset[1].lower()):
        try:
            return text.encode(charset[1].lower())
        except UnicodeError:
            pass
    return text.encode("utf-8", "replace")
