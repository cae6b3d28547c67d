"""Decides which of a run's worlds answers a request, or that none does and which option would change it.

What is live is held against the run's egress by name, scheme, port and method; the live world then holds the
addresses behind the name against it. Redirects and retries are requests like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from runtime.model.egress import Egress, Opening
from runtime.model.egress.hosts import plain, read_host
from runtime.model.errors import BadInput
from runtime.model.http import Request

LIVE, DRY = "live", "dry"
_PORTS = {"http": 80, "https": 443}
_HOST_HEADER = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?")


@dataclass(frozen=True, slots=True)
class Route:
    """Which of the run's worlds answers a request: its name; `ask` before sending it for the first time.

    What is `held_back` goes to a world that only says what the service might have answered.
    """

    world: str
    ask: bool = False
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """No world answers: why, and the option that would change it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Hosts by world. `fakes` names the hosts of each fake; canned answers, if any, serve every host.

    `allow_writes` is what --yes says; without it the first write to a live host is asked about, if there
    is somebody who `can_be_asked`. In a `dry` run no write goes out, and nobody is asked.
    """

    fakes: dict[str, frozenset[str]] = field(default_factory=dict)
    egress: Egress = field(default_factory=Egress)
    answers: bool = False
    allow_writes: bool = False
    can_be_asked: bool = True
    dry: bool = False

    def route(self, request: Request) -> Route | Denied:
        """The world that answers this request, or why none does."""
        host = plain(request.host)
        if openings := self.egress.of(host):
            reason = _astray(request, self.egress) or _unfit(request, openings)
            return Denied(reason) if reason else self._live(request)
        for name, hosts in self.fakes.items():
            if host in hosts:
                return Route(name)
        if self.answers:
            return Route("answers")
        return Denied(self._denial(request))

    def _live(self, request: Request) -> Route | Denied:
        # A body that a service doesn't expect, it may take for a further request.
        if self.dry and (request.writes or request.body):
            return Route(DRY, held_back=True)
        if not request.writes or self.allow_writes:
            return Route(LIVE)
        if not self.can_be_asked:
            return Denied(f"a write to the live service {request.host} needs --yes: nobody can be asked here")
        return Route(LIVE, ask=True)

    def _denial(self, request: Request) -> str:
        host = request.host
        if problem := _unopenable(host):
            return f"{problem}: no option opens it"
        usual = request.port == _PORTS[request.scheme]
        live = host if usual else f"{_bracketed(host)}:{request.port}"
        open_to = sorted({h for hosts in self.fakes.values() for h in hosts} | self.egress.hosts)
        there = ", ".join(open_to) if open_to else "nothing"
        return (
            f"{host or '(no host)'} is not open to this run (open: {there}). To reach the real one: "
            f"--live {live}; to send it elsewhere: --map {host}=URL; to answer by hand: --world ANSWERS.json"
        )


def _unopenable(host: str) -> str:
    """Why no option could open a host, as the options themselves would say it; '' if one could."""
    try:
        read_host("", host or "(no host)")
    except BadInput as error:
        return error.problem
    return ""


def _astray(request: Request, egress: Egress) -> str:
    """Why a request might end at another host than the one that it is sent to; '' if it can't.

    Proxies, and services that stand for many names, go by the Host header and by a target that is an address.
    """
    if "CONNECT" in request.methods:
        return f"CONNECT asks {request.host} for a way to anywhere: no option allows it"
    if not request.target.startswith(("/", "?")) and request.target != "*":
        return f"the target {request.target!r} can be read as another host's address: no option allows it"
    for value in host_headers(request):
        if named(value) not in {plain(request.host), *egress.hosts}:
            return (
                f"its Host header names {value!r}, which is not open to this run: who answers for "
                f"{request.host} may pass it on. To allow it: --live {value}"
            )
    return ""


def host_headers(request: Request) -> list[str]:
    """What its Host headers say, as long as it is anything."""
    return [value for name, value in request.headers if name.lower() == "host" and value]


def named(value: str) -> str:
    """The host that a Host header names; '' if that can't be told."""
    match = _HOST_HEADER.fullmatch(value)
    return plain(match[1].removeprefix("[").removesuffix("]")) if match else ""


def _unfit(request: Request, openings: tuple[Opening, ...]) -> str:
    """Why none of its host's openings lets a request through; '' if one does."""
    at = [opening for opening in openings if _fits_place(request, opening)]
    if not at:
        place = f"{request.scheme}://{_bracketed(request.host)}:{request.port}"
        there = ", ".join(str(opening) for opening in openings)
        option = f"--live {_bracketed(request.host)}:{request.port}"
        return f"{place} is not open to this run (open: {there}). To open it: {option}"
    if any(_fits_method(request, opening) for opening in at):
        return ""
    files = ", ".join(sorted({opening.source for opening in at}))
    allowed = ", ".join(sorted(set[str]().union(*(opening.methods or () for opening in at)))) or "none"
    if request.ambiguous and request.methods <= set[str]().union(*(opening.methods or () for opening in at)):
        return (
            f"the body of this {request.method} can be read as a further request, and {request.host} is open "
            f'for some methods only ({files}). To allow it: methods = ["*"]'
        )
    wanted = " or ".join(sorted(request.methods))
    problem = f"{request.host} is not open for {wanted} (open: {allowed})"
    return f"{problem}. To open it, add it to `methods` in {files}"


def _fits_place(request: Request, opening: Opening) -> bool:
    usual = opening.ports is None and request.port == _PORTS[request.scheme]
    return request.scheme in opening.schemes and (usual or request.port in (opening.ports or ()))


def _fits_method(request: Request, opening: Opening) -> bool:
    if opening.methods is None:
        return True
    return request.methods <= opening.methods and not request.ambiguous


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
