"""Decides which world of a run answers a request, or why none does and which option would change that.

A request to a live host is checked against the run's egress by name, scheme, port and method; the live world
then checks the addresses of the host. Redirects and retries are requests like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.model.egress import Egress
from runtime.model.egress.check import bracket, check_request
from runtime.model.egress.hosts import normalize_host, read_host
from runtime.model.errors import BadInput
from runtime.model.http import Request
from runtime.model.option import Option

LIVE, DRY = "live", "dry"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Route:
    """The name of the world that answers a request; with `ask` a person must allow it first.

    A request that is `held_back` goes to a world that answers in place of the service.
    """

    world: str
    ask: bool = False
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class NoRoute:
    """No world answers: the reason, and the option that would change that. `remedy` is as in `Failed`."""

    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The worlds of a run by host. `fakes` has the hosts of each fake; canned answers serve every other host.

    `allow_writes` is the option --yes; without it a person is asked about the first write to a live host, if
    `can_be_asked`. In a `dry` run no write is sent, and nobody is asked.
    """

    fakes: dict[str, frozenset[str]] = field(default_factory=dict)
    egress: Egress = field(default_factory=Egress)
    answers: bool = False
    allow_writes: bool = False
    can_be_asked: bool = True
    dry: bool = False

    def route(self, request: Request) -> Route | NoRoute:
        """The world that answers this request, or why none does."""
        host = normalize_host(request.host)
        if host in self.egress.hosts:
            denial = check_request(request, self.egress)
            return NoRoute(str(denial)) if denial else self._live(request)
        for name, hosts in self.fakes.items():
            if host in hosts:
                return Route(name)
        if self.answers:
            return Route("answers")
        return NoRoute(self._denial(request))

    def _live(self, request: Request) -> Route | NoRoute:
        # A service may read an unexpected body as a further request.
        if self.dry and (request.writes or request.body):
            return Route(DRY, held_back=True)
        if not request.writes or self.allow_writes:
            return Route(LIVE)
        if not self.can_be_asked:
            needed = Option.WRITES.spell()
            return NoRoute(
                f"a write to the live service {request.host} needs {needed}: nobody can be asked here",
                remedy="writes",
            )
        return Route(LIVE, ask=True)

    def _denial(self, request: Request) -> str:
        host = request.host
        if problem := _unopenable(host):
            return f"{problem}: no option opens it"
        usual = request.port == _PORTS[request.scheme]
        live = host if usual else f"{bracket(host)}:{request.port}"
        open_to = sorted({h for hosts in self.fakes.values() for h in hosts} | self.egress.hosts)
        there = ", ".join(open_to) if open_to else "nothing"
        return (
            f"{host or '(no host)'} is not open to this run (open: {there}). To reach the real one: "
            f"{Option.LIVE.spell(live)}; to send it elsewhere: {Option.MAP.spell(f'{host}=URL')}; "
            f"to answer by hand: {Option.WORLD.spell('ANSWERS.json')}"
        )


def _unopenable(host: str) -> str:
    """Why no option can open a host; '' if one can."""
    try:
        read_host("", host or "(no host)")
    except BadInput as error:
        return error.problem
    return ""
