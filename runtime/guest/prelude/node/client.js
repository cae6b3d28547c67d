// Node's ClientRequest, as scripts can reach it (`request.request`): where it goes, when it is sent, and who hears what
// becomes of it.

const { define, toLowerCase, indexOf, startsWith, String, objectKeys, hasOwn, apply, List } = require('host/primordials');
const { extend, quietly } = require('node/emitter');
const { here, placed } = require('host/places');
const { nextTick } = require('node/ticks');
const {
  checkAgent, checkPath, checkHost, checkHostHeader, checkMethod, checkPort, hostHeader, isUnknowable,
} = require('node/target');
const { OutgoingMessage, begin, stateOf, tornSize, inPieces, mayChunk } = require('node/outgoing');
const { Socket } = require('node/socket');
const response = require('node/response');
const exchange = require('host/exchange');
const timers = require('node/timers');

const AGENT = { defaultPort: 80, protocol: 'http:', options: {}, requests: {}, sockets: {}, freeSockets: {} };

function ClientRequest() {
  apply(OutgoingMessage, this, List());
}
extend(ClientRequest, OutgoingMessage);

/**
 * `target` is where to and how: secure, host, port, path, method, headers, agent, rejectUnauthorized; `trace` is where from:
 * at, because, and sent(id), to be told of the number.
 */
exports.create = (target, trace) => {
  const request = new ClientRequest();
  checkAgent(target.agent);
  const state = {
    __proto__: null, target, trace, id: 0, sent: false, over: false, heard: false, assigned: false, whole: false, error: null,
    idle: 0, apart: exchange.occupied(), path: checkPath(target.path), host: checkHost(target.host), port: 0,
  };
  begin(request, state, () => send(request));
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
  own.useChunkedEncodingByDefault = mayChunk(own.method);
  for (const name in own) define(request, name, own[name]);
  const names = objectKeys(target.headers);
  for (let i = 0; i < names.length; i += 1) request.setHeader(names[i], target.headers[names[i]]);
  if (!request.getHeader('host')) request.setHeader('Host', hostHeader(state.host, target.port, target.secure ? 443 : 80));
  checkHostHeader(request.getHeader('host'));
  if (request.getHeader('expect')) request.flushHeaders(); // Node would have sent the head by now
  state.port = checkPort(target.port);
  nextTick(() => assign(request, state));
  return request;
};

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
  if (state.error === null && !request.aborted) state.error = require('node/errors').hangUp();
  if (state.error !== null) request.emit('error', state.error);
  over(request, state);
}

function over(request, state) {
  state.over = true;
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

/** The writer has said all. */
function send(request) {
  const state = stateOf(request);
  if (state.refused === null) dispatch(request);
  else refuse(request, state);
  if (state.assigned && !request.destroyed) request.emit('prefinish');
}

/** Node's socket throws at what it can't write, and the request stays as it is. */
function refuse(request, state) {
  nextTick(() => {
    nextTick(() => dispatch(request));
    placed(state.trace.at, () => { throw state.refused.error; });
  });
}

/** Send what there is: the whole request, or what was written of it before an exception. */
function dispatch(request) {
  const state = stateOf(request);
  if (request.destroyed || state.sent) return;
  state.sent = true;
  const unfinished = !state.ended || state.refused !== null;
  if (isUnknowable(state.host)) {
    nextTick(() => {
      request.emit('error', require('node/errors').unknownHost(state.host));
      over(request, state);
    });
    return;
  }
  state.id = exchange.send({
    __proto__: null, id: 0, method: state.method, scheme: state.target.secure ? 'https' : 'http', host: state.host,
    port: state.port, target: state.path, headers: state.lines, body: state.body,
    verify_tls: state.target.rejectUnauthorized !== false,
    unfinished: unfinished ? true : undefined,
    torn: unfinished ? tornSize(state) : undefined,
    alone: state.target.agent === false ? true : undefined,
    chunks: inPieces(state) ? state.pieces : undefined,
    apart_from: state.apart > 0 ? state.apart : undefined,
  }, receiver(request, state), state.trace.at, state.trace.because);
  state.trace.sent(state.id);
}

/** An exception has left its writer, and nobody will end it: what was written goes out all the same. */
exports.breakOff = (request) => {
  const state = stateOf(request);
  if (state !== undefined && state.lines !== null && !state.ended) nextTick(() => dispatch(request));
};

/** Whether the connection is good for another request after this answer. */
function keepsAlive(request, event) {
  const { headers } = request.res;
  const said = hasOwn(headers, 'connection') ? toLowerCase(headers.connection) : '';
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
    over(request, state);
    exchange.occupy(0);
  });
}

/** Whether Node tells of the error first, and closes the socket then: the server hung up, or spoke no HTTP. */
const comesBeforeClose = (error) => error.message === 'socket hang up' || startsWith(String(error.code), 'HPE_');

/** Whether the request had left when it failed: what came instead of its answer says so. */
const hadLeft = (error) => error.syscall === 'read' || comesBeforeClose(error);

/** There will be no answer, or no more of it. */
function lost(request, state) {
  state.over = true;
  stopWaiting(state);
  define(request, 'destroyed', true);
  if (request.socket !== null) define(request.socket, 'destroyed', true);
}

function closeBoth(request, state) {
  if (request.res !== null) response.closed(request.res);
  over(request, state);
}

/** An answer has begun. */
function responded(request, state, event) {
  if (request.destroyed) return;
  request.emit('finish');
  define(request.socket, 'connecting', false);
  stopWaiting(state);
  define(request, 'res', response.create(request, event));
  define(request, 'shouldKeepAlive', keepsAlive(request, event));
  quietly(request.res, 'end', () => finished(request, state));
  request.emit('response', request.res);
  state.heard = true;
  if (!event.whole) return;
  // The rest of the packet is read at once, and nothing comes of a body that nobody wants any more.
  if (request.destroyed || request.res.destroyed) response.deliverNothing(request.res);
  else exchange.awaitRest(state.id);
}

/** The answer is whole. */
function received(request, state, event) {
  // What a handler of 'response' throws ends the reading of the packet.
  if (!state.heard || state.over || request.res.destroyed) return;
  exchange.occupy(state.id);
  state.whole = true;
  response.deliver(request.res, event);
  if (event.surplus !== null) request.emit('error', require('node/errors').fromFailure(event.surplus));
}

/** The network or the server's words have failed it. */
function failed(request, state, event) {
  const error = require('node/errors').fromFailure(event.failure);
  lost(request, state);
  if (request.res === null && hadLeft(error)) request.emit('finish');
  if (!comesBeforeClose(error)) {
    request.emit('error', error);
    closeBoth(request, state);
    return;
  }
  try {
    request.emit('error', error);
  } finally {
    nextTick(() => closeBoth(request, state));
  }
}

/** The answer has broken off. */
function cut(request, state) {
  lost(request, state);
  closeBoth(request, state);
}

/** The script had given it up. */
function aborted(request, state) {
  if (state.over) {
    if (request.res !== null) response.closed(request.res); // its end was told of before
    return;
  }
  lost(request, state);
  if (state.error !== null) request.emit('error', state.error);
  else if (request.res === null) request.emit('error', require('node/errors').hangUp());
  closeBoth(request, state);
}

/** Who hears what becomes of the request. */
const receiver = (request, state) => ({
  __proto__: null,
  responded: (event) => responded(request, state, event),
  received: (event) => received(request, state, event),
  failed: (event) => failed(request, state, event),
  cut: () => cut(request, state),
  aborted: () => aborted(request, state),
});

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
    require('node/errors').checkDuration(milliseconds, 'msecs');
    if (typeof callback === 'function') this.once('timeout', callback);
    if (state.assigned) wait(this, state, milliseconds);
    else nextTick(() => wait(this, state, milliseconds));
    return this;
  },
  clearTimeout: function clearTimeout(callback) { this.setTimeout(0, callback); },
  setNoDelay: function setNoDelay() {},
  setSocketKeepAlive: function setSocketKeepAlive() {},
};
for (const name in methods) define(ClientRequest.prototype, name, methods[name]);

/** The number under which a request went out; 0 until then. */
exports.idOf = (request) => stateOf(request).id;
