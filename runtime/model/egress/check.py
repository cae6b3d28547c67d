"""Checks one request against what is open: its host, scheme, port and method, and other possible
destinations.
"""

from __future__ import annotations

import re

from runtime.model.egress.denial import Denial
from runtime.model.egress.hosts import normalize_host
from runtime.model.egress.openings import Egress, Opening
from runtime.model.http import Request
from runtime.model.option import Option

_PORTS = {"http": 80, "https": 443}
_HOST_HEADER = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?")
_NO_OPTION = ": no option allows it"


def check_request(request: Request, egress: Egress) -> Denial | None:
    """Why a request may not be sent; None if an opening of its host allows it.

    The addresses behind the name are checked later, when they are known.
    """
    openings = egress.of(normalize_host(request.host))
    denial = _check_destination(request, egress)
    return denial or (
        _check_openings(request, openings) if openings else _deny_place(request, egress.openings)
    )


def host_headers(request: Request) -> list[str]:
    """The values of its Host headers that are not empty."""
    return [value for name, value in request.headers if name.lower() == "host" and value]


def host_in_header(value: str) -> str:
    """The host that a Host header names; '' if it is not clear."""
    match = _HOST_HEADER.fullmatch(value)
    return normalize_host(match[1].removeprefix("[").removesuffix("]")) if match else ""


def bracket(host: str) -> str:
    """A host as in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def _check_destination(request: Request, egress: Egress) -> Denial | None:
    """Why a request might reach another host than the one that it is sent to; None if it can't.

    Proxies, and services with many host names, use the Host header, and the address in an absolute target.
    """
    if "CONNECT" in request.methods:
        return Denial(problem=f"CONNECT asks {request.host} for a connection to any host", option=_NO_OPTION)
    if not request.target.startswith(("/", "?")) and request.target != "*":
        problem = f"the target {request.target!r} can be read as another host's address"
        return Denial(problem=problem, option=_NO_OPTION)
    for value in host_headers(request):
        if host_in_header(value) not in {normalize_host(request.host), *egress.hosts}:
            problem = (
                f"its Host header names {value!r}, which is not open to this run: the server of "
                f"{request.host} may pass it on"
            )
            return Denial(
                problem=problem,
                option=f". To allow it: {Option.LIVE.spell(value)}",
                opening=f"the host {value}",
            )
    return None


def _check_openings(request: Request, openings: tuple[Opening, ...]) -> Denial | None:
    here = [opening for opening in openings if _fits_place(request, opening)]
    if not here:
        return _deny_place(request, openings)
    if any(_fits_method(request, opening) for opening in here):
        return None
    return _deny_method(request, here)


def _deny_place(request: Request, openings: tuple[Opening, ...]) -> Denial:
    host = bracket(request.host)
    place = f"{request.scheme}://{host}:{request.port}"
    there = ", ".join(str(opening) for opening in openings) or "nothing"
    return Denial(
        problem=f"{place} is not open to this run (open: {there})",
        option=f". To open it: {Option.LIVE.spell(f'{host}:{request.port}')}",
        opening=place,
    )


def _deny_method(request: Request, openings: list[Opening]) -> Denial:
    files = ", ".join(sorted({opening.source for opening in openings}))
    methods = set[str]().union(*(opening.methods or () for opening in openings))
    if request.ambiguous and request.methods <= methods:
        problem = (
            f"the body of this {request.method} can be read as a further request, and {request.host} is open "
            f"for some methods only ({files})"
        )
        every = f"every method of {request.host}"
        return Denial(problem=problem, option='. To allow it: methods = ["*"]', opening=every)
    names = " or ".join(sorted(request.methods))
    allowed = ", ".join(sorted(methods)) or "none"
    return Denial(
        problem=f"{request.host} is not open for {names} (open: {allowed})",
        option=f". To open it, add it to `methods` in {files}",
        opening=f"the method {names} of {request.host}",
    )


def _fits_place(request: Request, opening: Opening) -> bool:
    usual = opening.ports is None and request.port == _PORTS[request.scheme]
    return request.scheme in opening.schemes and (usual or request.port in (opening.ports or ()))


def _fits_method(request: Request, opening: Opening) -> bool:
    if opening.methods is None:
        return True
    return request.methods <= opening.methods and not request.ambiguous
