"""`mws test --update`: what would be written into case.toml files is shown, and written if that is wanted."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from runtime.authoring.cases.model import CaseRun
from runtime.authoring.cases.update import update_expectations
from runtime.inputs.files import read_text
from runtime.model.errors import BadInput
from runtime.render.screen import Screen
from runtime.render.text import one_line, safe
from runtime.secrets import Secrets

_TOLD = "holds secrets of the context then, shown masked here: put * in their places if it is shared"
_MARK = b"\xef\xbb\xbf"
_STYLES = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(eq=False)
class CaseRunCollector:
    """The runs of cases that failed. A plugin of pytest's."""

    runs: list[CaseRun] = field(default_factory=list)

    def pytest_mws_case_ran(self, run: CaseRun) -> None:
        """One has run."""
        if not run.passed:
            self.runs.append(run)


def offer(runs: list[CaseRun], screen: Screen, ask: Callable[[str], bool]) -> list[Path]:
    """Show what would change in each file, and write it if the answer is yes. The files that were written.

    Raises BadInput for a file that can't be read or written.
    """
    files = []
    for file in dict.fromkeys(run.case.file for run in runs):
        before = read_text(file, "a case")
        after = before
        for run in runs:
            if run.case.file == file and not run.case.combined:
                after = update_expectations(after, run)
        if any(run.case.combined for run in runs if run.case.file == file):
            screen.print(
                (
                    f"{one_line(str(file))}: cases of a matrix share what they expect: change it by hand",
                    "yellow",
                )
            )
        if after != before:
            _show(file, before, after, screen, [run.secrets for run in runs if run.case.file == file])
            if ask(f"Write this into {one_line(str(file))}?"):
                _write(file, before, after)
                files.append(file)
    return files


def _write(file: Path, before: str, after: str) -> None:
    """Put it there, with the ends of lines and the byte order mark that it had. Raises BadInput."""
    if read_text(file, "a case") != before:
        raise BadInput(str(file), "was changed while it was looked at", "Run mws test --update again.")
    try:
        mark = _MARK if file.read_bytes().startswith(_MARK) else b""
        if "\r\n" in before:
            after = after.replace("\r\n", "\n").replace("\n", "\r\n")
        file.write_bytes(mark + after.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise BadInput(str(file), f"can't be written: {error.strerror}", "It is as it was.") from error


def _show(file: Path, before: str, after: str, screen: Screen, secrets: Iterable[Secrets | None]) -> None:
    """The changes, without the secrets in them: what is shown may end in a log, as the file does not."""
    screen.print()
    maskers = [one for one in secrets if one is not None]
    hidden = False
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), str(file), f"{file} (updated)", lineterm="", n=2
    )
    for line in lines:
        masked_line = line
        for one in maskers:
            masked_line = one.mask_text(masked_line)
        hidden = hidden or (masked_line != line and line.startswith("+"))
        screen.print((safe(masked_line), _STYLES.get(line[:1], "")))
    if hidden:
        screen.print((f"{one_line(str(file))}: {_TOLD}", "yellow"))
