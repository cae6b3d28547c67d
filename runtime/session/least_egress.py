"""The smallest egress that a run needed: what `--learn` prints. No I/O."""

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
    """An `[egress]` table as TOML: an entry for each host, scheme and port that requests were sent to.

    `private` are the private networks that the run needed. Denied requests follow as comments: a person
    decides whether to open them.
    """
    exchanges = run.exchanges.values()
    let = as_toml(_openings(one.request for one in exchanges if not one.denied), private)
    refused = as_toml(_openings(one.request for one in exchanges if one.denied), ())
    asked = "".join(f"# {line}".rstrip() + "\n" for line in refused.splitlines())
    blocks = [let or "# This run has asked for nothing that leaves the machine.\n"]
    if asked:
        blocks.append(f"# Denied in this run. Remove the # to open it:\n{asked}")
    return "\n".join(blocks)


def _places(request: Request) -> Iterator[tuple[str, str, int]]:
    """The request's destination, and the host in its Host header, to which the destination may pass it on."""
    own = normalize_host(request.host)
    yield own, request.scheme, request.port
    for host in {host_in_header(value) for value in host_headers(request)} - {own, ""}:
        yield host, request.scheme, _PORTS[request.scheme]


def _openings(requests: Iterable[Request]) -> list[Opening]:
    methods: dict[tuple[str, str, int], frozenset[str] | None] = {}
    for request in requests:
        for place in _places(request):
            known = methods.get(place, frozenset[str]())
            # A body that can be read as a further request can have any method.
            methods[place] = None if known is None or request.ambiguous else known | request.methods
    return [
        Opening(host, frozenset({scheme}), None if port == _PORTS[scheme] else frozenset({port}), found)
        for (host, scheme, port), found in sorted(methods.items(), key=lambda one: one[0])
    ]
