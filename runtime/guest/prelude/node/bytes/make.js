// How a script makes Buffers, and what else it asks of Buffer itself. Each function gets its `this` first.

const {
  ArrayBuffer, List, charCodeAt, construct, exec, isArray, isView, symbolToPrimitive, typedLength, TypeError, isInstance,
} = require('host/primordials');
const { toUtf8 } = require('host/text');
const { FastBuffer, fromText, fromValues, fromBinary, isBytes, isBuffer, sized, binary } = require('node/buffer');
const { invalidArgument, outOfBounds, outOfRange } = require('node/errors');
const { compareBytes, fillBytes } = require('node/bytes/methods');
const { integer } = require('node/bytes/ranges');

const LARGEST = 4294967296; // what an ArrayBuffer may have in Node 20
const isArrayBuffer = (value) => isInstance(value, ArrayBuffer);

/** What `Buffer(…)` makes, which Node has deprecated: zeroes for a number. */
exports.made = (value, encodingOrOffset, length) => {
  if (typeof value !== 'number') return exports.from(undefined, value, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw invalidArgument('string', 'of type string', value);
  return exports.alloc(undefined, value);
};

exports.from = (self, value, encodingOrOffset, length) => {
  if (typeof value === 'string') return fromText(value, encodingOrOffset || undefined);
  const buffer = typeof value === 'object' && value !== null ? fromObject(value, encodingOrOffset, length) : undefined;
  if (buffer !== undefined) return buffer;
  throw invalidArgument(
    'first argument', 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object', value,
  );
};

function fromObject(value, encodingOrOffset, length) {
  if (isArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
  const inner = value.valueOf && value.valueOf();
  if (inner !== null && inner !== undefined && inner !== value && (typeof inner === 'string' || typeof inner === 'object')) {
    return exports.from(undefined, inner, encodingOrOffset, length);
  }
  if (value.length !== undefined || isArrayBuffer(value.buffer)) {
    return typeof value.length === 'number' ? fromValues(value) : sized(0);
  }
  if (value.type === 'Buffer' && isArray(value.data)) return fromValues(value.data);
  if (typeof value[symbolToPrimitive] !== 'function') return undefined;
  const primitive = value[symbolToPrimitive]('string');
  return typeof primitive === 'string' ? fromText(primitive, encodingOrOffset || undefined) : undefined;
}

function fromArrayBuffer(memory, byteOffset, length) {
  const from = +byteOffset || 0;
  const most = memory.byteLength - from;
  if (most < 0) throw outOfBounds('"offset" is outside of buffer bounds');
  const wanted = length === undefined ? most : +length > 0 ? +length : 0;
  if (wanted > most) throw outOfBounds('"length" is outside of buffer bounds');
  const given = List();
  given[0] = memory;
  given[1] = from;
  given[2] = wanted;
  return construct(FastBuffer, given);
}

exports.copyBytesFrom = (self, view, offset, length) => {
  if (!isView(view)) throw invalidArgument('view', 'an instance of TypedArray', view);
  const from = offset === undefined ? 0 : integer(offset, 'offset', 0);
  const end = length === undefined ? view.length : from + integer(length, 'length', 0);
  const width = view.BYTES_PER_ELEMENT;
  const most = view.length < end ? view.length : end;
  const part = fromArrayBuffer(view.buffer, view.byteOffset + from * width, most > from ? (most - from) * width : 0);
  return fromValues(part);
};

function size(value) {
  if (typeof value !== 'number') throw invalidArgument('size', 'of type number', value);
  if (!(value >= 0 && value <= LARGEST)) throw outOfRange('size', '>= 0 && <= ' + LARGEST, value);
  return value;
}

exports.alloc = (self, length, fill, encoding) => {
  const buffer = sized(size(length));
  if (fill !== undefined && fill !== 0 && length > 0) fillBytes(buffer, fill, 0, typedLength(buffer), encoding);
  return buffer;
};
exports.allocUnsafe = (self, length) => sized(size(length));
exports.allocUnsafeSlow = exports.allocUnsafe;

exports.isBuffer = (self, value) => isBuffer(value);
exports.isEncoding = (self, name) =>
  typeof name === 'string' && name !== '' && require('node/encodings').codec(name) !== undefined;

exports.compare = (self, one, other) => {
  if (!isBytes(one)) throw invalidArgument('buf1', 'an instance of Buffer or Uint8Array', one);
  if (!isBytes(other)) throw invalidArgument('buf2', 'an instance of Buffer or Uint8Array', other);
  return compareBytes(binary(one), binary(other));
};

exports.concat = (self, list, length) => {
  if (!isArray(list)) throw invalidArgument('list', 'an instance of Array', list);
  if (list.length === 0) return sized(0);
  if (length === undefined) refuseNothing(list);
  else integer(length, 'length', 0, LARGEST);
  let bytes = '';
  for (let i = 0; i < list.length; i += 1) {
    if (!isBytes(list[i])) throw invalidArgument('list[' + i + ']', 'an instance of Buffer or Uint8Array', list[i]);
    bytes += binary(list[i]);
  }
  if (length === undefined) return fromBinary(bytes);
  const buffer = sized(length);
  for (let i = 0; i < length && i < bytes.length; i += 1) buffer[i] = charCodeAt(bytes, i);
  return buffer;
};

/** Node asks each for its length first. */
function refuseNothing(list) {
  for (let i = 0; i < list.length; i += 1) {
    if (list[i] !== null && list[i] !== undefined) continue;
    throw new TypeError('Cannot read properties of ' + list[i] + ' (reading \'length\')');
  }
}

/** As Node counts without encoding anything: base64 by its length, and an unknown name as UTF-8. */
function lengthIn(text, encoding) {
  const kind = encoding ? require('node/encodings').nameOf(encoding) : 'utf8';
  switch (kind) {
    case 'ascii': case 'latin1': return text.length;
    case 'utf16le': return text.length * 2;
    case 'hex': return text.length >>> 1;
    case 'base64': case 'base64url': {
      const padding = exec(/(?:(?<=.)=)?=?$/s, text)[0].length;
      return ((text.length - padding) * 3) >>> 2;
    }
    default: return toUtf8(text).length;
  }
}

exports.byteLength = (self, value, encoding) => {
  if (typeof value === 'string') return lengthIn(value, encoding);
  if (isView(value) || isArrayBuffer(value)) return value.byteLength;
  throw invalidArgument('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
};
