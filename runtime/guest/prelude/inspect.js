// Values in the words of Node's util.inspect, as far as they turn up in its errors: on one line, three levels deep.

const {
  List, join, indexOf, isArray, objectKeys, objectToString, getPrototypeOf, peek, stringifyJson, String, exec, slice,
  dateToISOString, functionToString, startsWith, errorToString, charCodeAt,
} = require('primordials');

const DEEPEST = 2;

/** A string in the quotes that need no escapes, if there are any. */
function quote(text) {
  const inner = slice(stringifyJson(text), 1, -1);
  if (indexOf(text, '\'') < 0) return '\'' + without(inner, '\\"', '"') + '\'';
  if (indexOf(text, '"') < 0) return '"' + inner + '"';
  if (indexOf(text, '`') < 0 && indexOf(text, '${') < 0) return '`' + without(inner, '\\"', '"') + '`';
  return '\'' + without(without(inner, '\\"', '"'), '\'', '\\\'') + '\'';
}

/** The text with each `old` replaced. */
function without(text, old, fresh) {
  let result = '';
  let rest = text;
  for (let at = indexOf(rest, old); at >= 0; at = indexOf(rest, old)) {
    result += slice(rest, 0, at) + fresh;
    rest = slice(rest, at + old.length);
  }
  return result + rest;
}

function nameOf(object) {
  const prototype = getPrototypeOf(object);
  if (prototype === null) return '[Object: null prototype]';
  const maker = peek(prototype, 'constructor');
  return typeof maker === 'function' ? peek(maker, 'name') : '';
}

function inspectFunction(value) {
  if (startsWith(functionToString(value), 'class')) return value.name ? '[class ' + value.name + ']' : '[class (anonymous)]';
  return value.name ? '[Function: ' + value.name + ']' : '[Function (anonymous)]';
}

function key(name) {
  return exec(/^[a-zA-Z_][a-zA-Z_0-9]*$/, name) === null ? quote(name) : name;
}

function inspectArray(array, depth) {
  if (depth > DEEPEST) return '[Array]';
  const parts = List();
  for (let i = 0; i < array.length; i += 1) parts[i] = inspect(array[i], depth + 1);
  return parts.length === 0 ? '[]' : '[ ' + join(parts, ', ') + ' ]';
}

function inspectRecord(object, depth) {
  const name = nameOf(object);
  const prefix = name === 'Object' || name === '' ? '' : name + ' ';
  if (depth > DEEPEST) return '[' + (prefix === '' ? 'Object' : name) + ']';
  const names = objectKeys(object);
  const parts = List();
  for (let i = 0; i < names.length; i += 1) parts[i] = key(names[i]) + ': ' + inspect(object[names[i]], depth + 1);
  return prefix + (parts.length === 0 ? '{}' : '{ ' + join(parts, ', ') + ' }');
}

function inspectObject(value, depth) {
  if (isArray(value)) return inspectArray(value, depth);
  switch (objectToString(value)) {
    case '[object Date]': return dateToISOString(value);
    case '[object RegExp]': return String(value);
    case '[object Error]': return value.stack ? String(value.stack) : '[' + errorToString(value) + ']';
    default: return inspectRecord(value, depth);
  }
}

function inspect(value, depth) {
  switch (typeof value) {
    case 'string': return quote(value);
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
exports.inspect = (value) => inspect(value, 0);
