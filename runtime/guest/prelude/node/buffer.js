// What Node's Buffer is to a script that meets one: `response.raw`, `decoding: 'buffer'`, and the
// `options.data` that restler leaves behind. There is no global of that name.

const {
  Uint8Array, construct, List, define, defineAccessor, charCodeAt, apply, fromCharCode, trunc, typedLength, typedBuffer,
  typedOffset, isView, typedName, setPrototypeOf, symbolSpecies, isInstance,
} = require('host/primordials');
const { toUtf8, fromUtf8 } = require('host/text');

const PIECE = 4096;

class FastBuffer extends Uint8Array {}

/** As in Node: to be called with or without `new`. */
function Buffer(value, encodingOrOffset, length) {
  return require('node/bytes/make').made(value, encodingOrOffset, length);
}
setPrototypeOf(Buffer, Uint8Array);
define(Buffer, 'prototype', FastBuffer.prototype, { __proto__: null, enumerable: false, configurable: false });
define(FastBuffer.prototype, 'constructor', Buffer, { __proto__: null, enumerable: false });
defineAccessor(Buffer, symbolSpecies, () => FastBuffer, undefined);

/** The text of the bytes from `start` to `end`, as Node makes numbers of what a script gives. */
function toString(encoding, start, end) {
  const length = typedLength(this);
  if (start >= length) return '';
  const from = start <= 0 ? 0 : trunc(start) || 0;
  const to = end === undefined || end > length ? length : trunc(end) || 0;
  return to <= from ? '' : codecNamed(encoding).text(binary(this, from, to));
}

const UTF8 = { __proto__: null, bytes: toUtf8, text: fromUtf8 };

/** As Node's buffers know encodings: everything that isn't undefined has to be the name of one. */
function codecNamed(encoding) {
  if (encoding === undefined || encoding === 'utf8') return UTF8;
  const found = require('node/encodings').codec(encoding);
  if (found === undefined) throw require('node/errors').unknownEncoding(encoding);
  return found;
}

/** As Node's streams do: no encoding is UTF-8, a function is a callback, and everything else has to be text. */
function known(encoding) {
  if (!encoding || typeof encoding === 'function') return UTF8;
  if (typeof encoding !== 'string') throw require('node/errors').unknownEncoding(encoding);
  return codecNamed(encoding);
}

/** The bytes of `text` in one of Buffer's encodings, as a binary string. */
function encode(text, encoding) {
  return known(encoding).bytes(text);
}

let complete = false;
/** A Buffer of zeroes. The first one gives them all their methods: most scripts never see one. */
function sized(length) {
  if (!complete) {
    complete = true;
    require('node/bytes/names').install(Buffer);
  }
  const size = List();
  size[0] = length;
  return construct(FastBuffer, size);
}

/** A Buffer of a binary string. */
function fromBinary(bytes) {
  const buffer = sized(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) buffer[i] = charCodeAt(bytes, i);
  return buffer;
}

/** As Buffer.from: an encoding that isn't text is none. */
function fromText(text, encoding) {
  return fromBinary(encode(text, typeof encoding === 'string' ? encoding : undefined));
}

/** A Buffer of numbers, cut down to bytes. */
function fromValues(values) {
  const length = isBytes(values) ? typedLength(values) : values.length;
  const buffer = sized(length > 0 ? length : 0);
  for (let i = 0; i < typedLength(buffer); i += 1) buffer[i] = values[i];
  return buffer;
}

/** A Buffer on the bytes of another one: what is written to one is seen in both. */
function view(bytes, from, length) {
  const given = List();
  given[0] = typedBuffer(bytes);
  given[1] = typedOffset(bytes) + from;
  given[2] = length;
  return construct(FastBuffer, given);
}

/** The binary string of a Buffer or Uint8Array. */
function binary(bytes, from = 0, to = typedLength(bytes)) {
  let text = '';
  for (let start = from; start < to; start += PIECE) {
    const piece = List();
    for (let i = start; i < to && i < start + PIECE; i += 1) piece[i - start] = bytes[i];
    text += apply(fromCharCode, undefined, piece);
  }
  return text;
}

const isBytes = (value) => isView(value) && typedName(value) === 'Uint8Array';
const isBuffer = (value) => isBytes(value) && isInstance(value, Buffer);

exports.FastBuffer = FastBuffer;
exports.isBuffer = isBuffer;
exports.isBytes = isBytes;
exports.encode = encode;
exports.sized = sized;
exports.toString = toString;
exports.fromText = fromText;
exports.fromValues = fromValues;
exports.fromBinary = fromBinary;
exports.view = view;
exports.binary = binary;
exports.codecOf = known;
exports.codecNamed = codecNamed;
