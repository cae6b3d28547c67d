"""The history for a run with the recorded script and context: every byte must be the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from runtime.formats.json_diff import differences_of_texts
from runtime.formats.request_diff import Difference, compare
from runtime.model.commands import Command, Finish, SendRequest
from runtime.model.events import Begun, Event, HeldBack, WorldEvent
from runtime.model.outcome import Ending, Outcome
from runtime.recording import Recording
from runtime.recording.divergence import Divergence, DivergenceKind, describe
from runtime.recording.history import BROKEN_OFF
from runtime.session.effects import STOPS
from runtime.session.session import Session
from runtime.session.transcript import Entry, weight

_BY_THE_CLOCK = {Outcome.DEADLINE, Outcome.DONE, Outcome.DENIED, Outcome.DRY}


class Agreement(Protocol):
    """Decides whether an entry of a run agrees with the recorded one."""

    def agrees(self, entry: Entry, recorded: Entry) -> bool:
        """Whether the entry agrees with the recorded one."""
        ...

    def explain(self, entry: Entry, recorded: Entry | None) -> Divergence:
        """How it differs from the recorded one, or from the recording's end if there is none."""
        ...

    def ends_alike(self, ending: Ending, recorded: Ending) -> bool:
        """Whether the run ended with the same outcome, at the same place."""
        ...


class ExactAgreement:
    """Every byte, and the time, must be the same."""

    def agrees(self, entry: Entry, recorded: Entry) -> bool:
        """Whether nothing differs."""
        return (recorded.what, recorded.t) == (entry.what, entry.t)

    def explain(self, entry: Entry, recorded: Entry | None) -> Divergence:
        """The difference; field by field if both are requests or results."""
        return explain(entry, recorded)

    def ends_alike(self, ending: Ending, recorded: Ending) -> bool:
        """Whether outcome and place are the same."""
        return (ending.outcome, ending.at) == (recorded.outcome, recorded.at)


@dataclass(slots=True)
class ExactHistory:
    """A recording up to the entry with index `until`."""

    recording: Recording
    until: int
    agreement: Agreement = field(default_factory=ExactAgreement)
    index: int = 0  # of the next entry
    _last_turn: int = -2  # the index of the event whose turn is not run again
    _lost: int = 0  # entries of the last turn that are missing in the recording
    _difference: Divergence | None = None

    def __post_init__(self) -> None:
        """Find the last turn, if the recorded run was stopped in it."""
        end, entries = self.recording.end, self.recording.entries
        stopped = end is not None and (end.in_turn or (end.t is None and end.outcome in STOPS))
        if stopped and self.until == len(entries):
            events = (n for n in range(len(entries) - 1, -1, -1) if not isinstance(entries[n].what, Command))
            self._last_turn = next(events, -2)

    def note(self, entry: Entry) -> None:
        """Compare an entry with the next one of the recording."""
        if self._difference is not None:
            return
        entries = self.recording.entries
        expected = entries[self.index] if self.index < len(entries) else None
        if expected is None and self._may_be_lost(entry):
            self._lost += 1
        elif expected is None or not self.agreement.agrees(entry, expected):
            self._difference = self.agreement.explain(entry, expected)
        else:
            self.index += 1

    def find_difference(self) -> Divergence | None:
        """The first entry that differs."""
        found, self._difference = self._difference, None
        return found

    def next_event(self, session: Session) -> tuple[Event, float] | None:
        """The next recorded entry, if it is an event that can happen now."""
        if self.index >= self.until:
            return None
        entry = self.recording.entries[self.index]
        if isinstance(entry.what, Command):
            return None
        if not session.expects(entry.what) and not session.may_have_fired(entry.what):
            return None
        return entry.what, entry.t

    def at_turns_end(self, t: float) -> float:
        """The time of the turn's first recorded command."""
        entries = self.recording.entries
        following = entries[self.index] if self.index < len(entries) else None
        return following.t if following and isinstance(following.what, Command) else t

    def find_missing(self, session: Session) -> Divergence | None:
        """The next recorded entry, if there is one left."""
        del session
        if self.index >= self.until:
            return None
        entry = self.recording.entries[self.index]
        text = "the recorded run goes on here, and this one doesn't"
        return Divergence(
            DivergenceKind.ENDED,
            text,
            seq=entry.seq,
            recorded_at=getattr(entry.what, "at", None),
            recorded=describe(entry.what),
        )

    def conclude(self, session: Session) -> None:
        was = self.recording.ending
        session.conclude(was.outcome, was.detail)

    def check_ending(self, ending: Ending) -> Divergence | None:
        """How the end differs in outcome, place or time; None for a recording that breaks off."""
        if self.recording.end is None and self.index >= self.until:
            return None
        was = self.recording.ending
        alike = self.agreement.ends_alike(ending, was)
        if self.index >= self.until and alike:
            return None
        how = f"{was.outcome}, later" if alike else was.outcome
        text = f"this run ended as {ending.outcome}, and the recorded one as {how}"
        left = self.recording.entries[self.index :]
        return Divergence(
            DivergenceKind.ENDED,
            text,
            seq=left[0].seq if left else None,
            at=ending.at,
            recorded_at=was.at,
            got=ending.detail,
            recorded=describe(left[0].what) if left else was.detail,
        )

    def answers(self, request: int) -> bool:
        """Whether the recording has it; a run can make more requests in the turn in which the recording
        ends.
        """
        return request in self.recording.transcript.exchanges

    def line_of(self, request: int) -> int | None:
        entries = self.recording.entries
        return next(
            (e.seq for e in entries if isinstance(e.what, SendRequest) and e.what.request.id == request), None
        )

    def list_remaining(self) -> dict[int, list[WorldEvent | HeldBack]]:
        """The events that are left, by request.

        A request without one waits, unless the recording broke off.
        """
        found: dict[int, list[WorldEvent | HeldBack]] = {}
        if self.recording.ending.outcome not in BROKEN_OFF:
            found = {number: [] for number in self.recording.transcript.exchanges}
        for entry in self.recording.entries[self.index :]:
            if isinstance(entry.what, WorldEvent | HeldBack):
                found.setdefault(entry.what.request, []).append(entry.what)
        return found

    @property
    def breaks_off(self) -> bool:
        """Whether the recording ends while the guest was busy, so that its last turn is not run again."""
        return self._last_turn >= 0

    @property
    def stops_here(self) -> bool:
        """Whether the recording ends while the guest was busy with the next event.

        Such a turn is not run again: the time at which it was stopped depends on the machine, and can be
        long.
        """
        return self.index == self._last_turn

    def stop(self, session: Session, t: float) -> bool:
        """Give the session the recorded commands of the stopped turn, and the reason of the stop."""
        was = self.recording.ending
        if was.outcome not in STOPS:
            return False
        left = self.recording.entries[self.index :]
        commands = tuple(entry.what for entry in left if isinstance(entry.what, Command))
        session.receive_stop(commands, STOPS[was.outcome], was.detail, t)
        return True

    def ahead(self, most: int, size: int) -> list[tuple[Event, float]]:
        """The next events: at most `most`, with at most `size` bytes of commands and events."""
        found: list[tuple[Event, float]] = []
        until = self.until if self._last_turn < 0 else self._last_turn
        for entry in islice(self.recording.entries, self.index, until):
            size -= weight(entry.what)
            if size < 0 or len(found) == most or isinstance(entry.what, Begun):
                break
            if not isinstance(entry.what, Command | HeldBack):
                found.append((entry.what, entry.t))
        return found

    def _may_be_lost(self, entry: Entry) -> bool:
        """Whether the recorded run had this entry too, but could not write it any more."""
        end = self.recording.end
        if not isinstance(entry.what, Command) or end is None:
            return end is None
        if end.t is not None:
            return self._lost < end.unrecorded
        return end.outcome in BROKEN_OFF | _BY_THE_CLOCK


def explain(entry: Entry, expected: Entry | None) -> Divergence:
    """How an entry differs from the recorded one, field by field if both are requests or results."""
    got, was = entry.what, expected.what if expected else None
    differences: tuple[Difference, ...] = ()
    if isinstance(got, SendRequest) and isinstance(was, SendRequest):
        differences = tuple(compare(was.request, got.request))
    elif isinstance(got, Finish) and isinstance(was, Finish):
        changes = tuple(differences_of_texts(was.context, got.context))
        differences = (Difference("result", None, None, changes=changes),)
    kind = DivergenceKind.CHANGED if differences and isinstance(got, SendRequest) else DivergenceKind.SAID
    text = (
        "this run asks for something else"
        if kind is DivergenceKind.CHANGED
        else "this run says something else"
    )
    return Divergence(
        kind,
        f"{text} than the recorded one",
        request=got.request.id if isinstance(got, SendRequest) else 0,
        seq=expected.seq if expected else None,
        at=getattr(got, "at", None),
        recorded_at=getattr(was, "at", None),
        differences=differences,
        got=describe(got),
        recorded=describe(was) if was else "its end",
    )
