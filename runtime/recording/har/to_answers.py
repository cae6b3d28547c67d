"""Makes canned answers from an archive: values in, values out. docs/exchange.md says what is kept.

Requests that no script can send are left out. The result has the numbers of all entries that were left out or
changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from runtime.model.http import Header
from runtime.recording.har import bodies
from runtime.recording.har.failures import failure_word
from runtime.recording.har.schema import HarEntry, HarRequest, HarResponse, entries
from runtime.recording.har.urls import normalize_url

# A body in an archive is decoded and complete: these headers described the body on the wire.
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding"}
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_FINAL = range(200, 600)

PREFLIGHT = "a browser's own preflight request"
ELSEWHERE = "an address that is neither http nor https"
METHOD = "a method that no script can use"
NO_ANSWER = "no answer, and no known reason for that"
DENIED = "mws had denied it: nothing was sent"
STATUS = "a status that is not final"
ENCODING = "a body in an unknown encoding"
NO_BODY = "no body in the archive: answered with an empty one (save the HAR with content)"
BROKE_OFF = "the answer broke off: the part of it that there is counts as the whole"


@dataclass(slots=True)
class ImportedAnswers:
    """`answers` is a list in the form of docs/answers.md. `left_out` and `changed` have the numbers of
    entries (from 0, as in `$.log.entries[0]`) by the reason.
    """

    answers: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, list[int]] = field(default_factory=dict)

    @property
    def entries_left_out(self) -> int:
        """The number of entries that were left out."""
        return sum(map(len, self.left_out.values()))


def read_archive(name: str, raw: Any) -> ImportedAnswers:
    """The answers in an archive, in the order of their requests.

    Raises BadInput naming `name` and the JSON path.
    """
    imported = ImportedAnswers()
    for number, entry in _in_order(entries(name, raw)):
        where = f"{name}: $.log.entries[{number}]"
        answer = _answer(where, entry)
        if isinstance(answer, str):
            imported.left_out.setdefault(answer, []).append(number)
            continue
        imported.answers.append(answer)
        for remark in _remarks(entry):
            imported.changed.setdefault(remark, []).append(number)
    return imported


def _in_order(listed: list[HarEntry]) -> list[tuple[int, HarEntry]]:
    """The entries by their start times: proxies list them by their ends. Unchanged if one has no time."""
    numbered = list(enumerate(listed))
    times = [_time(entry.startedDateTime or "") for entry in listed]
    if None in times:
        return numbered
    return sorted(numbered, key=lambda pair: times[pair[0]] or _EPOCH)


_EPOCH = datetime.fromtimestamp(0, UTC)


def _time(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _answer(where: str, entry: HarEntry) -> dict[str, Any] | str:
    """One answer; or the reason why there is none."""
    har_request, har_response = entry.request, entry.response
    if reason := _unaskable(entry):
        return reason
    request = _request(har_request)
    if har_response is None or har_response.status == 0:
        failure = failure_word(har_response.error) if har_response is not None else None
        return NO_ANSWER if failure is None else {**request, "fail": failure}
    if har_response.status not in _FINAL:
        return STATUS
    if not bodies.is_known(har_response.content):
        return ENCODING
    headers = _headers(har_response)
    body = bodies.body(f"{where}.response.content.text", har_response.content, headers)
    return {
        **request,
        **_status(har_response),
        "headers": _header_field(headers, has_body=bool(body)),
        **body,
    }


def _unaskable(entry: HarEntry) -> str:
    """Why a script can't have sent that; '' if it can."""
    method = entry.request.method
    if entry.denied is not None:
        return DENIED
    if not normalize_url(entry.request.url):
        return ELSEWHERE
    if not (method.isascii() and method.isalpha() and method.isupper()) or method == "CONNECT":
        return METHOD
    return PREFLIGHT if method == "OPTIONS" and _is_preflight(entry) else ""


def _is_preflight(entry: HarEntry) -> bool:
    asks = any(pair.name.lower() == "access-control-request-method" for pair in entry.request.headers)
    return asks or entry.kind == "preflight"


def _request(har_request: HarRequest) -> dict[str, Any]:
    url = normalize_url(har_request.url)
    exact = {"exact": True} if "*" in url else {}  # the * is part of the address
    return {"request": f"{har_request.method} {url}", **exact}


def _status(har_response: HarResponse) -> dict[str, Any]:
    """The status, and the reason phrase if it is not the usual one; HTTP/2 has none."""
    usual = HTTPStatus(har_response.status).phrase if har_response.status in set(HTTPStatus) else ""
    phrase = har_response.statusText or ""
    return {"status": har_response.status, **({"reason": phrase} if phrase and phrase != usual else {})}


def _headers(har_response: HarResponse) -> list[Header]:
    """The headers without HTTP/2's own ones, and without those of the body on the wire."""
    headers = []
    for pair in har_response.headers:
        if pair.name and not pair.name.startswith(":") and pair.name.lower() not in _OF_THE_WIRE:
            # Chrome joins several headers of a name by line feeds.
            headers += [(pair.name, value) for value in (pair.value or "").split("\n")]
    return headers


def _header_field(headers: list[Header], *, has_body: bool) -> Any:
    """The headers as an object, which is easier to read and to edit, if that means the same; else as a
    list.
    """
    names = [name.lower() for name, _ in headers]
    if has_body and "content-type" in names and len(set(names)) == len(names):
        return dict(headers)
    return [list(pair) for pair in headers]


def _remarks(entry: HarEntry) -> Iterator[str]:
    har_response = entry.response
    if har_response is None or har_response.status == 0:
        return
    if _lacks_body(entry.request.method, har_response):
        yield NO_BODY
    if har_response.error:
        yield BROKE_OFF


def _lacks_body(method: str, har_response: HarResponse) -> bool:
    if har_response.content.text is not None or method == "HEAD" or har_response.status in _BODILESS:
        return False
    return har_response.content.size != 0
