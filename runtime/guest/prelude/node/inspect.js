// Values in the words of Node's util.inspect, as far as they turn up in its errors: on one line, three levels deep.
// As there, no getter or toString of the script's is asked, and what a value calls itself doesn't decide what it is.

const {
  List, join, indexOf, isArray, ownKeys, getOwnPropertyDescriptor, hasOwn, getPrototypeOf, peek, stringifyJson, String, exec,
  slice, dateGetTime, dateToISOString, regExpGetters, functionToString, startsWith, errorToString, charCodeAt, isNaN,
  isInstance, Error, stackOf,
} = require('host/primordials');
const { split } = require('host/text');

const DEEPEST = 2;
const MOST_ITEMS = 100;
const LONGEST_TEXT = 10000;
const FLAGS = { __proto__: null, global: 'g', ignoreCase: 'i', multiline: 'm', dotAll: 's', unicode: 'u', sticky: 'y' };

const replaceAll = (text, old, fresh) => join(split(text, old), fresh);

/** A string in the quotes that need no escapes, if there are any. */
function quote(text) {
  const inner = slice(stringifyJson(text), 1, -1);
  if (indexOf(text, '\'') < 0) return '\'' + replaceAll(inner, '\\"', '"') + '\'';
  if (indexOf(text, '"') < 0) return '"' + inner + '"';
  if (indexOf(text, '`') < 0 && indexOf(text, '${') < 0) return '`' + replaceAll(inner, '\\"', '"') + '`';
  return '\'' + replaceAll(replaceAll(inner, '\\"', '"'), '\'', '\\\'') + '\'';
}

const left = (count, what) => '... ' + count + ' more ' + what + (count > 1 ? 's' : '');

function inspectText(text) {
  if (text.length <= LONGEST_TEXT) return quote(text);
  return quote(slice(text, 0, LONGEST_TEXT)) + left(text.length - LONGEST_TEXT, 'character');
}

/** The name of a function, if it is text. */
function nameOf(work) {
  const name = peek(work, 'name');
  return typeof name === 'string' ? name : '';
}

function kindOf(object) {
  const prototype = getPrototypeOf(object);
  if (prototype === null) return '[Object: null prototype]';
  const maker = peek(prototype, 'constructor');
  return typeof maker === 'function' ? nameOf(maker) : '';
}

function inspectFunction(value) {
  const name = nameOf(value);
  if (startsWith(functionToString(value), 'class')) return name === '' ? '[class (anonymous)]' : '[class ' + name + ']';
  return name === '' ? '[Function (anonymous)]' : '[Function: ' + name + ']';
}

function key(name) {
  if (typeof name === 'symbol') return '[' + String(name) + ']';
  return exec(/^[a-zA-Z_][a-zA-Z_0-9]*$/, name) === null ? quote(name) : name;
}

/** What a property holds; an accessor is named, not asked. */
function inspectProperty(own, depth) {
  if (own === undefined) return 'undefined';
  if (hasOwn(own, 'value')) return inspect(own.value, depth);
  if (own.get === undefined) return '[Setter]';
  return own.set === undefined ? '[Getter]' : '[Getter/Setter]';
}

function inspectArray(array, depth) {
  if (depth > DEEPEST) return '[Array]';
  const parts = List();
  const shown = array.length < MOST_ITEMS ? array.length : MOST_ITEMS;
  for (let i = 0; i < shown; i += 1) parts[i] = inspectProperty(getOwnPropertyDescriptor(array, i), depth + 1);
  if (array.length > shown) parts[shown] = left(array.length - shown, 'item');
  return parts.length === 0 ? '[]' : '[ ' + join(parts, ', ') + ' ]';
}

function inspectRecord(object, depth) {
  const name = kindOf(object);
  const prefix = name === 'Object' || name === '' ? '' : name + ' ';
  if (depth > DEEPEST) return '[' + (prefix === '' ? 'Object' : name) + ']';
  const names = ownKeys(object);
  const parts = List();
  for (let i = 0; i < names.length; i += 1) {
    const own = getOwnPropertyDescriptor(object, names[i]);
    if (own !== undefined && own.enumerable) parts[parts.length] = key(names[i]) + ': ' + inspectProperty(own, depth + 1);
  }
  return prefix + (parts.length === 0 ? '{}' : '{ ' + join(parts, ', ') + ' }');
}

/** What `show` makes of a value of its kind, or undefined: the engine throws if the value is of another. */
function ifOfKind(show, value) {
  try {
    return show(value);
  } catch {
    return undefined;
  }
}

const date = (value) => (isNaN(dateGetTime(value)) ? 'Invalid Date' : dateToISOString(value));

function pattern(value) {
  let flags = '';
  for (const name in FLAGS) if (regExpGetters[name](value)) flags += FLAGS[name];
  return '/' + regExpGetters.source(value) + '/' + flags;
}

const KINDS = { __proto__: null, date, pattern };

function inspectError(error) {
  const stack = stackOf(error);
  return stack ? String(stack) : '[' + errorToString(error) + ']';
}

function inspectObject(value, depth) {
  if (isArray(value)) return inspectArray(value, depth);
  if (isInstance(value, Error)) return inspectError(value);
  for (const kind in KINDS) {
    const text = ifOfKind(KINDS[kind], value);
    if (text !== undefined) return text;
  }
  return inspectRecord(value, depth);
}

function inspect(value, depth) {
  switch (typeof value) {
    case 'string': return inspectText(value);
    case 'number': return value === 0 && 1 / value < 0 ? '-0' : String(value);
    case 'bigint': return String(value) + 'n';
    case 'function': return inspectFunction(value);
    case 'object': return value === null ? 'null' : inspectObject(value, depth);
    default: return String(value);
  }
}

/** A whole number of more than 32 bits is shown in groups of three digits. */
exports.grouped = (number) => {
  const text = inspect(number, 0);
  if (exec(/^-?\d+$/, text) === null || (number <= 4294967296 && number >= -4294967296)) return text;
  let groups = '';
  let rest = charCodeAt(text, 0) === 45 ? slice(text, 1) : text;
  for (; rest.length > 3; rest = slice(rest, 0, -3)) groups = '_' + slice(rest, -3) + groups;
  return (number < 0 ? '-' : '') + rest + groups;
};
/** A value's words, whatever it does: a proxy or an error can throw when it is looked at. */
exports.inspect = (value) => {
  try {
    return inspect(value, 0);
  } catch {
    return '[Object]';
  }
};
