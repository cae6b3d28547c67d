"""The small dialect of YAML that restler reads, oddities included."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest
from tests.work import grows_in_proportion

YAML = ("Content-Type", "application/yaml")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1", '{"a":1}'),
        ("---\n  a: 1\n  b: 2020-01-02\n", '{"a":1,"b":"2020-01-02T00:00:00.000Z"}'),
        ("a: 1\nb: 2", '{"a":1}'),
        ("- a\n- [1, 2.5, yes]", '["a"]'),
        ("[1, 2.5, yes, null, 'x y']", '[1,2.5,true,null,"x y"]'),
        ("{a: {b: http://h.example.com/x}}", '{"a":{"b":"http://h.example.com/x"}}'),
        ("{bad", 'Error: Failed to parse YAML body: expected comma, near "bad"'),
        ("\ta", "\ta"),
        ("__proto__: 1", "{}"),
    ],
)
def test_yaml_is_read_as_restlers_parser_reads_it(text: str, data: str) -> None:
    """A second key without indentation is lost; a document needs indentation."""
    script = "rest.get('http://h.example.com/').on('complete', d => console.log(d))"
    assert Guest(script).answer(1, 200, text.encode(), [YAML]).log == [data]


def test_an_exception_in_a_handler_comes_round_as_a_yaml_error() -> None:
    """The parser calls back inside its own try: the script hears `complete` twice."""
    script = """
    let n = 0;
    rest.get('http://h.example.com/').on('complete', d => {
      n += 1;
      if (n === 1) throw new Error('boom');
      console.log(d.message);
    });
    """
    guest = Guest(script).answer(1, 200, b"a: 1", [YAML])
    assert guest.log == ["Failed to parse YAML body: boom"]
    assert guest.exception == ""


def test_a_long_text_is_read_in_time_that_grows_with_it() -> None:
    """What has been read is not copied again and again."""

    def read(size: int) -> None:
        guest = Guest(
            "rest.get('http://h.example.com/').on('complete', (data) => console.log(Object.keys(data).length));"
        )
        guest.answer(1, 200, b"---\n" + b"".join(b"  k%d: v\n" % n for n in range(size)), [YAML])
        assert guest.exception == ""
        assert guest.log == [str(size)]

    assert grows_in_proportion(read, 2500)
