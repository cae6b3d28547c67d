"""The fields of a HAR that are read; other fields are ignored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from runtime.formats.json_path import path_in
from runtime.formats.validation import explain
from runtime.model.errors import BadInput

MOST_ENTRIES = 20_000
MOST_HEADERS = 1_000  # of one request or answer
WAY_OUT = 'Browsers write one with "Save all as HAR" in the network tab of their developer tools.'


class _HarPart(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class HarPair(_HarPart):
    """A header."""

    name: str
    value: str | None = None


Pairs = Annotated[list[HarPair], Field(max_length=MOST_HEADERS)]


class Content(_HarPart):
    """An answer's body, decoded. Chrome writes `text` only if it saves the HAR with content."""

    text: str | None = None
    encoding: str | None = None
    size: float | None = None


class HarRequest(_HarPart):
    """A request. Its headers show whether it is a browser's own request; they are not kept."""

    method: str
    url: str
    headers: Pairs = []


class HarResponse(_HarPart):
    """An answer; `status` is 0 if none came. Chrome and mitmproxy write the reason in `_error`."""

    status: int
    statusText: str | None = None  # noqa: N815 - the format's own
    headers: Pairs = []
    content: Content = Content()
    error: Annotated[Any, Field(alias="_error")] = None


class HarEntry(_HarPart):
    """One request and its answer. `_denied` is a field of mws: why a run was not allowed to send it."""

    startedDateTime: str | None = None  # noqa: N815 - the format's own
    request: HarRequest
    response: HarResponse | None = None
    kind: Annotated[Any, Field(alias="_resourceType")] = None
    denied: Annotated[Any, Field(alias="_denied")] = None


class _HarLog(_HarPart):
    entries: Annotated[list[HarEntry], Field(max_length=MOST_ENTRIES)]


class _Archive(_HarPart):
    log: _HarLog


def entries(name: str, raw: Any) -> list[HarEntry]:
    """The entries of an archive in the order of the file. Raises BadInput naming `name` and the JSON path."""
    if not is_har(raw):
        raise BadInput(f"{name}: $.log", "this is no HAR: there is no log in it", WAY_OUT)
    try:
        return _Archive.model_validate(raw).log.entries
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{name}: {path_in(raw, first['loc'])}", explain(first), WAY_OUT) from error


def is_har(raw: Any) -> bool:
    """Whether a JSON value looks like an archive."""
    return isinstance(raw, dict) and isinstance(raw.get("log"), dict)
