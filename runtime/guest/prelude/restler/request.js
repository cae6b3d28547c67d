// restler's Request: what is taken from the options and when, redirects, retries, time-outs, and the
// order of events. Its methods have restler's names, as they are in the script's sight.

const {
  define, setProperty, deleteProperty, objectKeys, apply, exec, slice, parseInt, isFinite, String, Error, TypeError,
  List, listOf, WeakMap, weakGet, weakSet, isInstance, typedLength, global,
} = require('host/primordials');
const { EventEmitter, inherit, init, quietly, notice } = require('node/emitter');
const { parse } = require('node/url');
const { stringify } = require('restler/query');
const { split, toUtf8, toBase64 } = require('host/text');
const { isBuffer, fromText, codecNamed } = require('node/buffer');
const client = require('node/client');
const responses = require('node/response');
const { here, placed } = require('host/places');
const { afterJobs, nextTick } = require('node/ticks');
const { watch } = require('node/rejections');
const { ask } = require('restler/parsers/index');
const { say } = require('host/outbox');
const timers = require('node/timers');
const done = require('host/done');

const hidden = new WeakMap();

/** Write to a value of the script's as sloppy code does: what can't be written is left alone, but nothing has no properties. */
function put(object, name, value) {
  if (object === undefined || object === null) {
    throw new TypeError('Cannot set properties of ' + object + ' (setting \'' + name + '\')');
  }
  if (typeof object === 'object' || typeof object === 'function') setProperty(object, name, value);
}

function Request(uri, options) {
  init(this);
  let state = weakGet(hidden, this);
  if (state === undefined) {
    state = { __proto__: null, at: here(), because: 'call', first: 0, listens: List() };
    weakSet(hidden, this, state);
  }
  define(this, 'url', parse(uri));
  define(this, 'options', options);
  define(this, 'headers', {
    Accept: '*/*', 'User-Agent': 'Restler for node.js', Host: this.url.host, 'Accept-Encoding': 'gzip, deflate',
  });
  takeHeaders(this.headers, options.headers);
  const { url } = this;
  const secure = url.protocol === 'https:';
  if (!url.port) url.port = secure ? '443' : '80';
  if (!options.method) put(options, 'method', options.data ? 'POST' : 'GET');
  if (options.followRedirects === undefined) put(options, 'followRedirects', true);
  if (options.query && !url.query) url.query = typeof options.query === 'object' ? stringify(options.query) : options.query;
  this._applyAuth();
  if (options.multipart) prepareMultipart(this.headers, options);
  else prepareBody(this.headers, options);
  const target = {
    __proto__: null, secure, host: url.hostname, port: url.port, path: this._fullPath(), method: options.method,
    headers: this.headers, rejectUnauthorized: options.rejectUnauthorized, agent: options.agent,
  };
  const trace = { __proto__: null, at: state.at, because: state.because, sent: (id) => sent(state, id) };
  define(this, 'request', client.create(target, trace));
  this._makeRequest();
}
inherit(Request, EventEmitter);

function takeHeaders(headers, own) {
  if (!own) return;
  const names = objectKeys(own);
  for (let i = 0; i < names.length; i += 1) if (names[i] !== '__proto__') define(headers, names[i], own[names[i]]);
}

/** An object becomes a form, and text becomes bytes: in the script's own options. */
function prepareBody(headers, options) {
  if (typeof options.data === 'object' && !isBuffer(options.data)) {
    put(options, 'data', stringify(options.data));
    define(headers, 'Content-Type', 'application/x-www-form-urlencoded');
    define(headers, 'Content-Length', options.data.length);
  }
  if (typeof options.data === 'string') {
    const buffer = fromText(options.data, options.encoding || 'utf8');
    put(options, 'data', buffer);
    define(headers, 'Content-Length', typedLength(buffer));
  }
  if (!options.data) define(headers, 'Content-Length', 0);
}

function prepareMultipart(headers, options) {
  const multipart = require('restler/multipart');
  define(headers, 'Content-Type', multipart.contentType);
  const size = multipart.sizeOf(options.data);
  if (typeof size === 'number' && size === size) {
    define(headers, 'Content-Length', size);
    return;
  }
  // The console that the script sees: as in Node, whoever has replaced it hears this.
  global.console.log('Building multipart request without Content-Length header, please specify all file sizes');
}

/** The request has its number: the listeners of its chain belong to the first one. */
function sent(state, id) {
  if (state.first === 0) state.first = id;
  for (let i = 0; i < state.listens.length; i += 1) {
    state.listens[i].request = state.first;
    say(state.listens[i]);
  }
  state.listens = List();
}

// A listener that is attached before the request is sent is told of afterwards.
notice((emitter, type) => {
  const state = weakGet(hidden, emitter);
  if (state === undefined || typeof type === 'symbol') return;
  const listen = { __proto__: null, do: 'Listen', request: state.first, event: String(type), at: here() };
  if (state.first === 0) state.listens[state.listens.length] = listen;
  else say(listen);
});

/** As Array.prototype.join takes a value: a symbol is a TypeError. */
function joined(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return value === null || value === undefined ? '' : String(value);
}

/** Tell the host how an answer was understood, before the script's handlers hear of it. */
function settle(id, verdict, problem) {
  if (!id) return;
  if (verdict !== 'success' && verdict !== 'redirect') done.witness(id);
  say({ __proto__: null, do: 'Settle', request: id, verdict, problem });
}

function problemOf(error) {
  try {
    return String(isInstance(error, Error) ? error.message : error);
  } catch {
    return 'an error that can\'t be shown as text';
  }
}

/** Follow the answer's Location with what is left of the options. */
function follow(request, response) {
  const state = weakGet(hidden, request);
  try {
    const url = parse(require('node/resolve').resolve(request.url.href, response.headers.location));
    request.url = url;
    if (response.statusCode === 303) {
      put(request.options, 'method', 'GET');
      deleteProperty(request.options, 'data');
    }
    settle(responses.requestOf(response), 'redirect', '');
    state.because = 'redirect';
    request._retry();
  } catch (error) {
    error.message = 'Failed to follow redirect: ' + error.message;
    request._fireError(error, response);
  }
}

/** The body is there: decode, then parse, then tell the script. */
function finish(request, response, body) {
  const arrived = responses.arrivedAs(response, body);
  define(response, 'rawEncoded', body);
  request._decode(arrived, response, (error, decoded) => {
    if (error) {
      request._fireError(error, response);
      return;
    }
    responses.showRaw(response, decoded);
    request._encode(request._iconv(decoded, response), response, (problem, data) => {
      if (problem) request._fireError(problem, response);
      else request._fireSuccess(data, response);
    });
  });
}

/** Put the body together, and go on with it when it has ended. */
function collect(request, response) {
  let body = '';
  if (typeof response.setEncoding === 'function') response.setEncoding('binary');
  response.on('data', (chunk) => { body += chunk; });
  response.on('end', () => finish(request, response, body));
}

/** The body's text in the encoding that `decoding` names; a charset's text is left as it is. */
function textOf(arrived, decoding) {
  if (decoding === undefined || arrived.charset_applied) return arrived.text;
  const bytes = responses.bytes(arrived);
  return bytes === '' ? '' : codecNamed(decoding).text(bytes); // nothing has to be decoded, by whatever name
}

const methods = {
  _isRedirect: function (response) {
    const status = response.statusCode;
    return status === 301 || status === 302 || status === 303 || status === 307;
  },
  _fullPath: function () {
    const { pathname, hash, query } = this.url;
    return (pathname || '/') + (hash || '') + (query ? '?' + query : '');
  },
  _applyAuth: function () {
    const { options, headers, url } = this;
    if (url.auth) {
      const parts = split(url.auth, ':');
      put(options, 'username', parts[0]);
      put(options, 'password', parts[1]);
    }
    if (options.username && options.password !== undefined) {
      const pair = toUtf8(joined(options.username) + ':' + joined(options.password));
      define(headers, 'Authorization', 'Basic ' + toBase64(pair));
    } else if (options.accessToken) {
      define(headers, 'Authorization', 'Bearer ' + options.accessToken);
    }
  },
  _responseHandler: function (response) {
    if (this._isRedirect(response) && this.options.followRedirects) follow(this, response);
    else collect(this, response);
  },
  // These three have little left to do: gzip, deflate and charsets are read before the body comes here.
  _decode: function (arrived, response, callback) {
    const encoding = response.headers['content-encoding'];
    // restler looks the encoding up in a plain object: what it finds on the prototype never calls back.
    if (encoding === '__proto__') throw new TypeError('decoders[decoder].call is not a function');
    if (encoding !== undefined && encoding in {}) return;
    if (arrived.undecodable !== null) {
      const tell = () => afterJobs(() => callback(require('node/errors').fromFailure(arrived.undecodable)));
      // zlib works in a thread of its own: until that has seen that there is nothing, the connection is closed.
      if (responses.isGivenUp(response)) quietly(this.request, 'close', tell);
      else tell();
    } else if (arrived.binary !== null) afterJobs(() => callback(null, arrived));
    else callback(null, arrived);
  },
  _iconv: function (arrived, _response) { return arrived; },
  _encode: function (arrived, response, callback) {
    if (this.options.decoding == 'buffer') { // oxlint-disable-line eqeqeq -- restler asks like this
      callback(null, arrived.charset_applied ? arrived.text : response.raw);
      return;
    }
    const text = textOf(arrived, this.options.decoding);
    // Asked for twice, as a script's getter can see.
    if (this.options.parser) watch(ask(this.options.parser, response, text, callback));
    else callback(null, text);
  },
  _fireError: function (error, response) {
    settle(response ? responses.requestOf(response) : client.idOf(this.request), 'error', problemOf(error));
    this._fireCancelTimeout();
    this.emit('error', error, response);
    this.emit('complete', error, response);
  },
  _fireCancelTimeout: function () {
    if (this.options.timeout) timers.clearTimeout(this.options.timeoutFn);
  },
  _fireTimeout: function (milliseconds) {
    this.emit('timeout', milliseconds);
    this.aborted = true;
    this.timedout = true;
    this.request.abort();
  },
  _fireSuccess: function (data, response) {
    const status = String(response.statusCode);
    const failed = parseInt(status) >= 400;
    settle(responses.requestOf(response), failed ? 'fail' : 'success', '');
    this.emit(failed ? 'fail' : 'success', data, response);
    this.emit(exec(/\d{2}$/, status) === null ? status : slice(status, 0, -2) + 'XX', data, response);
    this.emit(String(response.statusCode), data, response);
    this.emit('complete', data, response);
  },
  _makeRequest: function () {
    const milliseconds = this.options.timeout;
    if (milliseconds) {
      put(this.options, 'timeoutFn', timers.setTimeout(() => this._fireTimeout(milliseconds), milliseconds));
    }
    this.request.on('response', (response) => {
      this._fireCancelTimeout();
      this.emit('response', response);
      this._responseHandler(response);
    }).on('error', (error) => {
      this._fireCancelTimeout();
      if (!this.aborted) this._fireError(error, null);
    });
  },
  _retry: function () {
    this.request.removeAllListeners().on('error', () => {});
    if (this.request.finished) this.request.abort();
    apply(Request, this, listOf([this.url.href, this.options]));
    this.run();
  },
  run: function () {
    const { options, request } = this;
    try {
      if (options.multipart) require('restler/multipart').write(request, options.data);
      else if (options.data) request.write(options.data, options.encoding || 'utf8');
    } catch (error) {
      client.breakOff(request);
      throw error;
    }
    request.end();
    return this;
  },
  abort: function (reason) {
    let error = null;
    if (reason) {
      if (typeof reason === 'string') error = new Error(reason);
      else error = isInstance(reason, Error) ? reason : new Error('AbortError');
      put(error, 'type', 'abort');
    }
    this.request.on('close', () => {
      if (error) this._fireError(error, null);
      else this.emit('complete', null, null);
    });
    this.aborted = true;
    this.request.abort();
    this.emit('abort', error);
    return this;
  },
  retry: function (delay) {
    const state = weakGet(hidden, this);
    const milliseconds = parseInt(delay);
    const at = here();
    const again = () => placed(at, () => {
      state.at = at === null ? state.at : at;
      state.because = 'retry';
      this._retry();
    });
    if (!isFinite(milliseconds) || milliseconds <= 0) nextTick(again);
    else timers.start(again, milliseconds, null);
    return this;
  },
};
for (const name in methods) define(Request.prototype, name, methods[name]);

/** restler's `request`: make one, and send it when the script's turn is over. */
exports.send = (url, options) => {
  const request = new Request(url, options);
  quietly(request, 'error', () => {});
  const { run } = request;
  nextTick(() => placed(weakGet(hidden, request).at, () => apply(run, request, List())));
  return request;
};
exports.put = put;
exports.Request = Request;
