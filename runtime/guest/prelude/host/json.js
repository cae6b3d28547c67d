// Writes commands as JSON text. JSON.stringify would ask the script's own toJSON and prototypes;
// this one looks at own, plain data only, and the prelude makes nothing else.

const { stringifyJson, objectKeys, isArray, isFinite, String } = require('host/primordials');

/** A string as JSON. Well-formed: lone surrogates are escaped, so any text can cross. */
const quote = (text) => stringifyJson(text);

/** JSON text of null, booleans, numbers, strings, `List`s and null-prototype records. */
function encode(value) {
  switch (typeof value) {
    case 'string': return quote(value);
    case 'number': return isFinite(value) ? String(value) : 'null';
    case 'boolean': return value ? 'true' : 'false';
    case 'object': break;
    default: return 'null';
  }
  if (value === null) return 'null';
  return isArray(value) ? encodeList(value) : encodeRecord(value);
}

function encodeList(list) {
  let text = '[';
  for (let i = 0; i < list.length; i += 1) text += (i > 0 ? ',' : '') + encode(list[i]);
  return text + ']';
}

function encodeRecord(record) {
  const keys = objectKeys(record);
  let text = '{';
  for (let i = 0; i < keys.length; i += 1) {
    const value = record[keys[i]];
    if (value === undefined) continue;
    text += (text.length > 1 ? ',' : '') + quote(keys[i]) + ':' + encode(value);
  }
  return text + '}';
}

exports.encode = encode;
