"""Node's EventEmitter as a script can observe it."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest

SETUP = """
const r = rest.get('http://h.example.com/');
const say = (text) => function () { console.log(text, arguments.length); };
"""


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ("r.on('x', say('a')).on('x', say('b')); r.emit('x', 1)", ["a 1", "b 1"]),
        ("r.on('x', say('a')); r.prependListener('x', say('b')); r.emit('x')", ["b 0", "a 0"]),
        ("r.once('x', say('a')); r.emit('x'); console.log(r.emit('x'))", ["a 0", "false"]),
        ("const f = say('a'); r.on('x', f); r.off('x', f); console.log(r.emit('x'))", ["false"]),
        (
            "const f = say(1); r.once('x', f); r.removeListener('x', f); console.log(r.listenerCount('x'))",
            ["0"],
        ),
        (
            "const f = say('b'); r.on('x', () => r.off('x', f)); r.on('x', f); r.emit('x');"
            "console.log(r.listeners('x').length)",
            ["b 0", "1"],
        ),
        (
            "r.on('x', say('a')); r.removeAllListeners('x'); console.log(r.emit('x'), r.eventNames())",
            ['false ["error"]'],
        ),
        (
            "console.log(r.listenerCount('error'), r.setMaxListeners(1) === r, r.getMaxListeners())",
            ["1 true 1"],
        ),
        ("r.on('newListener', (t) => console.log('new', t)); r.on('y', say('y'))", ["new y"]),
        (
            "r.on('removeListener', (t) => console.log('gone', t)); r.once('y', say('y')); r.emit('y')",
            ["gone y", "y 0"],
        ),
        (
            "try { r.removeAllListeners().emit('error', 1); } catch (e) { console.log(e.code); }",
            ["ERR_UNHANDLED_ERROR"],
        ),
        ("console.log(r instanceof rest.Request, r.constructor === rest.Request)", ["true true"]),
        (
            "const f = say(1); r.on('x', f).on('x', say(2)).once('x', f);"
            "console.log(r.listenerCount('x', f), r.listenerCount('x', null), r.listenerCount('y', f))",
            ["2 3 0"],
        ),
        (
            "try { r.setMaxListeners('5'); } catch (e) { console.log(e.code, String(e)); }",
            [
                'ERR_INVALID_ARG_TYPE TypeError [ERR_INVALID_ARG_TYPE]: The "setMaxListeners" argument must be of '
                "type number. Received type string ('5')"
            ],
        ),
        (
            "try { r.setMaxListeners(-8589934592); } catch (e) { console.log(e.message); }",
            ['The value of "setMaxListeners" is out of range. It must be >= 0. Received -8_589_934_592'],
        ),
        (
            "const f = say(1); r.on('removeListener', (t, l) => console.log(l === f)); r.once('y', f); r.emit('y')",
            ["true", "1 0"],
        ),
        ("for (let i = 0; i < 11; i += 1) r.on('x', say(i)); console.log(r._events.x.warned)", ["true"]),
        (
            "try { r.removeAllListeners().emit('error', {a: ['b']}); } catch (e) { console.log(e.message); }",
            ["Unhandled error. ({ a: [ 'b' ] })"],
        ),
        (
            "r.on(Object.getPrototypeOf(rest.Request.prototype).constructor.errorMonitor, say('m'));"
            "r.on('error', say('e')); r.emit('error', 1)",
            ["m 1", "e 1"],
        ),
    ],
)
def test_listeners_behave_as_in_node(script: str, heard: list[str]) -> None:
    """Order, counts, once, removal while emitting, the two events about listeners."""
    assert Guest(SETUP + script).log == heard


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("new Date(NaN)", "Invalid Date"),
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("{[Symbol.toStringTag]: 'Date'}", "{ [Symbol(Symbol.toStringTag)]: 'Date' }"),
        (
            "{[Symbol.toStringTag]: 'RegExp', toString: null}",
            "{ toString: null, [Symbol(Symbol.toStringTag)]: 'RegExp' }",
        ),
        (r"Object.assign(/a\/b/gi, {toString() { throw 1; }})", r"/a\/b/gi"),
        ("{get a() { throw 1; }, set b(x) {}}", "{ a: [Getter], b: [Setter] }"),
        ("Array(200000).fill(1)", "[ " + "1, " * 100 + "... 199900 more items ]"),
        ("Array(101).fill('x')", "[ " + "'x', " * 100 + "... 1 more item ]"),
        ("'y'.repeat(10002)", "'" + "y" * 10_000 + "'... 2 more characters"),
        ("new Proxy({}, {ownKeys() { throw 1; }})", "[Object]"),
    ],
)
def test_an_error_event_with_anything_is_thrown_as_an_error(value: str, shown: str) -> None:
    """A value is shown by what it is, no code of its own decides that, and there is an end to it."""
    script = f"""
    try {{ r.removeAllListeners().emit('error', {value}); }} catch (e) {{
      console.log(e.code, e.message.length, e.message.slice(-500));
    }}
    """
    message = f"Unhandled error. ({shown})"
    assert Guest(SETUP + script).log == [f"ERR_UNHANDLED_ERROR {len(message)} {message[-500:]}"]


def test_rest_exports_what_restler_exports_in_its_order() -> None:
    """There is no `delete` and no `options`."""
    guest = Guest("console.log(Object.keys(rest).join(' ')); console.log(Object.keys(rest.parsers))")
    assert guest.log == [
        "Request Service request service get patch post put del head json postJson putJson patchJson "
        "parsers file data",
        '["auto","json","yaml","xml"]',
    ]


def test_a_service_knows_its_base_and_its_defaults() -> None:
    """Methods are mixed in, and paths are resolved against the base."""
    script = """
    const Users = rest.service(function (token) { this.defaults.accessToken = token; },
      {baseURL: 'http://h.example.com/v1/'},
      {find: function (id) { return this.get('users/' + id, {query: {a: 1}}); }});
    new Users('t').find(7);
    """
    guest = Guest(script)
    assert guest.requests[0].request.target == "/v1/users/7?a=1"
    assert guest.headers["Authorization"] == "Bearer t"


def test_a_request_that_is_made_by_hand_goes_out_when_it_is_run() -> None:
    """`new rest.Request` sends nothing by itself."""
    script = "const r = new rest.Request('http://h.example.com/', {}); console.log('made');"
    assert Guest(script).requests == []
    assert len(Guest(script + "r.run()").requests) == 1
