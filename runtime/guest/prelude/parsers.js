// restler's parsers: which one a content type calls for, and the table that scripts may change.

const { exec, slice, lastIndexOf, define, apply, listOf } = require('primordials');

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

function auto(data, callback) {
  const contentType = this.headers['content-type'];
  let parser;
  if (contentType) {
    const type = mimeType(contentType);
    const { matchers } = auto;
    // A plain `in`: restler finds 'constructor' on Object.prototype as well.
    parser = type in matchers ? matchers[type] : vendorMatcher(type, matchers);
  }
  if (typeof parser === 'function') apply(parser, this, listOf([data, callback]));
  else callback(null, data);
}

// Loaded when a body of theirs arrives: few services send one.
function yaml(data, callback) {
  require('parsers/yaml').parse(data, callback);
}

function xml(data, callback) {
  require('parsers/xml').parse(data, xml.options, callback);
}

/** A new `rest.parsers`. */
exports.create = () => {
  const { parse: json } = require('parsers/json');
  const parsers = { auto, json, yaml, xml };
  define(auto, 'matchers', { 'application/json': json, 'application/yaml': yaml, 'application/xml': xml });
  return parsers;
};
