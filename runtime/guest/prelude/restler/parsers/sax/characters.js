// Which characters XML's names have, in sax 0.5.8's eyes, and what may be read in one go.

const { exec, fromCharCode, RegExp } = require('host/primordials');

const START = ':_A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F'
  + '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const BODY = START + '\\u00B7\\u0300-\\u036F\\u203F-\\u2040.\\d-';
const NAME_START = new RegExp('[' + START + ']');
const NAME_BODY = new RegExp('[' + BODY + ']');
// Piece by piece: a long run would cost the engine's matcher many times its length in memory.
const PIECE = '{0,4096}';
exports.NAME_REST = new RegExp('[' + BODY + ']' + PIECE, 'y');
exports.TEXT_REST = new RegExp('[^<&]' + PIECE, 'y');
exports.VALUE_REST = { __proto__: null, '"': new RegExp('[^"&]' + PIECE, 'y'), '\'': new RegExp('[^\'&]' + PIECE, 'y') };
exports.ENTITY = /[0-9A-Za-z#]/;

exports.isSpace = (c) => c === ' ' || c === '\n' || c === '\t' || c === '\r';
exports.isQuote = (c) => c === '"' || c === '\'';
// What a regular expression would have to be asked for each time.
const STARTS = { __proto__: null };
const FOLLOWS = { __proto__: null };
for (let code = 0; code < 128; code += 1) {
  const c = fromCharCode(code);
  STARTS[c] = exec(NAME_START, c) !== null;
  FOLLOWS[c] = exec(NAME_BODY, c) !== null;
}
exports.canStart = (c) => (c in STARTS ? STARTS[c] : exec(NAME_START, c) !== null);
exports.canFollow = (c) => (c in FOLLOWS ? FOLLOWS[c] : exec(NAME_BODY, c) !== null);
