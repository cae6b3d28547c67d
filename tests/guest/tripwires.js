// Hangs a tripwire into everything of the language that a script can change: each property that can be reached
// from the globals, and a setter and getter under each name in `names` on what all values inherit from.
// `met` collects what was called, or only looked at, while the prelude or the engine was at work: "path, by whom".
// Mode 'watch' then goes on as the original; 'throw' doesn't, but for `excused` paths; 'gone' leaves nothing at all of
// the language but its syntax. What the script calls itself always goes on. This text ends at `lastLine`, the prelude
// begins at `firstLine`.
(function (globalThis, mode, names, excused, lastLine, firstLine) {
  'use strict';
  const { apply, construct, ownKeys, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const uncurry = (method) => apply(Function.prototype.bind, Function.prototype.call, [method]);
  const exec = uncurry(RegExp.prototype.exec);
  const has = uncurry(WeakSet.prototype.has);
  const add = uncurry(WeakSet.prototype.add);
  const found = uncurry(Map.prototype.get);
  const keep = uncurry(Map.prototype.set);
  const { Error, String, Proxy, Number } = globalThis;
  const stackOf = getOwnPropertyDescriptor(Error.prototype, 'stack').get;
  const join = uncurry(Array.prototype.join);
  const met = Object.setPrototypeOf([], null);
  const script = new WeakSet();
  const FRAME = /at ([^\n]*?) ?\(?<input>:(\d+):\d+\)?/g;
  let busy = true;

  /** The prelude's function that is at work, or the engine; '' if the innermost code with a place is the script's. */
  function atWork() {
    const stack = apply(stackOf, new Error(), []);
    FRAME.lastIndex = 0;
    for (let frame = exec(FRAME, stack); frame !== null; frame = exec(FRAME, stack)) {
      const line = Number(frame[2]);
      if (line >= firstLine) return frame[1];
      if (line > lastLine) return '';
    }
    return 'the engine';
  }

  function note(path, self) {
    if (busy) return;
    busy = true;
    try {
      const where = atWork();
      const own = (typeof self === 'object' && self !== null) || typeof self === 'function' ? has(script, self) : false;
      if (where === '' || own) return;
      met[met.length] = path + ', by ' + where;
    } finally {
      busy = false;
    }
    if (mode === 'watch') return;
    for (let i = 0; i < excused.length; i += 1) if (path === excused[i]) return;
    throw new Error('tripwire: ' + path);
  }

  const wrapped = new Map();
  function wire(value, path) {
    if (typeof value !== 'function') return value;
    if (found(wrapped, value) === undefined) {
      keep(wrapped, value, new Proxy(value, {
        __proto__: null,
        apply(target, self, values) {
          note(path + '()', self);
          return apply(target, self, values);
        },
        construct(target, values, maker) {
          note('new ' + path, undefined);
          return construct(target, values, maker === found(wrapped, target) ? target : maker);
        },
      }));
    }
    return found(wrapped, value);
  }

  function put(object, key, value) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
    defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }

  function replace(object, key, path) {
    const before = getOwnPropertyDescriptor(object, key);
    if (!before.configurable) return;
    const wires = { __proto__: null, enumerable: before.enumerable, configurable: true };
    if ('value' in before) {
      let value = wire(before.value, path);
      wires.get = function () {
        note('get ' + path, this);
        return value;
      };
      wires.set = function (to) {
        note('set ' + path, this);
        if (this === object) value = to;
        else put(this, key, to);
      };
    } else {
      wires.get = before.get && function () {
        note('get ' + path, this);
        return apply(before.get, this, []);
      };
      wires.set = before.set && function (to) {
        note('set ' + path, this);
        apply(before.set, this, [to]);
      };
    }
    defineProperty(object, key, wires);
  }

  function* g() {}
  async function* ag() {}
  // What no global leads to by its properties.
  const hidden = {
    __proto__: null, ArrayIterator: [].values(), MapIterator: new Map().values(), SetIterator: new Set().values(),
    StringIterator: ''[Symbol.iterator](), RegExpIterator: ''.matchAll(/x/g), Generator: g, generator: g(),
    AsyncGenerator: ag, asyncGenerator: ag(), AsyncFunction: async () => {}, arguments: (function () { return arguments; })(),
    IteratorHelper: Iterator.from([]).map((x) => x), WrapForValid: Iterator.from({ next() {} }),
  };

  const seen = new Map();
  const all = [];
  function walk(object, path) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null || found(seen, object)) return;
    keep(seen, object, true);
    for (const key of ownKeys(object)) {
      if (object === globalThis && PRODUCT[key]) continue;
      const name = path + (path && '.') + (typeof key === 'symbol' ? `[${String(key)}]` : key);
      all.push([object, key, name]);
      const { value, get, set } = getOwnPropertyDescriptor(object, key);
      walk(value, name);
      walk(get, 'get ' + name);
      walk(set, 'set ' + name);
    }
    walk(getPrototypeOf(object), path + '.__proto__');
  }
  const PRODUCT = {
    __proto__: null, rest: 1, done: 1, context: 1, console: 1, setTimeout: 1, setInterval: 1, setImmediate: 1,
    clearTimeout: 1, clearInterval: 1, clearImmediate: 1, globalThis: 1,
  };
  // What restler and this script themselves ask for: without it they would fail as well.
  const KEPT = { __proto__: null, hasOwnProperty: 1, toString: 1, name: 1, constructor: 1, length: 1 };
  walk(globalThis, '');
  for (const name in hidden) walk(hidden[name], name);

  if (mode === 'gone') {
    for (let i = 0; i < all.length; i += 1) if (!KEPT[all[i][1]]) deleteProperty(all[i][0], all[i][1]);
    return { __proto__: null, told: () => '', mine: (value) => value, count: all.length };
  }
  all.forEach(([object, key, name]) => replace(object, key, name));
  // An array's own prototype counts for itself: the engine takes shorter ways while it has no elements.
  for (const [object, path] of [[Object.prototype, 'Object.prototype.'], [Array.prototype, 'Array.prototype.']]) {
    for (const key of names) {
      if (key in object && !(object === Array.prototype && Number(key) >= 0)) continue;
      defineProperty(object, key, {
        __proto__: null, enumerable: false, configurable: true,
        get() { note('get ' + path + key, this); },
        set(to) {
          note('set ' + path + key, this);
          put(this, key, to);
        },
      });
    }
  }
  // What operators and the engine ask for by symbols.
  const { hasInstance, isConcatSpreadable, iterator, species, toPrimitive, toStringTag } = Symbol;
  for (const symbol of [isConcatSpreadable, iterator, species, toPrimitive, toStringTag]) {
    if (symbol in Object.prototype) continue;
    const get = function () { note('get Object.prototype.' + String(symbol), this); };
    defineProperty(Object.prototype, symbol, { __proto__: null, get, configurable: true });
  }
  const ordinary = uncurry(Function.prototype[hasInstance]);
  for (const name of ['Error', 'Promise', 'Date', 'Uint8Array', 'ArrayBuffer', 'RegExp', 'Array', 'TypeError', 'Object']) {
    const value = function (instance) {
      note(name + '[Symbol.hasInstance]()', instance);
      return ordinary(this, instance);
    };
    defineProperty(globalThis[name], hasInstance, { __proto__: null, value, configurable: true });
  }
  busy = false;
  /** Remember what is the script's own: restler, too, asks it this and that. */
  const mine = (value) => {
    add(script, value);
    return value;
  };
  return { __proto__: null, told: () => join(met, '\n'), mine, count: all.length };
})
