// Where a request goes and how, checked as Node's `http.request` checks it: where the script called.

const { exec, trim, toUpperCase, indexOf, String, Number } = require('host/primordials');
const { isToken } = require('node/head');

exports.checkAgent = (agent) => {
  if (agent === undefined || agent === null || agent === false) return;
  if (typeof agent.addRequest !== 'function') {
    throw require('node/errors').invalidProperty('options.agent', 'one of Agent-like Object, undefined, or false', agent);
  }
};

exports.checkPath = (path) => {
  const text = String(path || '/') || '/'; // an empty list is no path, either
  if (exec(/[^\u0021-\u00ff]/, text) !== null) throw require('node/errors').unescapedPath();
  return text;
};

exports.checkHost = (host) => {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw require('node/errors').invalidProperty('options.host', 'of type string or one of undefined or null', host);
  }
  return host || 'localhost';
};

/** Node makes TLS's server name of it, for plain HTTP, too. */
exports.checkHostHeader = (value) => {
  if (value && typeof value !== 'string') {
    throw require('node/errors').invalidProperty('options.headers.host', 'of type string', value);
  }
};

exports.checkMethod = (method) => {
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw require('node/errors').invalidProperty('options.method', 'of type string', method);
  }
  if (!method) return 'GET';
  if (!isToken(method)) throw require('node/errors').invalidToken('Method', method);
  return toUpperCase(method);
};

exports.checkPort = (port) => {
  const number = Number(port);
  const blank = typeof port === 'string' && trim(port) === '';
  if ((typeof port !== 'number' && typeof port !== 'string') || blank || number !== number >>> 0 || number > 65535) {
    throw require('node/errors').badPort(port);
  }
  return number;
};

/** The Host header of a request that was given none. */
exports.hostHeader = (host, port, usual) => {
  const bare = indexOf(host, ':') !== indexOf(host, ':', indexOf(host, ':') + 1) && host[0] !== '[';
  return (bare ? '[' + host + ']' : host) + (port && Number(port) !== usual ? ':' + port : '');
};

/** Whether nothing could look such a name up, so that the host refuses to try; C libraries take a star for this machine. */
exports.isUnknowable = (host) => exec(/^\*$|[\x00-\x20/\\?#@]/, host) !== null;
