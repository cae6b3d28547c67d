"""How restler calls its parsers and the script's own."""

from __future__ import annotations

from runtime.model.http import Failure
from tests.guest.guest import JSON, Guest


def test_two_parsers_have_no_name() -> None:
    """restler assigns them as they are."""
    script = "console.log(Object.keys(rest.parsers).map((key) => rest.parsers[key].name).join())"
    assert Guest(script).log == ["auto,json,,"]


def test_a_parser_is_called_by_its_own_call() -> None:
    """As `parser.call(response, text, callback)`; the option is read each time that restler asks for it."""
    script = """
    let asked = 0;
    const parser = { call: (response, text, callback) => callback(null, [response.statusCode, text, asked]) };
    rest.get('http://h.example.com/', { get parser() { asked += 1; return parser; } })
      .on('complete', d => console.log(JSON.stringify(d)));
    """
    assert Guest(script).answer(1, 200, b"x", [JSON]).log == ['[200,"x",4]']


def test_xml_is_read_from_whatever_has_text() -> None:
    """xml2js asks for toString()."""
    script = (
        "for (const it of [5, ['<a/>'], true]) rest.parsers.xml(it, (e, d) => console.log(e ? e.message : d))"
    )
    problem = "Failed to parse XML body: Non-whitespace before first tag.\nLine: 0\nColumn: 1\nChar: "
    assert Guest(script).log == [problem + "5", '{"a":""}', problem + "t"]


def test_nothing_has_to_be_decoded_in_an_empty_body() -> None:
    """Not even by an encoding that doesn't exist."""
    script = "rest.get('http://h.example.com/', {decoding: 'x'}).on('complete', d => console.log(typeof d, d.length))"
    guest = Guest(script).answer(1, 200, b"")
    assert (guest.log, guest.exception) == (["string 0"], "")


def test_a_decompressed_body_comes_after_the_promise_jobs() -> None:
    """Node decompresses elsewhere, and hears of it later; a failure as well."""
    script = """
    rest.get('http://h.example.com/')
      .on('response', r => r.on('end', () => Promise.resolve().then(() => {}).then(() => console.log('job'))))
      .on('complete', () => console.log('complete'));
    """
    gzip = ("Content-Encoding", "gzip")
    failure = Failure("incorrect header check", "Z_DATA_ERROR", -3)
    assert Guest(script).answer(1, 200, b"?", [gzip], decoded=b"x").log == ["job", "complete"]
    assert Guest(script).answer(1, 200, b"?", [gzip], undecodable=failure).log == ["job", "complete"]


def test_an_engine_without_memory_for_an_error_is_not_read_as_an_answer() -> None:
    """It throws a bare null, which is neither an error to tell of nor a body without a value."""
    script = """
    const starved = {length: 1, toString() { throw null; }, get charCodeAt() { throw null; }};
    const told = [];
    for (const name of ['json', 'yaml']) {
      try { rest.parsers[name](starved, (...values) => told.push(values)); } catch (error) { console.log(name, error); }
    }
    console.log(told.length);
    """
    assert Guest(script).log == ["json null", "yaml null", "0"]


def test_what_a_handler_throws_comes_round_from_yaml_even_if_it_is_null() -> None:
    """restler calls back inside its own try, so the handler is called once more."""
    script = """
    let calls = 0;
    try { rest.parsers.yaml('a: 1', () => { calls += 1; throw null; }); } catch (error) { console.log(calls, error); }
    """
    assert Guest(script).log == ["2 null"]
