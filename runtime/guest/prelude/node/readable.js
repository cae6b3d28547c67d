// Node's Readable, as a body comes through it: what flows when, what is held back, which events tell of it.
// Bytes are binary strings here, and become what the stream's encoding says when they are handed out.

const {
  List, define, defineAccessor, slice, apply, listOf, WeakMap, weakGet, weakSet,
} = require('host/primordials');
const { EventEmitter, extend, init } = require('node/emitter');
const { nextTick } = require('node/ticks');
const { fromBinary, codecNamed } = require('node/buffer');

const HIGH_WATER_MARK = 16384;
const emitter = EventEmitter.prototype;
const states = new WeakMap();
const stateOf = (stream) => weakGet(states, stream);

function Stream() { init(this); }
extend(Stream, EventEmitter);

/** Every Readable has a `_destroy(error, done)`, as in Node. */
function Readable() {
  init(this);
  define(this, '_readableState', { highWaterMark: HIGH_WATER_MARK, buffer: [], bufferIndex: 0, length: 0, pipes: [] });
  weakSet(states, this, {
    __proto__: null, chunks: List(), first: 0, length: 0, encoding: null, pipes: List(),
    flowing: null, paused: false, sync: true, resuming: false, announced: false, listensReadable: false,
    ended: false, endEmitted: false, dataEmitted: false, destroyed: false, closed: false, errored: null, errorEmitted: false,
  });
}
extend(Readable, Stream);

/** What is handed out for some bytes. */
function shown(state, bytes) {
  if (state.encoding === null) return fromBinary(bytes);
  return state.encoding === 'latin1' ? bytes : codecNamed(state.encoding).text(bytes);
}

/** All that is waiting, or the first `most` bytes of it. */
function takeOut(state, most) {
  let bytes = '';
  for (let i = state.first; i < state.chunks.length; i += 1) bytes += state.chunks[i];
  const taken = most < bytes.length ? slice(bytes, 0, most) : bytes;
  state.chunks = List();
  state.first = 0;
  if (taken.length < bytes.length) state.chunks[0] = slice(bytes, taken.length);
  state.length = bytes.length - taken.length;
  return taken;
}

/** A flowing stream hands out one chunk after the other as they came. */
function takeFirst(state) {
  const first = state.chunks[state.first];
  state.chunks[state.first] = ''; // nobody else needs it
  state.first += 1;
  state.length -= first.length;
  if (state.length === 0) {
    state.chunks = List();
    state.first = 0;
  }
  return first;
}

function end(stream, state) {
  if (state.endEmitted) return;
  nextTick(() => {
    if (state.errored !== null || state.closed || state.endEmitted || state.length > 0) return;
    state.endEmitted = true;
    stream.emit('end');
    stream.destroy();
  });
}

function read(stream, state, size) {
  if (state.length === 0) {
    if (state.ended) end(stream, state);
    else state.sync = false;
    return null;
  }
  if (size === 0 || (size > state.length && !state.ended)) return null;
  const bytes = size > 0 ? takeOut(state, size) : state.flowing ? takeFirst(state) : takeOut(state, state.length);
  if (state.length === 0 && state.ended) end(stream, state);
  if (!state.errorEmitted && !state.closed) {
    state.dataEmitted = true;
    const chunk = shown(state, bytes);
    stream.emit('data', chunk);
    return chunk;
  }
  return shown(state, bytes);
}

function flow(stream, state) {
  while (state.flowing && read(stream, state, -1) !== null);
}

function announce(stream, state) {
  if (!state.destroyed && state.errored === null && (state.length > 0 || state.ended)) {
    stream.emit('readable');
    state.announced = false;
  }
  flow(stream, state);
  if (state.ended && state.length === 0 && state.listensReadable) end(stream, state);
}

function announceLater(stream, state) {
  if (state.announced) return;
  state.announced = true;
  nextTick(() => announce(stream, state));
}

/** Bytes have come. */
exports.arrive = (stream, bytes) => {
  const state = stateOf(stream);
  if (state.destroyed || state.ended || bytes === '') return;
  if (state.flowing && !state.sync && state.length === 0 && stream.listenerCount('data') > 0) {
    state.dataEmitted = true;
    stream.emit('data', shown(state, bytes));
    return;
  }
  state.chunks[state.chunks.length] = bytes;
  state.length += bytes.length;
  if (state.sync || state.listensReadable) announceLater(stream, state);
  else flow(stream, state);
};

/** No more will come. */
exports.finish = (stream) => {
  const state = stateOf(stream);
  if (state.ended) return;
  state.ended = true;
  if (state.sync) announceLater(stream, state);
  else announce(stream, state);
};

function resume(stream, state) {
  if (state.resuming) return;
  state.resuming = true;
  nextTick(() => {
    if (state.length === 0) read(stream, state, 0);
    state.resuming = false;
    stream.emit('resume');
    flow(stream, state);
  });
}

/** After `_destroy`: tell of the error, if there is one, then that all is over. */
function closed(stream, state, error) {
  if (error && state.errored === null) state.errored = error;
  nextTick(() => {
    if (error && !state.errorEmitted) {
      state.errorEmitted = true;
      stream.emit('error', error);
    }
    state.closed = true;
    stream.emit('close');
  });
}

/** What a pipe to `dest` listens with. A destination that is full holds the stream up until it has drained. */
function joint(stream, dest, endsIt) {
  const made = {
    __proto__: null, dest, waits: false,
    data: (chunk) => {
      if (dest.write(chunk) !== false) return;
      stream.pause();
      if (made.waits) return;
      made.waits = true;
      dest.once('drain', made.drain);
    },
    end: () => {
      if (endsIt) dest.end();
      else stream.unpipe(dest);
    },
    drain: () => {
      made.waits = false;
      stream.resume();
    },
  };
  return made;
}

/** Nothing goes through a pipe any more. */
function separate(stream, pipe) {
  stream.removeListener('data', pipe.data);
  stream.removeListener('end', pipe.end);
  if (pipe.waits) pipe.dest.removeListener('drain', pipe.drain);
  pipe.dest.emit('unpipe', stream, { hasUnpiped: true });
}

/** Take the first pipe to `dest` out of the state's, or all of them for no `dest`. */
function takePipes(state, dest) {
  const taken = List();
  const left = List();
  for (let i = 0; i < state.pipes.length; i += 1) {
    const pipe = state.pipes[i];
    if (!dest || (pipe.dest === dest && taken.length === 0)) taken[taken.length] = pipe;
    else left[left.length] = pipe;
  }
  state.pipes = left;
  return taken;
}

const methods = {
  destroy: function destroy(error) {
    const state = stateOf(this);
    if (state.destroyed) return this;
    state.destroyed = true;
    if (error) state.errored = error;
    this._destroy(error || null, (problem) => closed(this, state, problem));
    return this;
  },
  isPaused: function isPaused() {
    const state = stateOf(this);
    return state.paused || state.flowing === false;
  },
  setEncoding: function setEncoding(encoding) {
    const codec = codecNamed(encoding);
    stateOf(this).encoding = codec === codecNamed('latin1') ? 'latin1' : encoding || 'utf8';
    return this;
  },
  read: function (n) { return read(this, stateOf(this), n === undefined ? -1 : n); },
  pipe: function pipe(dest, options) {
    const state = stateOf(this);
    const made = joint(this, dest, !options || options.end !== false);
    state.pipes[state.pipes.length] = made;
    if (state.endEmitted) nextTick(made.end);
    else this.once('end', made.end);
    this.on('data', made.data);
    dest.emit('pipe', this);
    if (!state.flowing) this.resume();
    return dest;
  },
  unpipe: function unpipe(dest) {
    const state = stateOf(this);
    const taken = takePipes(state, dest);
    if (taken.length > 0 && state.pipes.length === 0) this.pause();
    for (let i = 0; i < taken.length; i += 1) separate(this, taken[i]);
    return this;
  },
  on: function (ev, _fn) {
    apply(emitter.on, this, listOf(arguments));
    const state = stateOf(this);
    if (ev === 'data') {
      if (state.flowing !== false) this.resume();
    } else if (ev === 'readable' && !state.endEmitted && !state.listensReadable) {
      state.listensReadable = true;
      state.flowing = false;
      if (state.length > 0) announceLater(this, state);
    }
    return this;
  },
  addListener: undefined,
  resume: function () {
    const state = stateOf(this);
    if (!state.flowing) {
      state.flowing = !state.listensReadable;
      resume(this, state);
    }
    state.paused = false;
    return this;
  },
  pause: function () {
    const state = stateOf(this);
    if (state.flowing !== false) {
      state.flowing = false;
      this.emit('pause');
    }
    state.paused = true;
    return this;
  },
};
methods.addListener = methods.on;
for (const name in methods) define(Readable.prototype, name, methods[name]);
define(Stream.prototype, 'eventNames', function eventNames() { return apply(emitter.eventNames, this, List()); });

const views = {
  __proto__: null,
  readable: (state) => !state.destroyed && !state.errorEmitted && !state.endEmitted,
  readableDidRead: (state) => state.dataEmitted,
  readableAborted: (state) => (state.destroyed || state.errored !== null) && !state.endEmitted,
  readableHighWaterMark: () => HIGH_WATER_MARK,
  readableFlowing: (state) => state.flowing,
  readableLength: (state) => state.length,
  readableObjectMode: () => false,
  readableEncoding: (state) => state.encoding,
  errored: (state) => state.errored,
  closed: (state) => state.closed,
  destroyed: (state) => state.destroyed,
  readableEnded: (state) => state.endEmitted,
};
for (const name in views) {
  const view = views[name];
  defineAccessor(Readable.prototype, name, function () { return view(stateOf(this)); }, undefined);
}

exports.Stream = Stream;
exports.Readable = Readable;
