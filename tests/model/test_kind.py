"""Which kind a script is, and how that was found out."""

from __future__ import annotations

import pytest

from runtime.model.errors import BadInput
from runtime.model.kind import Kind, infer_kind
from runtime.model.script import Script


def script(name: str = "workflows/a.js", text: str = "done(context);") -> Script:
    return Script(text, name=name)


def test_a_script_is_a_workflow_unless_something_says_otherwise() -> None:
    assert infer_kind(script()) == (Kind.WORKFLOW, "the default")


@pytest.mark.parametrize("name", ["transformations/a.js", "my/transformations/b/a.js"])
def test_a_folder_can_say_it(name: str) -> None:
    """The folder `transformations/`, at any depth."""
    assert infer_kind(script(name)) == (Kind.TRANSFORMATION, "its folder, transformations/")


def test_a_file_of_that_name_says_nothing() -> None:
    assert infer_kind(script("transformations")).kind is Kind.WORKFLOW


def test_the_first_line_outranks_the_folder() -> None:
    made = infer_kind(script("transformations/a.js", "// mws: workflow\ndone(context);"))
    assert made == (Kind.WORKFLOW, "its first line")


def test_the_option_outranks_everything() -> None:
    made = infer_kind(script("transformations/a.js"), "workflow")
    assert made == (Kind.WORKFLOW, "--kind")


def test_an_unknown_kind_is_refused_where_it_stands() -> None:
    """In the option, or in the script's first line."""
    with pytest.raises(BadInput, match="'flow' is not a kind of script") as refused:
        infer_kind(script(), "flow")
    assert refused.value.where == "--kind"
    assert refused.value.way_out == "Say workflow or transformation."
    with pytest.raises(BadInput) as refused:
        infer_kind(script(text="// mws: flow\n"))
    assert refused.value.where == "workflows/a.js:1:1"
