// The connection under a request, as far as scripts look at it: where it leads, and that it can be cut.

const { define, exec } = require('host/primordials');
const { extend, init } = require('node/emitter');
const { Stream } = require('node/readable');

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** `drop(error)` closes the connection. */
function Socket(secure, host, port, drop) {
  init(this);
  const v4 = exec(IPV4, host) !== null;
  const own = {
    __proto__: null, connecting: true, destroyed: false, readable: true, writable: true, timeout: 0,
    remoteAddress: v4 ? host : undefined, remoteFamily: v4 ? 'IPv4' : undefined, remotePort: port, encrypted: secure || undefined,
  };
  for (const name in own) define(this, name, own[name]);
  define(this, 'destroy', function destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    drop(error);
    return this;
  }, { __proto__: null, enumerable: false });
}
extend(Socket, Stream);

const methods = {
  __proto__: null,
  setTimeout: function setTimeout() { return this; },
  setNoDelay: function setNoDelay() { return this; },
  setKeepAlive: function setKeepAlive() { return this; },
  ref: function ref() { return this; },
  unref: function unref() { return this; },
  end: function end() { return this.destroy(); },
};
for (const name in methods) define(Socket.prototype, name, methods[name]);

exports.Socket = Socket;
