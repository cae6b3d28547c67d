"""Whether the requests that were expected were made: which one is which, and what came near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.cases.patterns import fits, json_of, lacking
from runtime.cases.seen import Seen, json_in
from runtime.cases.shape import Expect, ExpectedRequest
from runtime.cases.words import Failure, Unmet
from runtime.transcript import Exchange

_ADDRESS = {"method", "url"}
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Wanted:
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


def wanted(where: str, said: Sequence[ExpectedRequest]) -> list[Wanted]:
    """Each expected request, as often as it is. Raises BadInput for text under `json` that is none."""
    return [
        _wanted(where, number, one) for number, one in enumerate(said, start=1) for _ in range(one.times or 1)
    ]


def _wanted(where: str, number: int, said: ExpectedRequest) -> Wanted:
    method, _, url = (said.request or "* *").partition(" ")
    has_json = "json_" in said.model_fields_set
    json = (json_of(f"{where}: request {number}: json", said.json_),) if has_json else None
    return Wanted(number, said.method or method, said.url or url, said, json)


def unmet(one: Wanted, exchange: Exchange) -> list[Unmet]:
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


def _bodies(one: Wanted, body: bytes) -> Iterator[Unmet]:
    text = body.decode("utf-8", "replace")
    if one.said.text is not None and not fits(one.said.text, text, exact=one.said.exact):
        yield Unmet("body", one.said.text, text)
    if one.json is None:
        return
    got = json_in(body)
    if got is None and body.strip() != b"null":
        yield Unmet("body", "JSON", text or "(empty)")
    elif changes := lacking(one.json[0], got, exact=one.said.exact):
        yield Unmet("body", None, None, changes)


def requests(expect: Expect, every: list[Wanted], seen: Seen) -> Iterator[Failure]:
    """What is wrong with the requests: too many or few, missing, out of order, unexpected, forbidden."""
    exchanges = seen.exchanges
    if expect.count is not None and expect.count != len(exchanges):
        made = Unmet("", str(expect.count), str(len(exchanges)))
        yield seen.failure("count", "another number of requests was made", made)
    asked = [one for one in every if one.said.times]
    found = (_in_order if expect.ordered else _in_any_order)(asked, exchanges)
    left = [exchange for n, exchange in enumerate(exchanges) if n not in found.values()]
    missing = [one for n, one in enumerate(asked) if n not in found]
    for one in missing:
        near = min(left or exchanges, key=lambda exchange: _distance(one, exchange), default=None)
        yield _missing(one, near, seen, spare=bool(left))
    for exchange in left:
        yield from _left(exchange, every, seen, unexpected=expect.exact and not missing)


def _in_order(asked: list[Wanted], exchanges: list[Exchange]) -> dict[int, int]:
    """Each with the first that fits behind the one before it, by their places."""
    found: dict[int, int] = {}
    at = 0
    for number, one in enumerate(asked):
        place = next((n for n in range(at, len(exchanges)) if not unmet(one, exchanges[n])), None)
        if place is not None:
            found[number], at = place, place + 1
    return found


def _in_any_order(asked: list[Wanted], exchanges: list[Exchange]) -> dict[int, int]:
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


def _distance(one: Wanted, exchange: Exchange) -> tuple[bool, int, int]:
    fields = [differing.field for differing in unmet(one, exchange)]
    alike = _beginning(one.url, exchange.request.url) if "url" in fields else 10_000
    return "method" in fields, -alike, len(fields)


def _beginning(one: str, other: str) -> int:
    """How many characters are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _missing(one: Wanted, near: Exchange | None, seen: Seen, *, spare: bool) -> Failure:
    what = f"request {one.number}"
    if near is None:
        return seen.failure(what, f"{one.name} was never made: the script made no request")
    differing, number = unmet(one, near), near.request.id
    if not differing:
        why = "was made, but not at its place" if spare else "was made less often than expected"
        return seen.failure(what, f"{one.name} {why}", at=near.at, request=number)
    if not _ADDRESS & {one.field for one in differing}:
        text = f"{_name(near)} was made otherwise"
        return seen.failure(what, text, *differing, at=near.at, request=number)
    told = f"#{number} {_name(near)} differs in {_fields(differing)}"
    return seen.failure(
        what, f"{one.name} was never made", *differing, at=near.at, request=number, near=told
    )  # fmt: skip


def _left(exchange: Exchange, every: list[Wanted], seen: Seen, *, unexpected: bool) -> Iterator[Failure]:
    number = exchange.request.id
    forbidden = next((one for one in every if not one.said.times and not unmet(one, exchange)), None)
    if forbidden is not None:
        text = f"{_name(exchange)} was made, and must not be"
        yield seen.failure(f"request {forbidden.number}", text, at=exchange.at, request=number)
    elif unexpected:
        text = f"{_name(exchange)} was not expected"
        yield seen.failure("requests", text, at=exchange.at, request=number)


def _fields(differing: list[Unmet]) -> str:
    told = [f"body {one.changes[0].path}" if one.changes else one.field for one in differing]
    more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
    return ", ".join(told[:_MOST_NAMED]) + more


def _name(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.url}"
