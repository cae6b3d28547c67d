"""The findings of `mws check` on the terminal: each with its line, and the sum at the end."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.batch import CheckResult
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rules import secret_in_text
from runtime.model.script import Script, excerpt
from runtime.render.screen import Screen
from runtime.render.text import one_line, safe
from runtime.secrets import Secrets, TooManySecrets

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """Prints what was found. `least` leaves warnings and the sum out."""

    screen: Screen
    least: bool = False

    def show(self, results: list[CheckResult]) -> None:
        """All of it."""
        for result in results:
            for one in result.findings:
                if one.severity is Severity.ERROR or not self.least:
                    self._finding(result, one)
        if not self.least:
            self._sum(results)

    def _finding(self, result: CheckResult, one: CheckFinding) -> None:
        place = f"{_name(result.source.name)}:{one.at.line}:{one.at.column}"
        style = _STYLES[one.severity]
        message = one_line(one.message, _LONGEST)
        self.screen.print((place, "cyan"), ": ", (str(one.severity), style), f" {one.code} {message}")
        if result.script is not None:
            for line in _excerpt(result.script, one).split("\n"):
                if line:
                    self.screen.print((safe(line), "dim"))

    def _sum(self, results: list[CheckResult]) -> None:
        every = [one.severity for result in results for one in result.findings]
        errors, warnings = every.count(Severity.ERROR), every.count(Severity.WARNING)
        files = count(len(results), "file")
        if not every:
            self.screen.print(("nothing found", "bold green"), f" in {files}")
            return
        counts = f"{count(errors, 'error')}, {count(warnings, 'warning')} in {files}"
        self.screen.print((counts, _STYLES[Severity.ERROR if errors else Severity.WARNING]))


def _name(file: str) -> str:
    """A file's name at the beginning of a line, where a pipeline takes `::` for a command to itself."""
    name = one_line(file, _LONGEST)
    return f"./{name}" if name.lstrip().startswith("::") else name


def _excerpt(script: Script, one: CheckFinding) -> str:
    """The line with a marker below it, without the secrets in it: what is found ends in logs."""
    lines = excerpt(script.text, one.at)
    secrets = Secrets()
    try:
        if one.code == secret_in_text.RULE.code:  # its name may stand on another line
            end = one.end.column - 1 if one.end.line == one.at.line else None
            secrets.learn(script.line(one.at.line)[one.at.column - 1 : end].strip("'\"`"))
        secrets.learn_source(lines)
    except TooManySecrets:
        return ""
    return secrets.mask_source(lines)


def count(number: int, what: str) -> str:
    """`1 file`, `1,000 files`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
