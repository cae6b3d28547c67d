// Timers: restler's own time-outs, and the script's when the run was given `--globals timers`.
// The host keeps the time; here are only the callbacks.

const { Number, Symbol, apply, define, WeakMap, weakGet, weakSet, TypeError } = require('host/primordials');
const { here } = require('host/places');
const { say } = require('host/outbox');
const { watch } = require('node/rejections');

const LONGEST = 2147483647; // Node's; anything longer, and anything that isn't a number, becomes 1 ms
const waiting = { __proto__: null };
let last = 0;

/** Call `work` after `delay` ms; the answer is the timer's number. */
function start(work, delay, at) {
  last += 1;
  waiting[last] = work;
  say({ __proto__: null, do: 'SetTimer', timer: last, delay, at });
  return last;
}

/** Forget a timer; one that fired already, or never was, is left alone. */
function stop(timer, at) {
  if (waiting[timer] === undefined) return;
  delete waiting[timer];
  say({ __proto__: null, do: 'ClearTimer', timer, at });
}

/** The host says that a timer ran out. */
function fired(timer) {
  const work = waiting[timer];
  delete waiting[timer];
  if (work !== undefined) work();
}

function milliseconds(value) {
  const delay = value * 1; // not Number: a BigInt is an error
  return delay >= 1 && delay <= LONGEST ? delay : 1;
}

// The timer of each Timeout: { timer }.
const hidden = new WeakMap();
const timerOf = (timeout) => {
  const state = weakGet(hidden, timeout);
  return state === undefined ? 0 : state.timer;
};

/** What Node's setTimeout answers with, as far as scripts use it. One that a script makes itself never rings. */
class Timeout {
  ref() { return this; }
  unref() { return this; }
  hasRef() { return true; }
  [Symbol.toPrimitive]() { return timerOf(this); }
}

function begin(work, delay, args, repeats, at) {
  if (typeof work !== 'function') {
    const error = new TypeError('The "callback" argument must be of type function.');
    define(error, 'code', 'ERR_INVALID_ARG_TYPE');
    throw error;
  }
  const timeout = new Timeout();
  const state = { __proto__: null, timer: 0 };
  const ring = () => {
    if (repeats) state.timer = start(ring, delay, at);
    watch(apply(work, timeout, args));
  };
  state.timer = start(ring, delay, at);
  weakSet(hidden, timeout, state);
  return timeout;
}

function rest(values, from) {
  const list = [];
  for (let i = from; i < values.length; i += 1) define(list, i - from, values[i]);
  return list;
}

function clear(timeout, at) {
  if (timeout === null || timeout === undefined) return;
  const state = weakGet(hidden, timeout);
  stop(state === undefined ? Number(timeout) : state.timer, at);
}
const clearForScript = (timeout) => clear(timeout, here());

/** The timer globals of Node, for `--globals timers`. */
exports.globals = () => ({
  __proto__: null,
  setTimeout: function setTimeout(work, delay) {
    return begin(work, milliseconds(delay), rest(arguments, 2), false, here());
  },
  setInterval: function setInterval(work, delay) {
    return begin(work, milliseconds(delay), rest(arguments, 2), true, here());
  },
  setImmediate: function setImmediate(work) { return begin(work, 0, rest(arguments, 1), false, here()); },
  clearTimeout: clearForScript,
  clearInterval: clearForScript,
  clearImmediate: clearForScript,
});
/** restler's own time-outs, which no place of the script has set; scripts can clear them. */
exports.setTimeout = (work, delay) => begin(work, milliseconds(delay), [], false, null);
exports.clearTimeout = (timeout) => clear(timeout, null);
exports.start = (work, delay, at) => start(work, milliseconds(delay), at);
exports.stop = stop;
exports.fired = fired;
