// `rest.service`: a constructor's prototype that knows a base URL and default options.

const { objectKeys, define, deleteProperty } = require('host/primordials');
const { put } = require('restler/request');

/** Own properties of `source` put on `target`. */
function mix(target, source) {
  if (!source) return target;
  const keys = objectKeys(source);
  for (let i = 0; i < keys.length; i += 1) define(target, keys[i], source[keys[i]]);
  return target;
}

/** `Service` and `service` for a `rest`, by whose functions they send. */
exports.create = (verbs) => {
  function Service(defaults) {
    if (defaults.baseURL) {
      define(this, 'baseURL', defaults.baseURL);
      deleteProperty(defaults, 'baseURL');
    }
    define(this, 'defaults', defaults);
  }
  mix(Service.prototype, {
    request: function (path, options) { return verbs.request(this._url(path), this._withDefaults(options)); },
    get: function (path, options) { return verbs.get(this._url(path), this._withDefaults(options)); },
    patch: function (path, options) { return verbs.patch(this._url(path), this._withDefaults(options)); },
    put: function (path, options) { return verbs.put(this._url(path), this._withDefaults(options)); },
    post: function (path, options) { return verbs.post(this._url(path), this._withDefaults(options)); },
    json: function (method, path, data, options) {
      return verbs.json(this._url(path), data, this._withDefaults(options), method);
    },
    del: function (path, options) { return verbs.del(this._url(path), this._withDefaults(options)); },
    _url: function (path) { return this.baseURL ? require('node/resolve').resolve(this.baseURL, path) : path; },
    _withDefaults: function (options) { return mix(mix({}, this.defaults), options); },
  });
  function service(constructor, defaults, methods) {
    put(constructor, 'prototype', new Service(defaults || {})); // a class keeps its own
    mix(constructor.prototype, methods);
    return constructor;
  }
  return { __proto__: null, Service, service };
};
