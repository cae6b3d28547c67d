"""`mws check`: mistakes in scripts, found without running them."""

# No postponed annotations: see run.py.

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.complete_values import codes, scripts
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from runtime.authoring.check.batch import CheckOrder, CheckResult
    from runtime.authoring.check.sources import ScriptSource
    from runtime.render.screen import Screen

_MANY = 100  # scripts: so many take a moment


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class LanguageTarget(StrEnum):
    """An ECMAScript version."""

    ES2015 = "es2015"
    ES2016 = "es2016"
    ES2017 = "es2017"
    ES2018 = "es2018"
    ES2019 = "es2019"
    ES2020 = "es2020"
    ES2021 = "es2021"
    ES2022 = "es2022"
    ES2023 = "es2023"


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILES]...",
            autocompletion=scripts,
            help="Scripts, folders, patterns such as 'workflows/*.js', @NAME, or - for standard input. "
            "Without any: what mws.toml names, else all in workflows/ and transformations/.",
        ),
    ] = None,
    *,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            autocompletion=codes,
            help="Explain one rule: what goes wrong, an example, and the repair.",
        ),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="The form of the output: text for people, json and sarif for programs, "
            "github for annotations.",
        ),
    ] = Format.TEXT,
    as_json: Annotated[
        bool, typer.Option("--json", help="The same as --format json (mws schema check).")
    ] = False,
    strict: Annotated[
        bool | None, typer.Option("--strict/--no-strict", help="Warnings also make the exit code 1.")
    ] = None,
    target: Annotated[
        LanguageTarget | None,
        typer.Option(
            help="The newest ECMAScript version that MyWorkspace runs. It is not "
            "documented; es2015 is assumed."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Treat all scripts as this kind: workflow or transformation."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="FILE", help="The name that findings give to standard input.")
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Repair in the files what can be repaired safely, and show the changes."),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: only show what would change.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only errors, and no summary.")] = False,
) -> int:
    """Find mistakes in workflow scripts without running them.

    A script is parsed, compiled by the engine in its cage, and checked by more than twenty rules (--rules
    lists them). A comment `// mws-ignore MWS007: reason` at the end of a line, or on the line above it,
    hides a finding.

    The exit code is 0 without errors, 1 with errors, and 2 for bad input.

    ```
    mws check provision.js
    mws check workflows transformations --strict
    mws check --explain MWS007
    mws check --fix --diff provision.js
    mws check --format sarif > findings.sarif
    mws check - --name provision.js < provision.js
    ```
    """
    form = Format.JSON if as_json else form
    if explain is not None or rules:
        return _explain(explain, form)
    _refuse_contradictions(files or [], fix=fix, diff=diff, form=form)

    from runtime.authoring.check.batch import CheckOrder
    from runtime.authoring.check.sources import ignore_codes, sources, surroundings
    from runtime.authoring.project import find_project
    from runtime.render.screen import Screen

    project = find_project()
    screen = Screen(folds=True)
    order = CheckOrder(
        surroundings(project, None if target is None else str(target)), ignore_codes(project), kind
    )
    every = sources(files or [], project, name)
    results = _check(screen, every, order)
    if fix:
        results = _fix(screen, results, order, only_shown=diff)
    _show(screen, results, form, quiet=quiet)
    if strict is None:
        strict = bool(project is not None and project.settings.check.strict)
    return _code(results, strict=strict)


def _explain(explain: str | None, form: Format) -> int:
    from runtime.authoring.check.docs import page, rule_named
    from runtime.authoring.check.rules import RULES
    from runtime.render.check.pages import show_page, show_rules
    from runtime.render.screen import Screen

    if explain is not None:
        show_page(Screen(), page(rule_named(explain)))
    elif form is Format.JSON:
        table = [
            {"code": one.code, "name": one.name, "severity": one.severity, "summary": one.summary}
            for one in RULES
        ]
        typer.echo(json.dumps(table, indent=2))
    else:
        show_rules(Screen(folds=True), RULES)
    return 0


def _refuse_contradictions(files: list[str], *, fix: bool, diff: bool, form: Format) -> None:
    if diff and not fix:
        raise BadInput("--diff", "shows what --fix would change", "Add --fix.")
    if fix and any(one == "-" or one.startswith("@") for one in files):
        raise BadInput(
            "--fix", "repairs files, and neither standard input nor a shipped script", "Name files."
        )
    if fix and form is not Format.TEXT:
        raise BadInput("--fix", "tells what it does in text", f"Leave --format {form} out.")


def _check(screen: "Screen", every: "list[ScriptSource]", order: "CheckOrder") -> "list[CheckResult]":
    from runtime.authoring.check.batch import check as check_all

    watched = screen.is_terminal and len(every) >= _MANY

    def tell(count: int) -> None:
        if watched and count % 50 == 0:
            screen.wipe()
            screen.print((f"checking {count:,} of {len(every):,} scripts ...", "dim"), end="")

    results = check_all(every, order, tell)
    if watched:
        screen.wipe()
    return results


def _fix(
    screen: "Screen", results: "list[CheckResult]", order: "CheckOrder", *, only_shown: bool
) -> "list[CheckResult]":
    """Repair, or show what would be; the answer is what is found afterwards."""
    from runtime.authoring.check.fix import repairs, write
    from runtime.render.check.repairs import show_changes, show_repairs

    remaining = list(results)
    for one in repairs(results, order):
        if only_shown:
            show_changes(screen, one)
        else:
            write(one.path, one.before.source.data, one.data)
            show_repairs(screen, one)
            remaining[one.number] = one.after
    return remaining


def _show(screen: "Screen", results: "list[CheckResult]", form: Format, *, quiet: bool) -> None:
    from runtime.authoring.check.finding import Severity
    from runtime.authoring.check.report import CheckFindingFacts, CheckReport

    if form is Format.TEXT:
        from runtime.render.check.terminal import CheckSheet

        CheckSheet(screen, least=quiet).show(results)
        return
    findings = [CheckFindingFacts.of(one.source.name, finding) for one in results for finding in one.findings]
    report = CheckReport(
        [one for one in findings if not quiet or one.severity is Severity.ERROR], len(results)
    )
    if form is Format.JSON:
        from runtime.runs.report import as_json

        typer.echo(as_json(report))
    elif form is Format.GITHUB:
        from runtime.render.check.github import workflow_commands

        for line in workflow_commands(report):
            typer.echo(line)
    else:
        from runtime.authoring.check.docs import page
        from runtime.authoring.check.rules import RULES
        from runtime.render.check.sarif import sarif

        typer.echo(json.dumps(sarif(results, {rule: page(rule) for rule in RULES}), indent=2))


def _code(results: "list[CheckResult]", *, strict: bool) -> int:
    from runtime.authoring.check.finding import Severity

    severities = {finding.severity for one in results for finding in one.findings}
    return 1 if Severity.ERROR in severities or (strict and severities) else 0
