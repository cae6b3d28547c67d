"""What a case's run did, as it was: with its secrets, so that expectations can be held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runtime.authoring.cases.model import CaseFailure, Mismatch
from runtime.formats.json_text import parse_to_show
from runtime.model.outcome import Ending, Outcome
from runtime.model.script import Place, Script, excerpt
from runtime.runs.report import At
from runtime.session.findings import Finding
from runtime.session.transcript import Exchange, Transcript


@dataclass(frozen=True, slots=True)
class Observation:
    """A run that is over. `before` is the context as it was given, `state` the fake's, afterwards."""

    script: Script
    ending: Ending
    transcript: Transcript
    before: Any
    findings: tuple[Finding, ...] = ()
    state: dict[str, Any] | None = None

    @property
    def exchanges(self) -> list[Exchange]:
        """Every request, redirects and retries as well, in the order in which they were made."""
        return list(self.transcript.exchanges.values())

    @property
    def after(self) -> Any:
        """The context that the script gave back; None if it gave none."""
        finishes = self.transcript.finishes
        return parse_to_show(finishes[0].context) if finishes else None

    @property
    def message(self) -> str:
        """Why it ended: what it threw, or which limit it hit."""
        throws = self.transcript.throws
        return throws[-1].message if self.ending.outcome is Outcome.THREW and throws else self.ending.detail

    def failure(
        self,
        what: str,
        text: str,
        *unmet: Mismatch,
        at: Place | None = None,
        request: int = 0,
        near: str = "",
        expectation: int = 0,
    ) -> CaseFailure:
        """One that names a place in the script."""
        place = None if at is None else At(self.script.name, at.line, at.column)
        source = "" if at is None else excerpt(self.script.text, at)
        return CaseFailure(what, text, unmet, place, source, request, near, expectation)
