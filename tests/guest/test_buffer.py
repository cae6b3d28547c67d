"""Node's Buffer, as scripts meet it in `response.raw`. Expectations were recorded from Node 20."""

from __future__ import annotations

import json

import pytest

from tests.guest.guest import Guest

BODY = "héllo wörld".encode()


def evaluate(expression: str) -> object:
    """What an expression over `raw` and its constructor `B` comes to; an error is its name and code."""
    script = f"""
    rest.get('http://h.example.com/').on('complete', (d, {{ raw }}) => {{
      const B = raw.constructor;
      const show = (v) => (typeof v === 'bigint' ? String(v) : v instanceof B ? v.toString('hex') : v);
      let result;
      try {{ result = {expression}; }} catch (e) {{ result = [e.name, e.code]; }}
      console.log(JSON.stringify(Array.isArray(result) ? result.map(show) : show(result)));
    }});
    """
    answer: object = json.loads(Guest(script).answer(1, 200, BODY).log[0])
    return answer


OUT_OF_RANGE = ["RangeError", "ERR_OUT_OF_RANGE"]
WRONG_TYPE = ["TypeError", "ERR_INVALID_ARG_TYPE"]


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("[raw.toString('utf8', 1, 3), raw.toString('utf8', '1', 3), raw.toString('x', 99)]", ["é", "é", ""]),
        (
            "[raw.slice(-3), raw.slice(1, 3), raw.slice('1', '3'), raw.slice(9, 2)]",
            ["726c64", "c3a9", "c3a9", ""],
        ),
        ("[raw.lastIndexOf('o'), raw.indexOf('c3a9', 'hex'), raw.indexOf('o', -4)]", [5, 1, -1]),
        ("[raw.compare(raw.slice(1)), B.compare(raw, raw), raw.equals(new Uint8Array(1))]", [-1, 0, False]),
        ("raw.equals('x')", WRONG_TYPE),
        ("[raw.readUInt16BE(1), raw.readInt8(1), raw.readIntLE(0, 6)]", [50089, -61, 122511470216040]),
        ("[raw.readBigUInt64LE(0), raw.readFloatLE(0)]", ["8583983401238381416", 1.6418499475233246e27]),
        ("raw.readUInt8(99)", OUT_OF_RANGE),
        ("raw.readUInt32LE('0')", WRONG_TYPE),
        ("[raw.write('€', 11), raw.write('zz'), raw.slice(0, 3)]", [0, 2, "7a7aa9"]),
        ("raw.write('a', 'nope')", ["TypeError", "ERR_UNKNOWN_ENCODING"]),
        (
            "[raw.fill('ab').toString(), raw.fill(0, 2, 4).toString('hex', 0, 5)]",
            ["ababababababa", "6162000061"],
        ),
        ("[B.alloc(4).writeInt32BE(-2), (b => (b.writeUIntLE(258, 1, 3), b))(B.alloc(4))]", [4, "00020100"]),
        ("B.alloc(1).writeUInt8(256)", OUT_OF_RANGE),
        (
            "[B.from([1, 300, -1]), B.from('ff0', 'hex'), B('a'), new B(2), B.concat([raw, raw], 3)]",
            ["012cff", "ff", "61", "0000", "68c3a9"],
        ),
        ("B.from(5)", WRONG_TYPE),
        ("[B.byteLength('€'), B.byteLength('YQ==', 'base64'), B.isEncoding('UCS-2')]", [3, 1, True]),
        ("[B.from([1, 2, 3, 4]).swap16(), raw.inspect().slice(0, 12)]", ["02010403", "<Buffer 68 c"]),
        ("B.alloc(3).swap16()", ["RangeError", "ERR_INVALID_BUFFER_SIZE"]),
        ("(t => [raw.copy(t, 1, 0, 2), t])(B.alloc(4))", [2, "0068c300"]),
        ("[raw.map(x => x + 1) instanceof B, Object.keys(B.prototype).length, B.name]", [True, 95, "Buffer"]),
    ],
)
def test_a_buffer_does_what_nodes_does(expression: str, result: object) -> None:
    """Ranges and encodings are judged as Node judges them."""
    assert evaluate(expression) == result


def test_a_slice_is_a_view() -> None:
    """What is written to it is seen in the whole."""
    assert evaluate("(raw.slice(0, 1)[0] = 72, raw.toString())") == "Héllo wörld"
