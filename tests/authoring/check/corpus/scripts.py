"""The correct scripts, with what answers them when all goes well, and all that can go wrong instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.model.kind import Kind, infer_kind
from runtime.model.script import Script

CORRECT = Path(__file__).parent / "correct"

# The only time-out in these scripts, in milliseconds, and a shorter one for runs with a silent service.
# The others keep theirs: on a busy machine a good answer can take its time.
TIMEOUT, QUICK = "10000", "100"

_GOTO = "https://api.getgo.com/admin/rest/v1/accounts/4205157634209012741"
_USER = {"key": "6581286685341800001", "email": "ada@example.com"}

Answer = dict[str, Any]


def answer(request: str, status: int = 200, **body: Any) -> Answer:
    """A canned answer, as docs/answers.md has it, for any number of requests."""
    return {"request": request, "times": "always", "status": status, **body}


def _page(*users: dict[str, str]) -> Answer:
    found = {"results": list(users), "fromIndex": 0, "toIndex": len(users), "total": len(users)}
    return answer(f"GET {_GOTO}/users?filter=*", json=found)


_NOBODY, _ONE, _SEVERAL = _page(), _page(_USER), _page(_USER, _USER)
_CREATED = answer(f"POST {_GOTO}/users", 201, json=[_USER])
_GIVEN = answer(f"POST {_GOTO}/licenses/*/users/*", 204)
_TAKEN = answer(f"DELETE {_GOTO}/licenses/*/users/*", 204)
_DELETED = answer(f"DELETE {_GOTO}/users/*", 204)

_ROOMS = "https://rooms.example.com/api/people"
_NO_PEOPLE = answer(f"GET {_ROOMS}?mail=*", json={"people": []})
_ONE_PERSON = answer(f"GET {_ROOMS}?mail=*", json={"people": [{"id": 7}]})
_PERSON = answer(f"POST {_ROOMS}", 201, json={"id": 7})
_BADGE = answer(f"PUT {_ROOMS}/7/badge", 201, json={})

# Ways through each script, the one on which it does what it is for first.
_WAYS: dict[str, list[list[Answer]]] = {
    "arrows-templates": [[_ONE, _TAKEN], [_NOBODY]],
    "async-await": [[_ONE, _DELETED], [_NOBODY]],
    "bounded-retry": [[_ONE], [_NOBODY]],
    "call-helper": [[_NOBODY, _CREATED], [_ONE]],
    "client-class": [[_ONE, _DELETED], [_NOBODY]],
    "counter-loop": [[_ONE, _GIVEN], [_NOBODY]],
    "early-returns": [[_NOBODY, _CREATED], [_ONE]],
    "error-first": [[_ONE, _GIVEN], [_NOBODY]],
    "finish-once": [[_ONE, _DELETED], [_NOBODY]],
    "foreach-short": [[_ONE, _GIVEN], [_NOBODY]],
    "generators": [[_ONE, _DELETED], [_NOBODY]],
    "json-shorthands": [[_NO_PEOPLE, _PERSON, _BADGE], [_ONE_PERSON, _BADGE]],
    "named-functions": [[_ONE, _DELETED], [_NOBODY]],
    "nested-callbacks": [[_ONE, _GIVEN], [_NOBODY]],
    "object-of-functions": [[_ONE, _GIVEN], [_NOBODY]],
    "old-school": [[_ONE, _GIVEN], [_NOBODY]],
    "promise-all": [[_ONE, _GIVEN], [_NOBODY]],
    "promises": [[_ONE, _GIVEN], [_SEVERAL]],
    "published-repaired": [[_NOBODY, _CREATED], [_ONE, _GIVEN], [_SEVERAL]],
    "recursion": [[_ONE, _TAKEN], [_NOBODY]],
    "shared-options": [[_ONE, _GIVEN], [_NOBODY]],
    "shared-listeners": [[_ONE, _DELETED], [_NOBODY]],
    "status-events": [[_ONE, _DELETED], [_NOBODY]],
    "step-queue": [[_ONE, _DELETED], [_NOBODY]],
    "success-fail-error": [[_NOBODY, _CREATED], [_ONE]],
    "switch-status": [[_ONE, _GIVEN], [_NOBODY]],
    "thrown-failures": [[_ONE, _DELETED], [_NOBODY]],
    "transformation": [[]],
    "try-catch-json": [[_ONE]],
}

_HTML = {"headers": {"Content-Type": "text/html"}, "text": "<html><body>Sign in</body></html>"}
_EMPTY = {"headers": {"Content-Type": "application/json"}, "text": ""}

# What may come instead of an answer. The last two are failures only where a script needs the body.
FAULTS: dict[str, Answer] = {
    "401": {"status": 401, "json": {"int_err_code": "InvalidToken"}},
    "500": {"status": 500, "json": {"errors": []}},
    "an HTML page": {"status": 502, **_HTML},
    "cut": {"fail": "cut"},
    "refused": {"fail": "refused"},
    "silence": {"fail": "never"},
    "an HTML page with status 200": {"status": 200, **_HTML},
    "an empty body with status 200": {"status": 200, **_EMPTY},
}
HARMLESS_FOR_WRITES = {"an HTML page with status 200", "an empty body with status 200"}


@dataclass(frozen=True)
class Way:
    """A correct script and the answers that lead it one way; `failing` is which one is replaced by what."""

    script: str
    number: int
    answers: tuple[Answer, ...]
    failing: tuple[int, str] | None = None

    def __str__(self) -> str:
        """The test's name."""
        if self.failing is None:
            return f"{self.script} {self.number}"
        index, fault = self.failing
        return f"{self.script} {self.number}, {fault} instead of answer {index + 1}"

    @property
    def world(self) -> list[Answer]:
        """The answers, with the one that fails."""
        if self.failing is None:
            return list(self.answers)
        index, fault = self.failing
        failed = {"request": self.answers[index]["request"], "times": "always", **FAULTS[fault]}
        return [*self.answers[:index], failed, *self.answers[index + 1 :]]

    @property
    def silent(self) -> bool:
        """Whether a request is never answered."""
        return any(answer.get("fail") == "never" for answer in self.world)

    @property
    def succeeds(self) -> bool:
        """Whether all that the script is for gets done this way; in the others there is nothing to do."""
        return self.failing is None and (self.number == 1 or len(self.answers) > 1)

    @property
    def must_show(self) -> bool:
        """Whether what fails must make a difference in the context."""
        if self.failing is None:
            return False
        index, fault = self.failing
        return fault not in HARMLESS_FOR_WRITES or self.answers[index]["request"].startswith("GET")


def good_ways() -> list[Way]:
    """Every script, each way that it can go when all is well."""
    return [
        Way(script, number, tuple(answers))
        for script, ways in _WAYS.items()
        for number, answers in enumerate(ways, 1)
    ]


def failing_ways() -> Iterator[Way]:
    """Each of these with each answer failing in each manner."""
    for way in good_ways():
        for index in range(len(way.answers)):
            for fault in FAULTS:
                yield Way(way.script, way.number, way.answers, (index, fault))


def script(name: str) -> Script:
    """A correct script by its name."""
    file = CORRECT / f"{name}.js"
    return Script.from_bytes(file.name, file.read_bytes())


def kind_of(subject: Script) -> Kind:
    """Which kind of script it is."""
    return infer_kind(subject).kind
