// Node's IncomingMessage as restler hands it to scripts, with restler's `raw` and `rawEncoded`.

const { List, define, defineAccessor, slice, indexOf, Number, Error, WeakMap, weakGet, weakSet } = require('primordials');
const { EventEmitter, inherit, init } = require('emitter');
const { merged, distinct, raw } = require('headers');
const { nextTick } = require('ticks');
const { fromBinary } = require('buffer');

// What the host said of each: { request, headers, arrived }, and whether the script lets it flow.
const facts = new WeakMap();

function IncomingMessage() {
  init(this);
}
inherit(IncomingMessage, EventEmitter);

/** The answer to `request` as the host told of it. (What a script makes with `new` answers nothing.) */
exports.create = (request, event) => {
  const message = new IncomingMessage();
  const dot = indexOf(event.version, '.');
  const own = {
    __proto__: null,
    socket: {}, httpVersionMajor: Number(slice(event.version, 0, dot)), httpVersionMinor: Number(slice(event.version, dot + 1)),
    httpVersion: event.version, complete: false, headers: merged(event.headers), rawHeaders: raw(event.headers),
    trailers: {}, rawTrailers: [], aborted: false, upgrade: false, url: '', method: null,
    statusCode: event.status, statusMessage: event.reason, req: request,
  };
  own.connection = own.socket;
  for (const name in own) define(message, name, own[name]);
  weakSet(facts, message, {
    __proto__: null, request: event.request, headers: event.headers, arrived: null, paused: false, waiting: null,
    givenUp: false,
  });
  return message;
};

const methods = {
  // A body comes whole: there is nothing to hold back or to re-encode.
  setEncoding: function setEncoding() { return this; },
  read: function read() { return null; },
  pause: function pause() {
    weakGet(facts, this).paused = true;
    return this;
  },
  resume: function resume() {
    const known = weakGet(facts, this);
    known.paused = false;
    if (known.waiting !== null) nextTick(() => exports.deliver(this, known.waiting));
    return this;
  },
  setTimeout: function setTimeout() { return this; },
  destroy: function destroy(error) { this.req.destroy(error); return this; },
  pipe: function pipe(target) {
    this.on('data', (chunk) => target.write(chunk, 'latin1'));
    this.on('end', () => target.end());
    return target;
  },
};
for (const name in methods) define(IncomingMessage.prototype, name, methods[name]);

const seen = (response, name) => weakGet(facts, response)[name];
const views = {
  __proto__: null,
  headersDistinct: (response) => distinct(seen(response, 'headers')),
  trailersDistinct: (response) => {
    const arrived = seen(response, 'arrived');
    return distinct(arrived === null ? List() : arrived.trailers);
  },
  readable: (response) => seen(response, 'arrived') === null,
  readableEnded: (response) => seen(response, 'arrived') !== null,
  destroyed: (response) => response.aborted,
};
for (const name in views) {
  const view = views[name];
  defineAccessor(IncomingMessage.prototype, name, function () { return view(this); }, undefined);
}

/** The body's bytes before content-decoding, and what they are after it: binary strings. */
exports.encodedBytes = (arrived) => (arrived.encoded === null ? arrived.text : arrived.encoded);
exports.bytes = (arrived) => (arrived.binary === null ? exports.encodedBytes(arrived) : arrived.binary);

/** The number of the request that a response answers. */
exports.requestOf = (response) => {
  const known = weakGet(facts, response);
  return known === undefined ? undefined : known.request;
};
/** Whether a response was given up when its body had come. */
exports.isGivenUp = (response) => seen(response, 'givenUp');
/** What the host said of the body. */
exports.arrivedOf = (response) => weakGet(facts, response).arrived;

/** The body has arrived: let it flow. */
exports.deliver = (response, event) => {
  const known = weakGet(facts, response);
  known.waiting = known.paused ? event : null;
  if (known.paused || known.arrived !== null) return;
  known.arrived = event;
  define(response, 'complete', true);
  define(response, 'trailers', merged(event.trailers));
  define(response, 'rawTrailers', raw(event.trailers));
  nextTick(() => response.emit('close'));
  const bytes = exports.encodedBytes(event);
  if (bytes !== '') response.emit('data', bytes);
  response.emit('end');
};

// What zlib says to no bytes at all.
const UNPACKED = {
  __proto__: null, message: 'unexpected end of file', code: 'Z_BUF_ERROR', errno: -5, syscall: null, address: null, port: null,
  hostname: null, extra: { __proto__: null },
};

/** A response that was given up when its body had come, but before that was looked at. */
exports.deliverNothing = (response) => {
  weakGet(facts, response).givenUp = true;
  const encoding = response.headers['content-encoding'];
  const packed = encoding === 'gzip' || encoding === 'deflate';
  exports.deliver(response, {
    __proto__: null, text: '', encoded: null, binary: null, charset_applied: false, undecodable: packed ? UNPACKED : null,
    trailers: List(),
  });
};

/** The connection was lost, or given up, in the middle of the body. */
exports.cut = (response) => {
  define(response, 'aborted', true);
  response.emit('aborted');
  if (response.listenerCount('error') > 0) response.emit('error', require('errors').coded(Error, 'ECONNRESET', 'aborted'));
  nextTick(() => response.emit('close'));
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
