// restler's parsers: which one a content type calls for, and the table that scripts may change.

const { exec, slice, lastIndexOf, define, hasOwn, apply, listOf } = require('host/primordials');

/** What of the content type is looked up: all before a semicolon that something follows. */
function mimeType(contentType) {
  const rest = exec(/;.+/, contentType);
  return rest === null ? contentType : slice(contentType, 0, rest.index);
}

/** The matcher for application/vnd.a.b+json: of vnd.a+json if there is one, else of application/json. */
function vendorMatcher(type, matchers) {
  const parts = exec(/^([\w-]+)\/vnd((?:\.(?:[\w-]+))+)\+([\w-]+)$/i, type);
  if (parts === null) return undefined;
  let vendors = parts[2];
  let candidate = 'undefined';
  while (vendors !== '' && !(candidate in matchers)) {
    vendors = slice(vendors, 0, lastIndexOf(vendors, '.'));
    candidate = parts[1] + (vendors === '' ? '/' : '/vnd' + vendors + '+') + parts[3];
  }
  return matchers[candidate];
}

/** Call a parser as restler does, by `call`: it may have one of its own. */
exports.ask = (parser, response, data, callback) => {
  if (typeof parser !== 'function' || hasOwn(parser, 'call')) return parser.call(response, data, callback);
  return apply(parser, response, listOf([data, callback]));
};

function auto(data, callback) {
  const contentType = this.headers['content-type'];
  let parser;
  if (contentType) {
    const type = mimeType(contentType);
    const { matchers } = auto;
    // A plain `in`: restler finds 'constructor' on Object.prototype as well.
    parser = type in matchers ? matchers[type] : vendorMatcher(type, matchers);
  }
  if (typeof parser === 'function') exports.ask(parser, this, data, callback);
  else callback(null, data);
}

/** A new `rest.parsers`. Two of them are functions without a name, as in restler. */
exports.create = () => {
  const { parse: json } = require('restler/parsers/json');
  const parsers = { auto, json };
  // Loaded when a body of theirs arrives: few services send one.
  parsers.yaml = function (data, callback) { require('restler/parsers/yaml').parse(data, callback); };
  const xml = function (data, callback) { require('restler/parsers/xml').parse(data, xml.options, callback); };
  define(xml, 'name', '', { __proto__: null, writable: false, enumerable: false });
  parsers.xml = xml;
  define(auto, 'matchers', { 'application/json': json, 'application/yaml': parsers.yaml, 'application/xml': xml });
  return parsers;
};
