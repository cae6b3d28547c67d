// Numbers in a Buffer: `readUInt16LE`, `writeDoubleBE` and their like. Each function gets its `this` first.

const {
  ArrayBuffer, DataView, Uint8Array, List, construct, define, exec, floor, Number, trunc, TypeError, typedLength, viewMethods,
} = require('host/primordials');
const { invalidArgument, outOfRange } = require('node/errors');
const { number, refuse } = require('node/bytes/ranges');

function within(bytes, offset, width) {
  number(offset, 'offset');
  const inside = bytes[offset] !== undefined && bytes[offset + width - 1] !== undefined;
  if (!inside) refuse(offset, typedLength(bytes) - width);
}

const placeOf = (offset, i, width, little) => (little ? offset + width - 1 - i : offset + i);

function read(bytes, offset, width, little, signed) {
  within(bytes, offset, width);
  let value = 0;
  for (let i = 0; i < width; i += 1) value = value * 256 + bytes[placeOf(offset, i, width, little)];
  return signed && value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
}

function write(bytes, given, offset, width, little, signed) {
  const value = +given;
  if (width === 1) number(offset, 'offset');
  const most = 2 ** (8 * width - (signed ? 1 : 0)) - 1;
  const least = signed ? -most - 1 : 0;
  if (value > most || value < least) throw outOfRange('value', '>= ' + least + ' and <= ' + most, value);
  within(bytes, offset, width);
  let left = trunc(value) || 0;
  if (left < 0) left += 2 ** (8 * width);
  for (let i = width - 1; i >= 0; i -= 1) {
    bytes[placeOf(offset, i, width, little)] = left % 256;
    left = floor(left / 256);
  }
  return offset + width;
}

/** The methods whose caller says how many bytes a number has. */
const sizedMethods = (little, signed) => ({
  __proto__: null,
  read: (bytes, offset, width) => {
    if (offset === undefined) throw invalidArgument('offset', 'of type number', offset);
    return read(bytes, offset, widthOf(width), little, signed);
  },
  write: (bytes, value, offset, width) => write(bytes, value, offset, widthOf(width), little, signed),
});

function widthOf(width) {
  if (width !== 1 && width !== 2 && width !== 3 && width !== 4 && width !== 5 && width !== 6) refuse(width, 6, 'byteLength');
  return width;
}

const fixedMethods = (width, little, signed) => ({
  __proto__: null,
  read: (bytes, offset = 0) => read(bytes, offset, width, little, signed),
  write: (bytes, value, offset = 0) => write(bytes, value, offset, width, little, signed),
});

const made = (kind, argument) => {
  const given = List();
  given[0] = argument;
  return construct(kind, given);
};
const memory = made(ArrayBuffer, 8);
const scratch = made(Uint8Array, memory);
const view = made(DataView, memory);

/** Numbers that the language itself can read and write. */
const nativeMethods = (name, width, little, least, most) => ({
  __proto__: null,
  read: (bytes, offset = 0) => {
    within(bytes, offset, width);
    for (let i = 0; i < width; i += 1) scratch[i] = bytes[offset + i];
    return viewMethods['get' + name](view, 0, little);
  },
  write: (bytes, given, offset = 0) => {
    const value = least === undefined ? +given : given;
    if (value > most || value < least) throw outOfRange('value', '>= ' + least + 'n and <= ' + most + 'n', value);
    within(bytes, offset, width);
    if (least !== undefined && typeof value !== 'bigint') {
      throw new TypeError('Cannot mix BigInt and other types, use explicit conversions');
    }
    viewMethods['set' + name](view, 0, value, little);
    for (let i = 0; i < width; i += 1) bytes[offset + i] = scratch[i];
    return offset + width;
  },
});

function methodsOf(kind, signed, little) {
  switch (kind) {
    case 'Float': return nativeMethods('Float32', 4, little);
    case 'Double': return nativeMethods('Float64', 8, little);
    case 'BigUInt64': case 'BigUint64': return nativeMethods('BigUint64', 8, little, 0n, 2n ** 64n - 1n);
    case 'BigInt64': return nativeMethods('BigInt64', 8, little, -(2n ** 63n), 2n ** 63n - 1n);
    default:
  }
  const bits = exec(/\d+$/, kind);
  return bits === null ? sizedMethods(little, signed) : fixedMethods(Number(bits[0]) / 8, little, signed);
}

function offer(kind, ending, little) {
  const { read: reads, write: writes } = methodsOf(kind, exec(/^I/, kind) !== null, little);
  define(exports, 'read' + kind + ending, reads);
  define(exports, 'write' + kind + ending, writes);
}
const KINDS = [
  'UInt', 'UInt16', 'UInt32', 'Uint', 'Uint16', 'Uint32', 'Int', 'Int16', 'Int32', 'Float', 'Double', 'BigUInt64', 'BigUint64',
  'BigInt64',
];
for (let i = 0; i < KINDS.length; i += 1) {
  offer(KINDS[i], 'LE', true);
  offer(KINDS[i], 'BE', false);
}
offer('UInt8', '', true);
offer('Uint8', '', true);
offer('Int8', '', true);
