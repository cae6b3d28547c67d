// The headers of an answer as Node's IncomingMessage shows them: lower case, and each kind of repeated
// header put together in its own way.

const { define, toLowerCase, hasOwn, List, arrayOf } = require('host/primordials');

// Of these the first one wins.
const SINGLE = {
  __proto__: null,
  age: true, authorization: true, 'content-length': true, 'content-type': true, etag: true, expires: true, from: true,
  host: true, 'if-modified-since': true, 'if-unmodified-since': true, 'last-modified': true, location: true,
  'max-forwards': true, 'proxy-authorization': true, referer: true, 'retry-after': true, server: true, 'user-agent': true,
};

function add(headers, name, value) {
  if (name === '__proto__') return; // an assignment to it vanishes in Node
  const before = hasOwn(headers, name) ? headers[name] : undefined;
  if (name === 'set-cookie') {
    if (before === undefined) define(headers, name, [value]);
    else define(before, before.length, value);
  } else if (before === undefined) {
    define(headers, name, value);
  } else if (SINGLE[name] !== true) {
    headers[name] = before + (name === 'cookie' ? '; ' : ', ') + value;
  }
}

// As many as Node's parser hands on: the first thousand, and in batches, whose last may go beyond.
// Of trailers it shows all that.
const MOST = 1000;
const MOST_RAW = 1023;

function merged(pairs, most) {
  const headers = {};
  for (let i = 0; i < pairs.length && i < most; i += 1) add(headers, toLowerCase(pairs[i][0]), pairs[i][1]);
  return headers;
}

/** An object of the pairs [name, value] that the host read. */
exports.headers = (pairs) => merged(pairs, MOST);
exports.trailers = (pairs) => merged(pairs, MOST_RAW);

/** The same with a list of values for each name. */
exports.distinct = (pairs) => {
  const headers = { __proto__: null };
  for (let i = 0; i < pairs.length && i < MOST; i += 1) {
    const name = toLowerCase(pairs[i][0]);
    if (headers[name] === undefined) headers[name] = [pairs[i][1]];
    else define(headers[name], headers[name].length, pairs[i][1]);
  }
  return headers;
};

/** The same as Node's rawHeaders: names and values in turn, as they were written. */
exports.raw = (pairs) => {
  const flat = List();
  for (let i = 0; i < pairs.length && i < MOST_RAW; i += 1) {
    flat[flat.length] = pairs[i][0];
    flat[flat.length] = pairs[i][1];
  }
  return arrayOf(flat);
};
