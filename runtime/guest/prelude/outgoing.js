// Node's ClientRequest as scripts can reach it (`request.request`): the head is open until the first
// write, and what was said until then is checked as Node checks it, where the script called.

const {
  List, define, defineAccessor, exec, trim, toUpperCase, toLowerCase, indexOf, String, Number, objectKeys, arrayOf, listOf,
  WeakMap, weakGet, weakSet, startsWith,
} = require('primordials');
const { extend, init, quietly } = require('emitter');
const head = require('head');
const { here } = require('places');
const { nextTick } = require('ticks');
const { binary, isBytes, encode, codecOf } = require('buffer');
const response = require('response');
const exchange = require('exchange');
const { Stream } = require('readable');
const { Socket } = require('socket');
const timers = require('timers');

const WITHOUT_BODY = { __proto__: null, GET: true, HEAD: true, DELETE: true, OPTIONS: true, TRACE: true, CONNECT: true };
const AGENT = { defaultPort: 80, protocol: 'http:', options: {}, requests: {}, sockets: {}, freeSockets: {} };
const hidden = new WeakMap();
const stateOf = (request) => weakGet(hidden, request);

function checkAgent(agent) {
  if (agent === undefined || agent === null || agent === false) return;
  if (typeof agent.addRequest !== 'function') {
    throw require('errors').invalidArgument('options.agent', 'an instance of Agent-like Object, undefined, or false', agent);
  }
}

function checkPath(path) {
  const text = String(path || '/');
  if (exec(/[^\u0021-\u00ff]/, text) !== null) throw require('errors').unescapedPath();
  return text;
}

function checkHost(host) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw require('errors').invalidArgument('options.host', 'of type string, undefined, or null', host);
  }
  return host || 'localhost';
}

/** Node makes TLS's server name of it, for plain HTTP, too. */
function checkHostHeader(value) {
  if (value && typeof value !== 'string') {
    throw require('errors').invalidProperty('options.headers.host', 'of type string', value);
  }
}

function checkMethod(method) {
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw require('errors').invalidArgument('options.method', 'of type string', method);
  }
  if (!method) return 'GET';
  if (!head.isToken(method)) throw require('errors').invalidToken('Method', method);
  return toUpperCase(method);
}

function checkPort(port) {
  const number = Number(port);
  const blank = typeof port === 'string' && trim(port) === '';
  if ((typeof port !== 'number' && typeof port !== 'string') || blank || number !== number >>> 0 || number > 65535) {
    throw require('errors').badPort(port);
  }
  return number;
}

function defaultHost(host, port, usual) {
  const bare = indexOf(host, ':') !== indexOf(host, ':', indexOf(host, ':') + 1) && host[0] !== '[';
  return (bare ? '[' + host + ']' : host) + (port && Number(port) !== usual ? ':' + port : '');
}

function OutgoingMessage() {
  init(this);
}
extend(OutgoingMessage, Stream);

/** `target` is where to and how: secure, host, port, path, method, headers, agent, rejectUnauthorized; `trace`: at, because. */
function ClientRequest(target, trace) {
  init(this);
  checkAgent(target.agent);
  const state = {
    __proto__: null, target, trace, headers: { __proto__: null }, lines: null, body: '', pieces: List(), id: 0,
    ended: false, over: false, heard: false, assigned: false, whole: false, error: null, idle: 0,
    apart: exchange.occupied(), method: '', path: checkPath(target.path), host: checkHost(target.host), port: 0,
  };
  weakSet(hidden, this, state);
  const own = {
    __proto__: null, outputData: [], outputSize: 0, writable: true, destroyed: false, _last: false, chunkedEncoding: false,
    shouldKeepAlive: target.agent !== false, maxRequestsOnConnectionReached: false, _defaultKeepAlive: true,
    useChunkedEncodingByDefault: false, sendDate: false, _removedConnection: false, _removedContLen: false, _removedTE: false,
    strictContentLength: false, _contentLength: null, _hasBody: true, _trailer: '', finished: false, _headerSent: false,
    _closed: false, socket: null, _header: null, _keepAliveTimeout: 0, _onPendingData: () => {}, agent: AGENT,
    socketPath: undefined, method: checkMethod(target.method), maxHeaderSize: undefined, insecureHTTPParser: undefined,
    joinDuplicateHeaders: undefined, path: target.path || '/', _ended: false, res: null, aborted: false, timeoutCb: null,
    upgradeOrConnect: false, parser: null, maxHeadersCount: null, reusedSocket: false, host: state.host,
    protocol: target.secure ? 'https:' : 'http:',
  };
  own.useChunkedEncodingByDefault = WITHOUT_BODY[own.method] !== true;
  for (const name in own) define(this, name, own[name]);
  const names = objectKeys(target.headers);
  for (let i = 0; i < names.length; i += 1) this.setHeader(names[i], target.headers[names[i]]);
  if (!this.getHeader('host')) this.setHeader('Host', defaultHost(state.host, target.port, target.secure ? 443 : 80));
  checkHostHeader(this.getHeader('host'));
  state.port = checkPort(target.port);
  nextTick(() => assign(this, state));
}
extend(ClientRequest, OutgoingMessage);

/** The request gets its socket, unless it was given up before. */
function assign(request, state) {
  state.assigned = true;
  if (request.destroyed) {
    gone(request, state);
    return;
  }
  define(request, 'socket', new Socket(state.target.secure, state.host, state.port, (error) => drop(request, error)));
  request.emit('socket', request.socket);
  if (state.ended) request.emit('prefinish');
}

/** A request that never had a connection is over. */
function gone(request, state) {
  if (state.error === null && !request.aborted) state.error = require('errors').hangUp();
  if (state.error !== null) request.emit('error', state.error);
  over(request);
}

function over(request) {
  stateOf(request).over = true;
  define(request, '_closed', true);
  request.emit('close');
}

/** The script has destroyed the socket. */
function drop(request, error) {
  const state = stateOf(request);
  if (error) state.error = error;
  if (state.over) return;
  if (state.whole) nextTick(() => response.closed(request.res));
  else if (state.id > 0) exchange.abort(state.id, here());
  else nextTick(() => gone(request, state));
}

function bytesOf(chunk, encoding) {
  if (typeof chunk === 'string') return encode(chunk, encoding);
  if (isBytes(chunk)) {
    codecOf(encoding); // it has no use here, but Node refuses a name that it doesn't know
    return binary(chunk);
  }
  throw require('errors').invalidArgument('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
}

/** Each piece becomes a chunk of its own, if the body goes out in chunks. */
function append(state, bytes) {
  if (bytes === '') return;
  state.body += bytes;
  state.pieces[state.pieces.length] = bytes.length;
}

/** The head as it goes out. */
function textOf(state) {
  let text = `${state.method} ${state.path} HTTP/1.1\r\n`;
  for (let i = 0; i < state.lines.length; i += 1) text += state.lines[i][0] + ': ' + state.lines[i][1] + '\r\n';
  return text + '\r\n';
}

/** Close the head: from here on nothing about it can change. */
function freeze(request, length) {
  const state = stateOf(request);
  if (state.lines !== null) return;
  // A script may have changed these meanwhile.
  state.method = checkMethod(request.method);
  state.path = checkPath(request.path);
  state.lines = head.render(state.headers, {
    __proto__: null, agent: state.target.agent !== false, chunks: WITHOUT_BODY[request.method] !== true, length,
  });
  define(request, '_header', textOf(state));
}

function fail(request, error) {
  nextTick(() => {
    request.emit('error', error);
    request.emit('close');
  });
}

function dispatch(request) {
  const state = stateOf(request);
  if (request.destroyed) return;
  // Nothing could look such a name up, and the host refuses to try.
  if (exec(/[\x00-\x20/\\?#@]/, state.host) !== null) {
    fail(request, require('errors').unknownHost(state.host));
    return;
  }
  state.id = exchange.send({
    __proto__: null, id: 0, method: state.method, scheme: state.target.secure ? 'https' : 'http', host: state.host,
    port: state.port, target: state.path, headers: state.lines, body: state.body,
    verify_tls: state.target.rejectUnauthorized !== false,
    chunks: state.pieces.length > 1 && head.isChunked(state.lines) ? state.pieces : undefined,
    apart_from: state.apart > 0 ? state.apart : undefined,
  }, receiver(request, state), state.trace.at, state.trace.because);
  if (state.trace.sent !== undefined) state.trace.sent(state.id);
}

/** Whether the connection is good for another request after this answer. */
function keepsAlive(request, event) {
  const { headers } = request.res;
  const said = toLowerCase(String(headers.connection || ''));
  if (!request.shouldKeepAlive || indexOf(said, 'close') >= 0) return false;
  return event.version === '1.1' || indexOf(said, 'keep-alive') >= 0;
}

/** The first to hear of an answer's end: the connection is free again from the next tick on. */
function finished(request, state) {
  define(request, '_ended', true);
  stopWaiting(state);
  if (request.shouldKeepAlive && !request.destroyed) {
    define(request, 'destroyed', true);
    define(request.res, 'socket', null);
  }
  exchange.occupy(state.id);
  nextTick(() => {
    over(request);
    exchange.occupy(0);
  });
}

/** Who hears what becomes of the request. */
function receiver(request, state) {
  return {
    __proto__: null,
    responded: (event) => {
      if (request.destroyed) return;
      request.emit('finish');
      request.socket.connecting = false;
      stopWaiting(state);
      define(request, 'res', new response.IncomingMessage(request, event));
      define(request, 'shouldKeepAlive', keepsAlive(request, event));
      quietly(request.res, 'end', () => finished(request, state));
      request.emit('response', request.res);
      state.heard = true;
      if (!event.whole) return;
      // The rest of the packet is read at once, and nothing comes of a body that nobody wants any more.
      if (request.destroyed || request.res.destroyed) response.deliverNothing(request.res);
      else exchange.awaitRest(state.id);
    },
    received: (event) => {
      // What a handler of 'response' throws ends the reading of the packet.
      if (!state.heard || state.over || request.res.destroyed) return;
      exchange.occupy(state.id);
      state.whole = true;
      response.deliver(request.res, event);
      if (event.surplus !== null) request.emit('error', require('errors').fromFailure(event.surplus));
    },
    failed: (event) => {
      state.over = true;
      stopWaiting(state);
      define(request, 'destroyed', true);
      if (request.socket !== null) request.socket.destroyed = true;
      const close = () => {
        if (request.res !== null) response.closed(request.res);
        over(request);
      };
      const error = require('errors').fromFailure(event.failure);
      if (!comesBeforeClose(error)) {
        request.emit('error', error);
        close();
        return;
      }
      try {
        request.emit('error', error);
      } finally {
        nextTick(close);
      }
    },
    aborted: () => {
      if (state.over) {
        if (request.res !== null) response.closed(request.res); // its end was told of before
        return;
      }
      state.over = true;
      stopWaiting(state);
      define(request, 'destroyed', true);
      if (state.error !== null) request.emit('error', state.error);
      else if (request.res === null) request.emit('error', require('errors').hangUp());
      if (request.res !== null) response.closed(request.res);
      over(request);
    },
  };
}

/** Whether Node tells of the error first, and closes the socket then: the server hung up, or spoke no HTTP. */
function comesBeforeClose(error) {
  return error.message === 'socket hang up' || startsWith(String(error.code), 'HPE_');
}

/** No answer for that long: say so, once. */
function wait(request, state, milliseconds) {
  stopWaiting(state);
  if (state.over || !(milliseconds > 0)) return;
  state.idle = timers.start(() => request.emit('timeout'), milliseconds, null);
}

function stopWaiting(state) {
  if (state.idle > 0) timers.stop(state.idle, null);
  state.idle = 0;
}

const methods = {
  setHeader: function setHeader(name, value) {
    if (stateOf(this).lines !== null) throw require('errors').headersSent('set');
    head.set(stateOf(this).headers, name, value);
    return this;
  },
  getHeader: function getHeader(name) {
    const held = stateOf(this).headers[toLowerCase(String(name))];
    return held === undefined ? undefined : held.value;
  },
  getHeaderNames: function getHeaderNames() { return arrayOf(listOf(objectKeys(stateOf(this).headers))); },
  getHeaders: function getHeaders() {
    const { headers } = stateOf(this);
    const all = { __proto__: null };
    for (const name in headers) all[name] = headers[name].value;
    return all;
  },
  hasHeader: function hasHeader(name) { return this.getHeader(name) !== undefined; },
  removeHeader: function removeHeader(name) {
    if (stateOf(this).lines !== null) throw require('errors').headersSent('remove');
    delete stateOf(this).headers[toLowerCase(String(name))];
  },
  write: function write(chunk, encoding, callback) {
    const state = stateOf(this);
    if (typeof encoding === 'function') return this.write(chunk, undefined, encoding);
    const bytes = bytesOf(chunk, encoding);
    if (state.ended) {
      fail(this, require('errors').writeAfterEnd());
      return false;
    }
    freeze(this, null);
    append(state, bytes);
    if (typeof callback === 'function') nextTick(callback);
    return true;
  },
  end: function end(chunk, encoding, callback) {
    if (typeof chunk === 'function') return this.end(undefined, undefined, chunk);
    if (typeof encoding === 'function') return this.end(chunk, undefined, encoding);
    const state = stateOf(this);
    if (typeof callback === 'function') this.once('finish', callback);
    if (state.ended) return this;
    const bytes = chunk === undefined || chunk === null ? '' : bytesOf(chunk, encoding);
    freeze(this, bytes.length);
    append(state, bytes);
    state.ended = true;
    define(this, 'finished', true);
    dispatch(this);
    if (state.assigned && !this.destroyed) this.emit('prefinish');
    return this;
  },
  abort: function abort() {
    if (this.aborted) return;
    define(this, 'aborted', true);
    nextTick(() => this.emit('abort'));
    this.destroy();
  },
  destroy: function destroy(error) {
    const state = stateOf(this);
    if (this.destroyed) return this;
    define(this, 'destroyed', true);
    if (this.res !== null) this.res._dump();
    if (error) state.error = error;
    if (state.assigned) this.socket.destroy(error);
    else if (state.id > 0) exchange.abort(state.id, here()); // nothing of it goes out
    return this;
  },
  setTimeout: function setTimeout(milliseconds, callback) {
    if (this._ended) return this;
    const state = stateOf(this);
    require('errors').checkDuration(milliseconds, 'msecs');
    if (typeof callback === 'function') this.once('timeout', callback);
    if (state.assigned) wait(this, state, milliseconds);
    else nextTick(() => wait(this, state, milliseconds));
    return this;
  },
  setNoDelay: function setNoDelay() {},
  setSocketKeepAlive: function setSocketKeepAlive() {},
  clearTimeout: function clearTimeout(callback) { this.setTimeout(0, callback); },
  cork: function cork() {},
  uncork: function uncork() {},
  flushHeaders: function flushHeaders() { freeze(this, null); },
};
// The rest is OutgoingMessage's, as in Node.
const OWN = {
  __proto__: null, abort: true, destroy: true, setTimeout: true, setNoDelay: true, setSocketKeepAlive: true, clearTimeout: true,
};
for (const name in methods) define((OWN[name] ? ClientRequest : OutgoingMessage).prototype, name, methods[name]);

const views = {
  __proto__: null,
  errored: (request) => stateOf(request).error,
  closed: (request) => request._closed,
  writableFinished: (request) => request.finished && request.res !== null,
  writableObjectMode: () => false,
  writableLength: (request) => request.outputSize,
  writableHighWaterMark: () => 16384,
  writableCorked: () => 0,
  connection: (request) => request.socket,
  headersSent: (request) => stateOf(request).lines !== null,
  writableEnded: (request) => request.finished,
  writableNeedDrain: () => false,
};
for (const name in views) {
  const view = views[name];
  const flags = { __proto__: null, enumerable: name === 'headersSent' };
  defineAccessor(OutgoingMessage.prototype, name, function () { return view(this); }, undefined, flags);
}

/** The number under which a request went out; 0 until then. */
exports.idOf = (request) => stateOf(request).id;
exports.ClientRequest = ClientRequest;
