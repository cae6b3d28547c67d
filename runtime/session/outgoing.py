"""The requests of a run that have no whole answer yet, and what some of them wait for before they leave."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from runtime.model.http import Request
from runtime.session.effects import Send


@dataclass(slots=True)
class Outgoing:
    """A request is under way from the moment it is made; until it has left, a person may be asked about it,
    or it is held back by timers that ring first.
    """

    under_way: set[int] = field(default_factory=set)
    _given_up: set[int] = field(default_factory=set)
    _asking: dict[int, tuple[Request, float]] = field(default_factory=dict)  # and since when
    _allowed: set[str] = field(default_factory=set)  # hosts that a person has let writes go to
    _held: dict[int, tuple[Send, AbstractSet[int]]] = field(default_factory=dict)  # and by which timers

    @property
    def is_asking(self) -> bool:
        """Whether a person is being asked."""
        return bool(self._asking)

    def allows(self, host: str) -> bool:
        """Whether a person has let writes go to this host."""
        return host in self._allowed

    def ask(self, request: Request, now: float) -> bool:
        """Let it wait for a person's answer; False if they are being asked about its host already."""
        first = not any(request.host == asked.host for asked, _ in self._asking.values())
        self._asking[request.id] = (request, now)
        return first

    def resolve(self, number: int, *, allow: bool) -> tuple[list[Request], float]:
        """The requests that waited for this answer, and since when; none if they were given up meanwhile."""
        if number not in self._asking:
            return [], 0.0
        host = self._asking[number][0].host
        if allow:
            self._allowed.add(host)
        waiting = [one for one, (asked, _) in self._asking.items() if asked.host == host]
        since = min(self._asking[one][1] for one in waiting)
        return [self._asking.pop(one)[0] for one in waiting], since

    def hold(self, send: Send, timers: AbstractSet[int]) -> None:
        """Let it leave when none of these timers runs any more."""
        self._held[send.request.id] = send, timers

    def release(self, running: AbstractSet[int]) -> list[Send]:
        """Those that no timer holds back any more; `running` are the timers of a millisecond at most."""
        free = [number for number, (_, timers) in self._held.items() if not timers & running]
        return [self._held.pop(number)[0] for number in free]

    def give_up(self, number: int) -> bool | None:
        """Nobody waits for it any more: whether it has left; None if it was given up before."""
        if number in self._given_up:
            return None
        self._given_up.add(number)
        waiting = {self._asking.pop(number, None) is None, self._held.pop(number, None) is None}
        return waiting == {True}
