// Promises that are rejected while nobody listens: Node's process ends by one, once all else has run. Where the
// engine doesn't tell of them, only what callbacks return is known, async functions above all: hardly anybody
// but the caller has such a promise, so if it is rejected nobody has caught it.

const {
  Promise, promiseThen, objectToString, functionToString, hasOwn, peek, define, defineProperty, deleteProperty, isInstance, Error,
  Symbol, WeakMap, weakGet, weakSet, List, getOwnPropertyDescriptor,
} = require('host/primordials');
const { nextTick } = require('node/ticks');
const { show } = require('host/show');

let told = false;
let waiting = List();
const known = new WeakMap();

/** The engine says that a promise was rejected, or that somebody listens after all; at first, that it will. */
exports.noticed = function (promise, reason, handled) {
  told = true;
  if (arguments.length === 0) return;
  if (handled) {
    const rejection = weakGet(known, promise);
    if (rejection !== undefined) rejection.handled = true;
    return;
  }
  const rejection = { __proto__: null, reason, handled: false };
  weakSet(known, promise, rejection);
  waiting[waiting.length] = rejection;
};

/** All else has run: each rejection that nobody has handled by now is an exception that nobody caught. */
exports.report = (guard) => {
  const list = waiting;
  waiting = List();
  for (let i = 0; i < list.length; i += 1) {
    if (!list[i].handled) guard(() => { throw uncaught(list[i].reason); });
  }
};

const objectsToString = peek({}, 'toString');

/** A value in V8's words. V8 finds them without running any of the script's code; here a proxy's traps do run. */
function named(reason) {
  if (typeof reason === 'function') return functionToString(reason);
  if (typeof reason !== 'object' || reason === null) return show(reason);
  const maker = peek(reason, 'toString') === objectsToString ? peek(reason, 'constructor') : undefined;
  const name = typeof maker === 'function' ? peek(maker, 'name') : '';
  if (typeof name === 'string' && name !== '') return '#<' + name + '>';
  const tag = peek(reason, Symbol.toStringTag);
  return typeof tag === 'string' ? '[object ' + tag + ']' : objectToString(reason);
}

/** What Node makes of a rejection: the error itself, or one that tells what was thrown. */
function uncaught(reason) {
  if (isInstance(reason, Error) || (typeof reason === 'object' && reason !== null && hasOwn(reason, 'stack'))) return reason;
  const error = new Error(
    'This error originated either by throwing inside of an async function without a catch block, or by rejecting a '
    + 'promise which was not handled with .catch(). The promise rejected with the reason "' + named(reason) + '".',
  );
  define(error, 'name', 'UnhandledPromiseRejection', { __proto__: null, enumerable: false });
  define(error, 'code', 'ERR_UNHANDLED_REJECTION');
  return error;
}

const nothing = () => {};

/**
 * Do something with a promise while it has no constructor: that would be asked, by `then`, for the kind of promise to
 * make, and may be the script's. One that can't be changed is left alone.
 */
function withoutConstructor(promise, work) {
  const before = getOwnPropertyDescriptor(promise, 'constructor');
  const none = { __proto__: null, value: undefined, writable: true, enumerable: false, configurable: true };
  if (!defineProperty(promise, 'constructor', none)) return;
  try {
    work();
  } catch {
    // it only looks like a promise
  } finally {
    deleteProperty(promise, 'constructor');
    if (before !== undefined) defineProperty(promise, 'constructor', before);
  }
}

/** Watch what a callback has returned, unless the engine does. */
exports.watch = (returned) => {
  if (told || typeof returned !== 'object' || returned === null || !isInstance(returned, Promise)) return;
  withoutConstructor(returned, () => {
    promiseThen(returned, nothing, (reason) => nextTick(() => { throw uncaught(reason); }));
  });
};
