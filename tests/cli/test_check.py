"""`mws check`: findings as text and for machines, exit codes, and input of every kind."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator
from sarif_pydantic import Sarif

from runtime.authoring.check import fix as repairing
from runtime.authoring.check.fix import Repair
from runtime.authoring.check.rules import RULES
from tests.cli.conftest import Mws

Write = Callable[..., str]
CLEAN = "context.A = 1;\ndone(context);\n"
ERROR = "var a = 1;\n  done();\n"
WARNING = "function f(context) { return context; }\nf(1);\ndone(context);\n"


def test_a_finding_is_a_line_that_editors_know_and_the_source_below_it(mws: Mws, script: Write) -> None:
    """And the sum at the end."""
    said = mws("check", script(ERROR))
    assert said.code == 1
    assert said.out.splitlines() == [
        "a.js:2:3: error MWS012 done() without the context: write done(context)",
        "     2 |   done();",
        "           ^",
        "1 error, 0 warnings in 1 file",
    ]
    assert said.err == ""


def test_the_exit_code_tells_of_errors_and_strictly_of_warnings(mws: Mws, script: Write) -> None:
    """0, 1, and 2 for bad input."""
    clean, warning = script(CLEAN), script(WARNING, "b.js")
    said = mws("check", clean)
    assert (said.code, said.out) == (0, "nothing found in 1 file\n")
    assert mws("check", warning).code == 0
    assert mws("check", warning, "--strict").code == 1
    assert mws("check", clean, "--strict").code == 0
    assert mws("check", "nope.js").code == 2
    assert mws("check", clean, "--format", "xml").code == 2
    assert mws("check", clean, "--target", "es5").code == 2
    assert mws("check", clean, "--diff").code == 2
    assert mws("check").code == 2


def test_json_keeps_to_its_schema(mws: Mws, script: Write) -> None:
    """And says the same as the text."""
    name = script(ERROR)
    said = mws("check", name, "--json")
    assert said.out == mws("check", name, "--format", "json").out
    schema = mws("schema", "check").json
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(said.json)
    assert said.json == {
        "findings": [
            {
                "code": "MWS012",
                "name": "done-other",
                "severity": "error",
                "file": "a.js",
                "line": 2,
                "column": 3,
                "end_line": 2,
                "end_column": 9,
                "message": "done() without the context: write done(context)",
            }
        ],
        "files": 1,
    }
    refused = mws("check", "nope.js", "--format", "json")
    Draft202012Validator(schema).validate(refused.json)
    assert refused.code == 2


def test_sarif_is_read_by_somebody_else(mws: Mws, script: Write) -> None:
    """Rules with help, regions, addresses that are encoded, marks that stay when lines are put in."""
    text = "context.A =\n  42051576342090129;\n42051576342090129;\ndone(context);\n"
    name = script(text, "ordner ü/my script.js")
    said = mws("check", name, "--format", "sarif")
    (run,) = Sarif.model_validate_json(said.out).runs
    rules = run.tool.driver.rules or []
    assert [rule.id for rule in rules] == [rule.code for rule in RULES]
    results = run.results or []
    assert [(one.rule_id, one.level) for one in results] == [("MWS014", "error")] * 2
    for number, one in enumerate(results):
        assert rules[one.rule_index or 0].id == one.rule_id
        (location,) = one.locations or []
        assert location.physical_location is not None
        artifact, region = location.physical_location.artifact_location, location.physical_location.region
        assert artifact is not None
        assert region is not None
        assert artifact.uri is not None
        assert " " not in artifact.uri
        assert unquote(artifact.uri) == "ordner ü/my script.js"
        assert (region.start_line, region.start_column) == (2 + number, 3 - 2 * number)

    def marks(text: str) -> list[dict[str, str]]:
        log = json.loads(text)
        return [one["partialFingerprints"] for one in log["runs"][0]["results"]]

    before = marks(said.out)
    assert before[0] != before[1]
    script("\n\n// three\n" + text, name)
    assert marks(mws("check", name, "--format", "sarif").out) == before


def test_github_gets_annotations_with_its_escapes(mws: Mws, script: Write) -> None:
    """A comma and a percent sign in the file's name are the test."""
    said = mws("check", script("done(); // 100%", "a,b%.js"), "--format", "github")
    assert said.out == (
        "::error file=a%2Cb%25.js,line=1,col=1,endLine=1,endColumn=7,title=MWS012 done-other"
        "::done() without the context: write done(context)\n"
    )


def test_quietly_only_errors_are_told(mws: Mws, script: Write) -> None:
    name = script(WARNING)
    assert mws("check", name, "--quiet").out == ""
    assert mws("check", name, "-q", "--json").json["findings"] == []


def test_rules_are_listed_and_explained(mws: Mws) -> None:
    """By code or name; of another one the nearest is named."""
    listed = mws("check", "--rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]
    assert [one["code"] for one in mws("check", "--rules", "--json").json] == [rule.code for rule in RULES]
    page = mws("check", "--explain", "MWS012")
    assert page.out.startswith("# MWS012 done-other: ")
    assert mws("check", "--explain", "mws012").out == mws("check", "--explain", "done-other").out == page.out
    said = mws("check", "--explain", "MWS01")
    assert (said.code, said.err.splitlines()[0]) == (2, "MWS01: there is no such rule")
    assert "Did you mean MWS0" in said.err


@pytest.mark.parametrize(
    ("data", "place", "told"),
    [
        (b"", "1:1", "Is empty"),
        (b"\x00\x01\x02", "1:1", "There is a NUL character in the script"),
        (b"var a;\n  \xff\xfe", "2:3", "Is not UTF-8: the byte 0xff can't stand there"),
        (b"done(context);\n'\x00'", "2:2", "There is a NUL character in the script"),
        (b"let x = ;", "1:9", "SyntaxError: "),
        (("(" * 200_000).encode(), "1:1", "nested too deeply"),
    ],
)
def test_what_is_no_script_is_an_error_of_its_own(
    mws: Mws, folder: Path, data: bytes, place: str, told: str
) -> None:
    """MWS000, at its place; the others are checked all the same."""
    (folder / "a.js").write_bytes(data)
    (folder / "b.js").write_text("done();", "utf-8")
    said = mws("check", "a.js", "b.js")
    first = said.out.splitlines()[0]
    assert said.code == 1
    assert first.startswith(f"a.js:{place}: error MWS000 ")
    assert told in first
    assert "b.js:1:1: error MWS012" in said.out
    assert "Traceback" not in said.out + said.err


def test_line_ends_marks_and_wide_letters_move_no_place(mws: Mws, folder: Path) -> None:
    """Columns count as editors do."""
    (folder / "a.js").write_bytes(b"\xef\xbb\xbf" + "var a = 1;\r\nvar ü = '😀'; done();\r\n".encode())
    assert mws("check", "a.js").out.startswith("a.js:2:15: error MWS012")


def test_a_megabyte_is_checked_and_more_is_refused(mws: Mws, folder: Path) -> None:
    line = b"context.Total = context.Total + 1; // and some words\n"
    (folder / "a.js").write_bytes(line * ((1 << 20) // len(line)))
    assert mws("check", "a.js").code == 0
    (folder / "b.js").write_bytes(b" " * ((1 << 20) + 1))
    said = mws("check", "b.js")
    assert (said.code, said.err.splitlines()[0]) == (2, "b.js: is too large for a script")


def test_what_a_script_holds_moves_no_cursor_and_shows_no_secret(mws: Mws, script: Write) -> None:
    """In the line that is shown."""
    said = mws("check", script("done(); // \x1b[2J\n"))
    assert "\x1b" not in said.out
    shown = mws("check", script("const o = { password: 'Welcome0815' }; done(context, o);"))
    assert "MWS008" in shown.out
    assert "Welcome0815" not in shown.out
    below = mws("check", script("const o = {\n  password:\n    'Welcome0815',\n};\ndone(context, o);"))
    assert "a.js:3:5: error MWS008" in below.out
    assert "Welcome0815" not in below.out


def test_folders_patterns_and_samples_are_files(mws: Mws, script: Write) -> None:
    """Each file once, without what npm and hidden folders hold."""
    for name in ("w/a.js", "w/deep/b.js", "w/node_modules/c.js", "w/.git/d.js", "w/e.txt"):
        script(CLEAN, name)
    assert "in 2 files" in mws("check", "w").out
    assert "in 2 files" in mws("check", "w", "w/a.js", str(Path("w/a.js").absolute())).out
    assert "in 1 file\n" in mws("check", "w/*.js").out
    assert "in 3 files" in mws("check", "w/**/*.js", "@goto-provision").out
    assert "in 1 file\n" in mws("check", "w/node_modules/*.js").out
    assert mws("check", "w/*.ts").err.startswith("w/*.ts: no file fits this pattern")
    Path("empty").mkdir()
    assert mws("check", "empty").err.startswith("empty: there is no script (*.js) in this folder")
    assert "@nope: no shipped script has this name" in mws("check", "@nope").err


def test_standard_input_has_a_name(mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that --name gives it."""

    def feed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    feed(ERROR)
    assert mws("check", "-").out.startswith("standard input:2:3: error MWS012")
    feed(ERROR)
    assert mws("check", "-", "--name", "w/a.js").out.startswith("w/a.js:2:3: error MWS012")
    feed("done(context);")
    assert mws("check", "-", "--name", "transformations/a.js").out.startswith(
        "transformations/a.js:1:1: error MWS010"
    )
    feed("")
    assert "MWS000 Is empty" in mws("check", "-").out
    assert mws("check", "-", "--fix").code == 2


def test_a_kind_is_said_by_option_first_line_or_folder(mws: Mws, script: Write) -> None:
    """A transformation has no done."""
    for name, text in (("transformations/a.js", CLEAN), ("b.js", "// mws: transformation\n" + CLEAN)):
        assert "MWS010" in mws("check", script(text, name)).out
    assert "MWS010" in mws("check", script(CLEAN), "--kind", "transformation").out
    said = mws("check", script("// mws: workflw\n" + CLEAN))
    assert (said.code, said.err.splitlines()[0]) == (2, "a.js:1:1: 'workflw' is not a kind of script")


def test_a_project_says_what_is_checked_and_how(mws: Mws, script: Write) -> None:
    """Files, target, strictness, rules that don't count, and the fields of its contexts."""
    script("done(context?.A);", "src/a.js")
    script("done();", "other/b.js")
    script('{"ProvisionedUser": {"CostCentre": "x"}}', "contexts/a.json")
    script("{", "contexts/broken.json")
    script('[check]\nfiles = ["src/*.js"]\ntarget = "es2020"\n', "mws.toml")
    said = mws("check", "--json").json
    assert [(one["file"], one["code"]) for one in said["findings"]] == [(str(Path("src/a.js")), "MWS012")]
    script("f(context.ProvisionedUser.CostCenter); function f() {}\ndone(context);", "src/a.js")
    assert "did you mean CostCentre?" in mws("check").out
    script('[check]\nfiles = ["src/*.js"]\nignore = ["MWS020"]\n', "mws.toml")
    assert mws("check").out == "nothing found in 1 file\n"
    script("[check]\nstrict = true\n", "mws.toml")
    assert mws("check", script(WARNING)).code == 1
    assert mws("check", "a.js", "--no-strict").code == 0
    for code, problem in (
        ("MWS02O", "check.ignore[0]: must be codes of rules, such as MWS007"),
        ("MWS099", "check.ignore: there is no rule MWS099"),
    ):
        script(f'[check]\nignore = ["{code}"]\n', "mws.toml")
        said_ = mws("check", "a.js")
        assert said_.code == 2
        assert said_.err.splitlines()[0].endswith(f"mws.toml:2: {problem}")


def test_without_files_the_usual_folders_are_checked(mws: Mws, script: Write) -> None:
    """Workflows and transformations, also from a folder below a project's."""
    script(CLEAN, "workflows/a.js")
    script("context.A = 1;", "transformations/deep/b.js")
    assert mws("check").out == "nothing found in 2 files\n"


def test_fix_repairs_and_tells_what(mws: Mws, folder: Path) -> None:
    """CRLF, the byte order mark and the file's rights stay; what is left is told."""
    file = folder / "a.js"
    data = b"\xef\xbb\xbfvar u = '\xc3\xbc';\r\ndone();\r\nrequire(u);\r\n"
    file.write_bytes(data)
    file.chmod(0o640)
    shown = mws("check", "a.js", "--fix", "--diff")
    assert file.read_bytes() == data
    assert "-done();" in shown.out
    assert "+done(context);" in shown.out
    said = mws("check", "a.js", "--fix")
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0] == "a.js:2:1: repaired MWS012"
    assert lines[1].startswith("a.js:3:1: error MWS010")
    assert lines[-1] == "1 error, 0 warnings in 1 file"
    assert file.read_bytes() == data.replace(b"done()", b"done(context)")
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in folder.iterdir()] == ["a.js"]


def test_fix_writes_whole_or_not_at_all(mws: Mws, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file can't take its place, everything is as it was."""
    (folder / "a.js").write_text("done();", "utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "a.js")

    monkeypatch.setattr(Path, "replace", refuse)
    said = mws("check", "a.js", "--fix")
    assert (said.code, said.err.splitlines()[0]) == (2, "a.js: can't be written: Permission denied")
    assert [(one.name, one.read_text("utf-8")) for one in folder.iterdir()] == [("a.js", "done();")]


def test_fix_leaves_alone_what_is_not_as_it_was(
    mws: Mws, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that an editor has saved meanwhile, and one that is write-protected in a folder that isn't."""
    file = folder / "a.js"
    file.write_text("done();", "utf-8")
    file.chmod(0o444)
    said = mws("check", "a.js", "--fix")
    assert (said.code, said.err.splitlines()[0]) == (2, "a.js: is write-protected")
    file.chmod(0o644)
    repairs = repairing.repairs

    def save_meanwhile(*given: Any) -> Iterator[Repair]:
        for one in repairs(*given):
            file.write_text("done(); // more", "utf-8")
            yield one

    monkeypatch.setattr(repairing, "repairs", save_meanwhile)
    said = mws("check", "a.js", "--fix")
    assert (said.code, said.err.splitlines()[0]) == (2, "a.js: was changed while it was looked at")
    assert file.read_text("utf-8") == "done(); // more"
    assert [one.name for one in folder.iterdir()] == ["a.js"]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_no_name_of_a_file_breaks_a_line_or_is_a_command(mws: Mws, folder: Path) -> None:
    """Whoever sends a script to be checked names it: a pipeline reads what is printed."""
    for name in (b"::stop-commands::x.js", b"a\n::error::b.js", b"\xff.js"):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(b"done();")
    lines = mws("check", ".").out.splitlines()
    assert [line.partition(" ")[0] for line in lines if "MWS012" in line] == [
        "./::stop-commands::x.js:1:1:",
        "a\\n::error::b.js:1:1:",
        "\\udcff.js:1:1:",
    ]
    assert not any(line.lstrip().startswith("::") for line in lines)
    told = json.loads(mws("check", ".", "--format", "sarif").out)
    uris = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in told["runs"][0]["results"]
    ]
    assert sorted(set(uris)) == ["%3A%3Astop-commands%3A%3Ax.js", "%FF.js", "a%0A%3A%3Aerror%3A%3Ab.js"]


def test_many_files_are_told_in_their_order_whoever_checks_them(mws: Mws, script: Write) -> None:
    """So many that they are shared among processes."""
    text = "// " + "x" * 4000 + "\ndone();\n"
    for number in range(100):
        script(text if number % 3 else CLEAN, f"w/{number:03}.js")
    said = mws("check", "w", "--json")
    names = [str(Path(f"w/{number:03}.js")) for number in range(100) if number % 3]
    assert [one["file"] for one in said.json["findings"]] == names
    assert {one["line"] for one in said.json["findings"]} == {2}
    assert said.json["files"] == 100
