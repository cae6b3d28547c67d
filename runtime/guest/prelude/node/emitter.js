// Node's EventEmitter, as far as a script can tell: order, `this`, what is returned, what is thrown.

const {
  apply, define, defineAccessor, List, listOf, arrayOf, ownKeys, objectCreate, hasOwn, setPrototypeOf, isInstance, Error,
  Symbol,
} = require('host/primordials');
const { watch } = require('node/rejections');

const errorMonitor = Symbol('events.errorMonitor');
let usualMost = 10;

function EventEmitter() {
  init(this);
}

/** Make `emitter` ready; one that has listeners already keeps them (restler's retry builds on that). */
function init(emitter) {
  if (!hasOwn(emitter, '_events')) {
    define(emitter, '_events', objectCreate(null));
    define(emitter, '_eventsCount', 0);
  }
  if (!hasOwn(emitter, '_maxListeners')) define(emitter, '_maxListeners', undefined);
}

function check(listener) {
  if (typeof listener !== 'function') throw require('node/errors').invalidArgument('listener', 'of type function', listener);
}

// Who wants to know of each new listener; see request.js.
let noticed = () => {};

/** The listeners to `type`, wrappers and all, as a List of its own: what is called doesn't change meanwhile. */
function heard(emitter, type) {
  const events = emitter._events;
  const held = events === undefined ? undefined : events[type];
  if (held === undefined) return List();
  if (typeof held !== 'function') return listOf(held);
  const one = List();
  one[0] = held;
  return one;
}

function mostOf(emitter) {
  return emitter._maxListeners === undefined ? usualMost : emitter._maxListeners;
}

/** Put a listener into an array that others may hold, at its end or its beginning. */
function insert(held, listener, first) {
  let at = held.length;
  for (; first && at > 0; at -= 1) define(held, at, held[at - 1]);
  define(held, at, listener);
}

function pair(one, two) {
  const list = List();
  list[0] = one;
  list[1] = two;
  return arrayOf(list);
}

/** The script's listener that a wrapper of `once` calls. */
const ownOf = (held) => (hasOwn(held, 'listener') ? held.listener : undefined);

function add(emitter, type, listener, first) {
  check(listener);
  if (emitter._events === undefined) init(emitter);
  if (emitter._events.newListener !== undefined) {
    const own = ownOf(listener);
    emitter.emit('newListener', type, own === undefined || own === null ? listener : own);
  }
  const events = emitter._events;
  let held = events[type];
  if (held === undefined) {
    events[type] = listener;
    emitter._eventsCount += 1;
    return emitter;
  }
  if (typeof held === 'function') {
    held = first ? pair(listener, held) : pair(held, listener);
    events[type] = held;
  } else {
    insert(held, listener, first);
  }
  const most = mostOf(emitter);
  // Node prints a warning beside this, where scripts don't see it.
  if (most > 0 && held.length > most && !held.warned) define(held, 'warned', true);
  return emitter;
}

function once(emitter, type, listener) {
  let fired = false;
  const wrapper = function () {
    if (fired) return undefined;
    emitter.removeListener(type, wrapper);
    fired = true;
    return apply(listener, emitter, arguments);
  };
  define(wrapper, 'name', 'bound onceWrapper', { __proto__: null, writable: false, enumerable: false });
  define(wrapper, 'listener', listener);
  return wrapper;
}

const is = (held, listener) => held === listener || ownOf(held) === listener;

function forgetAll(emitter) {
  emitter._events = objectCreate(null);
  emitter._eventsCount = 0;
}

/** Nobody listens to `type` any more. A stream's own events keep their places, as in Node until all are removed. */
function forget(emitter, type) {
  emitter._eventsCount -= 1;
  if (emitter._eventsCount === 0) emitter._events = objectCreate(null);
  else delete emitter._events[type];
}

function removeOnly(emitter, type, listener) {
  const own = ownOf(emitter._events[type]);
  forget(emitter, type);
  if (emitter._events.removeListener) emitter.emit('removeListener', type, own || listener);
  return emitter;
}

function remove(emitter, type, listener) {
  check(listener);
  const events = emitter._events;
  const held = events === undefined ? undefined : events[type];
  if (held === undefined) return emitter;
  if (is(held, listener)) return removeOnly(emitter, type, listener);
  if (typeof held === 'function') return emitter;
  let at = held.length - 1;
  while (at >= 0 && !is(held[at], listener)) at -= 1;
  if (at < 0) return emitter;
  for (; at + 1 < held.length; at += 1) define(held, at, held[at + 1]);
  held.length -= 1;
  if (held.length === 1) events[type] = held[0];
  if (events.removeListener !== undefined) emitter.emit('removeListener', type, listener);
  return emitter;
}

/** Remove the listeners to one event, last first, telling of each. */
function removeEach(emitter, type) {
  const list = heard(emitter, type);
  for (let i = list.length - 1; i >= 0; i -= 1) emitter.removeListener(type, list[i]);
}

/** Remove all and tell of each, the listeners to removals themselves last. */
function removeAll(emitter, events) {
  const types = ownKeys(events);
  for (let i = 0; i < types.length; i += 1) if (types[i] !== 'removeListener') emitter.removeAllListeners(types[i]);
  emitter.removeAllListeners('removeListener');
  forgetAll(emitter);
}

function unwrapped(list) {
  for (let i = 0; i < list.length; i += 1) list[i] = ownOf(list[i]) || list[i];
  return list;
}

/** Nobody listens to an error: throw it. */
function unhandled(error) {
  if (isInstance(error, Error)) throw error;
  throw require('node/errors').unhandled(error);
}

const methods = {
  setMaxListeners: function setMaxListeners(n) {
    require('node/errors').checkNumber(n, 'setMaxListeners', 0);
    this._maxListeners = n;
    return this;
  },
  getMaxListeners: function getMaxListeners() { return mostOf(this); },
  emit: function emit(type) {
    const values = List();
    for (let i = 1; i < arguments.length; i += 1) values[i - 1] = arguments[i];
    if (type === 'error' && heard(this, errorMonitor).length > 0) {
      const told = List();
      told[0] = errorMonitor;
      for (let i = 0; i < values.length; i += 1) told[i + 1] = values[i];
      apply(this.emit, this, told);
    }
    const list = heard(this, type);
    if (list.length === 0) {
      if (type === 'error') unhandled(values[0]);
      return false;
    }
    for (let i = 0; i < list.length; i += 1) watch(apply(list[i], this, values));
    return true;
  },
  addListener: function addListener(type, listener) {
    add(this, type, listener, false);
    noticed(this, type);
    return this;
  },
  on: undefined,
  prependListener: function prependListener(type, listener) {
    add(this, type, listener, true);
    noticed(this, type);
    return this;
  },
  once: function (type, listener) {
    check(listener);
    this.on(type, once(this, type, listener));
    return this;
  },
  prependOnceListener: function prependOnceListener(type, listener) {
    check(listener);
    this.prependListener(type, once(this, type, listener));
    return this;
  },
  removeListener: function removeListener(type, listener) { return remove(this, type, listener); },
  off: undefined,
  removeAllListeners: function removeAllListeners(type) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener !== undefined) {
      if (arguments.length > 0) removeEach(this, type);
      else removeAll(this, events);
    } else if (arguments.length === 0) {
      forgetAll(this);
    } else if (events[type] !== undefined) {
      forget(this, type);
    }
    return this;
  },
  listeners: function listeners(type) { return arrayOf(unwrapped(heard(this, type))); },
  rawListeners: function rawListeners(type) { return arrayOf(heard(this, type)); },
  listenerCount: function listenerCount(type, listener) {
    const list = heard(this, type);
    if (listener === undefined || listener === null) return list.length;
    let count = 0;
    for (let i = 0; i < list.length; i += 1) if (is(list[i], listener)) count += 1;
    return count;
  },
  eventNames: function eventNames() { return this._eventsCount > 0 ? ownKeys(this._events) : []; },
};
methods.on = methods.addListener;
methods.off = methods.removeListener;
define(methods.once, 'name', 'once', { __proto__: null, writable: false, enumerable: false });

for (const name in methods) define(EventEmitter.prototype, name, methods[name]);
define(EventEmitter.prototype, '_events', undefined);
define(EventEmitter.prototype, '_eventsCount', 0);
define(EventEmitter.prototype, '_maxListeners', undefined);

define(EventEmitter, 'EventEmitter', EventEmitter);
define(EventEmitter, 'errorMonitor', errorMonitor);
define(EventEmitter, 'listenerCount', (emitter, type) => emitter.listenerCount(type));
defineAccessor(EventEmitter, 'defaultMaxListeners', () => usualMost, (most) => {
  require('node/errors').checkNumber(most, 'defaultMaxListeners', 0);
  usualMost = most;
});

/** Let `Child` inherit from `Parent` as util.inherits does. */
exports.inherit = (Child, Parent) => {
  define(Child, 'super_', Parent, { __proto__: null, enumerable: false });
  setPrototypeOf(Child.prototype, Parent.prototype);
};
/** Let `Child` inherit from `Parent` as a class of Node's own does. */
exports.extend = (Child, Parent) => {
  setPrototypeOf(Child.prototype, Parent.prototype);
  setPrototypeOf(Child, Parent);
};
/** Listen without anybody noticing. */
exports.quietly = (emitter, type, listener) => add(emitter, type, listener, false);
/** `work(emitter, type)` is called for each listener that is attached. */
exports.notice = (work) => {
  noticed = work;
};
exports.EventEmitter = EventEmitter;
exports.init = init;
