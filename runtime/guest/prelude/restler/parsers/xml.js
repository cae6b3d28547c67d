// restler's XML parser: what xml2js 0.4.0 makes of a document, with its options.

const {
  define, setProperty, deleteProperty, hasOwn, objectKeys, ownKeys, isArray, exec, trim, toLowerCase, slice, apply, listOf, List,
  join, push, Array, TypeError, isInstance,
} = require('host/primordials');
const { EventEmitter } = require('node/emitter');
const { replaceEach } = require('host/text');
const { nextTick } = require('node/ticks');
const sax = require('restler/parsers/sax');

const DEFAULTS = {
  __proto__: null, explicitCharkey: false, trim: false, normalize: false, normalizeTags: false, attrkey: '$', charkey: '_',
  explicitArray: true, ignoreAttrs: false, mergeAttrs: false, explicitRoot: true, validator: null, xmlns: false,
  explicitChildren: false, childkey: '$$', charsAsChildren: false, async: false, strict: true,
};

/** xml2js's options: its defaults under the script's own. */
function optionsOf(given) {
  const options = {};
  for (const name in DEFAULTS) put(options, name, DEFAULTS[name]);
  if (given !== null && given !== undefined) {
    for (const name in given) if (hasOwn(given, name)) put(options, name, given[name]);
  }
  return options;
}

/** As the original's plain assignment, but for setters: an element `__proto__` changes what its parent inherits from. */
function put(object, key, value) {
  if (key === '__proto__') setProperty(object, key, value);
  else define(object, key, value);
}

function add(object, key, value, options) {
  if (!(key in object)) {
    put(object, key, options.explicitArray ? [value] : value);
    return;
  }
  const isList = isInstance(object[key], Array); // as xml2js asks
  if (!isList) put(object, key, [object[key]]);
  const list = object[key];
  if (isArray(list)) define(list, list.length, value);
  else if (typeof list.push === 'function') push(list, value);
  else throw new TypeError('obj[key].push is not a function'); // an element of this name, in what `__proto__` made a list
}

const isEmpty = (thing) => typeof thing === 'object' && thing !== null && objectKeys(thing).length === 0;

function opened(tag, options) {
  const { attrkey, charkey } = options;
  const made = {};
  put(made, charkey, '');
  if (!options.ignoreAttrs) {
    for (const name in tag.attributes) {
      if (!(attrkey in made) && !options.mergeAttrs) put(made, attrkey, {});
      if (options.mergeAttrs) add(made, name, tag.attributes[name], options);
      else if (typeof made[attrkey] === 'object') put(made[attrkey], name, tag.attributes[name]);
    }
  }
  put(made, '#name', options.normalizeTags ? toLowerCase(tag.name) : tag.name);
  if (options.xmlns) put(made, attrkey + 'ns', { uri: tag.uri, local: tag.local });
  return made;
}

/** The text of an element as the options want it; what an element without anything else becomes. */
function withText(made, cdata, options) {
  const { charkey } = options;
  let text = made[charkey];
  // An element of the text's own name, by default `_`, has taken its place.
  if (typeof text !== 'string') throw new TypeError('obj[charkey].match is not a function');
  let only = made;
  let blank;
  if (exec(/^\s*$/, text) !== null && !cdata) {
    blank = text;
    deleteProperty(made, charkey);
  } else {
    if (options.trim) text = trim(text);
    if (options.normalize) text = trim(replaceEach(text, /\s{2,}/g, () => ' '));
    put(made, charkey, text);
    if (objectKeys(made).length === 1 && charkey in made && !options.explicitCharkey) only = text;
  }
  if (isEmpty(only)) return options.emptyTag !== undefined ? options.emptyTag : blank;
  return only;
}

/** What xml2js calls explicit children: they go under a key of their own. */
function withChildren(made, options) {
  const { attrkey, charkey, childkey } = options;
  const node = {};
  if (attrkey in made) {
    put(node, attrkey, made[attrkey]);
    deleteProperty(made, attrkey);
  }
  if (!options.charsAsChildren && charkey in made) {
    put(node, charkey, made[charkey]);
    deleteProperty(made, charkey);
  }
  if (ownKeys(made).length > 0) put(node, childkey, made);
  return node;
}

function pathOf(stack, name) {
  const names = List();
  for (let i = 0; i < stack.length; i += 1) names[i] = stack[i]['#name'];
  names[names.length] = name;
  return '/' + join(names, '/');
}

/** Builds the result while sax reads; `events` hears `end` and `error`. */
function builder(options, events) {
  const stack = List();
  let failed = false;
  const above = () => stack[stack.length - 1];
  const validated = (name, made) => {
    const path = pathOf(stack, name);
    try {
      return options.validator(path, above() && above()[name], made);
    } catch (error) {
      failed = true;
      events.emit('error', error);
      return made;
    }
  };
  const text = (piece) => {
    if (stack.length > 0) put(above(), options.charkey, above()[options.charkey] + piece);
  };
  return {
    __proto__: null,
    text,
    cdata: (piece) => {
      text(piece);
      if (stack.length > 0) put(above(), 'cdata', true);
    },
    open: (tag) => { stack[stack.length] = opened(tag, options); },
    close: () => {
      const element = above();
      stack.length -= 1;
      const { '#name': name, cdata } = element;
      deleteProperty(element, '#name');
      deleteProperty(element, 'cdata');
      let made = withText(element, cdata, options);
      if (options.validator !== null && options.validator !== undefined) made = validated(name, made);
      if (options.explicitChildren && !options.mergeAttrs && typeof made === 'object') made = withChildren(made, options);
      if (stack.length > 0) {
        add(above(), name, made, options);
        return;
      }
      const root = {};
      put(root, name, made);
      events.emit('end', options.explicitRoot ? root : made);
    },
    error: (make) => {
      if (failed) return;
      failed = true;
      events.emit('error', make());
    },
  };
}

/** Call back once, with the first thing that happens; an error after that has nobody to go to, and is thrown. */
function listen(events, options, callback) {
  const tell = (error, result) => {
    events.removeAllListeners();
    const told = () => apply(callback, undefined, error === null ? listOf([null, result]) : listOf([error]));
    if (options.async) nextTick(told);
    else told();
  };
  events.on('end', (result) => tell(null, result));
  events.on('error', (error) => tell(error));
}

function parseString(text, given, callback) {
  const options = optionsOf(given);
  const events = new EventEmitter();
  listen(events, options, callback);
  if (trim(text) === '') {
    events.emit('end', null);
    return;
  }
  const document = text[0] === '\uFEFF' ? slice(text, 1) : text;
  sax.read(document, { __proto__: null, strict: !!options.strict, xmlns: options.xmlns }, builder(options, events));
}

/** `given` are the options of the last shortcut call, which restler keeps for all. */
exports.parse = (data, given, callback) => {
  if (!data) {
    callback(null, null);
    return;
  }
  parseString(typeof data === 'string' ? data : data.toString(), given, (error, result) => {
    if (error && (typeof error === 'object' || typeof error === 'function')) {
      setProperty(error, 'message', 'Failed to parse XML body: ' + error.message);
    }
    callback(error, result);
  });
};
