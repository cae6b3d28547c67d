// Buffer's encodings, most of which few scripts ever name: each as two functions between text and
// "binary" strings, in which each character is one byte.

const {
  charCodeAt, slice, indexOf, exec, toLowerCase, fromCharCode, parseInt, numberToString, escape, decodeURIComponent,
} = require('host/primordials');
const { BASE64, toUtf8, fromUtf8, toBase64, replaceEach } = require('host/text');

const REPLACEMENT = '\uFFFD';

/** How many more bytes a UTF-8 sequence has, and the range of its second byte; null if nothing begins so. */
function sequence(lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return { __proto__: null, more: 1, low: 0x80, high: 0xbf };
  if (lead >= 0xe0 && lead <= 0xef) {
    return { __proto__: null, more: 2, low: lead === 0xe0 ? 0xa0 : 0x80, high: lead === 0xed ? 0x9f : 0xbf };
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return { __proto__: null, more: 3, low: lead === 0xf0 ? 0x90 : 0x80, high: lead === 0xf4 ? 0x8f : 0xbf };
  }
  return null;
}

/** As the WHATWG decoder: U+FFFD for each longest piece that begins like a character and isn't one. */
function fromBrokenUtf8(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const kind = charCodeAt(bytes, i) < 0x80 ? null : sequence(charCodeAt(bytes, i));
    let length = 1;
    while (kind !== null && length <= kind.more) {
      const next = charCodeAt(bytes, i + length);
      if (!(next >= (length === 1 ? kind.low : 0x80) && next <= (length === 1 ? kind.high : 0xbf))) break;
      length += 1;
    }
    if (kind !== null && length > kind.more) text += decodeURIComponent(escape(slice(bytes, i, i + length)));
    else text += charCodeAt(bytes, i) < 0x80 ? bytes[i] : REPLACEMENT;
    i += length;
  }
  return text;
}

exports.fromBrokenUtf8 = fromBrokenUtf8;

const lowByte = (character) => fromCharCode(charCodeAt(character, 0) & 0xff);
/** Characters cut down to their low byte, as Buffer does for 'latin1'. */
const toLatin1 = (text) => replaceEach(text, /[^\x00-\xff]/g, lowByte);
const fromAscii = (bytes) => replaceEach(bytes, /[\x80-\xff]/g, (byte) => fromCharCode(charCodeAt(byte, 0) & 0x7f));

/** Lenient as Buffer is: either alphabet, strange characters skipped, everything over at the first '='. */
const fromBase64 = (text) => {
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length && text[i] !== '='; i += 1) {
    const character = text[i] === '-' ? '+' : text[i] === '_' ? '/' : text[i];
    const value = indexOf(BASE64, character);
    if (value === -1) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += fromCharCode((bits >> held) & 0xff);
    }
  }
  return bytes;
};

const pair = (byte) => slice('0' + numberToString(byte, 16), -2);
const toHex = (bytes) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) text += pair(charCodeAt(bytes, i));
  return text;
};
/** Up to the first thing that isn't two hexadecimal digits. */
const fromHex = (text) => {
  let bytes = '';
  for (let i = 0; i + 1 < text.length; i += 2) {
    const two = slice(text, i, i + 2);
    if (exec(/^[0-9a-f]{2}$/i, two) === null) break;
    bytes += fromCharCode(parseInt(two, 16));
  }
  return bytes;
};

const toUtf16 = (text) => {
  let bytes = '';
  for (let i = 0; i < text.length; i += 1) {
    const code = charCodeAt(text, i);
    bytes += fromCharCode(code & 0xff, code >> 8);
  }
  return bytes;
};
const fromUtf16 = (bytes) => {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) text += fromCharCode(charCodeAt(bytes, i) | (charCodeAt(bytes, i + 1) << 8));
  return text;
};

const CODECS = {
  __proto__: null,
  utf8: { __proto__: null, bytes: toUtf8, text: fromUtf8 },
  latin1: { __proto__: null, bytes: toLatin1, text: (bytes) => bytes },
  ascii: { __proto__: null, bytes: toLatin1, text: fromAscii },
  base64: { __proto__: null, bytes: fromBase64, text: toBase64 },
  base64url: {
    __proto__: null,
    bytes: fromBase64,
    text: (bytes) => replaceEach(toBase64(bytes), /[+/=]/g, (c) => (c === '+' ? '-' : c === '/' ? '_' : '')),
  },
  hex: { __proto__: null, bytes: fromHex, text: toHex },
  utf16le: { __proto__: null, bytes: toUtf16, text: fromUtf16 },
};
const ALIASES = {
  __proto__: null, 'utf-8': 'utf8', binary: 'latin1', ucs2: 'utf16le', 'ucs-2': 'utf16le', 'utf-16le': 'utf16le',
};

/** The proper name of a Buffer encoding, whatever its case; undefined for an unknown one. */
exports.nameOf = (name) => {
  const lower = toLowerCase('' + name);
  if (ALIASES[lower] !== undefined) return ALIASES[lower];
  return CODECS[lower] === undefined ? undefined : lower;
};

/** The codec of a Buffer encoding: `bytes` and `text`. undefined for an unknown name. */
exports.codec = (name) => CODECS[exports.nameOf(name)];
