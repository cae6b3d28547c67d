// What Node's Buffer is to a script that meets one: `response.raw`, `decoding: 'buffer'`, and the
// `options.data` that restler leaves behind. There is no global of that name.

const {
  Uint8Array, ArrayBuffer, indexOf, construct, List, define, charCodeAt, apply, fromCharCode, typedLength, isView, typedName,
  isArray, isInstance, listOf, typedBuffer, typedOffset, trunc,
} = require('primordials');
const { toUtf8, fromUtf8 } = require('text');

const PIECE = 4096;

class Buffer extends Uint8Array {
  static from(value, encoding) {
    if (typeof value === 'string') return fromText(value, encoding);
    if (isBytes(value) || isArray(value)) return fromValues(value);
    if (isArrayBuffer(value)) return construct(Uint8Array, listOf([value]), Buffer);
    throw require('errors').invalidArgument('value', 'of type string or an instance of Buffer, Uint8Array or Array', value);
  }

  static alloc(size) { return construct(Uint8Array, listOf([size]), Buffer); }
  static concat(buffers) {
    let bytes = '';
    for (let i = 0; i < buffers.length; i += 1) bytes += binary(buffers[i]);
    return fromBinary(bytes);
  }

  static isEncoding(name) { return typeof name === 'string' && require('encodings').codec(name) !== undefined; }
  static isBuffer(value) { return isBuffer(value); }
  static byteLength(value, encoding) { return typeof value === 'string' ? encode(value, encoding).length : typedLength(value); }

  toString(encoding, start, end) {
    const from = start > 0 ? start : 0;
    const to = end === undefined || end > typedLength(this) ? typedLength(this) : end;
    return codecNamed(encoding).text(binary(this, from, to));
  }

  toJSON() {
    const data = [];
    for (let i = 0; i < typedLength(this); i += 1) define(data, i, this[i]);
    return { type: 'Buffer', data };
  }

  equals(other) { return binary(this) === binary(other); }

  /** As in Node a view, not a copy. */
  slice(start, end) {
    const size = typedLength(this);
    const from = position(start, size);
    const to = end === undefined ? size : position(end, size);
    return construct(Uint8Array, listOf([typedBuffer(this), typedOffset(this) + from, to > from ? to - from : 0]), Buffer);
  }

  indexOf(what, from) { return indexOf(binary(this), wanted(what), from); }
  includes(what, from) { return indexOf(binary(this), wanted(what), from) !== -1; }
}

/** A position that may count from the end, as that of Array.prototype.slice. */
function position(value, size) {
  const whole = trunc(value) || 0;
  if (whole < 0) return whole + size > 0 ? whole + size : 0;
  return whole < size ? whole : size;
}

/** What is looked for in a Buffer: a byte, text as UTF-8, other bytes. */
function wanted(what) {
  if (typeof what === 'number') return fromCharCode(what & 0xff);
  return typeof what === 'string' ? toUtf8(what) : binary(what);
}

const UTF8 = { __proto__: null, bytes: toUtf8, text: fromUtf8 };

/** As Node's buffers know encodings: everything that isn't undefined has to be the name of one. */
function codecNamed(encoding) {
  if (encoding === undefined || encoding === 'utf8') return UTF8;
  const found = require('encodings').codec(encoding);
  if (found === undefined) throw require('errors').unknownEncoding(encoding);
  return found;
}

/** As Node's streams do: no encoding is UTF-8, a function is a callback, and everything else has to be text. */
function known(encoding) {
  if (!encoding || typeof encoding === 'function') return UTF8;
  if (typeof encoding !== 'string') throw require('errors').unknownEncoding(encoding);
  return codecNamed(encoding);
}

/** The bytes of `text` in one of Buffer's encodings, as a binary string. */
function encode(text, encoding) {
  return known(encoding).bytes(text);
}

/** A Buffer of a binary string. */
function fromBinary(bytes) {
  const size = List();
  size[0] = bytes.length;
  const buffer = construct(Uint8Array, size, Buffer);
  for (let i = 0; i < bytes.length; i += 1) buffer[i] = charCodeAt(bytes, i);
  return buffer;
}

/** As Buffer.from: an encoding that isn't text is none. */
function fromText(text, encoding) {
  return fromBinary(encode(text, typeof encoding === 'string' ? encoding : undefined));
}

function fromValues(values) {
  const size = List();
  size[0] = values.length;
  const buffer = construct(Uint8Array, size, Buffer);
  for (let i = 0; i < values.length; i += 1) buffer[i] = values[i];
  return buffer;
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

const isArrayBuffer = (value) => isInstance(value, ArrayBuffer);
const isBytes = (value) => isView(value) && typedName(value) === 'Uint8Array';
const isBuffer = (value) => isBytes(value) && isInstance(value, Buffer);

exports.Buffer = Buffer;
exports.isBuffer = isBuffer;
exports.isBytes = isBytes;
exports.encode = encode;
exports.fromText = fromText;
exports.fromBinary = fromBinary;
exports.binary = binary;
exports.codecOf = known;
exports.codecNamed = codecNamed;
