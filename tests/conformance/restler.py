"""Runs recorded cases of the real library against this one and says what differs.

    python -m tests.conformance.restler CASES GOLDENS [--tables TABLES] [--only REGEX] [-v]

CASES and GOLDENS are JSON as `cases.json` and `goldens.json` here. Each case runs in a child process of
its own, with the product's session and live network, against a server that keeps every byte. Exit status
1 if anything differs that `deviations.toml` doesn't explain, 2 if a file can't be read.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance import deviations, tables
from tests.conformance.case import play
from tests.conformance.compare import Part, differences
from tests.conformance.deviations import Deviation

# Cases mostly wait: for a server that sleeps, for silence to have lasted.
AT_ONCE = 2 + (os.cpu_count() or 2)
_TRIES = 10  # some cases race their own server, and a machine at work lets it lose often


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case, how it differs from its recording, and the deviation that explains that."""

    case: dict[str, Any]
    parts: list[Part]
    deviation: Deviation | None

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return not self.parts

    @property
    def unexplained(self) -> list[Part]:
        """What differs without a deviation that explains it."""
        return self.parts if self.deviation is None else []


def judge_all(cases: list[dict[str, Any]], goldens: dict[str, Any]) -> Iterator[Verdict]:
    """Play each case, several at a time; those that differ come last, each played by itself."""
    entries = deviations.load()
    again = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for case, result in zip(cases, pool.map(_play, cases), strict=True):
            verdict = _compare(case, goldens[case["id"]], result, entries)
            if verdict.unexplained:
                again.append(case)
            else:
                yield verdict
    for case in again:
        yield judge(case, goldens[case["id"]], entries)


def judge(case: dict[str, Any], golden: dict[str, Any], entries: list[Deviation]) -> Verdict:
    """Play a case until it is as recorded, or differs each time.

    Cases were recorded on a machine that had nothing else to do, and end after fractions of a second; of
    requests that are under way together it is chance whose bytes the server reads first.
    """
    for _ in range(_TRIES):
        verdict = _compare(case, golden, _play(case), entries)
        if not verdict.unexplained:
            break
    return verdict


def _compare(
    case: dict[str, Any], golden: dict[str, Any], result: dict[str, Any], entries: list[Deviation]
) -> Verdict:
    parts = differences(case, golden, result)
    names = [name for name, _, _ in parts]
    deviation = deviations.explanation(case, golden, names, entries) if parts else None
    return Verdict(case, parts, deviation)


def _play(case: dict[str, Any]) -> dict[str, Any]:
    try:
        return play(case)
    except Exception as error:  # noqa: BLE001 - the other cases still count
        return {"harness_error": repr(error)}


def main(arguments: list[str] | None = None) -> int:
    """The command; its last line is `N of M identical, D deviations, U unexplained`."""
    options = _options().parse_args(arguments)
    try:
        cases = _read(options.cases, "cases")
        goldens = _read(options.goldens, "goldens")
        rows = _read_tables(options.tables) if options.tables else {}
        chosen = [case for case in cases if options.only is None or options.only.search(case["id"])]
        unknown = [case["id"] for case in chosen if case["id"] not in goldens]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{error}", file=sys.stderr)
        return 2
    if unknown:
        print(f"{options.goldens}: nothing recorded for {', '.join(unknown[:5])}", file=sys.stderr)
        return 2
    return _report(chosen, goldens, rows, verbose=options.v)


def _report(
    cases: list[dict[str, Any]], goldens: dict[str, Any], rows: dict[str, Any], *, verbose: bool
) -> int:
    verdicts = []
    for verdict in judge_all(cases, goldens):
        verdicts.append(verdict)
        _show_progress(len(verdicts), len(cases))
        if not verdict.identical:
            print(_describe(verdict, verbose=verbose), flush=True)
    wrong = sum(_table(name, table, verbose=verbose) for name, table in rows.items())
    identical = sum(verdict.identical for verdict in verdicts)
    unexplained = sum(bool(verdict.unexplained) for verdict in verdicts)
    explained = len(verdicts) - identical - unexplained
    print(f"{identical} of {len(verdicts)} identical, {explained} deviations, {unexplained} unexplained")
    return 1 if unexplained or wrong else 0


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _describe(verdict: Verdict, *, verbose: bool) -> str:
    names = ", ".join(name for name, _, _ in verdict.parts)
    why = f"deviation: {verdict.deviation.what}" if verdict.deviation else "unexplained"
    lines = [f"{verdict.case['id']}: {names} ({why})"]
    for name, recorded, got in verdict.parts if verbose else []:
        lines += [f"  {name}", f"    recorded  {_short(recorded)}", f"    here      {_short(got)}"]
    return "\n".join(lines)


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:3000]


def _table(name: str, rows: list[dict[str, Any]], *, verbose: bool) -> int:
    wrong = tables.find_differences(name, rows)
    for row in wrong if verbose else []:
        print(f"  {_short(row.recorded)}\n    here      {_short(row.result)}")
    print(f"{name}: {len(rows) - len(wrong)} of {len(rows)}")
    return len(wrong)


def _read(path: Path, name: str | None) -> Any:
    """A JSON file's contents under `name`, or all of it. Raises OSError, ValueError, KeyError."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        return raw if name is None else raw[name]
    except OSError as error:
        raise OSError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not a file of {name or 'tables'}: {error}") from error


def _read_tables(path: Path) -> dict[str, Any]:
    """The tables in a file whose functions are known. Raises ValueError if there is none, and as `_read`."""
    raw = _read(path, None)
    known = raw.keys() & tables.TABLES.keys() if isinstance(raw, dict) else set()
    if not known:
        raise ValueError(f"{path}: holds none of the tables {', '.join(tables.TABLES)}")
    return {name: raw[name] for name in tables.TABLES if name in known}


def _options() -> argparse.ArgumentParser:
    text = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance.restler",
        description=text[0],
        epilog=text[2].rpartition("\n\n")[2],
    )
    parser.add_argument("cases", type=Path, metavar="CASES")
    parser.add_argument("goldens", type=Path, metavar="GOLDENS")
    parser.add_argument("--tables", type=Path, help="recorded tables of pure functions")
    parser.add_argument("--only", type=_pattern, metavar="REGEX", help="only cases whose id it is found in")
    parser.add_argument("-v", action="store_true", help="show what was recorded and what came out")
    return parser


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"not a regular expression: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
