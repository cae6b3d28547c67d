// Text and bytes. Bytes are "binary" strings here, in which each character is one byte (latin-1):
// that is how they cross to the host, and native functions work on them.

const {
  List, charCodeAt, slice, indexOf, exec, escape, unescape, encodeURIComponent, decodeURIComponent,
} = require('host/primordials');

exports.BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

exports.isAscii = (text) => exec(/[^\x00-\x7f]/, text) === null;

/** The pieces of `text` between `separator`, as a List. (String.prototype.split asks the script's Symbol.split.) */
exports.split = (text, separator) => {
  const pieces = List();
  let from = 0;
  for (let at = indexOf(text, separator); at !== -1; at = indexOf(text, separator, from)) {
    pieces[pieces.length] = slice(text, from, at);
    from = at + separator.length;
  }
  pieces[pieces.length] = slice(text, from);
  return pieces;
};

/** Each character that `pattern` (with the flag g) finds, replaced by what `put` makes of it. */
exports.replaceEach = (text, pattern, put) => {
  let made = '';
  let from = 0;
  pattern.lastIndex = 0;
  for (let match = exec(pattern, text); match !== null; match = exec(pattern, text)) {
    made += slice(text, from, match.index) + put(match[0]);
    from = match.index + match[0].length;
  }
  return from === 0 ? text : made + slice(text, from);
};

const isHigh = (code) => code >= 0xd800 && code <= 0xdbff;
const isLow = (code) => code >= 0xdc00 && code <= 0xdfff;

/** `text` with U+FFFD for each lone surrogate. */
function wellFormed(text) {
  if (exec(/[\ud800-\udfff]/, text) === null) return text;
  let made = '';
  for (let i = 0; i < text.length; i += 1) {
    const code = charCodeAt(text, i);
    if (isHigh(code) && isLow(charCodeAt(text, i + 1))) {
      made += slice(text, i, i + 2);
      i += 1;
    } else {
      made += isHigh(code) || isLow(code) ? '\uFFFD' : text[i];
    }
  }
  return made;
}

exports.toUtf8 = (text) => (exports.isAscii(text) ? text : unescape(encodeURIComponent(wellFormed(text))));

exports.fromUtf8 = (bytes) => {
  if (exports.isAscii(bytes)) return bytes;
  try {
    return decodeURIComponent(escape(bytes));
  } catch {
    return require('node/encodings').fromBrokenUtf8(bytes);
  }
};

exports.toBase64 = (bytes) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const second = left > 1 ? charCodeAt(bytes, i + 1) : 0;
    const third = left > 2 ? charCodeAt(bytes, i + 2) : 0;
    const bits = (charCodeAt(bytes, i) << 16) | (second << 8) | third;
    text += exports.BASE64[bits >> 18] + exports.BASE64[(bits >> 12) & 63];
    text += (left > 1 ? exports.BASE64[(bits >> 6) & 63] : '=') + (left > 2 ? exports.BASE64[bits & 63] : '=');
  }
  return text;
};
