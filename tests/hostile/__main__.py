"""Runs every script of a folder in the strongest cage here, and says whether each was bounded.

    python -m tests.hostile DIR [--json] [--only REGEX]

Bounded is a script whose run was over half a second after its deadline at the latest; that let this process
grow by less than 10 MB, and left no process and no file but its recording; whose outcome is one of the
documented words and true, by the child's exit status and the host's own counters; and after which a healthy
run comes to its right result. Limits: 5 s by the clock, 1 s of CPU, 64 MB of memory. case.py tells what a
script's first line may ask for. Exit status 1 if a script wasn't bounded, 2 if there is nothing to run.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest import mock

from runtime.model.errors import BadInput
from tests.hostile.case import Case, folder
from tests.hostile.harness import Harness, ScriptResult


def main(arguments: list[str] | None = None) -> int:
    """The command; its last line is `N of M bounded`."""
    options = _options().parse_args(arguments)
    try:
        cases = [case for case in folder(options.folder.resolve()) if options.only.search(case.name)]
    except BadInput as error:
        print(f"{error}. {error.way_out}", file=sys.stderr)
        return 2
    with _home() as home:
        harness = Harness(home, watched=(options.folder.resolve(),))
        harness.open()
        results = _machine(harness, cases) if options.json else _people(harness, cases)
    return 0 if all(result.bounded for result in results) else 1


def _people(harness: Harness, cases: list[Case]) -> list[ScriptResult]:
    width = max((len(case.name) for case in cases), default=0)
    print(f"in the cage {harness.cage}:")
    print(f"{'':{width}}  {'outcome':14}{'wall':>9}{'CPU':>9}{'peak':>11}")
    results = []
    for case in cases:
        result = harness.run_case(case)
        results.append(result)
        print(_row(result, width), flush=True)
    print(f"{sum(result.bounded for result in results)} of {len(results)} bounded")
    return results


def _row(result: ScriptResult, width: int) -> str:
    amounts = f"{result.wall:7.2f} s{result.cpu:7.2f} s{result.peak / (1 << 20):8.1f} MB"
    problems = "".join(f"\n    {problem}" for problem in result.problems)
    return f"{result.name:{width}}  {result.outcome:14}{amounts}{problems}"


def _machine(harness: Harness, cases: list[Case]) -> list[ScriptResult]:
    results = [harness.run_case(case) for case in cases]
    scripts = [{**dataclasses.asdict(result), "bounded": result.bounded} for result in results]
    bounded = sum(result.bounded for result in results)
    print(
        json.dumps(
            {"cage": harness.cage, "scripts": scripts, "bounded": bounded, "of": len(results)}, indent=2
        )
    )
    return results


@contextmanager
def _home() -> Iterator[Path]:
    """A folder that is this process's working folder, home and place for temporary files meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mws-hostile-") as name:
        places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"), name)
        with chdir(name), mock.patch.dict(os.environ, places), mock.patch.object(tempfile, "tempdir", name):
            yield Path(name)


def _options() -> argparse.ArgumentParser:
    text = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile",
        description=text[0],
        epilog=text[2].rpartition("\n\n")[2],
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")
    parser.add_argument(
        "--only", type=_pattern, default="", metavar="REGEX", help="only scripts whose name has it"
    )
    return parser


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"not a regular expression: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
