// Node's OutgoingMessage, as far as a script can reach it: the head is open until the first write; each piece that
// is written becomes a chunk of its own, if the body goes out in chunks.

const {
  List, define, defineAccessor, toLowerCase, objectKeys, arrayOf, listOf, WeakMap, weakGet, weakSet,
} = require('host/primordials');
const { extend, init } = require('node/emitter');
const head = require('node/head');
const { nextTick } = require('node/ticks');
const { toUtf8 } = require('host/text');
const { binary, isBytes, encode, codecOf } = require('node/buffer');
const { checkMethod, checkPath } = require('node/target');
const { Stream } = require('node/readable');

const WITHOUT_BODY = { __proto__: null, GET: true, HEAD: true, DELETE: true, OPTIONS: true, TRACE: true, CONNECT: true };
const hidden = new WeakMap();
const stateOf = (message) => weakGet(hidden, message);

function OutgoingMessage() {
  init(this);
}
extend(OutgoingMessage, Stream);

/**
 * `state` becomes the message's own, which no script reaches: beside what its maker keeps there stands what is said here.
 * `whenEnded` is called when its writer has said all.
 */
exports.begin = (message, state, whenEnded) => {
  const said = {
    __proto__: null, headers: { __proto__: null }, removed: { __proto__: null }, lines: null, method: '', body: '',
    pieces: List(), refused: null, ended: false, whenEnded,
  };
  for (const name in said) state[name] = said[name];
  weakSet(hidden, message, state);
};

function checkName(name) {
  if (typeof name !== 'string') throw require('node/errors').invalidArgument('name', 'of type string', name);
}

function checkChunk(chunk) {
  if (typeof chunk === 'string' || isBytes(chunk)) return;
  if (chunk === null) throw require('node/errors').nullChunk();
  throw require('node/errors').invalidArgument('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
}

function bytesOf(chunk, encoding) {
  if (typeof chunk === 'string') return encode(chunk, encoding);
  if (encoding !== 'buffer') codecOf(encoding); // it has no use here, but Node refuses a name that it doesn't know
  return binary(chunk);
}

/**
 * Keep a piece of the body. Node refuses an encoding only when the piece is on its way to the socket: what was written
 * before has gone, with the chunk's size.
 */
function append(state, chunk, encoding) {
  if (state.refused !== null) return;
  try {
    const bytes = bytesOf(chunk, encoding);
    if (bytes === '') return;
    state.body += bytes;
    state.pieces[state.pieces.length] = bytes.length;
  } catch (error) {
    const size = typeof chunk === 'string' ? toUtf8(chunk).length : chunk.length;
    state.refused = { __proto__: null, error, size };
  }
}

/** The size of a piece that was refused when the line with its size had gone already; 0 for none. */
exports.tornSize = (state) => (state.refused !== null && head.isChunked(state.lines) ? state.refused.size : 0);

/** The head as it goes out. */
function headText(state) {
  let text = state.method + ' ' + state.path + ' HTTP/1.1\r\n';
  for (let i = 0; i < state.lines.length; i += 1) text += state.lines[i][0] + ': ' + state.lines[i][1] + '\r\n';
  return text + '\r\n';
}

/** Close the head: from here on nothing about it can change. */
function freeze(message, length) {
  const state = stateOf(message);
  if (state.lines !== null) return;
  // A script may have changed these meanwhile.
  state.method = checkMethod(message.method);
  state.path = checkPath(message.path);
  state.lines = head.render(state.headers, {
    __proto__: null, persists: message.shouldKeepAlive, chunks: WITHOUT_BODY[state.method] !== true, length,
    removed: state.removed,
  });
  define(message, '_header', headText(state));
}

/** Whether the body goes out in more than one chunk. */
exports.inPieces = (state) => state.pieces.length > 1 && head.isChunked(state.lines);
/** Whether Node would chunk a body that is sent by this method. */
exports.mayChunk = (method) => WITHOUT_BODY[method] !== true;

/** Something was written behind the end: an error, unless nobody cares any more. */
function writtenTooLate(message) {
  const error = require('node/errors').writeAfterEnd();
  if (!message.destroyed) nextTick(() => message.emit('error', error));
}

const methods = {
  setHeader: function setHeader(name, value) {
    if (stateOf(this).lines !== null) throw require('node/errors').headersSent('set');
    head.set(stateOf(this).headers, name, value);
    return this;
  },
  appendHeader: function appendHeader(name, value) {
    if (stateOf(this).lines !== null) throw require('node/errors').headersSent('append');
    head.append(stateOf(this).headers, name, value);
    return this;
  },
  getHeader: function getHeader(name) {
    checkName(name);
    const held = stateOf(this).headers[toLowerCase(name)];
    return held === undefined ? undefined : held.value;
  },
  hasHeader: function hasHeader(name) { return this.getHeader(name) !== undefined; },
  getHeaderNames: function getHeaderNames() { return arrayOf(listOf(objectKeys(stateOf(this).headers))); },
  getRawHeaderNames: function getRawHeaderNames() {
    const { headers } = stateOf(this);
    const names = List();
    for (const key in headers) names[names.length] = headers[key].name;
    return arrayOf(names);
  },
  getHeaders: function getHeaders() {
    const { headers } = stateOf(this);
    const all = { __proto__: null };
    for (const name in headers) all[name] = headers[name].value;
    return all;
  },
  removeHeader: function removeHeader(name) {
    checkName(name);
    const state = stateOf(this);
    if (state.lines !== null) throw require('node/errors').headersSent('remove');
    delete state.headers[toLowerCase(name)];
    state.removed[toLowerCase(name)] = true;
  },
  flushHeaders: function flushHeaders() { freeze(this, null); },
  write: function write(chunk, encoding, callback) {
    if (typeof encoding === 'function') return this.write(chunk, undefined, encoding);
    const state = stateOf(this);
    checkChunk(chunk);
    if (state.ended) {
      writtenTooLate(this);
      return false;
    }
    freeze(this, null);
    append(state, chunk, encoding);
    if (typeof callback === 'function') nextTick(callback);
    return true;
  },
  end: function end(chunk, encoding, callback) {
    if (typeof chunk === 'function') return this.end(undefined, undefined, chunk);
    if (typeof encoding === 'function') return this.end(chunk, undefined, encoding);
    const state = stateOf(this);
    if (typeof callback === 'function') this.once('finish', callback);
    if (state.ended) {
      if (chunk) writtenTooLate(this);
      return this;
    }
    if (chunk) {
      checkChunk(chunk);
      freeze(this, bytesOf(chunk, encoding).length);
      append(state, chunk, encoding);
    } else {
      freeze(this, 0);
    }
    state.ended = true;
    define(this, 'finished', true);
    state.whenEnded();
    return this;
  },
  cork: function cork() {},
  uncork: function uncork() {},
};
for (const name in methods) define(OutgoingMessage.prototype, name, methods[name]);

const views = {
  __proto__: null,
  headersSent: (message) => stateOf(message).lines !== null,
  errored: (message) => stateOf(message).error,
  closed: (message) => message._closed,
  connection: (message) => message.socket,
  writableEnded: (message) => message.finished,
  writableFinished: (message) => message.finished && message.res !== null,
  writableLength: (message) => message.outputSize,
  writableHighWaterMark: () => 16384,
  writableCorked: () => 0,
  writableObjectMode: () => false,
  writableNeedDrain: () => false,
};
for (const name in views) {
  const view = views[name];
  const flags = { __proto__: null, enumerable: name === 'headersSent' };
  defineAccessor(OutgoingMessage.prototype, name, function () { return view(this); }, undefined, flags);
}

exports.stateOf = stateOf;
exports.OutgoingMessage = OutgoingMessage;
