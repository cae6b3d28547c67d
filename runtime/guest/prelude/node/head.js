// A request's head as Node 20 writes it: which headers it refuses, in which order they go out, and
// which it adds of its own.

const { List, listOf, define, exec, toLowerCase, isArray, join, String } = require('host/primordials');

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/;

exports.isToken = (text) => exec(TOKEN, text) !== null;

/** What is written for a value; an object may well say something else each time that it is asked. */
function written(name, value) {
  const text = '' + value;
  if (exec(UNWRITABLE, text) !== null) throw require('node/errors').invalidHeader(name);
  return text;
}

/** Remember a header under its lower-case name: another spelling replaces it where it stands. */
exports.set = (headers, name, value) => {
  if (typeof name !== 'string' || !exports.isToken(name)) throw require('node/errors').invalidToken('Header name', name);
  if (value === undefined) throw require('node/errors').missingHeader(name);
  if (isArray(value)) for (let i = 0; i < value.length; i += 1) written(name, value[i]);
  else written(name, value);
  headers[toLowerCase(name)] = { __proto__: null, name, value };
};

/** Add to a header's values. */
exports.append = (headers, name, value) => {
  const before = headers[toLowerCase(String(name))];
  exports.set(headers, name, value);
  if (before === undefined) return;
  const values = [];
  addAll(values, before.value);
  addAll(values, value);
  before.value = values;
  headers[toLowerCase(name)] = before;
};

function addAll(values, value) {
  const more = isArray(value) ? value : listOf([value]);
  for (let i = 0; i < more.length; i += 1) define(values, values.length, more[i]);
}

function push(lines, name, value) {
  const line = List();
  line[0] = name;
  line[1] = value;
  lines[lines.length] = line;
}

function pushAll(lines, name, values) {
  if (values.length < 2 || toLowerCase(name) !== 'cookie') {
    for (let i = 0; i < values.length; i += 1) push(lines, name, written(name, values[i]));
    return;
  }
  push(lines, name, written(name, join(values, '; ')));
}

/**
 * The head's lines as a List of [name, value].
 * `framing`: `persists` (false closes the connection), `chunks` (whether Node would chunk for this method),
 * `length` (known from the end of the request, or null), `removed` (by name, what the script has taken away).
 */
exports.render = (headers, framing) => {
  const lines = List();
  for (const key in headers) {
    const { name, value } = headers[key];
    if (isArray(value)) pushAll(lines, name, value);
    else push(lines, name, written(name, value));
  }
  const has = (key) => {
    for (let i = 0; i < lines.length; i += 1) if (toLowerCase(lines[i][0]) === key) return true;
    return false;
  };
  const { removed } = framing;
  if (!has('connection') && !removed.connection) push(lines, 'Connection', framing.persists ? 'keep-alive' : 'close');
  if (framing.chunks && !has('content-length') && !has('transfer-encoding')) {
    if (framing.length !== null && !removed['content-length']) push(lines, 'Content-Length', '' + framing.length);
    else if (!removed['transfer-encoding']) push(lines, 'Transfer-Encoding', 'chunked');
  }
  if (has('trailer') && !exports.isChunked(lines)) throw require('node/errors').uselessTrailer();
  return lines;
};

/** Whether the body of such a head goes out in chunks. */
exports.isChunked = (lines) => {
  for (let i = 0; i < lines.length; i += 1) {
    if (toLowerCase(lines[i][0]) === 'transfer-encoding' && exec(/(?:^|\W)chunked(?:$|\W)/i, lines[i][1]) !== null) return true;
  }
  return false;
};
