// Node's EventEmitter, as far as a script can tell: order, `this`, what is returned, what is thrown.

const {
  apply, define, List, listOf, arrayOf, ownKeys, objectCreate, hasOwn, setPrototypeOf, isInstance, String, Error,
} = require('primordials');

const { watch } = require('rejections');

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
  if (typeof listener !== 'function') throw require('errors').invalidArgument('listener', 'of type function', listener);
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

/** Keep a List of listeners as Node does: nothing, a function, or an array. */
function keep(emitter, type, list) {
  const events = emitter._events;
  const had = events[type] !== undefined;
  if (list.length === 0) {
    delete events[type];
    emitter._eventsCount -= 1;
    return;
  }
  events[type] = list.length === 1 ? list[0] : arrayOf(list);
  if (!had) emitter._eventsCount += 1;
}

function add(emitter, type, listener, first) {
  check(listener);
  init(emitter);
  if (emitter._events.newListener !== undefined) {
    emitter.emit('newListener', type, listener.listener === undefined ? listener : listener.listener);
  }
  const before = heard(emitter, type);
  const list = List();
  if (first) list[0] = listener;
  for (let i = 0; i < before.length; i += 1) list[list.length] = before[i];
  if (!first) list[list.length] = listener;
  keep(emitter, type, list);
  return emitter;
}

function once(emitter, type, listener) {
  check(listener);
  let fired = false;
  const wrapper = function () {
    if (fired) return undefined;
    emitter.removeListener(type, wrapper);
    fired = true;
    return apply(listener, emitter, arguments);
  };
  define(wrapper, 'listener', listener);
  return wrapper;
}

const is = (held, listener) => held === listener || held.listener === listener;

function remove(emitter, type, listener) {
  check(listener);
  const before = heard(emitter, type);
  let at = before.length - 1;
  while (at >= 0 && !is(before[at], listener)) at -= 1;
  if (at < 0) return emitter;
  const list = List();
  for (let i = 0; i < before.length; i += 1) if (i !== at) list[list.length] = before[i];
  keep(emitter, type, list);
  if (emitter._events.removeListener !== undefined) emitter.emit('removeListener', type, listener);
  return emitter;
}

function forgetAll(emitter) {
  emitter._events = objectCreate(null);
  emitter._eventsCount = 0;
  return emitter;
}

function removeEach(emitter, type) {
  const list = heard(emitter, type);
  for (let i = list.length - 1; i >= 0; i -= 1) emitter.removeListener(type, list[i]);
}

function unwrapped(list) {
  for (let i = 0; i < list.length; i += 1) list[i] = list[i].listener || list[i];
  return list;
}

/** Nobody listens to an error: throw it. */
function unhandled(error) {
  if (isInstance(error, Error)) throw error;
  const text = typeof error === 'string' ? '\'' + error + '\'' : String(error);
  const told = require('errors').coded(Error, 'ERR_UNHANDLED_ERROR', 'Unhandled error. (' + text + ')');
  define(told, 'context', error);
  throw told;
}

const methods = {
  setMaxListeners: function setMaxListeners(most) {
    this._maxListeners = most;
    return this;
  },
  getMaxListeners: function getMaxListeners() {
    return this._maxListeners === undefined ? 10 : this._maxListeners;
  },
  emit: function emit(type) {
    const list = heard(this, type);
    if (list.length === 0) {
      if (type === 'error') unhandled(arguments.length > 1 ? arguments[1] : undefined);
      return false;
    }
    const values = List();
    for (let i = 1; i < arguments.length; i += 1) values[i - 1] = arguments[i];
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
  once: function (type, listener) { return this.on(type, once(this, type, listener)); },
  prependOnceListener: function prependOnceListener(type, listener) {
    return this.prependListener(type, once(this, type, listener));
  },
  removeListener: function removeListener(type, listener) { return remove(this, type, listener); },
  off: undefined,
  removeAllListeners: function removeAllListeners(type) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener !== undefined) {
      const types = arguments.length > 0 ? listOf([type]) : ownKeys(events);
      for (let i = 0; i < types.length; i += 1) if (types[i] !== 'removeListener') removeEach(this, types[i]);
      if (arguments.length > 0) return this;
    }
    if (arguments.length === 0) return forgetAll(this);
    if (events[type] !== undefined) keep(this, type, List());
    return this;
  },
  listeners: function listeners(type) { return arrayOf(unwrapped(heard(this, type))); },
  rawListeners: function rawListeners(type) { return arrayOf(heard(this, type)); },
  listenerCount: function listenerCount(type) { return heard(this, type).length; },
  eventNames: function eventNames() { return this._events === undefined ? [] : ownKeys(this._events); },
};
methods.on = methods.addListener;
methods.off = methods.removeListener;
define(methods.once, 'name', 'once', { __proto__: null, writable: false, enumerable: false });

for (const name in methods) define(EventEmitter.prototype, name, methods[name]);
define(EventEmitter.prototype, '_events', undefined);
define(EventEmitter.prototype, '_eventsCount', 0);
define(EventEmitter.prototype, '_maxListeners', undefined);

/** Let `Child` inherit from `Parent` as util.inherits does. */
exports.inherit = (Child, Parent) => {
  define(Child, 'super_', Parent, { __proto__: null, enumerable: false });
  setPrototypeOf(Child.prototype, Parent.prototype);
};
/** Listen without anybody noticing. */
exports.quietly = (emitter, type, listener) => add(emitter, type, listener, false);
/** `work(emitter, type)` is called for each listener that is attached. */
exports.notice = (work) => {
  noticed = work;
};
exports.EventEmitter = EventEmitter;
exports.init = init;
