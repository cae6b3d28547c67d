"""Which request is which: those that a case expects beside those that its run made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.authoring.cases.model import Mismatch
from runtime.authoring.cases.patterns import find_unmet, fits, json_of
from runtime.authoring.cases.schema import ExpectedRequest
from runtime.formats.json_text import parse_to_show
from runtime.session.transcript import Exchange


@dataclass(frozen=True, slots=True)
class RequestExpectation:
    """One request that is expected, once; `json` is parsed, in a tuple, None if it says nothing of it."""

    number: int  # its place in the list of expectations, from 1 on
    method: str
    url: str
    expected: ExpectedRequest
    json: tuple[Any] | None

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.method} {self.url}"


def expand_expectations(where: str, expected: Sequence[ExpectedRequest]) -> list[RequestExpectation]:
    """Each expected request, as often as it is. Raises BadInput for text under `json` that is none."""
    return [
        _expectation(where, number, one)
        for number, one in enumerate(expected, start=1)
        for _ in range(one.times or 1)
    ]


def _expectation(where: str, number: int, expected: ExpectedRequest) -> RequestExpectation:
    method, _, url = (expected.request or "* *").partition(" ")
    has_json = "json_" in expected.model_fields_set
    json = (json_of(f"{where}: request {number}: json", expected.json_),) if has_json else None
    return RequestExpectation(number, expected.method or method, expected.url or url, expected, json)


def compare_request(one: RequestExpectation, exchange: Exchange) -> list[Mismatch]:
    """In what a request is not the expected one; nothing if it is."""
    request, exact = exchange.request, one.expected.exact
    found = []
    if one.method not in {"*", request.method}:
        found.append(Mismatch("method", one.method, request.method))
    if not fits(one.url, request.url, exact=exact and one.url != "*"):
        found.append(Mismatch("url", one.url, request.url))
    for name, value in one.expected.headers.items():
        got = request.header(name)
        if got is None or not fits(value, got, exact=exact):
            found.append(Mismatch(f"header {name}", value, got))
    return [*found, *_bodies(one, request.body)]


def _bodies(one: RequestExpectation, body: bytes) -> Iterator[Mismatch]:
    text = body.decode("utf-8", "replace")
    if one.expected.text is not None and not fits(one.expected.text, text, exact=one.expected.exact):
        yield Mismatch("body", one.expected.text, text)
    if one.json is None:
        return
    got = parse_to_show(body)
    if got is None and body.strip() != b"null":
        yield Mismatch("body", "JSON", text or "(empty)")
    elif changes := find_unmet(one.json[0], got, exact=one.expected.exact):
        yield Mismatch("body", None, None, changes)


def pair_requests(
    expectations: Sequence[RequestExpectation], exchanges: Sequence[Exchange], *, ordered: bool
) -> dict[int, int]:
    """Which expected request is which that was made, by their places in both lists."""
    return (_in_order if ordered else _in_any_order)(expectations, exchanges)


def nearest(one: RequestExpectation, exchanges: Sequence[Exchange]) -> Exchange | None:
    """The one of these that comes nearest to it; None of none."""
    return min(exchanges, key=lambda exchange: _distance(one, exchange), default=None)


def _in_order(expectations: Sequence[RequestExpectation], exchanges: Sequence[Exchange]) -> dict[int, int]:
    """Each with the first that fits behind the one before it, by their places."""
    found: dict[int, int] = {}
    at = 0
    for number, one in enumerate(expectations):
        place = next((n for n in range(at, len(exchanges)) if not compare_request(one, exchanges[n])), None)
        if place is not None:
            found[number], at = place, place + 1
    return found


def _in_any_order(
    expectations: Sequence[RequestExpectation], exchanges: Sequence[Exchange]
) -> dict[int, int]:
    """As many as can have one of their own: a pattern may fit what another needs (Kuhn's algorithm)."""
    candidates = [
        [n for n, exchange in enumerate(exchanges) if not compare_request(one, exchange)]
        for one in expectations
    ]
    owners: dict[int, int] = {}
    for number in range(len(expectations)):
        _give(number, candidates, owners, set())
    return {number: place for place, number in owners.items()}


def _give(number: int, candidates: list[list[int]], owners: dict[int, int], visited: set[int]) -> bool:
    """One for this request: a free one, or one whose owner can have another."""
    for place in candidates[number]:
        if place not in visited:
            visited.add(place)
            if place not in owners or _give(owners[place], candidates, owners, visited):
                owners[place] = number
                return True
    return False


def _distance(one: RequestExpectation, exchange: Exchange) -> tuple[bool, int, int]:
    fields = [differing.field for differing in compare_request(one, exchange)]
    alike = _common_prefix(one.url, exchange.request.url) if "url" in fields else 10_000
    return "method" in fields, -alike, len(fields)


def _common_prefix(one: str, other: str) -> int:
    """How many characters are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
