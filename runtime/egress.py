"""Where a run's requests may go. Data only; nothing leaves the machine unless it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.http import Request


@dataclass(frozen=True, slots=True)
class Route:
    """Which of the run's worlds answers a request: its name; `ask` before sending it for the first time."""

    world: str
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """No world answers: why, and the option that would change it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Hosts by world. `fakes` names the hosts of each fake; canned answers, if any, serve every host.

    `allow_writes` is what --yes says; without it the first write to a live host is asked about, if there
    is somebody who `can_be_asked`.
    """

    fakes: dict[str, frozenset[str]] = field(default_factory=dict)
    live: frozenset[str] = frozenset()
    answers: bool = False
    allow_writes: bool = False
    can_be_asked: bool = True

    def route(self, request: Request) -> Route | Denied:
        """The world that answers this request, or why none does."""
        host = request.host.rstrip(".").lower()
        if host in self.live:
            if request.writes and not self.allow_writes and not self.can_be_asked:
                return Denied(
                    f"a write to the live service {request.host} needs --yes: nobody can be asked here"
                )
            return Route("live", ask=request.writes and not self.allow_writes)
        for name, hosts in self.fakes.items():
            if host in hosts:
                return Route(name)
        if self.answers:
            return Route("answers")
        return Denied(self._denial(request.host))

    def _denial(self, host: str) -> str:
        open_to = sorted({h for hosts in self.fakes.values() for h in hosts} | self.live)
        there = ", ".join(open_to) if open_to else "nothing"
        return (
            f"{host or '(no host)'} is not open to this run (open: {there}). To reach the real one: "
            f"--live {host}; to send it elsewhere: --map {host}=URL; to answer by hand: --world ANSWERS.json"
        )
