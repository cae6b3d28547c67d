// Which methods a Buffer has, in Node's order: a script can list them.

const { define, defineAccessor, exec, typedBuffer, typedOffset } = require('host/primordials');
const { isBuffer, fromValues, toString } = require('node/buffer');
const { split } = require('host/text');

const METHODS = 'readBigUInt64LE readBigUInt64BE readBigUint64LE readBigUint64BE readBigInt64LE readBigInt64BE writeBigUInt64LE '
  + 'writeBigUInt64BE writeBigUint64LE writeBigUint64BE writeBigInt64LE writeBigInt64BE readUIntLE readUInt32LE readUInt16LE '
  + 'readUInt8 readUIntBE readUInt32BE readUInt16BE readUintLE readUint32LE readUint16LE readUint8 readUintBE readUint32BE '
  + 'readUint16BE readIntLE readInt32LE readInt16LE readInt8 readIntBE readInt32BE readInt16BE writeUIntLE writeUInt32LE '
  + 'writeUInt16LE writeUInt8 writeUIntBE writeUInt32BE writeUInt16BE writeUintLE writeUint32LE writeUint16LE writeUint8 '
  + 'writeUintBE writeUint32BE writeUint16BE writeIntLE writeInt32LE writeInt16LE writeInt8 writeIntBE writeInt32BE writeInt16BE '
  + 'readFloatLE readFloatBE readDoubleLE readDoubleBE writeFloatLE writeFloatBE writeDoubleLE writeDoubleBE asciiSlice '
  + 'base64Slice base64urlSlice latin1Slice hexSlice ucs2Slice utf8Slice asciiWrite base64Write base64urlWrite latin1Write '
  + 'hexWrite ucs2Write utf8Write parent offset copy toString equals inspect compare indexOf lastIndexOf includes fill write '
  + 'toJSON subarray slice swap16 swap32 swap64 toLocaleString';
const STATICS = 'from copyBytesFrom of alloc allocUnsafe allocUnsafeSlow isBuffer compare isEncoding concat byteLength';
const ACCESSORS = { __proto__: null, parent: typedBuffer, offset: typedOffset };

/** A function whose work is done by the one of its name in `file`; that gets `this` first. */
const later = (file, name) => ({
  [name](a, b, c, d, e) { return require(file)[name](this, a, b, c, d, e); },
})[name];

/** The file that does the work of a method. */
function fileOf(name) {
  if (exec(/^(read|write)[BUIFD]/, name) !== null) return 'node/bytes/numbers';
  return exec(/.(Slice|Write)$/, name) === null ? 'node/bytes/methods' : 'node/bytes/pieces';
}

function give(prototype, name) {
  const read = ACCESSORS[name];
  if (read === undefined) define(prototype, name, later(fileOf(name), name));
  else defineAccessor(prototype, name, function () { return isBuffer(this) ? read(this) : undefined; }, undefined);
}

/** Give Buffer and its instances their methods. What does their work is compiled when one is first called. */
exports.install = (Buffer) => {
  const { prototype } = Buffer;
  const methods = split(METHODS, ' ');
  for (let i = 0; i < methods.length; i += 1) give(prototype, methods[i]);
  define(prototype, 'toString', toString);
  define(prototype, 'toLocaleString', toString);
  define(Buffer, 'poolSize', 8192);
  const statics = split(STATICS, ' ');
  for (let i = 0; i < statics.length; i += 1) define(Buffer, statics[i], later('node/bytes/make', statics[i]));
  define(Buffer, 'of', function of() { return fromValues(arguments); });
};
