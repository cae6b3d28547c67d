"""The requests of a run without a complete answer, and what some of them wait for before they are sent."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from runtime.model.http import Request
from runtime.session.effects import Send


@dataclass(slots=True)
class Outgoing:
    """The requests under way. Before one is sent, a person may be asked about it, or timers may delay it."""

    under_way: set[int] = field(default_factory=set)
    _given_up: set[int] = field(default_factory=set)
    _asking: dict[int, tuple[Request, float]] = field(default_factory=dict)  # with the time of the question
    _allowed: set[str] = field(default_factory=set)  # hosts to which a person has allowed writes
    _held: dict[int, tuple[Send, AbstractSet[int]]] = field(
        default_factory=dict
    )  # with the timers that delay it

    @property
    def is_asking(self) -> bool:
        """Whether a person is being asked about a request."""
        return bool(self._asking)

    def allows(self, host: str) -> bool:
        """Whether a person has allowed writes to this host."""
        return host in self._allowed

    def ask(self, request: Request, now: float) -> bool:
        """Wait for a person's answer about a request; False if a question about its host is already open."""
        first = not any(request.host == queried.host for queried, _ in self._asking.values())
        self._asking[request.id] = (request, now)
        return first

    def resolve(self, number: int, *, allow: bool) -> tuple[list[Request], float]:
        """The requests that waited for this answer, and the time of the first question; none if all were
        given up.
        """
        if number not in self._asking:
            return [], 0.0
        host = self._asking[number][0].host
        if allow:
            self._allowed.add(host)
        waiting = [one for one, (queried, _) in self._asking.items() if queried.host == host]
        since = min(self._asking[one][1] for one in waiting)
        return [self._asking.pop(one)[0] for one in waiting], since

    def hold(self, send: Send, timers: AbstractSet[int]) -> None:
        """Delay a request until none of these timers is running."""
        self._held[send.request.id] = send, timers

    def release(self, running: AbstractSet[int]) -> list[Send]:
        """The requests that no running timer delays; `running` are the timers of at most a millisecond."""
        free = [number for number, (_, timers) in self._held.items() if not timers & running]
        return [self._held.pop(number)[0] for number in free]

    def give_up(self, number: int) -> bool | None:
        """Give up a request: whether it was already sent; None if it was given up before."""
        if number in self._given_up:
            return None
        self._given_up.add(number)
        waiting = {self._asking.pop(number, None) is None, self._held.pop(number, None) is None}
        return waiting == {True}
