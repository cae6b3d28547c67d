"""What the TypeScript compiler says of scripts, by the files that `mws types` writes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from runtime.authoring.types import infer_from_samples, plan_files
from runtime.authoring.types.infer import is_data
from tests.authoring.types.conftest import COMPILER, Complaint, Tsc
from tests.paths import ROOT

SCRIPTS = Path(__file__).parent / "scripts"
_MARK = re.compile(r"// error (TS\d+)$")


@pytest.fixture(scope="module")
def complaints(tsc: Tsc, tmp_path_factory: pytest.TempPathFactory) -> list[Complaint]:
    """All that is said of a project with the published scripts and those of this folder in it."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "scripts", folder, dirs_exist_ok=True)
    shutil.copytree(SCRIPTS, folder, dirs_exist_ok=True)
    for file in plan_files(folder):
        file.write()
    return tsc(folder) + [
        one._replace(file=f"transformations/{one.file}") for one in tsc(folder / "transformations")
    ]


@pytest.mark.parametrize(
    "script",
    sorted(path.relative_to(ROOT / "scripts").as_posix() for path in (ROOT / "scripts").rglob("*.js")),
)
def test_a_shipped_script_is_without_an_error(complaints: list[Complaint], script: str) -> None:
    """The published ones, the example, the transformations: side by side in one project, as they are."""
    assert [one for one in complaints if one.file == script] == []


def test_what_works_is_without_an_error(complaints: list[Complaint]) -> None:
    """Styles of scripts, and every option and event that they use."""
    assert [one for one in complaints if one.file == "fine.js"] == []


def test_each_mistake_is_reported_on_its_line(complaints: list[Complaint]) -> None:
    """A misspelt field, a missing `.on`, a status without a null check, and others: nothing more."""
    lines = (SCRIPTS / "mistakes.js").read_text("utf-8").splitlines()
    marked = {(number, mark[1]) for number, line in enumerate(lines, 1) if (mark := _MARK.search(line))}
    assert len(marked) > 40
    assert {(one.line, one.code) for one in complaints if one.file == "mistakes.js"} == marked


def test_the_declarations_themselves_are_without_an_error(complaints: list[Complaint]) -> None:
    """They are checked as well: the settings don't skip them."""
    assert {one.file for one in complaints} == {"mistakes.js"}


def test_what_was_meant_is_reported(complaints: list[Complaint]) -> None:
    """The compiler names the nearest field."""
    assert any("Did you mean 'MailAddress'?" in one.message for one in complaints)


def test_a_transformation_has_no_rest_and_no_done(tsc: Tsc, tmp_path: Path) -> None:
    """Its folder has declarations of its own."""
    folder = tmp_path / "transformations"
    folder.mkdir()
    lines = "context.CurrentUser.MailAddress = '';", "rest.get('a');", "done(context);"
    text = "\n".join([*lines, "context.ProvisionedUser.FirstName;\n"])
    (folder / "a.js").write_text(text, "utf-8")
    for file in plan_files(tmp_path):
        file.write()
    assert tsc(tmp_path / "transformations") == [
        Complaint("a.js", 2, "TS2304", "Cannot find name 'rest'."),
        Complaint("a.js", 3, "TS2304", "Cannot find name 'done'."),
        Complaint("a.js", 4, "TS18048", "'context.ProvisionedUser' is possibly 'undefined'."),
    ]


def test_timers_are_declared_where_scripts_get_them(tsc: Tsc, tmp_path: Path) -> None:
    """As the project's settings say, and with what a callback is given."""
    lines = (
        "let t = setTimeout((a) => a.toFixed(), 10, 1);",
        "clearTimeout(t);",
        "setImmediate(done, context);",
    )
    (tmp_path / "a.js").write_text("\n".join([*lines, "setTimeout('a');\n"]), "utf-8")
    for file in plan_files(tmp_path, timers=True):
        file.write()
    assert [(one.line, one.code) for one in tsc(tmp_path)] == [(4, "TS2345")]


def test_an_older_target_lacks_what_is_newer(tsc: Tsc, tmp_path: Path) -> None:
    """The project says which ECMAScript MyWorkspace runs."""
    (tmp_path / "a.js").write_text("Object.entries(context);\n", "utf-8")
    for file in plan_files(tmp_path, target="es2015"):
        file.write()
    assert [one.code for one in tsc(tmp_path)] == ["TS2550"]


HOSTILE = [
    "__proto__",
    "constructor",
    "toString",
    "a b",
    "a-b",
    "1",
    "",
    "'",
    '"',
    "\\",
    "`${x}`",
    "*/",
    "/**",
    "//",
    "a: any; b",
    "}",
    "];",
    "größe",
    "名前",
    "\u2028",
    "\u202e",
    "\u200b",
    "😀",
    "\ud800",
    "a\nb",
    "a\tb",
    "\x7f",
    "[key: string]",
    "?",
    "readonly",
    "get",
    "new",
    "$",
    "_",
    "x" * 64,
    "x" * 65,
    "class",
    "#private",
    "@at",
]


def test_no_name_of_a_field_breaks_the_declarations(tsc: Tsc, tmp_path: Path) -> None:
    """Each of them stands there in quotes, and is the field that the context has."""
    fine = [key for key in HOSTILE if not is_data(key)]
    own = {key: {"kept": number} for number, key in enumerate(fine)}
    context = {"Own": own, "Data": {key: 1 for key in HOSTILE if is_data(key)}, **dict.fromkeys(fine, 1)}
    (tmp_path / "context.json").write_text(json.dumps(context), "utf-8")
    assert len(fine) > 25
    read = [f"context.Own[{json.dumps(key)}].kept.toFixed();" for key in fine]
    wrong = [f"context.Own[{json.dumps(key)}].lost;" for key in fine]
    (tmp_path / "a.js").write_text("\n".join([*read, *wrong, "context.Data.anything.toFixed();\n"]), "utf-8")
    for file in plan_files(tmp_path, infer_from_samples([str(tmp_path / "context.json")]).shape):
        file.write()
    found = tsc(tmp_path)
    assert {one.file for one in found} == {"a.js"}
    assert [one.line for one in found] == list(range(len(fine) + 1, 2 * len(fine) + 1))


def test_an_editor_completes_fields_options_and_events(tsc: Tsc, tmp_path: Path) -> None:
    """By TypeScript's language service, which editors ask."""
    lines = [
        "context.ProvisionedUser./*|*/;",
        "JSON.parse(context.OAuth2ProtocolConfiguration)./*|*/;",
        "rest.get('a', { /*|*/ });",
        "rest.get('a').on('/*|*/');",
        "rest.get('a').on('complete', function (data, response) { if (response) response./*|*/; });",
        "rest.get('a').on('complete', function (data) { if (data instanceof Error) data./*|*/; });",
        "rest.get('a').on('complete', function () { this./*|*/; });",
    ]
    (tmp_path / "a.js").write_text("\n".join(lines), "utf-8")
    for file in plan_files(tmp_path):
        file.write()
    assert tsc(tmp_path) != []  # half a line is what an editor sees
    asked = subprocess.run(
        ["node", str(Path(__file__).parent / "completions.cjs"), str(COMPILER.with_name("typescript.js"))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    offered = [set(line.split()) for line in asked.stdout.splitlines()]
    user, configuration, options, events, response, error, request = offered
    assert user == {"MailAddress", "FirstName", "LastName"}
    assert {"access_token", "account_key"} <= configuration
    assert {"headers", "accessToken", "timeout", "followRedirects"} <= options
    assert {"complete", "success", "fail", "error", "abort", "timeout", "4XX"} <= events
    assert {"statusCode", "headers", "raw"} <= response
    assert {"message", "code", "hostname"} <= error
    assert {"retry", "abort", "on", "once"} <= request
