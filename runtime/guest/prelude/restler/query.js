// `qs` 1.2.0's stringify: nested names in brackets, the whole name escaped, no arrays' order lost.

const { Date, encodeURIComponent, isInstance } = require('host/primordials');
const { isBuffer } = require('node/buffer');

/** One value under its full name; '' for what can't be written (undefined, functions, empty objects). */
function pairs(value, name) {
  let plain = value;
  if (isBuffer(value)) plain = value.toString();
  else if (isInstance(value, Date)) plain = value.toISOString();
  else if (value === null) plain = '';
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') {
    return encodeURIComponent(name) + '=' + encodeURIComponent(plain);
  }
  return nested(plain, (key) => name + '[' + key + ']');
}

function nested(object, nameOf) {
  let text = '';
  for (const key in object) {
    // Asked of the object itself, as qs does: one without a prototype is a TypeError.
    if (!object.hasOwnProperty(key)) continue;
    const more = pairs(object[key], nameOf(key));
    if (more !== '') text += (text === '' ? '' : '&') + more;
  }
  return text;
}

exports.stringify = (object) => nested(object, (key) => key);
