// Tags as sax opens and closes them, their attributes, and the namespaces that these bind.

const { List, indexOf, toLowerCase, toUpperCase, objectCreate, stringifyJson, TypeError } = require('host/primordials');
const { split } = require('host/text');
const { flush, strictly } = require('restler/parsers/sax/reader');

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

const inCase = (p, name) => (p.strict ? name : toUpperCase(name));
const top = (list) => list[list.length - 1];
const outer = (p) => (p.tags.length > 0 ? top(p.tags) : p);

function beginTag(p) {
  p.tagName = inCase(p, p.tagName);
  p.tag = {
    __proto__: null, name: p.tagName, attributes: { __proto__: null }, ns: outer(p).ns, uri: undefined, local: undefined,
  };
  p.attributes = List();
}

function qualified(name, isAttribute) {
  if (isAttribute && name === 'xmlns') return { __proto__: null, prefix: 'xmlns', local: '' };
  if (indexOf(name, ':') < 0) return { __proto__: null, prefix: '', local: name };
  const parts = split(name, ':');
  return { __proto__: null, prefix: parts[0], local: parts[1] };
}

function bind(p, prefix, uri) {
  if (prefix === 'xml' && uri !== XML) strictly(p, 'xml: prefix must be bound to ' + XML + '\nActual: ' + uri);
  else if (prefix === 'xmlns' && uri !== XMLNS) strictly(p, 'xmlns: prefix must be bound to ' + XMLNS + '\nActual: ' + uri);
  else {
    if (p.tag.ns === outer(p).ns) p.tag.ns = objectCreate(p.tag.ns);
    p.tag.ns[prefix] = uri;
  }
}

/** Keep an attribute; one of this name would be no property in the original. */
function keep(p, name, value) {
  if (name !== '__proto__') p.tag.attributes[name] = value;
}

/** An attribute is whole: the first of a name counts; with namespaces the last, as nothing is kept before the tag's end. */
function attribute(p) {
  const name = inCase(p, p.attribName);
  const value = p.attribValue;
  p.attribName = '';
  p.attribValue = '';
  // What an attribute of this name has put in its place can't be called.
  if ('hasOwnProperty' in p.tag.attributes) throw new TypeError('parser.tag.attributes.hasOwnProperty is not a function');
  if (name in p.tag.attributes) return;
  if (!p.xmlns) {
    keep(p, name, value);
    return;
  }
  const { prefix, local } = qualified(name, true);
  if (prefix === 'xmlns') bind(p, local, value);
  p.attributes[p.attributes.length] = { __proto__: null, name, value };
}

function resolveNames(p) {
  const { tag } = p;
  const { prefix, local } = qualified(p.tagName, false);
  tag.local = local;
  tag.uri = tag.ns[prefix] || '';
  if (prefix && !tag.uri) {
    strictly(p, 'Unbound namespace prefix: ' + stringifyJson(p.tagName));
    tag.uri = prefix;
  }
  for (let i = 0; i < p.attributes.length; i += 1) {
    const { name, value } = p.attributes[i];
    const parts = qualified(name, true);
    const uri = parts.prefix === '' ? '' : tag.ns[parts.prefix] || '';
    const made = { name, value, prefix: parts.prefix, local: parts.local, uri };
    if (made.prefix && made.prefix !== 'xmlns' && !made.uri) {
      strictly(p, 'Unbound namespace prefix: ' + stringifyJson(made.prefix));
      made.uri = made.prefix;
    }
    keep(p, name, made);
  }
}

function openTag(p, selfClosing) {
  if (p.xmlns) resolveNames(p);
  p.sawRoot = true;
  p.tags[p.tags.length] = p.tag;
  flush(p);
  p.hear.open(p.tag);
  if (!selfClosing) {
    p.state = !p.strict && toLowerCase(p.tagName) === 'script' ? 'script' : 'text';
    p.tag = null;
    p.tagName = '';
  }
  p.attribName = '';
  p.attribValue = '';
  p.attributes = List();
}

/** Whether a script (which only the forgiving mode knows) goes on behind what looked like its end. */
function stillScript(p) {
  if (p.script === '') return false;
  if (p.tagName === 'script') {
    p.script = '';
    return false;
  }
  p.script += '</' + p.tagName + '>';
  p.tagName = '';
  p.state = 'script';
  return true;
}

function closeTag(p) {
  if (p.tagName === '') {
    strictly(p, 'Weird empty close tag.');
    p.textNode += '</>';
    p.state = 'text';
    return;
  }
  if (stillScript(p)) return;
  const name = inCase(p, p.tagName);
  let depth = p.tags.length - 1;
  while (depth >= 0 && p.tags[depth].name !== name) {
    strictly(p, 'Unexpected close tag');
    depth -= 1;
  }
  p.state = 'text';
  if (depth < 0) {
    strictly(p, 'Unmatched closing tag: ' + p.tagName);
    p.textNode += '</' + p.tagName + '>';
    return;
  }
  while (p.tags.length > depth) {
    p.tag = top(p.tags);
    p.tags.length -= 1;
    flush(p);
    p.hear.close();
  }
  if (depth === 0) p.closedRoot = true;
  p.tagName = '';
  p.attribName = '';
  p.attribValue = '';
  p.attributes = List();
}

/** The prefixes that a document begins with. */
exports.namespaces = () => ({ __proto__: null, xml: XML, xmlns: XMLNS });
exports.beginTag = beginTag;
exports.keep = keep;
exports.attribute = attribute;
exports.openTag = openTag;
exports.closeTag = closeTag;
