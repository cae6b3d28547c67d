"""The declarations and the prelude know the same: each function, option, event, method and field.

What the prelude knows is observed, not read: its options are those that it asks an object for.
"""

from __future__ import annotations

import re

from runtime.authoring.types.declarations import declarations
from runtime.authoring.types.shapes import NOTHING
from runtime.model.kind import Kind
from tests.guest.guest import JSON, Guest

TEXT = declarations(Kind.WORKFLOW, NOTHING, timers=True)
_MEMBER = re.compile(r"^  (?:'([^']+)'|([\w$]+))\??[:(<]", re.MULTILINE)

WATCHED = """
const asked = new Set();
const watched = (options) => new Proxy(options, { get(target, key) { asked.add(key); return target[key]; } });
"""
EMITTED = """
const emitted = new Set();
const emit = rest.Request.prototype.emit;
rest.Request.prototype.emit = function (type) { emitted.add(type); return emit.apply(this, arguments); };
"""


def list_members(interface: str) -> set[str]:
    """The names of an interface's members, without those that it inherits."""
    found = re.search(rf"^interface {interface} [^{{]*\{{\n(.*?)^\}}", TEXT, re.MULTILINE | re.DOTALL)
    assert found, interface
    return {one or other for one, other in _MEMBER.findall(found[1])} - {"new"}


def names(guest: Guest, expression: str) -> set[str]:
    """What a list in a script's global scope holds."""
    return set(guest.value(f"[...{expression}].map(String).join()").split(","))


def test_rest_has_the_declared_functions() -> None:
    """All that the prelude exports, and nothing else."""
    assert names(Guest(""), "Object.keys(rest)") == list_members("Rest")


def test_the_parsers_are_the_declared_ones() -> None:
    assert names(Guest(""), "Object.keys(rest.parsers)") == list_members("RestParsers")


def test_a_service_has_the_declared_methods() -> None:
    """Those that restler gives it; what begins with _ is its own."""
    made = Guest("const s = new (rest.service(function () {}, { baseURL: 'http://h.example.com/' }))();")
    all_ = names(
        made,
        "[...Object.keys(s), ...Object.keys(Object.getPrototypeOf(s)), "
        "...Object.keys(rest.Service.prototype)]",
    )
    assert {name for name in all_ if not name.startswith("_")} - {"constructor"} == list_members(
        "RestService"
    )


def test_the_options_are_those_that_are_asked_for() -> None:
    """Over requests that use all of them, up to the parsed answer."""
    guest = Guest(
        WATCHED
        + """
        const url = 'http://h.example.com/';
        rest.post(url, watched({ data: 'a', username: 'u', password: 'p', timeout: 1, xml2js: {} }));
        rest.get(url, watched({ accessToken: 't', query: { a: 1 }, parser: null, decoding: 'latin1' }));
        rest.post(url, watched({ multipart: true, data: { a: 'b' } }));
        """
    )
    for number in (1, 2, 3):
        guest.answer(number, body=b"{}", headers=[JSON])
    assert names(guest, "asked") == list_members("RestOptions")


def test_the_events_are_those_that_are_told() -> None:
    """Over answers of each class, errors, time-outs and requests that were given up."""
    guest = Guest(
        EMITTED
        + """
        const url = 'http://h.example.com/';
        for (let i = 0; i < 4; i += 1) rest.get(url, { followRedirects: false });
        rest.get(url);
        rest.get(url, { timeout: 5 });
        const last = rest.get(url).on('newListener', () => {}).on('removeListener', () => {});
        last.once('success', () => {});
        last.emit('success');
        last.abort();
        """
    )
    for number, status in enumerate((200, 302, 404, 500), start=1):
        guest.answer(number, status)
    guest.fail(5)
    guest.fire(1)
    told = names(guest, "emitted")
    assert told - {"200", "302", "404", "500"} | {"1XX"} == list_members("RestEvents")
    assert "[status: `${number}`]" in TEXT


def test_a_request_has_the_declared_methods() -> None:
    """restler's own and the emitter's; what begins with _ is restler's business."""
    guest = Guest("const r = rest.get('http://h.example.com/');")
    own = names(
        guest,
        "[...Object.keys(r), ...Object.keys(rest.Request.prototype), "
        "...Object.keys(Object.getPrototypeOf(rest.Request.prototype))]",
    )
    flags = {"aborted", "timedout"}  # there when it is so
    public = {name for name in own if not name.startswith("_")}
    assert public | flags == list_members("RestRequest") | list_members("RestEmitter")


def test_a_response_has_the_declared_fields() -> None:
    """All that is declared is there, and all that it has of its own is declared."""
    guest = Guest(
        "let found;"
        "rest.get('http://h.example.com/').on('complete', (data, response) => { found = response; });"
    )
    guest.answer(1, body=b"{}", headers=[JSON])
    fields = list_members("RestResponse")
    missing = names(guest, f"{sorted(fields)}.filter((name) => !(name in found))")
    assert missing == {""}
    assert {name for name in names(guest, "Object.keys(found)") if not name.startswith("_")} <= fields


def test_the_console_has_the_declared_methods() -> None:
    block = TEXT[TEXT.index("declare const console") :]
    listed = {one or other for one, other in _MEMBER.findall(block[: block.index("};")])}
    assert listed == names(Guest(""), "Object.keys(console)")


def test_the_timers_are_the_declared_ones() -> None:
    """What a script sees with them, and not without."""
    everything = "Object.getOwnPropertyNames(globalThis)"
    timers = names(Guest("", timers=True), everything) - names(Guest(""), everything)
    assert timers == set(re.findall(r"^declare function (\w+)", TEXT, re.MULTILINE)) - {"done"}
