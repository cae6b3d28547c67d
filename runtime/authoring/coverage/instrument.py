"""A copy of a script that tells which of its points it reaches. The script itself is never changed.

Each point tells of itself once, when it is reached first, by a line on the console with a mark before it: the
console as it was before the script began, and a mark that the script can't know. So nothing is added to what
a guest can do, and nothing of the host's comes within its reach. Whoever runs the copy takes them out.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from runtime.authoring.coverage.branches import Branches
from runtime.authoring.coverage.counters import Counters
from runtime.authoring.coverage.insertions import Insertion, PlaceMap, insert, strip
from runtime.authoring.coverage.points import Point
from runtime.authoring.coverage.statements import program, statements, statements_in
from runtime.formats.javascript import Syntax

# The four are constants of the global scope, which no script can list. `o`, `a` and `n` hand on an operand of
# ||, && and ??. `this` is the global object, and no name is used that a script could declare for itself.
_PROLOGUE = (
    'const $=((s,d,m)=>n=>{if(s[n]!==1){d(m+n);s[n]=1;}})({__proto__:null},this.console.debug,"MARK"),'
    "$o=(n,v)=>{if(v)$(n);return v;},$a=(n,v)=>{if(!v)$(n);return v;},"
    "$n=(n,v)=>{if(v!==null&&v!==void 0)$(n);return v;};"
)
MOST_POINTS = 100_000
# The old comments of HTML, which only the engine knows: the second one at the beginning of a line.
_HTML = re.compile(rb"<!--|-->")
_WITHIN = frozenset({"string", "string_fragment", "comment", "regex_pattern", "template_string"})


class NoCopy(Exception):
    """There is no copy that could be trusted; the text says why, as a sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy's text; its points by their numbers; what stands before a number on its console."""

    text: str
    points: tuple[Point, ...]
    insertions: tuple[Insertion, ...] = field(repr=False)
    mark: str = field(repr=False)
    back: PlaceMap = field(repr=False)  # from its places to the script's


def instrument(text: str) -> Copy:
    """A copy of the script with this text. Raises NoCopy."""
    syntax = Syntax(text)
    _check_readable(syntax)
    name, mark = f"$_{os.urandom(6).hex()}", os.urandom(16).hex() + ":"
    if name in text:
        raise NoCopy("the script has the name of the counters in it")
    counters = _counters(syntax, name, _PROLOGUE.replace("$", name).replace("MARK", mark))
    insertions = counters.draft.insertions
    data = insert(syntax.bytes, insertions)
    if strip(data, insertions) != syntax.bytes:
        raise NoCopy("without its counters the copy is not the script again")
    copy = Syntax(data.decode("utf-8", "surrogatepass"))
    if copy.root.has_error:
        raise NoCopy("the copy with counters can't be read any more")
    back = PlaceMap(syntax, copy, insertions)
    return Copy(copy.bytes.decode("utf-8", "surrogatepass"), tuple(counters.points), insertions, mark, back)


def _counters(syntax: Syntax, name: str, prologue: str) -> Counters:
    counters = Counters(syntax, name)
    branches = Branches(counters)
    program(counters, syntax.root, prologue)
    for node in syntax.nodes:
        branches.look(node)
        statements(counters, node)
        for one in statements_in(node):
            counters.statement(one)
        if len(counters.points) > MOST_POINTS:
            raise NoCopy(f"the script has more than {MOST_POINTS:,} places to count")
    return counters


def _check_readable(syntax: Syntax) -> None:
    """Whether the parser sees what the engine does. Raises NoCopy."""
    if syntax.root.has_error:
        bad = next((one for one in syntax.nodes if one.is_error or one.is_missing), syntax.root)
        raise NoCopy(f"line {syntax.at(bad).line} can't be read by the parser that places the counters")
    for found in _HTML.finditer(syntax.bytes):
        if _may_be_comment(syntax, found.start(), found[0]):
            line = syntax.place(found.start()).line
            raise NoCopy(f"line {line} may hold a comment as in HTML, which the parser doesn't know")


def _may_be_comment(syntax: Syntax, offset: int, sign: bytes) -> bool:
    node = syntax.root.descendant_for_byte_range(offset, offset)
    if node is not None and node.type in _WITHIN:
        return False
    before = syntax.bytes[:offset].rpartition(b"\n")[2].strip()
    return sign == b"<!--" or not before or before.endswith(b"*/")
