// Errors as Node makes them: their codes, words and properties, which scripts test for.

const {
  Error, TypeError, RangeError, String, define, slice, indexOf, startsWith, stringifyJson, objectKeys, isFinite,
  stackOf, hasOwn,
} = require('host/primordials');

/** An error of `kind` with Node's `code` as an own, enumerable property; Node's own codes are part of its text. */
function coded(kind, code, message) {
  const error = new kind(message);
  if (startsWith(code, 'ERR_')) {
    const toString = function () { return this.name + ' [' + code + ']: ' + this.message; };
    define(error, 'toString', toString, { __proto__: null, enumerable: false });
  }
  define(error, 'code', code);
  return error;
}

/** V8 begins a stack with the error itself, and scripts log what stands there. */
function titled(error) {
  const stack = 'Error: ' + error.message + '\n' + stackOf(error);
  define(error, 'stack', stack, { __proto__: null, enumerable: false });
  return error;
}

function quoted(value) {
  const text = value.length > 28 ? slice(value, 0, 25) + '...' : value;
  return indexOf(text, '\'') < 0 ? '\'' + text + '\'' : stringifyJson(text);
}

const inspect = (value) => require('node/inspect').inspect(value);

/** "undefined", "type number (5)", "an instance of URL": what Node says that it was given. */
function received(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return 'function ' + value.name;
  if (typeof value === 'object') {
    const maker = value.constructor;
    return maker && maker.name ? 'an instance of ' + maker.name : '[Object: null prototype] {}';
  }
  return 'type ' + typeof value + ' (' + (typeof value === 'string' ? quoted(value) : inspect(value)) + ')';
}

exports.coded = coded;
exports.invalidArgument = (name, wanted, value) => coded(
  TypeError, 'ERR_INVALID_ARG_TYPE', 'The "' + name + '" argument must be ' + wanted + '. Received ' + received(value),
);
exports.outOfRange = (name, range, value) => coded(
  RangeError, 'ERR_OUT_OF_RANGE',
  'The value of "' + name + '" is out of range. It must be ' + range + '. Received ' + require('node/inspect').grouped(value),
);
/** Refuse what isn't a number of at least `least`. */
exports.checkNumber = (value, name, least) => {
  if (typeof value !== 'number') throw exports.invalidArgument(name, 'of type number', value);
  if (!(value >= least)) throw exports.outOfRange(name, '>= ' + least, value);
};
/** Refuse what no timer could wait for. */
exports.checkDuration = (value, name) => {
  if (typeof value !== 'number') throw exports.invalidArgument(name, 'of type number', value);
  if (!(value >= 0 && isFinite(value))) throw exports.outOfRange(name, 'a non-negative finite number', value);
};
/** An 'error' that nobody listens to, and that is none. */
exports.unhandled = (value) => {
  const error = coded(Error, 'ERR_UNHANDLED_ERROR', 'Unhandled error. (' + inspect(value) + ')');
  define(error, 'context', value);
  return error;
};
exports.invalidProperty = (name, wanted, value) => coded(
  TypeError, 'ERR_INVALID_ARG_TYPE', 'The "' + name + '" property must be ' + wanted + '. Received ' + received(value),
);
exports.invalidUrl = (input) => {
  const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
  define(error, 'input', input);
  return error;
};
exports.invalidToken = (what, token) => coded(
  TypeError, 'ERR_INVALID_HTTP_TOKEN', what + ' must be a valid HTTP token ["' + String(token) + '"]',
);
exports.invalidHeader = (name) => coded(
  TypeError, 'ERR_INVALID_CHAR', 'Invalid character in header content ["' + name + '"]',
);
exports.missingHeader = (name) => coded(
  TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', 'Invalid value "undefined" for header "' + name + '"',
);
exports.headersSent = (verb) => coded(
  Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot ' + verb + ' headers after they are sent to the client',
);
exports.uselessTrailer = () => coded(
  Error, 'ERR_HTTP_TRAILER_INVALID', 'Trailers are invalid with this transfer encoding',
);
exports.unescapedPath = () => coded(
  TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters',
);
exports.badPort = (port) => coded(
  RangeError, 'ERR_SOCKET_BAD_PORT', 'Port should be >= 0 and < 65536. Received ' + received(port) + '.',
);
exports.outOfBounds = (problem) => coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', problem);
exports.badBufferSize = (unit) => coded(
  RangeError, 'ERR_INVALID_BUFFER_SIZE', 'Buffer size must be a multiple of ' + unit,
);
exports.invalidValue = (name, value) => coded(
  TypeError, 'ERR_INVALID_ARG_VALUE', 'The argument \'' + name + '\' is invalid. Received ' + inspect(value),
);
exports.unknownEncoding = (name) => coded(TypeError, 'ERR_UNKNOWN_ENCODING', 'Unknown encoding: ' + String(name));
exports.writeAfterEnd = () => coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end');
exports.nullChunk = () => coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
exports.hangUp = () => titled(coded(Error, 'ECONNRESET', 'socket hang up'));

/** The Error for a network failure that the host reports: just the fields that it has. */
exports.fromFailure = (failure) => {
  const error = titled(new Error(failure.message));
  const { errno, code, syscall, address, port, hostname, extra } = failure;
  if (hasOwn(extra, 'bytesParsed')) define(error, 'bytesParsed', extra.bytesParsed); // the parser's comes first
  if (errno !== null) define(error, 'errno', errno);
  if (code !== null) define(error, 'code', code);
  if (syscall !== null) define(error, 'syscall', syscall);
  if (address !== null) define(error, 'address', address);
  if (port !== null) define(error, 'port', port);
  if (hostname !== null) define(error, 'hostname', hostname);
  const names = objectKeys(extra);
  for (let i = 0; i < names.length; i += 1) define(error, names[i], extra[names[i]]);
  return error;
};
exports.unknownHost = (host) => exports.fromFailure({
  __proto__: null, message: 'getaddrinfo ENOTFOUND ' + host, errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo',
  address: null, port: null, hostname: host, extra: { __proto__: null },
});
