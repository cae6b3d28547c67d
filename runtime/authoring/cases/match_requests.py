"""Which request is which: those that a case expects beside those that its run made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.authoring.cases.model import Unmet
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
    said: ExpectedRequest
    json: tuple[Any] | None

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.method} {self.url}"


def expected_requests(where: str, said: Sequence[ExpectedRequest]) -> list[RequestExpectation]:
    """Each expected request, as often as it is. Raises BadInput for text under `json` that is none."""
    return [
        _expected_request(where, number, one)
        for number, one in enumerate(said, start=1)
        for _ in range(one.times or 1)
    ]


def _expected_request(where: str, number: int, said: ExpectedRequest) -> RequestExpectation:
    method, _, url = (said.request or "* *").partition(" ")
    has_json = "json_" in said.model_fields_set
    json = (json_of(f"{where}: request {number}: json", said.json_),) if has_json else None
    return RequestExpectation(number, said.method or method, said.url or url, said, json)


def unmet(one: RequestExpectation, exchange: Exchange) -> list[Unmet]:
    """In what a request is not the expected one; nothing if it is."""
    request, exact = exchange.request, one.said.exact
    found = []
    if one.method not in {"*", request.method}:
        found.append(Unmet("method", one.method, request.method))
    if not fits(one.url, request.url, exact=exact and one.url != "*"):
        found.append(Unmet("url", one.url, request.url))
    for name, value in one.said.headers.items():
        got = request.header(name)
        if got is None or not fits(value, got, exact=exact):
            found.append(Unmet(f"header {name}", value, got))
    return [*found, *_bodies(one, request.body)]


def _bodies(one: RequestExpectation, body: bytes) -> Iterator[Unmet]:
    text = body.decode("utf-8", "replace")
    if one.said.text is not None and not fits(one.said.text, text, exact=one.said.exact):
        yield Unmet("body", one.said.text, text)
    if one.json is None:
        return
    got = parse_to_show(body)
    if got is None and body.strip() != b"null":
        yield Unmet("body", "JSON", text or "(empty)")
    elif changes := find_unmet(one.json[0], got, exact=one.said.exact):
        yield Unmet("body", None, None, changes)


def pair_requests(
    asked: Sequence[RequestExpectation], exchanges: Sequence[Exchange], *, ordered: bool
) -> dict[int, int]:
    """Which expected request is which that was made, by their places in both lists."""
    return (_in_order if ordered else _in_any_order)(asked, exchanges)


def nearest(one: RequestExpectation, exchanges: Sequence[Exchange]) -> Exchange | None:
    """The one of these that comes nearest to it; None of none."""
    return min(exchanges, key=lambda exchange: _distance(one, exchange), default=None)


def _in_order(asked: Sequence[RequestExpectation], exchanges: Sequence[Exchange]) -> dict[int, int]:
    """Each with the first that fits behind the one before it, by their places."""
    found: dict[int, int] = {}
    at = 0
    for number, one in enumerate(asked):
        place = next((n for n in range(at, len(exchanges)) if not unmet(one, exchanges[n])), None)
        if place is not None:
            found[number], at = place, place + 1
    return found


def _in_any_order(asked: Sequence[RequestExpectation], exchanges: Sequence[Exchange]) -> dict[int, int]:
    """As many as can have one of their own: a pattern may fit what another needs (Kuhn's algorithm)."""
    fitting = [[n for n, exchange in enumerate(exchanges) if not unmet(one, exchange)] for one in asked]
    taken: dict[int, int] = {}
    for number in range(len(asked)):
        _give(number, fitting, taken, set())
    return {number: place for place, number in taken.items()}


def _give(number: int, fitting: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """One for this request: a free one, or one whose owner can have another."""
    for place in fitting[number]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _give(taken[place], fitting, taken, tried):
                taken[place] = number
                return True
    return False


def _distance(one: RequestExpectation, exchange: Exchange) -> tuple[bool, int, int]:
    fields = [differing.field for differing in unmet(one, exchange)]
    alike = _common_prefix(one.url, exchange.request.url) if "url" in fields else 10_000
    return "method" in fields, -alike, len(fields)


def _common_prefix(one: str, other: str) -> int:
    """How many characters are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
