"""Canned answers, for services that have no fake. The file is documented in docs/answers.md.

    {"answers": [
      {"request": "GET https://api.example.com/users*", "status": 200, "json": []},
      {"request": "POST https://api.example.com/users", "status": 201, "json": {"id": 7}},
      {"request": "* https://api.example.com/slow", "fail": "never"}
    ]}

A request gets the first answer in the list that fits it and isn't used up; each serves once, unless it
says `"times"`. A request that none fits is denied.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from runtime.errors import BadInput
from runtime.events import Failed, Received, Responded, WorldEvent
from runtime.http import Failure, Header, Request, not_found
from runtime.reading import read_json

_SCHEMES = ("http", "https")
_WAY_OUT = "docs/answers.md has the format; `mws answers` shows a sample."


class Answer(BaseModel):
    """One canned answer. `request` is a method (or *) and an address in which * stands for anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request: Annotated[str, Field(pattern=r"^([A-Z]+|\*) https?://\S+$")]
    times: Annotated[int, Field(ge=1)] | Literal["always"] = 1
    status: Annotated[int, Field(ge=200, le=599)] = 200
    reason: str | None = None
    headers: dict[str, str] = {}
    json_: Annotated[Any, Field(alias="json")] = None
    text: str | None = None
    fail: Literal["refused", "cut", "unknown-host", "never"] | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Answer:
        given = self.model_fields_set
        if "json_" in given and "text" in given:
            message = "json and text are both given: an answer has one body"
            raise ValueError(message)
        if self.fail is not None and given & {"status", "reason", "headers", "json_", "text"}:
            message = "fail says that no answer comes, so there is nothing else to say"
            raise ValueError(message)
        return self

    def fits(self, request: Request) -> bool:
        """Whether this is an answer to that request."""
        method, address = self.request.split(" ", 1)
        pattern = ".*".join(re.escape(part) for part in address.split("*"))
        return method in {"*", request.method} and bool(re.fullmatch(pattern, request.url, re.DOTALL))

    @property
    def body(self) -> bytes:
        """The body as it goes over the wire."""
        if "json_" in self.model_fields_set:
            return json.dumps(self.json_, ensure_ascii=False).encode()
        return (self.text or "").encode()

    def wire_headers(self) -> tuple[Header, ...]:
        """The headers, with the two that nobody wants to write out."""
        given = {name.lower() for name in self.headers}
        kind = "application/json" if "json_" in self.model_fields_set else "text/plain; charset=utf-8"
        usual = [("Content-Type", kind), ("Content-Length", str(len(self.body)))]
        return (*self.headers.items(), *(pair for pair in usual if pair[0].lower() not in given))


class Answers(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: list[Answer]


class AnswersWorld:
    """Answers from a list; it stands for every host that isn't answered otherwise."""

    def __init__(self, name: str, answers: Answers, way_out: str = "") -> None:
        """`name` is the file's, for messages; `way_out` is what a denial names beside another answer."""
        self._name = name
        self._way_out = way_out or "Add one, or open the real host with --live {host}"
        self._answers = answers.answers
        self._left = [float("inf") if a.times == "always" else a.times for a in self._answers]

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The first answer that fits and isn't used up; a denial without one."""
        answer = self._next(request)
        if answer is None:
            yield Failed(request.id, _unknown(request), denied=self._denial(request))
        elif answer.fail == "never":
            await asyncio.Event().wait()
        elif answer.fail is not None:
            yield Failed(request.id, _FAILURES[answer.fail](request))
        else:
            reason = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
            yield Responded(request.id, answer.status, answer.reason or reason, answer.wire_headers())
            yield Received(request.id, b"" if request.method == "HEAD" else answer.body)

    async def aclose(self) -> None:
        """Nothing is held open."""

    def _next(self, request: Request) -> Answer | None:
        for index, answer in enumerate(self._answers):
            if self._left[index] > 0 and answer.fits(request):
                self._left[index] -= 1
                return answer
        return None

    def _denial(self, request: Request) -> str:
        used = [a for a in self._answers if a.fits(request)]
        why = 'all that fit are used up (say "times" in them)' if used else "none fits"
        what = f"{self._name} has no answer to {request.method} {request.url}: {why}"
        return f"{what}. {self._way_out.format(host=request.host)}"


def load(path: Path, way_out: str = "") -> AnswersWorld:
    """The world in a file of answers. Raises BadInput naming the file and the JSON path."""
    raw = read_json(path)
    try:
        return AnswersWorld(str(path), Answers.model_validate(raw), way_out)
    except ValidationError as error:
        raise _refusal(str(path), error) from error


def single(name: str, given: Path | dict[str, Any]) -> AnswersWorld:
    """The world that answers everything with this: an answer without its `request`. Raises BadInput."""
    raw = read_json(given) if isinstance(given, Path) else given
    if not isinstance(raw, dict):
        raise BadInput(name, "is no answer: not a JSON object", _WAY_OUT)
    try:
        every = [
            Answer.model_validate({**raw, "request": f"* {scheme}://*", "times": "always"})
            for scheme in _SCHEMES
        ]
    except ValidationError as error:
        raise _refusal(name, error) from error
    return AnswersWorld(name, Answers(answers=every))


def _refusal(name: str, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
    return BadInput(f"{name}: ${where}", first["msg"].removeprefix("Value error, "), _WAY_OUT)


def always(status: int) -> AnswersWorld:
    """The world that answers everything with this status and nothing else."""
    anything = [Answer(request=f"* {scheme}://*", times="always", status=status) for scheme in _SCHEMES]
    return AnswersWorld(f"status {status}", Answers(answers=anything))


def _unknown(request: Request) -> Failure:
    return not_found(request.host)


def _refused(request: Request) -> Failure:
    text = f"connect ECONNREFUSED 127.0.0.1:{request.port}"
    return Failure(text, "ECONNREFUSED", -111, "connect", "127.0.0.1", request.port)


def _cut(_request: Request) -> Failure:
    return Failure("socket hang up", "ECONNRESET")


_FAILURES = {"refused": _refused, "cut": _cut, "unknown-host": _unknown}
