"""The recorded world for another script or context: it answers as long as the same is asked."""

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
    """A recording as a world. `exact` lets nothing pass that differs in a byte."""

    recording: Recording
    exact: bool = False
    t: float = 0.0
    alike: list[tuple[int, Difference]] = field(default_factory=list)  # what differs without meaning anything
    _recorded: list[tuple[int, SendRequest]] = field(init=False)  # with the number of the line
    _events: list[tuple[float, Event]] = field(init=False)
    _ends: list[float] = field(init=False)  # when the turn was over that each of them led to
    _turn_end: float = 0.0  # of the turn that goes on; 0 if the recording has none such
    _cursor: int = 0
    _asked: list[SendRequest] = field(default_factory=list)
    _settled: int = 0  # how many of these have been looked at
    _numbers: dict[int, int] = field(
        default_factory=dict
    )  # requests, from the recording's number to the run's
    _their_timers: list[SetTimer] = field(init=False)
    _timers: dict[int, int] = field(default_factory=dict)  # likewise
    _theirs: dict[int, Fired] = field(default_factory=dict)  # what the recording has of a timer of the run
    _set: int = 0
    _cleared: dict[int, int] = field(init=False)  # before which event the recording took a timer back
    _quiet: dict[int, float] = field(default_factory=dict)  # until which one a timer of the run can't ring
    _ahead: set[Event] = field(init=False)  # the timers and closed connections that the recording still has

    def __post_init__(self) -> None:
        """Sort the recording's lines."""
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
        """Only requests and timers matter."""
        self.t = max(self.t, entry.t)
        if isinstance(entry.what, SendRequest):
            self._asked.append(entry.what)
        elif isinstance(entry.what, SetTimer):
            self._match_timer(entry.what)

    def find_difference(self) -> Divergence | None:
        """The first request that isn't the recording's at its place."""
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
        """The next recorded event that this run waits for; before it, what comes of the run alone."""
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
        """No turn of another script is the recorded one."""
        return False

    def stop(self, session: Session, t: float) -> bool:  # noqa: ARG002 - it isn't asked
        """It never stops there."""
        return False

    def ahead(self, most: int, size: int) -> Sequence[tuple[Event, float]]:  # noqa: ARG002 - nothing is known
        """What comes next depends on what the run says."""
        return ()

    def at_turns_end(self, t: float) -> float:
        """As in the recording: a timer that is set in a long turn runs from its end."""
        return max(t, self._turn_end)

    def find_missing(self, session: Session) -> Divergence | None:
        """A request that isn't made, or one for which the recording has no answer because it breaks off."""
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
        """Nothing is left that answers: its time is up, or it meets the limit that was met."""
        was = self.recording.ending
        if session.open_requests and was.outcome is Outcome.LIMIT:
            session.conclude(was.outcome, was.detail)
            return
        session.conclude(Outcome.DONE, "")
        session.conclude(Outcome.DEADLINE, "")

    def check_ending(self, ending: Ending) -> Divergence | None:
        """However it likes: it is another run."""
        del ending
        return None

    def answers(self, request: int) -> bool:
        """Those whose place in the order they have."""
        return request in self._numbers.values()

    def line_of(self, request: int) -> int | None:
        """That of the request at its place in the order."""
        recorded = {number: theirs for theirs, number in self._numbers.items()}.get(request)
        return next((seq for seq, one in self._recorded if one.request.id == recorded), None)

    def list_remaining(self) -> dict[int, list[WorldEvent | HeldBack]]:
        """What is left, by request. One to which the recording has no answer waits, unless it broke off."""
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
        """The next recorded event for this run; what it can't hear any more is passed over."""
        while self._cursor < len(self._events):
            t, recorded = self._events[self._cursor]
            event = self._translate(recorded)
            if event is not None and session.expects(event):
                return event, max(t, self.t)
            number = getattr(recorded, "request", None)
            if number is not None and number not in self._numbers:
                return None  # it has not asked for that yet
            self._pass()
        return None

    def _pass(self) -> None:
        _, passed = self._events[self._cursor]
        if isinstance(passed, Fired | Aborted):  # of others some can't be hashed: a failure holds an object
            self._ahead.discard(passed)
        self._cursor += 1

    def _own(self, session: Session, upcoming: tuple[Event, float] | None) -> tuple[Event, float] | None:
        """What the recording knows nothing of: a connection closed, a timer, the end of a transformation.

        A timer of the recording rings when it did there; not, if it didn't, as long as that has events for
        this run. Of two timers the one that was due first rings first.
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
        """Whether the recording doesn't say when this timer of the run rings, or that it doesn't."""
        return self._theirs.get(timer) not in self._ahead and self._quiet.get(timer, 0) <= self._cursor

    def _translate(self, event: Event) -> Event | None:
        """A recorded event in this run's numbers; None if it is about something that this run lacks."""
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
        """What is different about this request, and whether it only stands at another place."""
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
        """What the recording has after this request."""
        return describe(self._recorded[place + 1][1]) if place + 1 < len(self._recorded) else ""


def _number_range(first: int, last: int) -> str:
    """These requests, in words."""
    if first == last:
        return f"request {first}"
    return f"requests {first} {'and' if last == first + 1 else 'to'} {last}"


def _turn(session: Session, event: Event, t: float) -> tuple[float, float]:
    """What a timer must have been due before, and set before, to ring before this event."""
    return (session.timers[event.timer], event.timer) if isinstance(event, Fired) else (t, float("inf"))
