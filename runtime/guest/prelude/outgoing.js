// Node's ClientRequest as scripts can reach it (`request.request`): the head is open until the first
// write, and what was said until then is checked as Node checks it, where the script called.

const {
  List, define, defineAccessor, exec, trim, toUpperCase, toLowerCase, indexOf, startsWith, slice, String, Number,
  numberToString, objectKeys, arrayOf, listOf, WeakMap, weakGet, weakSet,
} = require('primordials');
const { EventEmitter, inherit, init } = require('emitter');
const head = require('head');
const { here, placed } = require('places');
const { nextTick } = require('ticks');
const { toUtf8 } = require('text');
const { binary, isBytes, encode, codecOf } = require('buffer');
const response = require('response');
const exchange = require('exchange');

const WITHOUT_BODY = { __proto__: null, GET: true, HEAD: true, DELETE: true, OPTIONS: true, TRACE: true, CONNECT: true };
const hidden = new WeakMap();
// The request whose answer is being handled: its connection is free again from the next tick on.
let holding = 0;
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

function ClientRequest() {
  init(this);
}
inherit(ClientRequest, EventEmitter);

/** `target` is where to and how: secure, host, port, path, method, headers, agent, rejectUnauthorized; `trace`: at, because. */
exports.create = (target, trace) => {
  const request = new ClientRequest();
  checkAgent(target.agent);
  const state = {
    __proto__: null, target, trace, headers: { __proto__: null }, removed: { __proto__: null },
    lines: null, body: '', pieces: List(), id: 0,
    ended: false, sent: false, refused: null, over: false, whole: false, heard: false, error: null,
    apart: holding, method: '', path: checkPath(target.path), host: checkHost(target.host), port: 0,
  };
  weakSet(hidden, request, state);
  const own = {
    __proto__: null, method: checkMethod(target.method), path: target.path || '/', host: state.host,
    protocol: target.secure ? 'https:' : 'http:', aborted: false, destroyed: false, finished: false, reusedSocket: false,
    res: null, shouldKeepAlive: target.agent !== false, maxHeadersCount: null,
  };
  for (const name in own) define(request, name, own[name]);
  const names = objectKeys(target.headers);
  for (let i = 0; i < names.length; i += 1) request.setHeader(names[i], target.headers[names[i]]);
  if (!request.getHeader('host')) request.setHeader('Host', defaultHost(state.host, target.port, target.secure ? 443 : 80));
  checkHostHeader(request.getHeader('host'));
  state.port = checkPort(target.port);
  nextTick(() => { if (!request.destroyed) request.emit('socket', {}); });
  return request;
};

function checkChunk(chunk) {
  if (typeof chunk === 'string' || isBytes(chunk)) return;
  if (chunk === null) throw require('errors').nullChunk();
  throw require('errors').invalidArgument('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
}

function bytesOf(chunk, encoding) {
  if (typeof chunk === 'string') return encode(chunk, encoding);
  if (encoding !== 'buffer') codecOf(encoding); // it has no use here, but Node refuses a name that it doesn't know
  return binary(chunk);
}

/**
 * Each piece becomes a chunk of its own, if the body goes out in chunks. Node refuses an encoding only when the
 * piece is on its way to the socket: what was written before has gone, with the chunk's size.
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

/** What follows the head on the wire of a request that is not whole. */
function torn(state) {
  if (!head.isChunked(state.lines)) return state.body;
  let text = '';
  let from = 0;
  for (let i = 0; i < state.pieces.length; i += 1) {
    const to = from + state.pieces[i];
    text += numberToString(state.pieces[i], 16) + '\r\n' + slice(state.body, from, to) + '\r\n';
    from = to;
  }
  return state.refused !== null && state.refused.size > 0 ? text + numberToString(state.refused.size, 16) + '\r\n' : text;
}

/** Close the head: from here on nothing about it can change. */
function freeze(request, length) {
  const state = stateOf(request);
  if (state.lines !== null) return;
  // A script may have changed these meanwhile.
  state.method = checkMethod(request.method);
  state.path = checkPath(request.path);
  state.lines = head.render(state.headers, {
    __proto__: null, persists: request.shouldKeepAlive, chunks: WITHOUT_BODY[state.method] !== true, length,
    removed: state.removed,
  });
}

function fail(request, error) {
  nextTick(() => {
    request.emit('error', error);
    request.emit('close');
  });
}

/** Send what there is: the whole request, or what was written of it before an exception. */
function dispatch(request) {
  const state = stateOf(request);
  if (request.destroyed || state.sent) return;
  state.sent = true;
  const unfinished = !state.ended || state.refused !== null;
  // Nothing could look such a name up, and the host refuses to try; C libraries take a star for this machine.
  if (exec(/^\*$|[\x00-\x20/\\?#@]/, state.host) !== null) {
    fail(request, require('errors').unknownHost(state.host));
    return;
  }
  state.id = exchange.send({
    __proto__: null, id: 0, method: state.method, scheme: state.target.secure ? 'https' : 'http', host: state.host,
    port: state.port, target: state.path, headers: state.lines, body: unfinished ? torn(state) : state.body,
    verify_tls: state.target.rejectUnauthorized !== false,
    unfinished: unfinished ? true : undefined,
    alone: state.target.agent === false ? true : undefined,
    chunks: !unfinished && state.pieces.length > 1 && head.isChunked(state.lines) ? state.pieces : undefined,
    apart_from: state.apart > 0 ? state.apart : undefined,
  }, receiver(request, state), state.trace.at, state.trace.because);
  if (state.trace.sent !== undefined) state.trace.sent(state.id);
}

/** A request was given up before anything of it went out. */
function neverSent(request, state) {
  if (state.error !== null) request.emit('error', state.error);
  else if (!request.aborted) request.emit('error', require('errors').hangUp());
  request.emit('close');
}

function checkName(name) {
  if (typeof name !== 'string') throw require('errors').invalidArgument('name', 'of type string', name);
}

/** Node's socket throws at what it can't write, and the request stays as it is. */
function refuse(request, state) {
  nextTick(() => {
    nextTick(() => dispatch(request));
    placed(state.trace.at, () => { throw state.refused.error; });
  });
}

/** Whether the request had left when it failed: what came instead of its answer says so. */
function hadLeft(failure) {
  const { code, syscall, message } = failure;
  return syscall === 'read' || message === 'socket hang up' || (code !== null && startsWith(code, 'HPE_'));
}

/** Who hears what becomes of the request. */
function receiver(request, state) {
  const close = () => {
    state.over = true;
    define(request, 'destroyed', true);
    nextTick(() => {
      request.emit('close');
      holding = 0;
    });
  };
  return {
    __proto__: null,
    responded: (event) => {
      if (request.destroyed) return;
      define(request, 'res', response.create(request, event));
      state.whole = event.whole;
      request.emit('finish');
      request.emit('response', request.res);
      state.heard = true;
    },
    received: (event) => {
      // What a handler of 'response' throws ends the reading of the packet.
      if (request.destroyed || !state.heard) return;
      holding = state.id;
      state.whole = false;
      if (event.surplus !== null) {
        nextTick(() => response.deliver(request.res, event));
        close();
        request.emit('error', require('errors').fromFailure(event.surplus));
        return;
      }
      close();
      response.deliver(request.res, event);
    },
    failed: (event) => {
      close();
      if (request.res === null && hadLeft(event.failure)) request.emit('finish');
      request.emit('error', require('errors').fromFailure(event.failure));
      if (request.res !== null) response.cut(request.res);
    },
    cut: () => {
      close();
      if (request.res !== null) response.cut(request.res);
    },
    aborted: () => {
      close();
      if (state.error !== null) request.emit('error', state.error);
      else if (request.res !== null && !request.res.complete) response.cut(request.res);
      else if (request.res === null && !request.aborted) request.emit('error', require('errors').hangUp());
    },
  };
}

const methods = {
  setHeader: function setHeader(name, value) {
    if (stateOf(this).lines !== null) throw require('errors').headersSent('set');
    head.set(stateOf(this).headers, name, value);
    return this;
  },
  getHeader: function getHeader(name) {
    checkName(name);
    const held = stateOf(this).headers[toLowerCase(name)];
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
  getRawHeaderNames: function getRawHeaderNames() {
    const { headers } = stateOf(this);
    const names = List();
    for (const key in headers) names[names.length] = headers[key].name;
    return arrayOf(names);
  },
  appendHeader: function appendHeader(name, value) {
    if (stateOf(this).lines !== null) throw require('errors').headersSent('append');
    head.append(stateOf(this).headers, name, value);
    return this;
  },
  removeHeader: function removeHeader(name) {
    checkName(name);
    if (stateOf(this).lines !== null) throw require('errors').headersSent('remove');
    delete stateOf(this).headers[toLowerCase(name)];
    stateOf(this).removed[toLowerCase(name)] = true;
  },
  write: function write(chunk, encoding) {
    const state = stateOf(this);
    checkChunk(chunk);
    if (state.ended) {
      fail(this, require('errors').writeAfterEnd());
      return false;
    }
    freeze(this, null);
    append(state, chunk, encoding);
    return true;
  },
  end: function end(chunk, encoding) {
    const state = stateOf(this);
    if (state.ended) {
      if (chunk) fail(this, require('errors').writeAfterEnd());
      return this;
    }
    if (chunk && typeof chunk !== 'function') {
      checkChunk(chunk);
      freeze(this, bytesOf(chunk, encoding).length);
      append(state, chunk, encoding);
    } else {
      freeze(this, 0);
    }
    state.ended = true;
    define(this, 'finished', true);
    if (state.refused === null) dispatch(this);
    else refuse(this, state);
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
    if (error) state.error = error;
    // Its body had come with its head: of that Node says only that it is over.
    if (state.whole) nextTick(() => response.deliverNothing(this.res));
    if (state.id > 0) exchange.abort(state.id, here());
    else nextTick(() => neverSent(this, state));
    return this;
  },
  setTimeout: function setTimeout() { return this; },
  cork: function cork() {},
  uncork: function uncork() {},
  setNoDelay: function setNoDelay() {},
  setSocketKeepAlive: function setSocketKeepAlive() {},
  flushHeaders: function flushHeaders() { freeze(this, null); },
};
for (const name in methods) define(ClientRequest.prototype, name, methods[name]);
const states = {
  __proto__: null,
  headersSent: (state) => state.lines !== null,
  writableEnded: (state) => state.ended,
  writableFinished: (state) => state.heard || state.over,
};
for (const name in states) {
  const read = states[name];
  defineAccessor(ClientRequest.prototype, name, function () { return read(stateOf(this)); }, undefined);
}

/** An exception has left its writer, and nobody will end it: what was written goes out all the same. */
exports.breakOff = (request) => {
  const state = stateOf(request);
  if (state !== undefined && state.lines !== null && !state.ended) nextTick(() => dispatch(request));
};

/** The number under which a request went out; 0 until then. */
exports.idOf = (request) => stateOf(request).id;
