"""Sends events to the child and takes its turns.

Several events that are known in advance go out together; the child answers them with one line of turns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from runtime.cage.child import Child
from runtime.cage.child_protocol import PART
from runtime.guest.protocol import event_line, format_begun
from runtime.model.errors import GuestProtocolError
from runtime.model.events import Begun, Event, Received, Responded
from runtime.model.http import NODE_HEADER_LIMIT, Header, first_header
from runtime.model.plan import Plan
from runtime.runs.offload import offload
from runtime.session.transcript import Transcript, weight

Upcoming = Callable[[], Sequence[tuple[Event, float]]]  # the next events and their times


@dataclass(slots=True, kw_only=True)
class Turns:
    """Sends events to a child. `text` is the script that it runs."""

    child: Child
    plan: Plan
    text: str
    _ahead: int = 0  # events that were sent to the child in advance and have not happened yet
    _answers: list[bytes] = field(default_factory=list)  # the child's turns for these events
    _headers: dict[int, Sequence[Header]] = field(
        default_factory=dict
    )  # of answers that were sent in advance

    async def deliver(self, event: Event, t: float, lookahead: Upcoming, run: Transcript) -> bytes | None:
        """Send an event, and the next ones that are known.

        Returns its turn if the child has answered already.
        """
        if self._ahead:
            self._ahead -= 1
            return self._answers.pop(0) if self._answers else None
        self._headers.clear()
        first = None if isinstance(event, Begun) else await self._line(event, t, run)
        more = [await self._line(one, at, run) for one, at in lookahead()]
        self._ahead = len(more)
        if first is None:
            self.child.begin(*more, begun=self._begin_text(t), script=self.text)
        else:
            self.child.deliver(first, *more)
        return None

    def split(self, line: bytes) -> bytes:
        """The first turn in a line of the child; the others wait for their events.

        Raises GuestProtocolError.
        """
        first, *self._answers = line.split(PART)
        if len(self._answers) > self._ahead:
            raise GuestProtocolError("the child process answered more than it was asked")
        return first

    def _begin_text(self, t: float) -> str:
        plan = self.plan
        return format_begun(
            context=plan.context,
            kind=plan.kind,
            timers=plan.timers,
            seed=plan.seed,
            now=plan.started + int(t),
        )

    async def _line(self, event: Event, t: float, run: Transcript) -> bytes:
        now = self.plan.started + int(t)
        if isinstance(event, Responded):
            self._headers[event.request] = event.headers
        if isinstance(event, Received):
            line = partial(event_line, event, now, self._content_type(event.request, run))
            return await offload(weight(event), line)
        return event_line(event, now)

    def _content_type(self, request: int, run: Transcript) -> str | None:
        response = run.exchanges[request].response if request in run.exchanges else None
        headers = self._headers.get(request, response.headers if response else ())
        return first_header(tuple(headers)[:NODE_HEADER_LIMIT], "content-type")
