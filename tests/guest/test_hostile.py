"""Scripts that change the language under restler's feet break themselves, never the protocol."""

from __future__ import annotations

import pytest

from tests.guest.guest import JSON, Guest, SetTimer

URL = "http://h.example.com/"
CALL = f"rest.post('{URL}', {{data: {{a: 1}}, headers: {{X: 'y'}}}}).on('complete', d => {{}});"

ATTACKS = [
    "Object.defineProperty(Array.prototype, '0', {set() { throw 1; }, configurable: true});",
    "Object.defineProperty(Object.prototype, 'id', {set() { throw 1; }, get() { return 99; }});",
    "Object.defineProperty(Object.prototype, 'value', {get() { return 'evil'; }, set() {}});",
    "Array.prototype.push = Array.prototype.join = Array.prototype.slice = () => { throw 1; };",
    "Array.prototype[Symbol.iterator] = () => { throw 1; };",
    "String.prototype.slice = String.prototype.indexOf = String.prototype.toLowerCase = () => { throw 1; };",
    "String.prototype[Symbol.split] = RegExp.prototype[Symbol.replace] = () => { throw 1; };",
    "RegExp.prototype.exec = RegExp.prototype.test = () => { throw 1; };",
    "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1; };",
    "JSON.stringify = JSON.parse = () => { throw 1; };",
    "Object.keys = Object.defineProperty = Object.create = () => { throw 1; };",
    "Object.prototype.toJSON = () => { throw 1; };",
    "encodeURIComponent = decodeURIComponent = escape = unescape = parseInt = () => { throw 1; };",
    "WeakMap.prototype.get = WeakMap.prototype.set = () => { throw 1; };",
    "Promise = Map = Set = WeakMap = Uint8Array = undefined;",
    "Error.prepareStackTrace = () => { throw 1; };",
    "Error.stackTraceLimit = 0;",
    "Error = TypeError = SyntaxError = undefined;",
    "Object.defineProperty(Error.prototype, 'stack', {get() { return 'at f (<input>:7:7)'; }});",
    "String.prototype.concat = () => { throw 1; };",
    "Object.defineProperty(Error, Symbol.hasInstance, {value() { throw 1; }});",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_changed_language_does_not_reach_the_protocol(attack: str) -> None:
    """The same request goes out, from the same line, and the answer is understood."""
    guest = Guest(f"{attack}\n{CALL}")
    assert guest.exception == ""
    assert guest.last_request.endswith(
        "X: y\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n"
        "Connection: keep-alive\r\n\r\na=1"
    )
    assert guest.requests[0].request.id == 1
    assert guest.requests[0].at is not None
    assert guest.requests[0].at.line == 2
    guest.answer(1, 200, b'{"a":[1]}', [JSON])
    assert guest.verdicts == [(1, "success", "")]
    assert guest.exception == ""


def test_what_a_script_finds_leads_to_nothing_of_the_hosts() -> None:
    """No request object has a way to the machinery: only its own, plain parts."""
    script = f"""
    const r = rest.get('{URL}');
    const seen = Reflect.ownKeys(r).concat(Reflect.ownKeys(r.request));
    console.log(seen.sort().join(' '));
    """
    assert Guest(script).log == [
        "_closed _contentLength _defaultKeepAlive _ended _events _events _eventsCount _eventsCount _hasBody "
        "_header _headerSent _keepAliveTimeout _last _maxListeners _maxListeners _onPendingData "
        "_removedConnection _removedContLen _removedTE _trailer aborted agent chunkedEncoding destroyed "
        "finished headers host insecureHTTPParser joinDuplicateHeaders maxHeaderSize maxHeadersCount "
        "maxRequestsOnConnectionReached method options outputData outputSize parser path protocol request "
        "res reusedSocket sendDate shouldKeepAlive socket socketPath strictContentLength timeoutCb "
        "upgradeOrConnect url useChunkedEncodingByDefault writable"
    ]


def test_a_host_name_that_a_script_has_tampered_with_is_not_found() -> None:
    """It never reaches the host, who would take it for a broken guest."""
    script = f"""
    const r = rest.get('{URL}');
    r.url.hostname = 'a b';
    rest.get(r.url).on('error', e => console.log(e.code));
    """
    guest = Guest(script)
    assert guest.log == ["ENOTFOUND"]
    assert len(guest.requests) == 1


@pytest.mark.parametrize("path", ["[]", "({toString() { return ''; }})"])
def test_a_path_without_text_is_the_root(path: str) -> None:
    """It is one when Node writes it; what isn't HTTP the host would take for a broken guest."""
    guest = Guest(f"rest.get('{URL}x').request.path = {path};")
    assert guest.last_request.startswith("GET / HTTP/1.1")


def test_a_script_that_looks_at_stacks_gets_none_of_the_functions_on_them() -> None:
    """The engine would hand out the prelude's own, up to the one that the host calls."""
    guest = Guest(f"""
    Error.stackTraceLimit = 100;
    const found = [];
    Error.prepareStackTrace = (error, calls) => {{ for (const call of calls) found.push(call.getFunction()); }};
    try {{ rest.get(5); }} catch (error) {{ error.stack; }}
    rest.get('{URL}').on('complete', () => {{
      new Error('x').stack;
      console.log(found.length > 10, found.every((f) => f === undefined));
    }});
    """)
    guest.answer(1)
    assert guest.log == ["true true"]


def test_what_a_promise_says_of_its_kind_is_not_asked() -> None:
    """To see whether a callback's promise is rejected takes none of the script's code, and leaves no trace."""
    guest = Guest(f"""
    const promise = Promise.resolve(1);
    const asked = [];
    Object.defineProperty(Promise.prototype, 'constructor', {{get() {{ asked.push('constructor'); }}, configurable: true}});
    Promise.prototype.then = () => {{ asked.push('then'); }};
    rest.get('{URL}').on('complete', () => promise);
    rest.get('{URL}').on('complete', () => Object.create(Promise.prototype));
    rest.get('{URL}').on('complete', () => console.log(asked.length, Reflect.ownKeys(promise).length));
    """)
    for number in (1, 2, 3):
        guest.answer(number)
    assert guest.log == ["0 0"]
    assert guest.exception == ""


@pytest.mark.parametrize(
    "forged",
    [
        "const T = setTimeout(() => {}, 1).constructor; new T(() => {}, 'x', {}, false, {line: 1});",
        "clearTimeout(new (setTimeout(() => {}, 1).constructor)());",
        "const t = setTimeout(() => {}, 1); for (const k of Reflect.ownKeys(t)) t[k] = {}; clearTimeout(t);",
        "const R = r.request.constructor; new R({host: 'h', headers: {}}, {at: {}, because: 1});",
        "const R = r.request.constructor; try { new R().end(); } catch (e) {}",
        "const M = response.constructor; const m = new M(r.request, {version: '1.1', headers: [], request: 'x'});"
        "try { r._fireSuccess('x', m); } catch (e) {}",
        "try { r._fireError(new Error('x'), {}); } catch (e) {}",
        "r.aborted = r.request.aborted = {}; r.request.method = {toString() { return 'GET\\r\\n'; }};",
    ],
)
def test_what_a_script_makes_with_our_own_constructors_says_nothing(forged: str) -> None:
    """A Timeout, a request or an answer of the script's own making is none: the host hears of none."""
    guest = Guest(
        f"const r = rest.get('{URL}'); r.on('complete', (d, response) => {{ {forged} }});", timers=True
    )
    guest.answer(1)
    assert guest.exception == ""
    assert len(guest.requests) == 1
    assert guest.verdicts[0] == (1, "success", "")
    assert all(timer.delay == 1 for timer in guest.commands_of(SetTimer))
