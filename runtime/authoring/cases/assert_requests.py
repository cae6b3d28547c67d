"""Whether the requests that were expected were made: what is missing, other, or too much."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.authoring.cases.match_requests import RequestExpectation, nearest, pair_requests, unmet
from runtime.authoring.cases.model import CaseFailure, Unmet
from runtime.authoring.cases.observed import Observation
from runtime.authoring.cases.schema import Expect
from runtime.session.transcript import Exchange

_ADDRESS = {"method", "url"}
_MOST_NAMED = 4


def requests(expect: Expect, every: list[RequestExpectation], seen: Observation) -> Iterator[CaseFailure]:
    """What is wrong with the requests: too many or few, missing, out of order, unexpected, forbidden."""
    exchanges = seen.exchanges
    if expect.count is not None and expect.count != len(exchanges):
        made = Unmet("", str(expect.count), str(len(exchanges)))
        yield seen.failure("count", "another number of requests was made", made)
    asked = [one for one in every if one.said.times]
    found = pair_requests(asked, exchanges, ordered=expect.ordered)
    left = [exchange for n, exchange in enumerate(exchanges) if n not in found.values()]
    missing = [one for n, one in enumerate(asked) if n not in found]
    for one in missing:
        yield _missing_request(one, nearest(one, left or exchanges), seen, spare=bool(left))
    for exchange in left:
        yield from _unexpected_requests(exchange, every, seen, unexpected=expect.exact and not missing)


def _missing_request(
    one: RequestExpectation, near: Exchange | None, seen: Observation, *, spare: bool
) -> CaseFailure:
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
    return seen.failure(what, f"{one.name} was never made", *differing, at=near.at, request=number, near=told)


def _unexpected_requests(
    exchange: Exchange, every: list[RequestExpectation], seen: Observation, *, unexpected: bool
) -> Iterator[CaseFailure]:
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
