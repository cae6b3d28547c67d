// Promises that callbacks return, async ones above all: hardly anybody but the caller has them, so if one is
// rejected nobody has caught it, and Node's process ends. (Of other promises the engine doesn't say who listens.)

const {
  Promise, promiseThen, objectToString, hasOwn, define, defineProperty, deleteProperty, getOwnPropertyDescriptor, isInstance,
  Error,
} = require('primordials');
const { nextTick } = require('ticks');
const { show } = require('show');

function named(reason) {
  if (typeof reason !== 'object' || reason === null) return show(reason);
  const tag = objectToString(reason);
  return tag === '[object Object]' ? '#<Object>' : tag;
}

/** What Node makes of a rejection: the error itself, or one that tells what was thrown. */
function uncaught(reason) {
  if (isInstance(reason, Error) || (typeof reason === 'object' && reason !== null && hasOwn(reason, 'stack'))) return reason;
  const error = new Error( // Node's words, which it finds without running any of the script's code
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

/** Watch what a callback has returned. */
exports.watch = (returned) => {
  if (typeof returned !== 'object' || returned === null || !isInstance(returned, Promise)) return;
  withoutConstructor(returned, () => {
    promiseThen(returned, nothing, (reason) => nextTick(() => { throw uncaught(reason); }));
  });
};
