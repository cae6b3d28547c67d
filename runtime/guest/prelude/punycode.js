// Host names beyond ASCII as DNS writes them (RFC 3492), after the mapping of UTS 46 as far as the
// engine's own tables go: lower case, compatibility forms, and what is ignored or not allowed.

const { List, codePointAt, fromCharCode, floor, normalize, toLowerCase, exec } = require('primordials');
const { split, isAscii, replaceEach } = require('text');

const BASE = 36;
const IGNORED = /[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]/g;
const REFUSED = /[\x80-\x9f\u200e\u200f\u2028-\u202e\u2061-\u2063\u206a-\u206f\ud800-\udfff\ue000-\uf8ff\ufff9-\uffff]/u;

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

/** The host name in ASCII; '' if it isn't one. */
exports.toAscii = (host) => {
  if (isAscii(host)) return host;
  if (exec(REFUSED, host) !== null) return '';
  const mapped = normalize(toLowerCase(normalize(replaceEach(host, IGNORED, () => ''), 'NFKC')), 'NFKC');
  const labels = split(replaceEach(mapped, /[\u3002\uff0e\uff61]/g, () => '.'), '.');
  let ascii = '';
  for (let i = 0; i < labels.length; i += 1) {
    ascii += (i > 0 ? '.' : '') + (isAscii(labels[i]) ? labels[i] : 'xn--' + encode(labels[i]));
  }
  return ascii;
};
