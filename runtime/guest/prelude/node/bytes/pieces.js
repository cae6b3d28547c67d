// Buffer's `utf8Slice`, `hexWrite` and their like, one pair for each encoding. Each function gets its `this` first.

const { charCodeAt, define, trunc, typedLength } = require('host/primordials');
const { binary } = require('node/buffer');
const { codec } = require('node/encodings');
const { invalidArgument, outOfRange } = require('node/errors');

/** How much of the bytes may be written without breaking a character in two. */
function whole(bytes, room, encoding) {
  if (bytes.length <= room) return bytes.length;
  if (encoding === 'utf16le') return room - (room % 2);
  if (encoding !== 'utf8') return room;
  let end = room;
  while (end > 0 && (charCodeAt(bytes, end) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** Write text; how many bytes that were. */
exports.writeText = (target, text, offset, length, encoding) => {
  const bytes = codec(encoding).bytes(text);
  const end = whole(bytes, length, encoding);
  for (let i = 0; i < end; i += 1) target[offset + i] = charCodeAt(bytes, i);
  return end;
};

const position = (value, otherwise) => (value === undefined ? otherwise : trunc(value) || 0);

function offer(name, encoding) {
  define(exports, name + 'Slice', (self, start, end) => {
    const length = typedLength(self);
    if (length === 0) return '';
    const from = position(start, 0);
    const to = position(end, length) > from ? position(end, length) : from;
    if (from < 0 || to > length) throw outOfRange('end', '>= 0 && <= ' + length, to);
    return codec(encoding).text(binary(self, from, to));
  });
  define(exports, name + 'Write', (self, text, offset, length) => {
    if (typeof text !== 'string') throw invalidArgument('argument', 'of type string', text);
    const from = position(offset, 0);
    const room = typedLength(self) - from;
    if (from < 0 || room < 0) throw outOfRange('offset', 'in the buffer', offset);
    const most = position(length, room);
    return exports.writeText(self, text, from, most < room ? most : room, encoding);
  });
}
const NAMES = ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8'];
for (let i = 0; i < NAMES.length; i += 1) offer(NAMES[i], NAMES[i] === 'ucs2' ? 'utf16le' : NAMES[i]);
