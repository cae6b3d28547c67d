"""The least that has to be open for a run like the one that was: what `--learn` prints. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runtime.inputs.egress_table import as_toml
from runtime.model.egress import Opening
from runtime.model.egress.check import host_headers, host_in_header
from runtime.model.egress.hosts import normalize_host
from runtime.model.egress.networks import Network
from runtime.model.http import Request
from runtime.session.transcript import Transcript

_PORTS = {"http": 80, "https": 443}


def least_egress(run: Transcript, private: Iterable[Network]) -> str:
    """An `[egress]` table as a file has it: an entry for each host, scheme and port that the run was let to.

    `private` are the networks that it has needed. What was denied stands behind it as comments: whether that
    is to be open is for a person to say.
    """
    exchanges = run.exchanges.values()
    let = as_toml(_openings(one.request for one in exchanges if not one.denied), private)
    refused = as_toml(_openings(one.request for one in exchanges if one.denied), ())
    asked = "".join(f"# {line}".rstrip() + "\n" for line in refused.splitlines())
    told = [let or "# This run has asked for nothing that leaves the machine.\n"]
    if asked:
        told.append(f"# Denied in this run. Open it if that is meant:\n{asked}")
    return "\n".join(told)


def _places(request: Request) -> Iterator[tuple[str, str, int]]:
    """Where it goes, and where whoever answers there may pass it on to: to the host in its Host header."""
    own = normalize_host(request.host)
    yield own, request.scheme, request.port
    for host in {host_in_header(value) for value in host_headers(request)} - {own, ""}:
        yield host, request.scheme, _PORTS[request.scheme]


def _openings(requests: Iterable[Request]) -> list[Opening]:
    methods: dict[tuple[str, str, int], frozenset[str] | None] = {}
    for request in requests:
        for place in _places(request):
            known = methods.get(place, frozenset[str]())
            # A body that may hold a further request may hold any.
            methods[place] = None if known is None or request.ambiguous else known | request.methods
    return [
        Opening(host, frozenset({scheme}), None if port == _PORTS[scheme] else frozenset({port}), found)
        for (host, scheme, port), found in sorted(methods.items(), key=lambda one: one[0])
    ]
