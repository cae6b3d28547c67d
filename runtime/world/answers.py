"""Canned answers, for services that have no fake. The file is documented in docs/answers.md.

    {"answers": [
      {"request": "GET https://api.example.com/users*", "status": 200, "json": []},
      {"request": "POST https://api.example.com/users", "status": 201, "json": {"id": 7}},
      {"request": "* https://api.example.com/slow", "fail": "never"}
    ]}

A request gets the first answer in the list that fits it and is not used up. Each answer serves once, unless
it has `"times"`. A request without an answer is denied.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from runtime.formats.json_path import path_in
from runtime.formats.validation import explain
from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded, WorldEvent
from runtime.model.http import Header, Request
from runtime.model.no_answer import FAILURES, NEVER, Word
from runtime.model.option import Option

_SCHEMES = ("http", "https")
_BODIES = {"json_", "text", "base64_"}
_WAY_OUT = "docs/answers.md has the format; `mws answers` shows a sample."


def _form(headers: Any) -> str:
    return "list" if isinstance(headers, list) else "object"


_Headers = Annotated[
    Annotated[dict[str, str], Tag("object")] | Annotated[list[tuple[str, str]], Tag("list")],
    Discriminator(_form),
]


class Answer(BaseModel):
    """One canned answer. `request` is a method (or *) and an address; * in it stands for any text, unless it
    is `exact`. To `headers` as a list of pairs only Content-Length is added.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    request: Annotated[str, Field(pattern=r"^([A-Z]+|\*) https?://\S+$")]
    exact: bool = False
    times: Annotated[int, Field(ge=1)] | Literal["always"] = 1
    status: Annotated[int, Field(ge=200, le=599)] = 200
    reason: str | None = None
    headers: _Headers = {}
    json_: Annotated[Any, Field(alias="json")] = None
    text: str | None = None
    base64_: Annotated[str | None, Field(alias="base64")] = None
    fail: Word | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Answer:
        fields = self.model_fields_set
        bodies = sorted(name.rstrip("_") for name in fields & _BODIES)
        if len(bodies) > 1:
            message = f"{' and '.join(bodies)} are both given: an answer has one body"
            raise ValueError(message)
        if self.fail is not None and fields & {"status", "reason", "headers", *_BODIES}:
            message = "fail means that no answer comes, so no other field can be given"
            raise ValueError(message)
        if self.base64_ is not None and not _is_base64(self.base64_):
            message = "base64 is not valid base64"
            raise ValueError(message)
        return self

    def fits(self, request: Request) -> bool:
        """Whether this is an answer to that request."""
        method, address = self.request.split(" ", 1)
        if method not in {"*", request.method}:
            return False
        if self.exact or "*" not in address:
            return address == request.url
        pattern = ".*".join(re.escape(part) for part in address.split("*"))
        return bool(re.fullmatch(pattern, request.url, re.DOTALL))

    @property
    def body(self) -> bytes:
        """The bytes of the body."""
        if "json_" in self.model_fields_set:
            return json.dumps(self.json_, ensure_ascii=False).encode("utf-8", "replace")
        if self.base64_ is not None:
            return base64.b64decode(self.base64_)
        return (self.text or "").encode()

    def wire_headers(self) -> tuple[Header, ...]:
        """The headers, with Content-Type and Content-Length where they are not given."""
        own = self.headers.items() if isinstance(self.headers, dict) else self.headers
        names = {name.lower() for name, _ in own}
        return (*own, *(pair for pair in self._usual() if pair[0].lower() not in names))

    def _usual(self) -> list[Header]:
        length = ("Content-Length", str(len(self.body)))
        if isinstance(self.headers, list):
            return [length] if self.body else []
        if "json_" in self.model_fields_set:
            return [("Content-Type", "application/json"), length]
        plain = "application/octet-stream" if self.base64_ is not None else "text/plain; charset=utf-8"
        return [("Content-Type", plain), length]


class Answers(BaseModel):
    """The file of answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: list[Answer]


class AnswersWorld:
    """Answers from a list, for every host that no other world answers."""

    def __init__(self, name: str, answers: Answers, way_out: str = "") -> None:
        """`name` is the file's, for messages; `way_out` is the advice in a denial."""
        self._name = name
        self._way_out = way_out or f"Add one, or open the real host with {Option.LIVE.spell('{host}')}"
        self._answers = answers.answers
        self._left = [float("inf") if a.times == "always" else a.times for a in self._answers]

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The first answer that fits and is not used up; a denial if there is none."""
        answer = self._next(request)
        if answer is None:
            yield Failed(request.id, FAILURES["unknown-host"](request), denied=self._denial(request))
        elif answer.fail == NEVER:
            await asyncio.Event().wait()
        elif answer.fail is not None:
            yield Failed(request.id, FAILURES[answer.fail](request))
        else:
            usual = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
            reason = usual if answer.reason is None else answer.reason
            yield Responded(request.id, answer.status, reason, answer.wire_headers())
            yield Received(request.id, b"" if request.method == "HEAD" else answer.body)

    def hear(self, request: Request) -> None:
        """Take in a request that was answered from this list earlier: its answer is used up."""
        self._next(request)

    async def aclose(self) -> None:
        """Nothing is open."""

    def _next(self, request: Request) -> Answer | None:
        for index, answer in enumerate(self._answers):
            if self._left[index] > 0 and answer.fits(request):
                self._left[index] -= 1
                return answer
        return None

    def _denial(self, request: Request) -> str:
        used = any(answer.fits(request) for answer in self._answers)
        why = 'all that fit are used up (say "times" in them)' if used else "none fits"
        what = f"{self._name} has no answer to {request.method} {request.url}: {why}"
        return f"{what}. {self._way_out.format(host=request.host)}"


def read(name: str, raw: Any, way_out: str = "") -> AnswersWorld:
    """The world for a parsed file of answers. Raises BadInput with the file and the JSON path.

    `name` is the file's; `way_out` as in AnswersWorld.
    """
    try:
        return AnswersWorld(name, Answers.model_validate(raw), way_out)
    except ValidationError as error:
        raise _refusal(name, raw, error) from error


def single(name: str, raw: Any) -> AnswersWorld:
    """A world that answers every request with this answer, which has no `request`. Raises BadInput."""
    if not isinstance(raw, dict):
        raise BadInput(name, "is not an answer: it is not a JSON object", _WAY_OUT)
    try:
        every = [
            Answer.model_validate({**raw, "request": f"* {scheme}://*", "times": "always"})
            for scheme in _SCHEMES
        ]
    except ValidationError as error:
        raise _refusal(name, raw, error) from error
    return AnswersWorld(name, Answers(answers=every))


def _refusal(name: str, raw: Any, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    return BadInput(f"{name}: {path_in(raw, first['loc'])}", explain(first), _WAY_OUT)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def always(status: int) -> AnswersWorld:
    """A world that answers every request with this status and an empty body."""
    anything = [Answer(request=f"* {scheme}://*", times="always", status=status) for scheme in _SCHEMES]
    return AnswersWorld(f"status {status}", Answers(answers=anything))
