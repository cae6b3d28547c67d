"""The history for a changed script or context: the recording answers as long as the requests are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runtime.formats.request_diff import Difference, compare, same
from runtime.model.commands import ClearTimer, Command, SendRequest, SetTimer
from runtime.model.events import Aborted, Begun, Collected, Event, Fired, HeldBack, WorldEvent
from runtime.model.outcome import Ending, Outcome
from runtime.recording import Recording
from runtime.recording.divergence import Divergence, DivergenceKind, describe
from runtime.recording.history import BROKEN_OFF
from runtime.session.session import Session
from runtime.session.transcript import Entry


@dataclass(slots=True)
class RequestHistory:
    """A recording as a world. With `exact` a request must not differ in a single byte."""

    recording: Recording
    exact: bool = False
    t: float = 0.0
    alike: list[tuple[int, Difference]] = field(default_factory=list)  # differences without a meaning
    _recorded: list[tuple[int, SendRequest]] = field(init=False)  # with the line's number
    _events: list[tuple[float, Event]] = field(init=False)
    _ends: list[float] = field(init=False)  # the end of the turn after each event
    _turn_end: float = 0.0  # of the current turn; 0 if the recording doesn't have it
    _cursor: int = 0
    _asked: list[SendRequest] = field(default_factory=list)
    _settled: int = 0  # how many of these were compared
    _numbers: dict[int, int] = field(default_factory=dict)  # requests: the recording's number to the run's
    _their_timers: list[SetTimer] = field(init=False)
    _timers: dict[int, int] = field(default_factory=dict)  # likewise
    _theirs: dict[int, Fired] = field(default_factory=dict)  # the recorded event for a timer of the run
    _set: int = 0
    _cleared: dict[int, int] = field(init=False)  # the event before which the recorded run cleared a timer
    _quiet: dict[int, float] = field(
        default_factory=dict
    )  # the event until which a timer of the run can't fire
    _ahead: set[Event] = field(init=False)  # timers and closed connections that are left in the recording

    def __post_init__(self) -> None:
        """Split the recording's entries by kind."""
        entries = self.recording.entries
        self._recorded = [(e.seq, e.what) for e in entries if isinstance(e.what, SendRequest)]
        self._their_timers = [e.what for e in entries if isinstance(e.what, SetTimer)]
        self._events = []
        self._ends = []
        self._cleared = {}
        for entry, following in zip(entries, (*entries[1:], None), strict=True):
            if isinstance(entry.what, ClearTimer):
                self._cleared[entry.what.timer] = len(self._events)
            if isinstance(entry.what, Command):
                continue
            said = following is not None and isinstance(following.what, Command)
            end = following.t if following is not None and said else entry.t
            if isinstance(entry.what, Begun):
                self._turn_end = end
            else:
                self._events.append((entry.t, entry.what))
                self._ends.append(end)
        self._ahead = {event for _, event in self._events if isinstance(event, Fired | Aborted)}

    def note(self, entry: Entry) -> None:
        """Take in an entry; only requests and timers matter."""
        self.t = max(self.t, entry.t)
        if isinstance(entry.what, SendRequest):
            self._asked.append(entry.what)
        elif isinstance(entry.what, SetTimer):
            self._match_timer(entry.what)

    def find_difference(self) -> Divergence | None:
        """The first request that differs from the recorded one at its place."""
        while self._settled < len(self._asked):
            place = self._settled
            self._settled += 1
            asked = self._asked[place]
            if place >= len(self._recorded):
                return self._additional(asked, place)
            _, recorded = self._recorded[place]
            found = compare(recorded.request, asked.request)
            if any(self.exact or not one.same_meaning for one in found):
                return self._explain(place, tuple(found))
            self.alike += [(asked.request.id, one) for one in found]
            self._numbers[recorded.request.id] = asked.request.id
        return None

    def next_event(self, session: Session) -> tuple[Event, float] | None:
        """The next recorded event that this run waits for, or an earlier event of the run's own."""
        upcoming = self._next_recorded(session)
        own = self._own(session, upcoming)
        following = own or upcoming
        if following is None or following[1] >= session.end_time:
            return None
        self._turn_end = 0.0
        if own is None:
            self._turn_end = self._ends[self._cursor]
            self._pass()
        self.t = following[1]
        return following

    @property
    def stops_here(self) -> bool:
        """False: a turn of another script is never the recorded one."""
        return False

    def stop(self, session: Session, t: float) -> bool:  # noqa: ARG002 - it isn't asked
        return False

    def ahead(self, most: int, size: int) -> Sequence[tuple[Event, float]]:  # noqa: ARG002 - nothing is known
        return ()

    def at_turns_end(self, t: float) -> float:
        """The end of the turn in the recording: a timer that is set in a long turn runs from its end."""
        return max(t, self._turn_end)

    def find_missing(self, session: Session) -> Divergence | None:
        """A recorded request that was not made, or one whose answer is missing because the recording ends."""
        place = len(self._asked)
        if place < len(self._recorded) and self._settled == place:
            seq, request = self._recorded[place]
            text = f"request {place + 1} of the recording isn't made"
            return Divergence(
                DivergenceKind.MISSING,
                text,
                request=place + 1,
                seq=seq,
                recorded_at=request.at,
                recorded=describe(request),
                next_=self._next(place),
            )
        was = self.recording.ending
        if session.open_requests and was.outcome in BROKEN_OFF and was.outcome is not Outcome.LIMIT:
            text = f"the recording ends here ({was.outcome}), and has no answer to what is still open"
            return Divergence(DivergenceKind.ENDED, text, request=min(session.open_requests))
        return None

    def conclude(self, session: Session) -> None:
        """End the run: no answer is left, so it ends by its deadline or by the recorded limit."""
        was = self.recording.ending
        if session.open_requests and was.outcome is Outcome.LIMIT:
            session.conclude(was.outcome, was.detail)
            return
        session.conclude(Outcome.DONE, "")
        session.conclude(Outcome.DEADLINE, "")

    def check_ending(self, ending: Ending) -> Divergence | None:
        """None: another run may end differently."""
        del ending
        return None

    def answers(self, request: int) -> bool:
        """Whether a recorded request has the same place in the order."""
        return request in self._numbers.values()

    def line_of(self, request: int) -> int | None:
        """The `seq` of the recorded request at the same place in the order."""
        recorded = {number: theirs for theirs, number in self._numbers.items()}.get(request)
        return next((seq for seq, one in self._recorded if one.request.id == recorded), None)

    def list_remaining(self) -> dict[int, list[WorldEvent | HeldBack]]:
        """The events that are left, by request.

        A request without one waits, unless the recording broke off.
        """
        found: dict[int, list[WorldEvent | HeldBack]] = {}
        if self.recording.ending.outcome not in BROKEN_OFF:
            found = {number: [] for number in self._numbers.values()}
        for _, recorded in self._events[self._cursor :]:
            event = self._translate(recorded)
            if isinstance(event, WorldEvent | HeldBack):
                found.setdefault(event.request, []).append(event)
        return found

    def _match_timer(self, timer: SetTimer) -> None:
        if self._set < len(self._their_timers) and self._their_timers[self._set].delay == timer.delay:
            theirs = self._their_timers[self._set].timer
            self._timers[theirs] = timer.timer
            self._theirs[timer.timer] = Fired(theirs)
            self._quiet[timer.timer] = self._cleared.get(theirs, float("inf"))
        self._set += 1

    def _next_recorded(self, session: Session) -> tuple[Event, float] | None:
        """The next recorded event that this run can get; others are skipped."""
        while self._cursor < len(self._events):
            t, recorded = self._events[self._cursor]
            event = self._translate(recorded)
            if event is not None and session.expects(event):
                return event, max(t, self.t)
            number = getattr(recorded, "request", None)
            if number is not None and number not in self._numbers:
                return None  # the run has not made this request yet
            self._pass()
        return None

    def _pass(self) -> None:
        _, passed = self._events[self._cursor]
        if isinstance(passed, Fired | Aborted):  # some other events can't be hashed: a failure has a dict
            self._ahead.discard(passed)
        self._cursor += 1

    def _own(self, session: Session, upcoming: tuple[Event, float] | None) -> tuple[Event, float] | None:
        """An event that is not in the recording: a closed connection, a timer, the end of a transformation.

        A recorded timer fires as it did in the recording; if it did not, it waits until the recording has no
        more events for this run. Of two timers the one that is due first fires first.
        """
        theirs = {self._translate(event) for event in self._ahead} if session.event_queue else set()
        closed = next((e for e in session.event_queue if e not in theirs or upcoming is None), None)
        if closed is not None:
            return closed, self.t
        own = [
            (at, timer)
            for timer, at in session.timers.items()
            if upcoming is None or self._rings_by_itself(timer)
        ]
        at, timer = min(own, default=(float("inf"), 0))
        if timer and (upcoming is None or (at, timer) < _turn(session, *upcoming)):
            return Fired(timer), max(at, self.t)
        if upcoming is None and session.expects(Collected()):
            return Collected(), self.t
        return None

    def _rings_by_itself(self, timer: int) -> bool:
        """Whether the recording doesn't say when this timer of the run fires, or that it doesn't."""
        return self._theirs.get(timer) not in self._ahead and self._quiet.get(timer, 0) <= self._cursor

    def _translate(self, event: Event) -> Event | None:
        """A recorded event with this run's numbers; None if it is about something that this run doesn't
        have.
        """
        if isinstance(event, Fired):
            return Fired(self._timers[event.timer]) if event.timer in self._timers else None
        if isinstance(event, Begun | Collected):
            return event
        if event.request not in self._numbers:
            return None
        return replace(event, request=self._numbers[event.request])

    def _additional(self, asked: SendRequest, place: int) -> Divergence:
        text = f"request {place + 1} is one more than the recording has"
        return Divergence(
            DivergenceKind.ADDITIONAL,
            text,
            request=place + 1,
            at=asked.at,
            got=describe(asked),
            recorded="nothing more",
        )

    def _explain(self, place: int, found: tuple[Difference, ...]) -> Divergence:
        """The divergence for a request that differs, or is at another place in the order."""
        asked, (seq, recorded) = self._asked[place], self._recorded[place]
        kind, text = self._in_words(place)
        return Divergence(
            kind,
            text,
            request=place + 1,
            seq=seq,
            at=asked.at,
            recorded_at=recorded.at,
            differences=found,
            got=describe(asked),
            recorded=describe(recorded),
            next_=self._next(place),
        )

    def _in_words(self, place: int) -> tuple[DivergenceKind, str]:
        asked = self._asked[place].request
        here = self._recorded[place][1].request
        later = [one.request for _, one in self._recorded[place + 1 :]]
        follows = [one.request for one in self._asked[place + 1 : place + 2]]
        after = any(same(here, one, exact=self.exact) for one in follows)
        if after and later and same(later[0], asked, exact=self.exact):
            return DivergenceKind.SWAPPED, f"requests {place + 1} and {place + 2} have changed places"
        if after:
            return (
                DivergenceKind.ADDITIONAL,
                f"request {place + 1} is one that the recording doesn't have here",
            )
        for number, one in enumerate(later, start=place + 2):
            if same(one, asked, exact=self.exact):
                gone = _number_range(place + 1, number - 1)
                text = f"{gone} of the recording should come before this one: left out, or moved"
                return DivergenceKind.MISSING, text
        return DivergenceKind.CHANGED, f"request {place + 1} asks for something else"

    def _next(self, place: int) -> str:
        """What the recording has after this request, in words."""
        return describe(self._recorded[place + 1][1]) if place + 1 < len(self._recorded) else ""


def _number_range(first: int, last: int) -> str:
    """A range of requests, in words."""
    if first == last:
        return f"request {first}"
    return f"requests {first} {'and' if last == first + 1 else 'to'} {last}"


def _turn(session: Session, event: Event, t: float) -> tuple[float, float]:
    """The time and timer number before which another timer must be due to fire before this event."""
    return (session.timers[event.timer], event.timer) if isinstance(event, Fired) else (t, float("inf"))
