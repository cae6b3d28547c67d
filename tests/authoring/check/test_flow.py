"""What walking the paths of a script decides: flags, lists, promises, and when it isn't sure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.authoring.check import checked
from tests.paths import ROOT

SCRIPTS = ROOT / "scripts"
PAGES = ROOT / "runtime" / "authoring" / "check" / "pages"
LOOK = "if (d instanceof Error || r.statusCode >= 400) context.e = 1;"


def test_the_published_provisioning_has_three_handlers_that_prove_nothing() -> None:
    """Faults 1 and 2 of the published script, by the general rules."""
    text = (SCRIPTS / "goto-provision.js").read_text("utf-8")
    assert checked.errors(text) == ["MWS006 48:23", "MWS006 75:23", "MWS006 98:9"]


def test_the_published_deprovisioning_has_two() -> None:
    """The handler of its GET leads to done as well, when no single user was found."""
    text = (SCRIPTS / "goto-deprovision.js").read_text("utf-8")
    assert checked.errors(text) == ["MWS006 48:9", "MWS006 60:9"]


@pytest.mark.parametrize(
    ("name", "lines"), [("goto-provision.js", [42, 55, 83]), ("goto-deprovision.js", [30, 41])]
)
def test_no_published_request_has_a_time_out(name: str, lines: list[int]) -> None:
    """Fault 3, and beside it nothing but the errors."""
    findings = checked.findings((SCRIPTS / name).read_text("utf-8"))
    assert [one.at.line for one in findings if one.code == "MWS021"] == lines
    assert {one.code for one in findings} == {"MWS006", "MWS021"}


def test_what_only_an_empty_list_does_is_a_warning() -> None:
    """Who joins requests with a counter has thought of a list with something in it."""
    text = f"""let open = context.Keys.length;
context.Keys.forEach((k) => rest.post('u' + k).on('complete', (d, r) => {{ {LOOK} if (--open === 0) done(context); }}));
"""
    assert checked.found(text, "MWS001") == ["2:1 warning"]
    assert checked.errors(text) == []


def test_a_question_about_the_empty_list_makes_it_sure() -> None:
    """The author knows of the empty list, and forgets done there."""
    text = f"""if (context.Keys.length === 0) {{
  context.None = true;
}} else {{
  rest.post('u').on('complete', (d, r) => {{ {LOOK} done(context); }});
}}
"""
    assert checked.found(text, "MWS001") == ["1:1 error"]


def test_a_function_that_is_handed_to_something_unknown_leaves_it_open() -> None:
    """It may call done, or not: a warning."""
    assert checked.found("somewhere.later(function () { done(context); });", "MWS001") == ["1:1 warning"]


def test_a_refusal_is_only_a_warning_where_an_error_was_looked_for() -> None:
    """Half a look: who asks for an Error only takes a refusal for an answer."""
    text = "rest.get('u').on('complete', (d) => { context.ok = !(d instanceof Error); if (context.ok) done(context); else done(context); });"
    assert checked.found(text, "MWS006") == ["1:30 warning"]


def test_a_field_that_is_as_expected_proves_a_success() -> None:
    """And the other branch doesn't: the handler is found for its sake only."""
    head = "rest.get('u').on('complete', function (d) { if (d && d.total === 1) "
    proven = head + "{ done(context); } else { context.e = 1; throw new Error('no'); } });"
    blind = head + "{ done(context); } else { done(context); } });"
    assert checked.found(proven, "MWS006") == []
    assert checked.found(blind, "MWS006") == ["1:30 error"]


def test_what_goes_to_the_console_only_is_no_look() -> None:
    """The author sees it while he tests; MyWorkspace doesn't."""
    text = (
        "rest.get('u').on('complete', function (d, r) { console.log(d instanceof Error); done(context); });"
    )
    assert checked.found(text, "MWS006") == ["1:30 error"]


def test_the_same_question_has_the_same_answer_all_along_a_path() -> None:
    """Neither once too often nor not at all."""
    text = """const wanted = context.Wanted;
if (wanted) { rest.get('u').on('complete', (d, r) => { if (d instanceof Error || r.statusCode > 399) context.e = 1; done(context); }); }
if (!wanted) { done(context); }
"""
    assert checked.errors(text) == []


def test_numbers_that_exclude_each_other_are_told_apart() -> None:
    """A total can't be none and more than none."""
    text = """rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode !== 200) { context.e = 1; done(context); return; }
  if (d.total === 0) { done(context); }
  if (d.total > 0) { done(context); }
});
"""
    assert checked.errors(text) == []


def test_a_transformation_needs_no_done() -> None:
    """It has none: its context is the result."""
    text = (SCRIPTS / "transformations" / "mail-domain.js").read_text("utf-8")
    assert checked.findings(text, "transformations/mail-domain.js") == []
    assert checked.found(text, "MWS001") != []


def test_the_condition_on_the_path_is_named() -> None:
    """The author reads which way it is."""
    text = "if (context.Enabled === true) {\n  done(context);\n}\n"
    (finding,) = checked.findings(text)
    assert (
        finding.message == "When `context.Enabled === true` is false, the script ends without calling `done`."
    )


def test_nothing_is_said_of_a_text_that_cannot_be_read() -> None:
    """Its syntax is what is wrong."""
    assert checked.findings("rest.get('u').on('complete', function (d { done(context); );") == []


def test_numbers_beyond_all_numbers_are_no_places_in_a_list() -> None:
    """Infinity and what is none are numbers to the language."""
    text = "const list = [1, 2];\ncontext.is = f(list[1e400], list[1e400 - 1e400], list.slice(1e400));\ndone(context);"
    assert checked.errors(text) == []


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_a_page_shows_the_mistake_and_its_repair(page: Path) -> None:
    """Its first example has the finding, its second no error."""
    if page.stem not in checked.RULES:
        pytest.skip("another rule's page")
    example, repair = re.findall(r"```js\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    rule = checked.RULES[page.stem]
    assert page.read_text("utf-8").startswith(f"# {rule.code} {rule.name}: {rule.summary}\n")
    assert checked.found(example, rule.code) != []
    assert checked.errors(repair) == []
    assert checked.found(repair, rule.code) == []
