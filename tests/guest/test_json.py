"""JSON bodies: V8's words for a broken one, and no depth that is too deep. Expectations were recorded from Node 20."""

from __future__ import annotations

import pytest

from tests.guest.guest import JSON, Guest

FAILED = "SyntaxError: Failed to parse JSON body: "
SCRIPT = "rest.get('http://h.example.com/').on('complete', d => console.log(String(d)));"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a":1,}', "Expected double-quoted property name in JSON at position 7"),
        ("{'a':1}", "Expected property name or '}' in JSON at position 1"),
        ('{"a" 1}', "Expected ':' after property name in JSON at position 5"),
        ('{"a":1,"b" 2}', "Unexpected number in JSON at position 11"),
        ('{"a":1 "b":2}', "Expected ',' or '}' after property value in JSON at position 7"),
        ("[1 2]", "Expected ',' or ']' after array element in JSON at position 3"),
        ('{"a":', "Unexpected end of JSON input"),
        ("nul", "Unexpected end of JSON input"),
        ("<html>oops</html>", "Unexpected token '<', \"<html>oops</html>\" is not valid JSON"),
        ("Internal Server Error", "Unexpected token 'I', \"Internal S\"... is not valid JSON"),
        ("[1,2,3,4,5,6,7,8,9,x,1]", "Unexpected token 'x', ...\"5,6,7,8,9,x,1]\" is not valid JSON"),
        ("\ufeff{}", "Unexpected token '\ufeff', \"\ufeff{}\" is not valid JSON"),
        ("undefined", '"undefined" is not valid JSON'),
        ('{"a":1} x', "Unexpected non-whitespace character after JSON at position 8"),
        ('"a\tb"', "Bad control character in string literal in JSON at position 2"),
        (r'"\x"', "Bad escaped character in JSON at position 2"),
        (r'"\u12"', "Bad Unicode escape in JSON at position 5"),
        ('"a', "Unterminated string in JSON at position 2"),
        ("-", "No number after minus sign in JSON at position 1"),
        ("1.", "Unterminated fractional number in JSON at position 2"),
        ("1e+", "Exponent part is missing a number in JSON at position 3"),
        ("01", "Unexpected number in JSON at position 1"),
        ('["a":"b"]', "Expected ',' or ']' after array element in JSON at position 4"),
    ],
)
def test_a_broken_body_is_an_error_in_v8s_words(text: str, problem: str) -> None:
    """With the position, or with what stands around it."""
    assert Guest(SCRIPT).answer(1, 200, text.encode(), [JSON]).log == [FAILED + problem]


def test_a_body_may_be_deeper_than_the_engine_reads() -> None:
    """Objects and arrays, with all that is in them."""
    script = """
    rest.get('http://h.example.com/').on('complete', d => {
      let depth = 0;
      while (d.length === 2) { depth += 1; d = d[1].a; }
      console.log(depth, JSON.stringify(d));
    });
    """
    text = '[0, {"a":' * 20_000 + r'{"__proto__": "\u00e9", "b": [1.5e1, null, {}, []]}' + "}]" * 20_000
    log = Guest(script).answer(1, 200, text.encode(), [JSON]).log
    assert log == ['20000 {"__proto__":"é","b":[15,null,{},[]]}']


def test_a_deep_body_meets_no_setter_of_the_scripts() -> None:
    """The items of an array are its own, whatever Array.prototype has come to have."""
    script = """
    Object.defineProperty(Array.prototype, '0', {set() { console.log('met'); }, configurable: true});
    rest.get('http://h.example.com/').on('complete', d => {
      let depth = 0;
      for (; d !== 7; d = d[0]) depth += 1;
      console.log(depth);
    });
    """
    assert Guest(script).answer(1, 200, b"[" * 20_000 + b"7" + b"]" * 20_000, [JSON]).log == ["20000"]
