// Buffer's methods, but for toString and numbers. Each function gets its `this` first.

const {
  charCodeAt, define, floor, fromCharCode, indexOf, isNaN, lastIndexOf, slice, trunc, typedLength,
} = require('host/primordials');
const { binary, isBytes, view } = require('node/buffer');
const { codec, nameOf } = require('node/encodings');
const { badBufferSize, invalidArgument, invalidValue, outOfRange, unknownEncoding } = require('node/errors');
const { integer } = require('node/bytes/ranges');
const { writeText } = require('node/bytes/pieces');

const BYTES = 'an instance of Buffer or Uint8Array';
function bytesOf(value, name) {
  if (!isBytes(value)) throw invalidArgument(name, BYTES, value);
  return binary(value);
}
function named(encoding) {
  const name = nameOf(encoding);
  if (name === undefined) throw unknownEncoding(encoding);
  return name;
}

// What a Buffer is as text

exports.toJSON = (self) => {
  const data = [];
  for (let i = 0; i < typedLength(self); i += 1) define(data, i, self[i]);
  return { type: 'Buffer', data };
};

const SHOWN = 50;
exports.inspect = (self) => {
  const hex = codec('hex').text(binary(self, 0, typedLength(self) < SHOWN ? typedLength(self) : SHOWN));
  let text = '';
  for (let i = 0; i < hex.length; i += 2) text += (i > 0 ? ' ' : '') + slice(hex, i, i + 2);
  const more = typedLength(self) - SHOWN;
  if (more > 0) text += ' ... ' + more + ' more byte' + (more > 1 ? 's' : '');
  return '<' + self.constructor.name + ' ' + text + '>';
};

// Parts: as in Node a view, not a copy

function bound(value, length) {
  const at = trunc(value);
  if (at < 0) return at + length > 0 ? at + length : 0;
  return at < length ? at : isNaN(at) ? 0 : length;
}
exports.subarray = (self, start, end) => {
  const length = typedLength(self);
  const from = bound(start, length);
  const to = end === undefined ? length : bound(end, length);
  return view(self, from, to > from ? to - from : 0);
};
exports.slice = exports.subarray;

// Comparing and searching

const sign = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
exports.compareBytes = sign;

exports.equals = (self, other) => bytesOf(other, 'otherBuffer') === binary(self);

exports.compare = (self, target, targetStart, targetEnd, sourceStart, sourceEnd) => {
  const other = bytesOf(target, 'target');
  const length = typedLength(self);
  const otherFrom = targetStart === undefined ? 0 : integer(targetStart, 'targetStart');
  const otherTo = targetEnd === undefined ? other.length : integer(targetEnd, 'targetEnd', 0, other.length);
  const from = sourceStart === undefined ? 0 : integer(sourceStart, 'sourceStart');
  const to = sourceEnd === undefined ? length : integer(sourceEnd, 'sourceEnd', 0, length);
  if (from >= to) return otherFrom >= otherTo ? 0 : -1;
  if (otherFrom >= otherTo) return 1;
  return sign(binary(self, from, to), slice(other, otherFrom, otherTo));
};

/** Where a search begins, as Node's C++ has it; -1 if it can't. */
function beginning(length, offset, wanted, forward) {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || wanted === 0 ? 0 : -1;
  }
  if (offset + wanted <= length) return offset;
  if (wanted === 0) return length;
  return forward ? -1 : length - 1;
}

/** Where bytes are found in others; those of UTF-16 only where a character may begin. */
function find(bytes, wanted, offset, forward, pairs) {
  const from = beginning(bytes.length, offset, wanted.length, forward);
  if (wanted === '') return from;
  if (bytes === '' || from < 0 || wanted.length > bytes.length || (forward && from + wanted.length > bytes.length)) return -1;
  const search = forward ? indexOf : lastIndexOf;
  let at = search(bytes, wanted, from);
  while (pairs && at > 0 && at % 2 === 1) at = search(bytes, wanted, forward ? at + 1 : at - 1);
  return at;
}

function searched(self, value, byteOffset, encoding, forward) {
  const bytes = binary(self);
  const asText = typeof byteOffset === 'string';
  let offset = asText ? NaN : +byteOffset;
  if (isNaN(offset)) offset = forward ? 0 : bytes.length;
  offset = trunc(offset);
  if (typeof value === 'number') return find(bytes, fromCharCode((value >>> 0) & 0xff), offset, forward, false);
  const given = asText ? byteOffset : encoding;
  const name = given === undefined ? 'utf8' : nameOf(given);
  if (typeof value === 'string') {
    if (name === undefined) throw unknownEncoding(given);
    return find(bytes, codec(name).bytes(value), offset, forward, name === 'utf16le');
  }
  if (isBytes(value)) return find(bytes, binary(value), offset, forward, name === 'utf16le');
  throw invalidArgument('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
}
exports.indexOf = (self, value, byteOffset, encoding) => searched(self, value, byteOffset, encoding, true);
exports.lastIndexOf = (self, value, byteOffset, encoding) => searched(self, value, byteOffset, encoding, false);
exports.includes = (self, value, byteOffset, encoding) => searched(self, value, byteOffset, encoding, true) !== -1;

// Writing

function wholeNumber(value, otherwise) {
  const at = +value;
  return isNaN(at) || at === Infinity || at === -Infinity ? otherwise : floor(at);
}
exports.copy = (self, target, targetStart, sourceStart, sourceEnd) => {
  const length = typedLength(self);
  if (!isBytes(target)) throw invalidArgument('target', BYTES, target);
  const to = targetStart === undefined ? 0 : wholeNumber(targetStart, 0);
  if (to < 0) throw outOfRange('targetStart', '>= 0', to);
  const from = sourceStart === undefined ? 0 : wholeNumber(sourceStart, 0);
  if (from < 0 || from > length) throw outOfRange('sourceStart', '>= 0 && <= ' + length, from);
  const end = sourceEnd === undefined ? length : wholeNumber(sourceEnd, 0);
  if (end < 0) throw outOfRange('sourceEnd', '>= 0', end);
  const bytes = binary(self, from, end < length ? end : length);
  let copied = 0;
  for (; copied < bytes.length && to + copied < typedLength(target); copied += 1) {
    target[to + copied] = charCodeAt(bytes, copied);
  }
  return copied;
};

exports.write = (self, text, offset, length, encoding) => {
  const size = typedLength(self);
  let at = 0;
  let room = size;
  let name = offset === undefined ? undefined : encoding;
  if (typeof offset === 'string' && length === undefined) {
    name = offset;
  } else if (offset !== undefined) {
    at = integer(offset, 'offset', 0, size);
    room = size - at;
    if (typeof length === 'string') name = length;
    else if (length !== undefined && integer(length, 'length', 0, size) < room) room = length;
  }
  const codecName = name ? named(name) : 'utf8';
  if (typeof text !== 'string') throw invalidArgument('argument', 'of type string', text);
  return writeText(self, text, at, room, codecName);
};

/** What a value fills a Buffer with, as a binary string. */
function filling(value, encoding) {
  if (typeof value === 'string') {
    if (value === '') return '\0';
    const bytes = codec(encoding).bytes(value);
    if (bytes === '') throw invalidValue('value', value);
    return bytes;
  }
  if (!isBytes(value)) return fromCharCode((value >>> 0) & 0xff);
  if (typedLength(value) === 0) throw invalidValue('value', value);
  return binary(value);
}

/** Where to fill and in which encoding: with text, the name of one may stand in place of either number. */
function fillArguments(value, offset, end, encoding) {
  if (typeof value !== 'string') return { __proto__: null, offset, end, encoding: 'utf8' };
  let given = { __proto__: null, offset, end, encoding };
  if (offset === undefined || typeof offset === 'string') {
    given = { __proto__: null, offset: undefined, end: undefined, encoding: offset };
  } else if (typeof end === 'string') {
    given = { __proto__: null, offset, end: undefined, encoding: end };
  }
  if (given.encoding !== undefined && given.encoding !== null && typeof given.encoding !== 'string') {
    throw invalidArgument('encoding', 'of type string', given.encoding);
  }
  given.encoding = given.encoding ? named(given.encoding) : 'utf8';
  return given;
}

exports.fillBytes = (self, value, offset, end, encoding) => {
  const given = fillArguments(value, offset, end, encoding);
  const size = typedLength(self);
  const from = given.offset === undefined ? 0 : integer(given.offset, 'offset');
  const to = given.offset === undefined || given.end === undefined ? size : integer(given.end, 'end', 0, size);
  if (from >= to) return self;
  const bytes = filling(value, given.encoding);
  for (let i = from; i < to; i += 1) self[i] = charCodeAt(bytes, (i - from) % bytes.length);
  return self;
};
exports.fill = exports.fillBytes;

function swap(self, width, unit) {
  const size = typedLength(self);
  if (size % width !== 0) throw badBufferSize(unit);
  const bytes = binary(self);
  for (let i = 0; i < size; i += 1) self[i] = charCodeAt(bytes, i - (i % width) + width - 1 - (i % width));
  return self;
}
exports.swap16 = (self) => swap(self, 2, '16-bits');
exports.swap32 = (self) => swap(self, 4, '32-bits');
exports.swap64 = (self) => swap(self, 8, '64-bits');
