// Host names beyond ASCII as DNS writes them (RFC 3492), after the mapping of UTS 46 as far as the
// engine's own tables go: lower case, compatibility forms, and what is ignored or not allowed.

const {
  List, codePointAt, charCodeAt, fromCharCode, fromCodePoint, floor, normalize, toLowerCase, startsWith, slice, lastIndexOf, exec,
  RegExp,
} = require('host/primordials');
const { split, isAscii, replaceEach } = require('host/text');

const BASE = 36;
const IGNORED = /[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]/g;
const REFUSED = /[\x80-\x9f\u200e\u200f\u2028-\u202e\u2061-\u2063\u2066-\u206f\ud800-\udfff\ue000-\uf8ff\ufff9-\uffff]/u;
// What would be mapped to a dot without being one, and what can't be seen without being ignored.
const NOT_A_DOT = /[\u2024-\u2026\u2488-\u249b\u33c2\u33c7\u33d8\ufe12\ufe19\ufe30\ufe52]/;
const UNSEEN = /[\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u1806\u180e\u3164\uffa0]/;

function codePoints(text) {
  const points = List();
  for (let i = 0; i < text.length; i += 1) {
    const point = codePointAt(text, i);
    if (point > 0xffff) i += 1;
    points[points.length] = point;
  }
  return points;
}

function adapt(delta, count, first) {
  let rest = floor(delta / (first ? 700 : 2));
  rest += floor(rest / count);
  let k = 0;
  for (; rest > 455; k += BASE) rest = floor(rest / 35);
  return k + floor((36 * rest) / (rest + 38));
}

/** 0..25 are a..z, 26..35 are 0..9. */
const digit = (value) => fromCharCode(value < 26 ? 97 + value : 22 + value);

function variable(delta, bias) {
  let text = '';
  let q = delta;
  for (let k = BASE; ; k += BASE) {
    const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
    if (q < t) return text + digit(q);
    text += digit(t + ((q - t) % (BASE - t)));
    q = floor((q - t) / (BASE - t));
  }
}

/** The least code point of at least `from`. */
function next(points, from) {
  let least = Infinity;
  for (let i = 0; i < points.length; i += 1) if (points[i] >= from && points[i] < least) least = points[i];
  return least;
}

function encode(label) {
  const points = codePoints(label);
  let text = '';
  for (let i = 0; i < points.length; i += 1) if (points[i] < 0x80) text += fromCharCode(points[i]);
  const basic = text.length;
  let handled = basic;
  if (basic > 0) text += '-';
  let n = 0x80;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    const m = next(points, n);
    delta += (m - n) * (handled + 1);
    n = m;
    for (let i = 0; i < points.length; i += 1) {
      if (points[i] < n) delta += 1;
      if (points[i] !== n) continue;
      text += variable(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    n += 1;
  }
  return text;
}

/** The value of one digit; 36 for what is none. */
function valueOf(code) {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : BASE;
}

/** A delta that is written from `at` on, and where it ends; null if it isn't one. */
function readVariable(text, at, bias) {
  let value = 0;
  let weight = 1;
  for (let k = BASE, i = at; i < text.length; k += BASE, i += 1) {
    const put = valueOf(charCodeAt(text, i));
    if (put === BASE) return null;
    value += put * weight;
    const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
    if (put < t) return { __proto__: null, value, end: i + 1 };
    weight *= BASE - t;
  }
  return null;
}

/** What a label says that was written by `encode`, without its `xn--`; null if it says nothing. */
function decode(label) {
  const basic = lastIndexOf(label, '-');
  const points = codePoints(slice(label, 0, basic > 0 ? basic : 0));
  let n = 0x80;
  let at = 0;
  let bias = 72;
  for (let i = basic + 1; i < label.length;) {
    const read = readVariable(label, i, bias);
    if (read === null) return null;
    const before = at;
    at += read.value;
    bias = adapt(at - before, points.length + 1, before === 0 && n === 0x80);
    n += floor(at / (points.length + 1));
    if (n > 0x10ffff) return null;
    at %= points.length + 1;
    for (let j = points.length; j > at; j -= 1) points[j] = points[j - 1];
    points[at] = n;
    at += 1;
    i = read.end;
  }
  let text = '';
  for (let i = 0; i < points.length; i += 1) text += fromCodePoint(points[i]);
  return text;
}

// What a label may not hold once it is mapped: what Unicode hasn't assigned or keeps for itself, and a joiner that
// joins nothing. And how it may not begin.
const STRANGE = /[\p{Cn}\p{Co}\p{Zs}\p{Zl}\p{Zp}\u2ff0-\u2fff]|(?<!\p{M})[\u200c\u200d]/u;
const MARK_FIRST = /^\p{M}/u;
// Letters that are written from right to left, and their digits (RFC 5893, as Node's library checks it): a label
// that holds one may hold nothing else, or it begins with another letter and ends with one.
const RIGHT = '\\p{sc=Hebrew}\\p{sc=Arabic}\\p{sc=Syriac}\\p{sc=Thaana}\\p{sc=Nko}\\u0660-\\u0669';
const HAS_RIGHT = new RegExp('[' + RIGHT + ']', 'u');
const RIGHT_ONLY = new RegExp('^(?![\\p{Nd}\\p{M}\\p{P}\\p{S}])[' + RIGHT + '\\p{M}\\p{S}\\p{P}0-9]+$', 'u');
const RIGHT_LAST = new RegExp('^(?=\\p{L})[^' + RIGHT + ']*[' + RIGHT + ']$', 'u');

/** Whether a mapped label can stand in a host name. */
function isFit(label) {
  if (exec(STRANGE, label) !== null || exec(MARK_FIRST, label) !== null) return false;
  return exec(HAS_RIGHT, label) === null || exec(RIGHT_ONLY, label) !== null || exec(RIGHT_LAST, label) !== null;
}

const mapped = (host) => normalize(toLowerCase(normalize(replaceEach(host, IGNORED, () => ''), 'NFKC')), 'NFKC');

/** Whether a label that is in ASCII already says something that would be written so. */
function isWritten(label) {
  const text = decode(slice(label, 4));
  return text !== null && text !== '' && exec(REFUSED, text) === null && mapped(text) === text && isFit(text);
}

function labelToAscii(label) {
  if (startsWith(label, 'xn--')) return isAscii(label) && isWritten(label) ? label : null;
  return isAscii(label) ? label : 'xn--' + encode(label);
}

/** The host name in ASCII; '' if it isn't one. */
exports.toAscii = (host) => {
  if (exec(REFUSED, host) !== null || exec(NOT_A_DOT, host) !== null || exec(UNSEEN, host) !== null) return '';
  const name = mapped(host);
  const labels = split(replaceEach(name, /[\u3002\uff0e\uff61]/g, () => '.'), '.');
  let ascii = '';
  for (let i = 0; i < labels.length; i += 1) {
    const label = isFit(labels[i]) ? labelToAscii(labels[i]) : null;
    if (label === null) return '';
    ascii += (i > 0 ? '.' : '') + label;
  }
  return ascii;
};
