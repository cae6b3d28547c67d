// Node's legacy `url.parse` and `url.format` (`url.resolve` is in resolve.js): the rules that WHATWG's URL replaced and
// that restler still lives by. What is odd here is odd there.

const {
  charCodeAt, charAt, slice, indexOf, exec, toLowerCase, decodeURIComponent, encodeURIComponent, define, isInstance,
} = require('host/primordials');
const { replaceEach, isAscii } = require('host/text');

const SLASHED = {
  __proto__: null,
  http: 1, 'http:': 1, https: 1, 'https:': 1, ftp: 1, 'ftp:': 1, gopher: 1, 'gopher:': 1,
  file: 1, 'file:': 1, ws: 1, 'ws:': 1, wss: 1, 'wss:': 1,
};
const isSlashed = (protocol) => protocol !== undefined && protocol !== null && SLASHED[protocol] === 1;
const isHostless = (protocol) => protocol === 'javascript' || protocol === 'javascript:';

// What may not come out of a host name's mapping, or it could be read as another part of the address.
const NO_HOST = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const NO_IPV6_HOST = /[\0\t\n\r #%/<>?@\\^|]/;
const LONGEST_HOST = 255;

const PARTS = ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href'];

function Url() {
  for (let i = 0; i < PARTS.length; i += 1) define(this, PARTS[i], null);
}

const isBlank = (code) => code < 33 || code === 0xa0 || code === 0xfeff;

/** Without blanks at the ends, and with slashes for the backslashes before the first '?' or '#'. */
function tidy(text) {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(charCodeAt(text, from))) from += 1;
  while (to > from && isBlank(charCodeAt(text, to - 1))) to -= 1;
  const trimmed = slice(text, from, to);
  const end = exec(/[?#]/, trimmed);
  const head = end === null ? trimmed : slice(trimmed, 0, end.index);
  return replaceEach(head, /\\/g, () => '/') + slice(trimmed, head.length);
}

/** A path without host, '@' or '#' is taken as it is: not even escaped. */
function parsePlainPath(url, rest) {
  const end = exec(/[?#]/, rest);
  const head = end === null ? rest : slice(rest, 0, end.index);
  if (indexOf(rest, '#') !== -1 || indexOf(head, '@') !== -1) return false;
  const plain = exec(/^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/, rest);
  if (plain === null) return false;
  url.path = rest;
  url.href = rest;
  url.pathname = plain[1];
  if (plain[2]) {
    url.search = plain[2];
    url.query = slice(plain[2], 1);
  }
  return true;
}

/** Where the host begins and ends in what follows '//'; credentials may hold almost anything. */
function hostBounds(rest) {
  let at = -1;
  let end = -1;
  for (let i = 0; i < rest.length; i += 1) {
    const c = rest[i];
    if (c === '@') {
      at = i;
      end = -1;
    } else if (end === -1 && indexOf(' "%\';<>\\^`{|}#/?', c) !== -1) {
      end = i;
    }
    if (c === '#' || c === '/' || c === '?') break;
  }
  return { __proto__: null, at, end: end === -1 ? rest.length : end };
}

/** Tabs and line ends don't count before the path, as in a browser. */
function withoutBreaks(rest) {
  const end = exec(/[#/?]/, rest);
  const head = end === null ? rest : slice(rest, 0, end.index);
  return replaceEach(head, /[\t\n\r]/g, () => '') + slice(rest, head.length);
}

const isIpv6 = (name) => charAt(name, 0) === '[' && charAt(name, name.length - 1) === ']';

/** The name as it is asked for, in ASCII and lower case. */
function properName(name, input, ipv6) {
  if (name === '' || name.length > LONGEST_HOST) return '';
  const nul = ipv6 ? -1 : indexOf(name, '\0'); // Node's own conversion is written in C, and ends there
  const lower = toLowerCase(nul === -1 ? name : slice(name, 0, nul));
  // Nearly every name is plain ASCII: the rest is only loaded for one that isn't.
  const plain = ipv6 || (isAscii(lower) && indexOf(lower, 'xn--') === -1);
  const ascii = plain ? lower : require('node/punycode').toAscii(lower);
  if (ascii === '' || exec(ipv6 ? NO_IPV6_HOST : NO_HOST, ascii) !== null) throw require('node/errors').invalidUrl(input);
  return ascii;
}

/** Take credentials, host and port off; the answer is what follows them. */
function parseHost(url, text, input) {
  const whole = withoutBreaks(text);
  const { at, end } = hostBounds(whole);
  if (at !== -1) url.auth = decodeURIComponent(slice(whole, 0, at));
  let rest = slice(whole, end);
  let name = slice(whole, at + 1, end);
  const port = exec(/:[0-9]*$/, name);
  if (port !== null) {
    if (port[0] !== ':') url.port = slice(port[0], 1);
    name = slice(name, 0, name.length - port[0].length);
  }
  const ipv6 = isIpv6(name);
  const stray = ipv6 ? null : exec(/[/\\#?:]/, name);
  if (stray !== null) {
    // A port that isn't one becomes part of the path.
    rest = '/' + slice(name, stray.index) + rest;
    name = slice(name, 0, stray.index);
  }
  name = properName(name, input, ipv6);
  url.host = name + (url.port ? ':' + url.port : '');
  url.hostname = ipv6 ? slice(name, 1, -1) : name;
  return ipv6 && charAt(rest, 0) !== '/' ? '/' + rest : rest;
}

const HEX = '0123456789ABCDEF';
const percent = (c) => '%' + HEX[charCodeAt(c, 0) >> 4] + HEX[charCodeAt(c, 0) & 15];
const escapeUnwise = (text) => replaceEach(text, /[\t\n\r "'<>\\^`{|}]/g, percent);

/** Split what follows the host into path, query and fragment. */
function parsePath(url, rest) {
  const hashAt = indexOf(rest, '#');
  const head = hashAt === -1 ? rest : slice(rest, 0, hashAt);
  const queryAt = indexOf(head, '?');
  if (hashAt !== -1) url.hash = slice(rest, hashAt);
  if (queryAt !== -1) {
    url.search = slice(head, queryAt);
    url.query = slice(head, queryAt + 1);
  }
  const path = queryAt === -1 ? head : slice(head, 0, queryAt);
  if (path !== '') url.pathname = path;
}

function setPath(url) {
  url.path = (url.pathname || '') + (url.search || '');
}

/** The parts of an address, as `url.parse(text, false, slashesDenoteHost)`. */
function parse(text, slashesDenoteHost) {
  if (isInstance(text, Url)) return text;
  if (typeof text !== 'string') throw require('node/errors').invalidArgument('url', 'of type string', text);
  const url = new Url();
  let rest = tidy(text);
  if (!slashesDenoteHost && parsePlainPath(url, rest)) return url;
  const scheme = exec(/^[a-z0-9.+-]+:/i, rest);
  const written = scheme === null ? undefined : scheme[0];
  const protocol = scheme === null ? undefined : toLowerCase(written);
  if (scheme !== null) {
    url.protocol = protocol;
    rest = slice(rest, written.length);
  }
  let slashes = false;
  if (slashesDenoteHost || scheme !== null || exec(/^\/\/[^@/]+@[^@/]+/, rest) !== null) {
    slashes = slice(rest, 0, 2) === '//';
    if (slashes && !isHostless(protocol)) {
      rest = slice(rest, 2);
      url.slashes = true;
    }
  }
  if (!isHostless(protocol)) {
    if (slashes || (scheme !== null && !isSlashed(written))) rest = parseHost(url, rest, text);
    rest = escapeUnwise(rest);
  }
  parsePath(url, rest);
  if (isSlashed(protocol) && url.hostname && !url.pathname) url.pathname = '/';
  if (url.pathname || url.search) setPath(url);
  url.href = format(url);
  return url;
}

function formatHost(url, auth) {
  if (url.host) return auth + url.host;
  if (!url.hostname) return '';
  const bare = indexOf(url.hostname, ':') !== -1 && !isIpv6(url.hostname);
  return auth + (bare ? '[' + url.hostname + ']' : url.hostname) + (url.port ? ':' + url.port : '');
}

const escapeDelimiters = (text) => replaceEach(text, /[#?]/g, percent);
const escapeHashes = (text) => replaceEach(text, /#/g, percent);
const escapeAuth = (auth) => replaceEach(encodeURIComponent(auth), /%3A/g, () => ':') + '@';

/** The address as text, put together from its parts. */
function format(url) {
  let protocol = url.protocol || '';
  if (protocol && charAt(protocol, protocol.length - 1) !== ':') protocol += ':';
  let host = formatHost(url, url.auth ? escapeAuth(url.auth) : '');
  let pathname = escapeDelimiters(url.pathname || '');
  if (url.slashes || isSlashed(protocol)) {
    if (url.slashes || host) {
      if (pathname && charAt(pathname, 0) !== '/') pathname = '/' + pathname;
      host = '//' + host;
    } else if (slice(protocol, 0, 4) === 'file') {
      host = '//';
    }
  }
  let hash = url.hash || '';
  let search = escapeHashes(url.search || '');
  if (hash && charAt(hash, 0) !== '#') hash = '#' + hash;
  if (search && charAt(search, 0) !== '?') search = '?' + search;
  return protocol + host + pathname + search + hash;
}

define(Url.prototype, 'format', function () { return format(this); });
define(Url.prototype, 'resolve', function (to) { return require('node/resolve').resolve(this.href, to); });
exports.Url = Url;
exports.parse = parse;
exports.format = format;
exports.setPath = setPath;
exports.isSlashed = isSlashed;
exports.isHostless = isHostless;
