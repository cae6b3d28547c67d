// The numbers that a script gives to a Buffer's methods, judged as Node judges them.

const { trunc } = require('host/primordials');
const { invalidArgument, outOfRange, outOfBounds } = require('node/errors');

const LARGEST = 4294967296; // what an ArrayBuffer may have in Node 20

exports.number = (value, name) => {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  return value;
};

exports.integer = (value, name, least = 0, most = LARGEST) => {
  exports.number(value, name);
  if (trunc(value) !== value || value === Infinity || value === -Infinity) throw outOfRange(name, 'an integer', value);
  if (value < least || value > most) throw outOfRange(name, '>= ' + least + ' && <= ' + most, value);
  return value;
};

/** No bytes of a number may lie outside: `most` is the last offset at which they don't. */
exports.refuse = (offset, most, name = 'offset') => {
  if (trunc(offset) !== offset) {
    exports.number(offset, name);
    throw outOfRange(name, 'an integer', offset);
  }
  if (most < 0) throw outOfBounds('Attempt to access memory outside buffer bounds');
  throw outOfRange(name, '>= ' + (name === 'offset' ? 0 : 1) + ' and <= ' + most, offset);
};
