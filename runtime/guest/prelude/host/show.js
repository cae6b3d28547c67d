// Values as text for people: what `console` prints and what an uncaught value was.

const { String, Error, isArray, isInstance, stringifyJson, errorToString, objectToString, slice } = require('host/primordials');

const LONGEST = 10000;

function shorten(text) {
  return text.length > LONGEST ? slice(text, 0, LONGEST) + '…' : text;
}

function showObject(value) {
  try {
    if (isInstance(value, Error)) return errorToString(value);
    const json = stringifyJson(value);
    return typeof json === 'string' ? json : objectToString(value);
  } catch {
    return isArray(value) ? '[Array]' : '[Object]';
  }
}

/** One value as Node's console would roughly show it; never throws, never asks for long. */
exports.show = (value) => {
  if (typeof value === 'string') return shorten(value);
  if (typeof value === 'function') return '[Function]';
  if (typeof value === 'bigint') return String(value) + 'n';
  if (value === null || typeof value !== 'object') return String(value);
  return shorten(showObject(value));
};
