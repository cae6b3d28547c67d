"""The prelude keeps its five rules: nothing that a script can change is asked while the prelude works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from tests.paths import ROOT

PRELUDE = ROOT / "runtime" / "guest" / "prelude"
FILES = sorted(PRELUDE.rglob("*.js"))
LONGEST_LINE = 130

_PARSER = Parser(Language(tree_sitter_javascript.language()))
# What values inherit in ECMAScript: to call it is to call what the script has put there.
_INHERITED = {
    "apply",
    "at",
    "bind",
    "call",
    "catch",
    "charAt",
    "charCodeAt",
    "codePointAt",
    "concat",
    "endsWith",
    "entries",
    "every",
    "exec",
    "fill",
    "filter",
    "finally",
    "find",
    "findIndex",
    "flat",
    "flatMap",
    "forEach",
    "getTime",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "isPrototypeOf",
    "join",
    "keys",
    "lastIndexOf",
    "map",
    "match",
    "matchAll",
    "normalize",
    "padEnd",
    "padStart",
    "pop",
    "propertyIsEnumerable",
    "push",
    "reduce",
    "repeat",
    "replace",
    "replaceAll",
    "reverse",
    "search",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "split",
    "startsWith",
    "substr",
    "substring",
    "test",
    "then",
    "toFixed",
    "toISOString",
    "toLocaleString",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "trimEnd",
    "trimStart",
    "unshift",
    "valueOf",
}
# Names that no script can take: they are not writable, and no declaration may shadow them.
_FIRM = {"undefined", "NaN", "Infinity"}
_GLOBAL = set(re.findall(r"'(\w+)'", (PRELUDE / "host" / "globals.js").read_text("utf-8"))) - _FIRM
# The original asks the script's own values like this, and scripts can see it.
_AS_THE_ORIGINAL = {
    "node/bytes/make.js": {"value.valueOf"},
    "restler/parsers/index.js": {"parser.call"},
    "restler/parsers/xml.js": {"data.toString"},
    "restler/query.js": {"value.toString", "value.toISOString", "object.hasOwnProperty"},
}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def text(node: Node | None) -> str:
    return "" if node is None or node.text is None else node.text.decode()


def path(file: Path) -> str:
    """The file's place in the prelude: the name alone can be that of two files."""
    return file.relative_to(PRELUDE).as_posix()


def breaches(file: Path) -> Iterator[str]:
    for node in nodes(_PARSER.parse(file.read_bytes()).root_node):
        place = f"{path(file)}:{node.start_point[0] + 1}"
        if node.type in {"spread_element", "array_pattern", "template_substitution", "ERROR"}:
            yield f"{place}: {node.type}"
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "instanceof":
            yield f"{place}: instanceof"
        if node.type == "for_in_statement" and any(child.type == "of" for child in node.children):
            yield f"{place}: for ... of"
        if node.type == "call_expression":
            called = node.child_by_field_name("function")
            method = called.child_by_field_name("property") if called else None
            if text(method) in _INHERITED and text(called) not in _AS_THE_ORIGINAL.get(path(file), set()):
                yield f"{place}: {text(called)}"


def names_from_outside(file: Path) -> Iterator[str]:
    """Names of the language's globals that a file has not declared itself."""
    tree = _PARSER.parse(file.read_bytes()).root_node
    own = {text(node) for node in nodes(tree) if node.type == "shorthand_property_identifier_pattern"}
    own |= {text(node.child_by_field_name("name")) for node in nodes(tree) if "declarat" in node.type}
    own |= {text(node.child_by_field_name("value")) for node in nodes(tree) if node.type == "pair_pattern"}
    for node in nodes(tree):
        if node.type == "identifier" and text(node) in _GLOBAL - own:
            yield f"{path(file)}:{node.start_point[0] + 1}: {text(node)}"


# Their functions are found by their names: node/bytes/names.js.
_FOUND_BY_NAME = {
    "node/bytes/make.js",
    "node/bytes/methods.js",
    "node/bytes/numbers.js",
    "node/bytes/pieces.js",
}
# Asked for by the host, or by tests of one file alone.
_ASKED_FROM_OUTSIDE = {"host/deliver.js: deliver"}


def find_required_file(node: Node | None) -> str:
    """The file that `require('...')` stands for; '' if the node is something else."""
    found = re.fullmatch(r"require\('([\w/-]+)'\)", text(node))
    return f"{found[1]}.js" if found else ""


def list_exports(file: Path) -> set[str]:
    tree = _PARSER.parse(file.read_bytes()).root_node
    written = (
        text(node.child_by_field_name("left")) for node in nodes(tree) if node.type == "assignment_expression"
    )
    return {f"{path(file)}: {name[8:]}" for name in written if re.fullmatch(r"exports\.\w+", name)}


def list_uses(file: Path) -> Iterator[str]:
    """What a file takes of others' exports, and reads of its own."""
    tree = _PARSER.parse(file.read_bytes()).root_node
    files = {"exports": path(file)}
    for node in nodes(tree):
        if node.type != "variable_declarator":
            continue
        target = node.child_by_field_name("name")
        if source := find_required_file(node.child_by_field_name("value")):
            files[text(target)] = source
            for part in target.named_children if target and target.type == "object_pattern" else []:
                yield f"{source}: {text(part.child_by_field_name('key') or part)}"
    for node in nodes(tree):
        if node.type == "member_expression" and not is_written(node):
            owner = node.child_by_field_name("object")
            if source := files.get(text(owner)) or find_required_file(owner):
                yield f"{source}: {text(node.child_by_field_name('property'))}"


def is_written(node: Node) -> bool:
    """Whether it is the left side of an assignment."""
    parent = node.parent
    return (
        parent is not None
        and parent.type == "assignment_expression"
        and parent.child_by_field_name("left") == node
    )


def test_no_export_of_the_prelude_is_unused() -> None:
    """What nobody takes is compiled in every run, and is one more thing to keep right."""
    used = {name for file in FILES for name in list_uses(file)} | _ASKED_FROM_OUTSIDE
    unused = {
        name for file in FILES if path(file) not in _FOUND_BY_NAME for name in list_exports(file)
    } - used
    assert sorted(unused) == []


def test_no_file_of_the_prelude_exports_a_name_twice() -> None:
    """The second would take the first one's place."""
    for file in FILES:
        names = re.findall(r"^exports\.(\w+) = ", file.read_text("utf-8"), re.MULTILINE)
        assert len(names) == len(set(names)), path(file)


@pytest.mark.parametrize("file", FILES, ids=path)
def test_no_file_of_the_prelude_has_a_global_name_but_from_the_first(file: Path) -> None:
    """Some are compiled when the script has long begun, and all of them work then."""
    assert path(file) == "host/primordials.js" or list(names_from_outside(file)) == []


@pytest.mark.parametrize("file", FILES, ids=path)
def test_no_file_of_the_prelude_asks_what_a_script_may_have_changed(file: Path) -> None:
    """No method of a prototype, no iterator: the language's functions were taken before (primordials.js)."""
    assert list(breaches(file)) == []


@pytest.mark.parametrize("file", FILES, ids=path)
def test_no_line_of_the_prelude_is_longer_than_a_screen(file: Path) -> None:
    """Patterns that can't be broken aside."""
    lines = enumerate(file.read_text("utf-8").splitlines(), start=1)
    assert [n for n, line in lines if len(line) > LONGEST_LINE and "pattern: /" not in line] == []
