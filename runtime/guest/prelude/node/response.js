// Node's IncomingMessage as restler hands it to scripts, with restler's `raw` and `rawEncoded`.

const {
  List, apply, define, defineAccessor, slice, indexOf, Number, Error, WeakMap, weakGet, weakSet,
} = require('host/primordials');
const { extend } = require('node/emitter');
const { headers, trailers, distinct, raw } = require('node/headers');
const { nextTick } = require('node/ticks');
const { fromBinary } = require('node/buffer');
const { fromUtf8 } = require('host/text');
const readable = require('node/readable');

// What the host said of each, and what a script has put in its place.
const facts = new WeakMap();

function IncomingMessage() {
  apply(readable.Readable, this, List());
}
extend(IncomingMessage, readable.Readable);

/** The answer to `request` as the host told of it. (What a script makes with `new` answers nothing.) */
exports.create = (request, event) => {
  const message = new IncomingMessage();
  const dot = indexOf(event.version, '.');
  const own = {
    __proto__: null,
    socket: request.socket, httpVersionMajor: Number(slice(event.version, 0, dot)),
    httpVersionMinor: Number(slice(event.version, dot + 1)), httpVersion: event.version, complete: false,
    rawHeaders: raw(event.headers), rawTrailers: [], joinDuplicateHeaders: undefined, aborted: false, upgrade: false,
    url: '', method: null, statusCode: event.status, statusMessage: event.reason, client: request.socket, _consuming: false,
    _dumped: false, req: request,
  };
  for (const name in own) define(message, name, own[name]);
  weakSet(facts, message, {
    __proto__: null, request: event.request, lines: event.headers, headers: headers(event.headers), arrived: null, trailers: {},
    givenUp: false,
  });
  return message;
};

const known = (response) => weakGet(facts, response);

const methods = {
  setTimeout: function setTimeout() { return this; },
  _destroy: function _destroy(error, done) {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    const tell = (problem) => nextTick(() => done(problem && this.listenerCount('error') > 0 ? problem : null));
    if (this.socket && !this.socket.destroyed && this.aborted) {
      known(this).closing = () => tell(error);
      this.socket.destroy(error);
    } else {
      tell(error);
    }
  },
  _dump: function _dump() {
    if (this._dumped) return;
    this._dumped = true;
    this.removeAllListeners('data');
    this.resume();
  },
};
for (const name in methods) define(IncomingMessage.prototype, name, methods[name]);

const hide = { __proto__: null, enumerable: false };
const settable = (name, get, set) => defineAccessor(
  IncomingMessage.prototype, name, function () { return get(this); }, function (value) { set(this, value); }, hide,
);
settable('connection', (response) => response.socket, (response, value) => { response.socket = value; });
settable('headers', (response) => known(response).headers, (response, value) => { known(response).headers = value; });
settable('trailers', (response) => known(response).trailers, (response, value) => { known(response).trailers = value; });
settable('headersDistinct', (response) => distinct(known(response).lines), () => {});
settable('trailersDistinct', (response) => {
  const { arrived } = known(response);
  return distinct(arrived === null ? List() : arrived.trailers);
}, () => {});

/** The body's bytes before content-decoding, and what they are after it: binary strings. */
const encodedBytes = (arrived) => (arrived.encoded === null ? arrived.text : arrived.encoded);
exports.bytes = (arrived) => (arrived.binary === null ? encodedBytes(arrived) : arrived.binary);

/** The number of the request that a response answers. */
exports.requestOf = (response) => {
  const own = known(response);
  return own === undefined ? undefined : own.request;
};

/** Whether a response was given up when its body had come. */
exports.isGivenUp = (response) => known(response).givenUp;

// What zlib says to no bytes at all.
const UNPACKED = {
  __proto__: null, message: 'unexpected end of file', code: 'Z_BUF_ERROR', errno: -5, syscall: null, address: null, port: null,
  hostname: null, extra: { __proto__: null },
};

/** What is known of a body that was put together from a response's data; a script may have a hand in it. */
exports.arrivedAs = (response, body) => {
  const { arrived } = known(response);
  if (arrived !== null && encodedBytes(arrived) === body) return arrived;
  const encoding = response.headers['content-encoding'];
  const packed = encoding === 'gzip' || encoding === 'deflate';
  return {
    __proto__: null, text: fromUtf8(body), encoded: body, binary: null, charset_applied: false,
    undecodable: packed ? UNPACKED : null, trailers: List(),
  };
};

/** The body has arrived: let it flow, in the pieces in which it came. */
exports.deliver = (response, event) => {
  const own = known(response);
  own.arrived = event;
  const bytes = encodedBytes(event);
  let at = 0;
  for (let i = 0; i < event.pieces.length; i += 1) {
    readable.arrive(response, slice(bytes, at, at + event.pieces[i]));
    at += event.pieces[i];
  }
  readable.arrive(response, at === 0 ? bytes : slice(bytes, at));
  define(response, 'complete', true);
  own.trailers = trailers(event.trailers);
  define(response, 'rawTrailers', raw(event.trailers));
  readable.finish(response);
};

/** The body had come, but nobody wants it any more: of that Node says only that it is over. */
exports.deliverNothing = (response) => {
  known(response).givenUp = true;
  define(response, 'complete', true);
  readable.finish(response);
};

/** The connection was closed. */
exports.closed = (response) => {
  if (!response.complete) response.destroy(require('node/errors').coded(Error, 'ECONNRESET', 'aborted'));
  const { closing } = known(response);
  if (closing !== undefined) closing();
};

/** restler's `response.raw`, made when first looked at: most scripts never do. */
exports.showRaw = (response, arrived) => {
  const put = (value) => define(response, 'raw', value);
  const get = () => {
    const buffer = fromBinary(exports.bytes(arrived));
    put(buffer);
    return buffer;
  };
  defineAccessor(response, 'raw', get, put);
};
