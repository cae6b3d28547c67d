"""Whether the requests that were expected were made: what is missing, other, or too much."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from runtime.authoring.cases.match_requests import RequestExpectation, compare_request, nearest, pair_requests
from runtime.authoring.cases.model import CaseFailure, Mismatch
from runtime.authoring.cases.observation import Observation
from runtime.authoring.cases.schema import Expect
from runtime.session.transcript import Exchange

_ADDRESS = {"method", "url"}
_MOST_NAMED = 4


def check_requests(
    expect: Expect, every: list[RequestExpectation], run: Observation
) -> Iterator[CaseFailure]:
    """What is wrong with the requests: too many or few, missing, out of order, unexpected, forbidden."""
    exchanges = run.exchanges
    if expect.count is not None and expect.count != len(exchanges):
        count = Mismatch("", str(expect.count), str(len(exchanges)))
        yield run.failure("count", "another number of requests was made", count)
    expectations = [one for one in every if one.expected.times]
    found = pair_requests(expectations, exchanges, ordered=expect.ordered)
    spare = [exchange for n, exchange in enumerate(exchanges) if n not in found.values()]
    missing = [one for n, one in enumerate(expectations) if n not in found]
    for one in missing:
        yield _describe_missing(one, nearest(one, spare or exchanges), run, spare=bool(spare))
    for exchange in spare:
        yield from _find_unexpected(exchange, every, run, unexpected=expect.exact and not missing)


def _describe_missing(
    one: RequestExpectation, near: Exchange | None, run: Observation, *, spare: bool
) -> CaseFailure:
    failure = partial(run.failure, f"request {one.number}", expectation=one.number)
    if near is None:
        return failure(f"{one.name} was never made: the script made no request")
    differing, number = compare_request(one, near), near.request.id
    if not differing:
        why = "was made, but not at its place" if spare else "was made less often than expected"
        return failure(f"{one.name} {why}", at=near.at, request=number)
    if not _ADDRESS & {one.field for one in differing}:
        text = f"{_name(near)} was made otherwise"
        return failure(text, *differing, at=near.at, request=number)
    nearest_text = f"#{number} {_name(near)} differs in {_fields(differing)}"
    return failure(f"{one.name} was never made", *differing, at=near.at, request=number, near=nearest_text)


def _find_unexpected(
    exchange: Exchange, every: list[RequestExpectation], run: Observation, *, unexpected: bool
) -> Iterator[CaseFailure]:
    number = exchange.request.id
    forbidden = next(
        (one for one in every if not one.expected.times and not compare_request(one, exchange)), None
    )
    if forbidden is not None:
        text = f"{_name(exchange)} was made, and must not be"
        what = f"request {forbidden.number}"
        yield run.failure(what, text, at=exchange.at, request=number, expectation=forbidden.number)
    elif unexpected:
        text = f"{_name(exchange)} was not expected"
        yield run.failure("requests", text, at=exchange.at, request=number)


def _fields(differing: list[Mismatch]) -> str:
    names = [f"body {one.changes[0].path}" if one.changes else one.field for one in differing]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _name(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.url}"
