"""What is learned of contexts: fields and kinds, bounded, and never a value."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.authoring.types import infer_from_samples
from runtime.authoring.types.declarations import declarations
from runtime.authoring.types.documented import WorkflowContext
from runtime.authoring.types.from_model import shape_of_model
from runtime.authoring.types.infer import MOST_FIELDS, MOST_IN_ALL, infer_shape, limit_shape
from runtime.authoring.types.shapes import Shape, merge_shapes, size
from runtime.authoring.types.typescript import type_of
from runtime.inputs.context import DOCUMENTED
from runtime.model.errors import BadInput
from runtime.model.kind import Kind
from tests.paths import RECORDINGS


def kinds(*values: Any) -> str:
    """The type of what can be any of these, on one line."""
    shape = Shape()
    for value in values:
        shape = merge_shapes(shape, infer_shape(value))
    return " ".join(type_of(shape).split())


def declare(*contexts: Any, kind: Kind = Kind.WORKFLOW) -> str:
    """The declarations for a project with these contexts."""
    first, *others = [infer_shape(context, ("OAuth2ProtocolConfiguration",)) for context in contexts]
    for other in others:
        first = merge_shapes(first, other)
    return declarations(kind, limit_shape(first))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a"], "string"),
        ([1, 2.5], "number"),
        ([True], "boolean"),
        ([None], "unknown"),
        (["a", None], "string | null"),
        (["a", 1, False], "string | number | boolean"),
        ([[]], "unknown[]"),
        ([[], ["a"]], "string[]"),
        ([["a", 1]], "Array<string | number>"),
        ([[["a"], []]], "Array<string[]>"),
        ([{}], "{ [field: string]: unknown }"),
        ([{"a": 1}], "{ a: number; }"),
        ([{"a": 1}, {"a": "b"}], "{ a: string | number; }"),
        ([{"a": 1}, {"b": 1}], "{ a?: number; b?: number; }"),
        ([{"a": 1, "b": 1}, {"a": 1}], "{ a: number; b?: number; }"),
        ([{"a": 1}, {"a": 1}, {"b": 2}], "{ a?: number; b?: number; }"),
        ([[{"a": 1}, {"a": 1, "b": 2}]], "Array<{ a: number; b?: number; }>"),
        ([{"a": 1}, "text", None], "string | { a: number; } | null"),
        ([{"ada@example.com": 1, "ben@example.com": "b"}], "{ [key: string]: string | number; }"),
        ([{"4711": {"a": 1}, "4712": {"b": 1}}], "{ [key: string]: { a?: number; b?: number; }; }"),
        (
            [{"Name": 1, "ada@example.com": 1}],
            "{ Name: number; /** Other fields may be written. One that is read has to be asked for what it "
            "is. */ [field: string]: unknown; }",
        ),
        ([{"a": 1}, {"4711": "b"}], "{ [key: string]: string | number; }"),
    ],
)
def test_kinds_are_put_together(values: list[Any], expected: str) -> None:
    """A union of what was seen; optional is what one of them lacks; keys that are data are none."""
    assert kinds(*values) == expected


SECRET = st.from_regex(r"V[a-z]{5}[0-9]{6}", fullmatch=True)
VALUES = st.recursive(
    SECRET | st.integers(10**8, 10**12) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=12,
)


@given(
    context=st.dictionaries(st.sampled_from(["ProvisionedUser", "Application", "Own", "CurrentUser"]), VALUES)
)
def test_no_value_of_a_context_is_written(context: dict[str, Any]) -> None:
    """Whatever stands in it: types are of kinds, never of literals."""
    text = declare({**context, "OAuth2ProtocolConfiguration": json.dumps(context)})
    values = re.findall(r"V[a-z]{5}[0-9]{6}|\d{9,}", json.dumps(context))
    assert [value for value in values if value in text] == []


def test_keys_that_are_data_are_not_written() -> None:
    """Addresses, numbers, ids, and what is too long for a name."""
    keys = ["ada@example.com", "4711", "b9b6a0c2-6f1e-4c1d-9a53-0d4f5f1f7a11", "x" * 65, "https://x", "a\nb"]
    text = declare({"Own": {key: {"a": 1} for key in keys}, "Mixed": {"Name": 1, **dict.fromkeys(keys, 1)}})
    assert [key for key in keys if key in text] == []
    assert "Name: number" in text


def test_documented_fields_keep_what_is_said_of_them() -> None:
    """They stay required, with their label; a context that lacks one, or has null there, is told of."""
    user = {"MailAddress": "ada@example.com", "FirstName": None, "Own": 1}
    text = declare({"ProvisionedUser": user}, {"ProvisionedUser": {"MailAddress": "ben@example.com"}})
    assert "/** Documented. The mail address." in text
    assert re.search(
        r"Documented\. The first name\. Some of this project's contexts lack it\. \*/\n"
        r" +FirstName: string \| null;",
        text,
    )
    assert re.search(r"Not documented: [^\n]+\n +Own\?: number;", text)


def test_json_in_the_configuration_is_learned() -> None:
    """What JSON.parse makes of it has the fields that it has; where it is no JSON, nothing happens."""
    text = declare({"OAuth2ProtocolConfiguration": '{"account_key": "1", "organizer_key": 5}'})
    assert "organizer_key: number;" in text
    assert "OAuth2ProtocolConfiguration: JsonText<OAuth2Configuration>;" in text
    assert declare({"OAuth2ProtocolConfiguration": "{"}) == declare({})


def test_depth_and_number_are_bounded() -> None:
    """What lies too deep is unknown; an object of very many fields is one whose keys are data."""
    deep: Any = 1
    for _ in range(300):
        deep = {"a": deep}
    assert declare({"Own": deep}).count("a: {") < 15
    wide = {f"f{chr(97 + n // 26)}{chr(97 + n % 26)}": 1 for n in range(MOST_FIELDS + 1)}
    assert kinds(wide) == "{ [key: string]: number; }"
    names = list(wide)[:100]
    large = {a: {b: dict.fromkeys(names[:20], 1) for b in names[:20]} for a in names}
    shape = limit_shape(infer_shape({"Own": large}))
    assert size(infer_shape({"Own": large})) > MOST_IN_ALL >= size(shape)
    assert type_of(shape).count("\n") < MOST_IN_ALL + 1000


def test_models_and_checks_of_the_context_agree() -> None:
    """What a run insists on has the same kind in the declarations."""
    kinds_ = {str: "string", bool: "boolean"}
    for path, (kind, _) in DOCUMENTED.items():
        shape = shape_of_model(WorkflowContext)
        for key in path.split("."):
            assert shape.object is not None
            shape = shape.object.fields[key].shape
        if kind in kinds_:
            assert shape.plain == {kinds_[kind]}, path
        else:
            assert (shape.items if kind is list else shape.object) is not None, path


def test_a_folder_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    """Contexts and recordings, masked ones too; what is neither is left out, and named."""
    (tmp_path / "a.json").write_text('{"Own": 1}', "utf-8")
    (tmp_path / "b.json").write_text("[]", "utf-8")
    (tmp_path / "c.txt").write_text("?", "utf-8")
    (tmp_path / "d.jsonl").write_bytes((RECORDINGS / "v2/done.jsonl").read_bytes())
    (tmp_path / "e.jsonl").write_text("{}\n", "utf-8")
    found = infer_from_samples([str(tmp_path)])
    assert found.count == 2
    assert [Path(error.where.split(":")[0]).name for error in found.left_out] == ["b.json", "e.jsonl"]
    assert found.shape.object is not None
    assert found.shape.object.fields["Own"].optional


@pytest.mark.parametrize("name", sorted(path.name for path in (RECORDINGS / "v2").glob("*.jsonl")))
def test_a_recording_is_learned_from_by_its_first_line(name: str, tmp_path: Path) -> None:
    """However its run has ended, and also if the rest is broken."""
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes((RECORDINGS / "v2" / name).read_bytes().split(b"\n")[0] + b"\nnot JSON\n")
    assert infer_from_samples([str(cut)]) == infer_from_samples([str(RECORDINGS / "v2" / name)])


@pytest.mark.parametrize("name", ["nowhere.json", "nowhere", "@nowhere", "empty", ""])
def test_what_is_named_has_to_be_there(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means nothing is bad input."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        infer_from_samples([name])
