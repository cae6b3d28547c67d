// `rest`: what npm's restler 3.4.0 exports, in its order.

const { stringifyJson, define } = require('host/primordials');
const { Request, send, put } = require('restler/request');

const NAME = { __proto__: null, writable: false, enumerable: false };
function named(name, work) {
  define(work, 'name', name, NAME);
  return work;
}

/** A new `rest`. */
exports.create = () => {
  const parsers = require('restler/parsers/index').create();

  function takeParser(options) {
    put(options, 'parser', options.parser === undefined ? parsers.auto : options.parser);
  }

  const verb = (name, method) => named(name, (url, given) => {
    const options = given || {};
    put(options, 'method', method);
    takeParser(options);
    // One setting for all requests: the last call's counts, also for those that are on their way.
    put(parsers.xml, 'options', options.xml2js === undefined ? {} : options.xml2js);
    return send(url, options);
  });

  function request(url, options) { return send(url, options); }
  function json(url, data, given, method) {
    const options = given || {};
    takeParser(options);
    put(options, 'headers', options.headers || {});
    put(options.headers, 'content-type', 'application/json');
    put(options, 'data', stringifyJson(data || {}));
    put(options, 'method', method || 'GET');
    return send(url, options);
  }
  function postJson(url, data, options) { return json(url, data, options, 'POST'); }
  function putJson(url, data, options) { return json(url, data, options, 'PUT'); }
  function patchJson(url, data, options) { return json(url, data, options, 'PATCH'); }

  const get = verb('get', 'GET');
  const patch = verb('patch', 'PATCH');
  const post = verb('post', 'POST');
  const putVerb = verb('put', 'PUT');
  const del = verb('del', 'DELETE');
  const head = verb('head', 'HEAD');
  const verbs = { __proto__: null, request, get, patch, post, put: putVerb, del, json };
  const { Service, service } = require('restler/service').create(verbs);
  const file = (path, filename, size, encoding, type) => require('restler/multipart').file(path, filename, size, encoding, type);
  const data = (filename, type, content) => require('restler/multipart').data(filename, type, content);
  return {
    Request, Service, request, service, get, patch, post, put: putVerb, del, head, json, postJson, putJson, patchJson, parsers,
    file, data,
  };
};
