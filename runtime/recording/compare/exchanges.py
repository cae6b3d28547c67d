"""Compares the requests of two runs, and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runtime.formats.request_diff import Difference, beside, compare, compare_bodies
from runtime.recording.compare.comparison import FieldDifference, Pair, compare_texts, limit_changes
from runtime.recording.compare.lcs import align
from runtime.session.transcript import Exchange, Transcript


def compare_exchanges(before: Transcript, after: Transcript) -> tuple[int, list[Pair]]:
    """The number of equal pairs, and the pairs that differ."""
    pairs = [_pair(one, other) for one, other in pair_exchanges(before, after)]
    found = [pair for pair in pairs if pair is not None]
    return len(pairs) - len(found), found


def pair_exchanges(before: Transcript, after: Transcript) -> list[tuple[Exchange | None, Exchange | None]]:
    """Pair the requests of both runs: equal ones first, then by method, host and path, then by host."""
    one, other = list(before.exchanges.values()), list(after.exchanges.values())
    return [
        (None if left is None else one[left], None if right is None else other[right])
        for left, right in align(one, other, _exactly, _by_path, _by_host)
    ]


def _exactly(exchange: Exchange) -> object:
    request = exchange.request
    return request.method, request.scheme, request.host, request.port, request.target, request.body


def _by_path(exchange: Exchange) -> object:
    request = exchange.request
    return request.method, request.host.lower(), request.target.partition("?")[0]


def _by_host(exchange: Exchange) -> object:
    return exchange.request.method, exchange.request.host.lower()


def _pair(before: Exchange | None, after: Exchange | None) -> Pair | None:
    shown = after or before
    if shown is None:
        return None
    asked, answered = [], []
    if before and after:
        asked, answered = [*_compare_requests(before, after)], [*_compare_answers(before, after)]
        if not asked and not answered:
            return None
    how = "changed" if before and after else "removed" if before else "added"
    request = shown.request
    return Pair(how, request.method, request.url, _number(before), _number(after), asked, answered)


def _number(exchange: Exchange | None) -> int | None:
    return None if exchange is None else exchange.request.id


def _compare_requests(before: Exchange, after: Exchange) -> Iterator[FieldDifference]:
    yield from _significant(compare(before.request, after.request))
    yield from compare_texts([("because", before.because, after.because)])
    yield from compare_texts([("after done", _yes(before.after_done), _yes(after.after_done))])


def _compare_answers(before: Exchange, after: Exchange) -> Iterator[FieldDifference]:
    one, other = _answer(before), _answer(after)
    yield from compare_texts((name, one[name], other[name]) for name in one)
    if before.response and after.response:
        yield from _significant(compare_bodies(before.response.body, after.response.body))


def _answer(exchange: Exchange) -> dict[str, str | None]:
    failure = exchange.failure.message if exchange.failure else None
    return {
        "status": str(exchange.response.status) if exchange.response else None,
        "failure": failure,
        "denied": exchange.denied or None,
        "taken for": exchange.verdict or None,
        "problem": exchange.problem if exchange.problem not in {"", failure} else None,
        "held back": _yes(exchange.held_back),
        "given up": _yes(exchange.aborted),
        "told to": ", ".join(handler.event for handler in exchange.fired) or None,
    }


def _yes(whether: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if whether else "no"


def _significant(every: Iterable[Difference]) -> Iterator[FieldDifference]:
    """The differences, without those that have the same meaning for every service."""
    for one in every:
        if not one.same_meaning:
            yield FieldDifference(one.field, *beside(one.recorded, one.asked), *limit_changes(one.changes))
