"""Findings as SARIF 2.1.0, which GitHub, Azure DevOps and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from runtime import __version__
from runtime.authoring.check.batch import CheckResult
from runtime.authoring.check.report import CheckFindingFacts
from runtime.authoring.check.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(results: Iterable[CheckResult], pages: dict[Rule, str]) -> dict[str, Any]:
    """A log with one run; `pages` are the rules with their help, as Markdown."""
    numbers = {rule.code: number for number, rule in enumerate(pages)}
    driver = {
        "name": "mws check",
        "semanticVersion": __version__,
        "rules": [_rule(rule, page) for rule, page in pages.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": list(_results(results, numbers)),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, page: str) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary.replace("`", "")},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _results(results: Iterable[CheckResult], numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    for result in results:
        seen: Counter[str] = Counter()
        for finding in result.findings:
            one = CheckFindingFacts.of(result.source.name, finding)
            line = result.script.line(one.line).strip() if result.script is not None else ""
            mark = hashlib.sha256(f"{one.code}\0{line}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
            seen[mark] += 1
            yield _result(one, numbers[one.code], f"{mark}:{seen[mark]}")


def _result(one: CheckFindingFacts, number: int, mark: str) -> dict[str, Any]:
    region = {
        "startLine": one.line,
        "startColumn": one.column,
        "endLine": one.end_line,
        "endColumn": one.end_column,
    }
    return {
        "ruleId": one.code,
        "ruleIndex": number,
        "level": str(one.severity),
        "message": {"text": one.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(one.file)}, "region": region}}],
        # The line's text and not its number: a finding is the same one when lines are put in above it.
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }


def uri(file: str) -> str:
    """A file's name as a URI reference: relative where the name is."""
    path = PurePath(file)
    # By its bytes: not every name is a text.
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()), safe="/")
