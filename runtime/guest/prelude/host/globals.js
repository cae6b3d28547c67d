// What a script finds in its global scope: ECMAScript's own names, and what MyWorkspace documents.

const { ownKeys, define } = require('host/primordials');

// ECMAScript's globals, without those that show the outside world or let a run differ from its replay
// (Atomics, SharedArrayBuffer, WeakRef, FinalizationRegistry). The engine's additions are not listed:
// InternalError, DOMException, performance, btoa, atob, queueMicrotask and whatever comes next.
const ECMASCRIPT = { __proto__: null };
const NAMES = [
  'globalThis', 'Infinity', 'NaN', 'undefined', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape',
  'AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'BigInt', 'BigInt64Array', 'BigUint64Array',
  'Boolean', 'DataView', 'Date', 'DisposableStack', 'Error', 'EvalError', 'Float16Array', 'Float32Array',
  'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Iterator', 'JSON', 'Map', 'Math',
  'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String',
  'SuppressedError', 'Symbol', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array',
  'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakSet',
];
for (let i = 0; i < NAMES.length; i += 1) ECMASCRIPT[NAMES[i]] = true;

/** Take away every global that ECMAScript doesn't know. */
exports.strip = (global) => {
  const names = ownKeys(global);
  for (let i = 0; i < names.length; i += 1) {
    if (typeof names[i] === 'string' && ECMASCRIPT[names[i]] !== true) delete global[names[i]];
  }
};

/** Give the script a global. Writable, as a script may well declare a variable of that name. */
exports.give = (global, name, value) => define(global, name, value);
