// The language's own functions, taken before the script runs. What a script does to
// Array.prototype, JSON or Promise afterwards breaks the script, never the protocol.
//
// Five rules keep the rest of the prelude safe, and every file here follows them:
//  - call methods through these functions, never through a prototype: `join(list, ',')`;
//  - keep lists in `List` and records in `{ __proto__: null }`: no setter or toJSON can be inherited;
//  - no spread, destructuring of arrays or for-of: these walk Symbol.iterator, which a script owns;
//  - no `instanceof`, which asks Symbol.hasInstance, and no `${...}`, for which the engine calls
//    String.prototype.concat: `isInstance(error, Error)` and '+';
//  - no global name but from here: some files are only compiled when the script has had its way.

const { apply, construct, ownKeys, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { setPrototypeOf } = Object;
const call = Function.prototype.call;

/** The method as a function that takes its `this` first. */
const uncurry = (method) => apply(Function.prototype.bind, call, [method]);

exports.apply = apply;
exports.construct = construct;
exports.ownKeys = ownKeys;
exports.getPrototypeOf = getPrototypeOf;
exports.setPrototypeOf = setPrototypeOf;
exports.setProperty = Reflect.set;
exports.deleteProperty = Reflect.deleteProperty;
exports.defineProperty = defineProperty;
exports.getOwnPropertyDescriptor = getOwnPropertyDescriptor;
exports.uncurry = uncurry;

/** Define a property whatever setters the script has hung into a prototype. */
exports.define = (object, key, value, flags = { __proto__: null }) =>
  defineProperty(object, key, {
    __proto__: null,
    value,
    writable: flags.writable !== false,
    enumerable: flags.enumerable !== false,
    configurable: flags.configurable !== false,
  });
exports.defineAccessor = (object, key, get, set, flags = { __proto__: null }) =>
  defineProperty(object, key, { __proto__: null, get, set, enumerable: flags.enumerable !== false, configurable: true });

/** An array without a prototype: index writes can't meet a script's setter. */
exports.List = () => setPrototypeOf([], null);
/** A `List` of the elements of an array or arguments object. */
exports.listOf = (arrayLike) => {
  const list = setPrototypeOf([], null);
  for (let i = 0; i < arrayLike.length; i += 1) list[i] = arrayLike[i];
  return list;
};
/** An ordinary array, as scripts may get to see one, of the elements of a `List`. */
exports.arrayOf = (list) => {
  const array = [];
  for (let i = 0; i < list.length; i += 1) {
    defineProperty(array, i, { __proto__: null, value: list[i], writable: true, enumerable: true, configurable: true });
  }
  return array;
};

exports.push = uncurry(Array.prototype.push);
exports.join = uncurry(Array.prototype.join);
exports.slice = uncurry(String.prototype.slice);
exports.indexOf = uncurry(String.prototype.indexOf);
exports.lastIndexOf = uncurry(String.prototype.lastIndexOf);
exports.charCodeAt = uncurry(String.prototype.charCodeAt);
exports.charAt = uncurry(String.prototype.charAt);
exports.codePointAt = uncurry(String.prototype.codePointAt);
exports.toLowerCase = uncurry(String.prototype.toLowerCase);
exports.toUpperCase = uncurry(String.prototype.toUpperCase);
exports.trim = uncurry(String.prototype.trim);
exports.normalize = uncurry(String.prototype.normalize);
exports.startsWith = uncurry(String.prototype.startsWith);
exports.endsWith = uncurry(String.prototype.endsWith);
exports.repeat = uncurry(String.prototype.repeat);
exports.fromCharCode = String.fromCharCode;
exports.fromCodePoint = String.fromCodePoint;
// RegExp.prototype.exec itself consults nothing that a script can reach; test, match and replace do.
exports.exec = uncurry(RegExp.prototype.exec);
exports.hasOwn = uncurry(Object.prototype.hasOwnProperty);
exports.objectToString = uncurry(Object.prototype.toString);
exports.numberToString = uncurry(Number.prototype.toString);
exports.errorToString = uncurry(Error.prototype.toString);
exports.functionToString = uncurry(Function.prototype.toString);

exports.objectKeys = Object.keys;
exports.objectCreate = Object.create;
exports.isArray = Array.isArray;
exports.parseJson = JSON.parse;
exports.stringifyJson = JSON.stringify;
exports.parseInt = parseInt;
exports.isFinite = isFinite;
exports.isNaN = isNaN;
exports.encodeURIComponent = encodeURIComponent;
exports.decodeURIComponent = decodeURIComponent;
exports.escape = escape;
exports.unescape = unescape;
exports.floor = Math.floor;
exports.trunc = Math.trunc;
exports.String = String;
exports.Array = Array;
exports.Number = Number;
exports.Symbol = Symbol;
exports.symbolSpecies = Symbol.species;
exports.symbolToPrimitive = Symbol.toPrimitive;
exports.Date = Date;
exports.dateToISOString = uncurry(Date.prototype.toISOString);
exports.dateGetTime = uncurry(Date.prototype.getTime);
exports.dateSetUTCFullYear = uncurry(Date.prototype.setUTCFullYear);
exports.dateSetUTCHours = uncurry(Date.prototype.setUTCHours);
exports.Error = Error;
exports.TypeError = TypeError;
exports.RangeError = RangeError;
exports.SyntaxError = SyntaxError;
exports.Uint8Array = Uint8Array;
exports.ArrayBuffer = ArrayBuffer;
exports.DataView = DataView;
exports.isView = ArrayBuffer.isView;
// On a typed array these answer for the array itself, whatever its prototypes say by now.
const typed = getPrototypeOf(Uint8Array.prototype);
const typedGetter = (name) => uncurry(getOwnPropertyDescriptor(typed, name).get);
exports.typedLength = typedGetter('length');
exports.typedBuffer = typedGetter('buffer');
exports.typedOffset = typedGetter('byteOffset');
exports.typedName = typedGetter(Symbol.toStringTag);
/** DataView's readers and writers of what few numbers need. */
exports.viewMethods = { __proto__: null };
const VIEWED = [
  'getFloat32', 'getFloat64', 'getBigInt64', 'getBigUint64', 'setFloat32', 'setFloat64', 'setBigInt64', 'setBigUint64',
];
for (let i = 0; i < VIEWED.length; i += 1) exports.viewMethods[VIEWED[i]] = uncurry(DataView.prototype[VIEWED[i]]);
exports.WeakMap = WeakMap;
exports.weakGet = uncurry(WeakMap.prototype.get);
/** A promise that has been kept. It has no constructor, which `then` would ask for the kind of promise to make. */
exports.settled = Promise.resolve();
exports.define(exports.settled, 'constructor', undefined);
exports.weakSet = uncurry(WeakMap.prototype.set);
exports.Promise = Promise;
exports.promiseThen = uncurry(Promise.prototype.then);
exports.RegExp = RegExp;
// Unlike `flags`, these ask nothing but the pattern itself; they throw at anything else.
const patternGetter = (name) => uncurry(getOwnPropertyDescriptor(RegExp.prototype, name).get);
exports.regExpGetters = {
  __proto__: null, source: patternGetter('source'), global: patternGetter('global'), ignoreCase: patternGetter('ignoreCase'),
  multiline: patternGetter('multiline'), dotAll: patternGetter('dotAll'), unicode: patternGetter('unicode'),
  sticky: patternGetter('sticky'),
};
exports.global = globalThis;
const isOf = uncurry(Function.prototype[Symbol.hasInstance]);
/** `value instanceof kind`, whatever the script has made of Symbol.hasInstance. */
exports.isInstance = (value, kind) => isOf(kind, value);

// The engine keeps an error's stack behind an accessor that scripts can replace; older ones keep it in the error.
const stack = getOwnPropertyDescriptor(Error.prototype, 'stack');
/** What an error says of its stack: what was written into it, or else what the engine knows. */
exports.stackOf = (error) => {
  const own = getOwnPropertyDescriptor(error, 'stack');
  if (own !== undefined) return own.value;
  return stack === undefined || stack.get === undefined ? undefined : apply(stack.get, error, []);
};

/** A property's value, if it can be had without running any code of the script's; but a proxy's traps do run. */
exports.peek = (object, name) => {
  for (let at = object; at !== null; at = getPrototypeOf(at)) {
    const own = getOwnPropertyDescriptor(at, name);
    if (own !== undefined) return exports.hasOwn(own, 'value') ? own.value : undefined;
  }
  return undefined;
};
