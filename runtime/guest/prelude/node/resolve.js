// Node's legacy `url.resolve`: where a link leads from a page, dots and all.

const { List, charAt, slice, indexOf, exec, define, objectKeys, join } = require('host/primordials');
const { split } = require('host/text');
const { Url, parse, format, setPath, isSlashed, isHostless } = require('node/url');

function take(target, source, except) {
  const keys = objectKeys(source);
  for (let i = 0; i < keys.length; i += 1) if (keys[i] !== except) define(target, keys[i], source[keys[i]]);
}

const finish = (url) => {
  url.href = format(url);
  return url;
};

/** `list` with `first` before it. */
function prepend(first, list) {
  const longer = List();
  longer[0] = first;
  for (let i = 0; i < list.length; i += 1) longer[i + 1] = list[i];
  return longer;
}

function without(list, at) {
  const shorter = List();
  for (let i = 0; i < list.length; i += 1) if (i !== at) shorter[shorter.length] = list[i];
  return shorter;
}

/** `list` without its last, followed by `more`. */
function replaceLast(list, more) {
  const made = List();
  for (let i = 0; i < list.length - 1; i += 1) made[i] = list[i];
  for (let i = 0; i < more.length; i += 1) made[made.length] = more[i];
  return made;
}

const segments = (path) => (path ? split(path, '/') : List());

/** The first piece of a path as the host it was parsed from, for schemes without slashes. */
function hostFromPath(result, first) {
  result.host = first;
  result.hostname = first;
  if (!first || indexOf(first, '@') <= 0) return;
  const pieces = split(first, '@');
  result.auth = pieces[0];
  result.host = pieces[1];
  result.hostname = pieces[1];
}

/** Another known scheme: everything from the target, which must have a host, if need be from its path. */
function otherScheme(result, relative) {
  result.protocol = relative.protocol;
  if (!relative.host && exec(/^file:?$/, relative.protocol) === null && !isHostless(relative.protocol)) {
    let path = split(relative.pathname || '', '/');
    relative.host = '';
    while (path.length > 0 && relative.host === '') {
      relative.host = path[0];
      path = without(path, 0);
    }
    if (!relative.hostname) relative.hostname = '';
    if (path[0] !== '') path = prepend('', path);
    if (path.length < 2) path = prepend('', path);
    result.pathname = join(path, '/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) setPath(result);
  result.slashes = result.slashes || relative.slashes;
  return finish(result);
}

/** Without '.' and '..'; those that lead above the root stay if the path isn't rooted. */
function withoutDots(path, keepLeading) {
  let made = path;
  let up = 0;
  for (let i = made.length - 1; i >= 0; i -= 1) {
    const last = made[i];
    if (last === '.') made = without(made, i);
    else if (last === '..') {
      made = without(made, i);
      up += 1;
    } else if (up > 0) {
      made = without(made, i);
      up -= 1;
    }
  }
  if (keepLeading) for (; up > 0; up -= 1) made = prepend('..', made);
  return made;
}

const isRooted = (path) => path.length > 0 && (path[0] === '' || charAt(path[0], 0) === '/');

/** Schemes without '//' keep their host in the path while it is resolved. */
function hostIntoPath(result, relative, paths) {
  result.hostname = '';
  result.port = null;
  if (result.host) {
    if (paths.source[0] === '') paths.source[0] = result.host;
    else paths.source = prepend(result.host, paths.source);
  }
  result.host = '';
  if (!relative.protocol) return;
  relative.hostname = null;
  relative.port = null;
  result.auth = null;
  if (relative.host) {
    if (paths.relative[0] === '') paths.relative[0] = relative.host;
    else paths.relative = prepend(relative.host, paths.relative);
  }
  relative.host = null;
}

function takeHost(result, relative) {
  if (relative.host || relative.host === '') {
    if (result.host !== relative.host) result.auth = null;
    result.host = relative.host;
    result.port = relative.port;
  }
  if (relative.hostname || relative.hostname === '') {
    if (result.hostname !== relative.hostname) result.auth = null;
    result.hostname = relative.hostname;
  }
}

/** The same scheme, or none: paths are put together. */
function resolvePath(result, relative) {
  const paths = { __proto__: null, source: segments(result.pathname), relative: segments(relative.pathname) };
  const sourceRooted = result.pathname && charAt(result.pathname, 0) === '/';
  const relativeRooted = relative.host || (relative.pathname && charAt(relative.pathname, 0) === '/');
  let rooted = relativeRooted || sourceRooted || (result.host && relative.pathname);
  const dropDots = rooted;
  const bare = result.protocol && !isSlashed(result.protocol);
  if (bare) {
    hostIntoPath(result, relative, paths);
    rooted = rooted && (paths.relative[0] === '' || paths.source[0] === '');
  }
  let path = paths.source;
  if (relativeRooted) {
    takeHost(result, relative);
    path = paths.relative;
  } else if (paths.relative.length > 0) {
    path = replaceLast(path, paths.relative);
  } else if (relative.search !== null && relative.search !== undefined) {
    return onlySearch(result, relative, bare, path);
  }
  if (relativeRooted || paths.relative.length > 0) {
    result.search = relative.search;
    result.query = relative.query;
  }
  if (path.length === 0) return noPath(result);
  return joinPath(result, relative, path, { __proto__: null, rooted, dropDots, bare });
}

function onlySearch(result, relative, bare, path) {
  if (bare) hostFromPath(result, path[0]);
  result.search = relative.search;
  result.query = relative.query;
  if (result.pathname !== null || result.search !== null) setPath(result);
  return finish(result);
}

function noPath(result) {
  result.pathname = null;
  result.path = result.search ? '/' + result.search : null;
  return finish(result);
}

function joinPath(result, relative, segmentsOfBoth, { rooted, dropDots, bare }) {
  const last = segmentsOfBoth[segmentsOfBoth.length - 1];
  const dots = last === '.' || last === '..';
  const trailing = ((result.host || relative.host || segmentsOfBoth.length > 1) && dots) || last === '';
  let path = withoutDots(segmentsOfBoth, !rooted && !dropDots);
  if (rooted && path[0] !== '' && !isRooted(path)) path = prepend('', path);
  if (trailing && slice(join(path, '/'), -1) !== '/') path[path.length] = '';
  const absolute = isRooted(path);
  if (bare) {
    const first = absolute || path.length === 0 ? '' : path[0];
    if (!absolute && path.length > 0) path = without(path, 0);
    hostFromPath(result, first);
  }
  if ((rooted || (result.host && path.length > 0)) && !absolute) path = prepend('', path);
  result.pathname = path.length === 0 ? null : join(path, '/');
  if (path.length === 0) result.path = null;
  if (result.pathname !== null || result.search !== null) setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes = result.slashes || relative.slashes;
  return finish(result);
}

function resolveParts(base, relative) {
  const result = new Url();
  take(result, base);
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);
  if (relative.slashes && !relative.protocol) {
    take(result, relative, 'protocol');
    if (isSlashed(result.protocol) && result.hostname && !result.pathname) {
      result.pathname = '/';
      result.path = '/';
    }
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) {
    if (isSlashed(relative.protocol)) return otherScheme(result, relative);
    take(result, relative);
    return finish(result);
  }
  return resolvePath(result, relative);
}

/** The address that `to` means when it is met at `from`. */
exports.resolve = (from, to) => {
  const base = parse(from, true);
  return format(resolveParts(base, parse(to, true)));
};
