// XML read as sax 0.5.8 reads it, which restler's xml2js stands on: state by state, forgiving in its own way.
// Positions are those of sax: lines and columns count from 0, and the column is that of the next character.

const {
  List, slice, charAt, indexOf, exec, toLowerCase, toUpperCase, repeat, parseInt, numberToString, fromCharCode,
  objectCreate, stringifyJson, Error, TypeError, RegExp,
} = require('primordials');
const { split, replaceEach } = require('text');
const { ENTITIES } = require('parsers/entities');

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const LONGEST = 64 * 1024; // what sax lets a piece grow to that a document ends in

const START = ':_A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F'
  + '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const BODY = START + '\\u00B7\\u0300-\\u036F\\u203F-\\u2040.\\d-';
const NAME_START = new RegExp('[' + START + ']');
const NAME_BODY = new RegExp('[' + BODY + ']');
// Piece by piece: a long run would cost the engine's matcher many times its length in memory.
const PIECE = '{0,4096}';
const NAME_REST = new RegExp('[' + BODY + ']' + PIECE, 'y');
const TEXT_REST = new RegExp('[^<&]' + PIECE, 'y');
const VALUE_REST = { __proto__: null, '"': new RegExp('[^"&]' + PIECE, 'y'), '\'': new RegExp('[^\'&]' + PIECE, 'y') };
const ENTITY = /[0-9A-Za-z#]/;

const isSpace = (c) => c === ' ' || c === '\n' || c === '\t' || c === '\r';
const isQuote = (c) => c === '"' || c === '\'';
// What a regular expression would have to be asked for each time.
const STARTS = { __proto__: null };
const FOLLOWS = { __proto__: null };
for (let code = 0; code < 128; code += 1) {
  const c = fromCharCode(code);
  STARTS[c] = exec(NAME_START, c) !== null;
  FOLLOWS[c] = exec(NAME_BODY, c) !== null;
}
const canStart = (c) => (c in STARTS ? STARTS[c] : exec(NAME_START, c) !== null);
const canFollow = (c) => (c in FOLLOWS ? FOLLOWS[c] : exec(NAME_BODY, c) !== null);

/** What `pattern` (sticky) matches where the reader stands; the reader goes on behind it. */
function run(p, pattern) {
  pattern.lastIndex = p.at;
  const found = exec(pattern, p.text)[0];
  p.at += found.length;
  return found;
}
/** All up to `mark`, or to the end. */
function upTo(p, mark) {
  const end = indexOf(p.text, mark, p.at);
  const found = end === -1 ? slice(p.text, p.at) : slice(p.text, p.at, end);
  p.at += found.length;
  return found;
}

function flush(p) {
  const text = p.textNode;
  p.textNode = '';
  if (text !== '') p.hear.text(text);
}

function located(p, message) {
  const read = slice(p.text, 0, p.at);
  let line = 0;
  let begin = 0;
  for (let at = indexOf(read, '\n'); at !== -1; at = indexOf(read, '\n', begin)) {
    line += 1;
    begin = at + 1;
  }
  return new Error(message + '\nLine: ' + line + '\nColumn: ' + (read.length - begin) + '\nChar: ' + p.c);
}

function fail(p, message) {
  flush(p);
  p.hear.error(() => located(p, message));
}
function strictly(p, message) {
  if (p.strict) fail(p, message);
}

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

function numbered(entity) {
  const hexadecimal = charAt(entity, 1) === 'x';
  const code = parseInt(slice(entity, hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
  return { __proto__: null, code, digits: slice(entity, hexadecimal ? 2 : 1), told: numberToString(code, hexadecimal ? 16 : 10) };
}

/** The character of an entity; one that isn't known stays as it is written. */
function entityOf(p) {
  const lower = toLowerCase(p.entity);
  const known = ENTITIES[p.entity] || ENTITIES[lower];
  if (known !== undefined) return known;
  const { code, digits, told } = charAt(lower, 0) === '#' ? numbered(lower) : { code: undefined, digits: lower, told: '' };
  if (toLowerCase(told) !== replaceEach(digits, /^0+/g, () => '')) {
    strictly(p, 'Invalid character entity');
    return '&' + p.entity + ';';
  }
  return fromCharCode(code);
}

/** A state that reads an entity, adds its character to `piece` and goes back to `state`. */
const entityState = (piece, state) => (p, c) => {
  if (c !== ';' && exec(ENTITY, c) !== null) {
    p.entity += c;
    return;
  }
  if (c === ';') {
    p[piece] += entityOf(p);
  } else {
    strictly(p, 'Invalid character entity');
    p[piece] += '&' + p.entity + c;
  }
  p.entity = '';
  p.state = state;
};

/** A state in which `piece` grows until its quote comes again, and `state` goes on. */
const quotedState = (state) => (p, c) => {
  if (c !== p.quote) return;
  p.quote = '';
  p.state = state;
};

function declaration(p, c) {
  const seen = p.declared + c;
  p.declared = '';
  if (toUpperCase(seen) === '[CDATA[') {
    p.state = 'cdata';
    p.cdata = '';
  } else if (seen === '--') {
    p.state = 'comment';
    p.comment = '';
  } else if (toUpperCase(seen) === 'DOCTYPE') {
    p.state = 'doctype';
    if (p.doctype || p.sawRoot) strictly(p, 'Inappropriately located doctype declaration');
    p.doctype = true;
  } else if (c === '>') {
    p.state = 'text';
  } else {
    // sax never finds the end of such a quotation: all that follows is lost in it.
    if (isQuote(c)) p.state = 'lost';
    p.declared = seen;
  }
}

function strange(p, c) {
  strictly(p, 'Unencoded <');
  const blanks = p.at - p.tagAt - 1;
  p.textNode += '<' + repeat(' ', blanks > 0 ? blanks : 0) + c;
  p.state = 'text';
}

const states = {
  __proto__: null,
  begin: (p, c) => {
    if (c === '<') {
      p.state = 'opened';
      p.tagAt = p.at;
    } else if (!isSpace(c)) {
      strictly(p, 'Non-whitespace before first tag.');
      p.textNode = c;
      p.state = 'text';
    }
  },
  text: (p, first) => {
    let c = first;
    const inside = p.sawRoot && !p.closedRoot;
    if (inside && c !== '<' && c !== '&') {
      p.textNode += c + run(p, TEXT_REST);
      c = charAt(p.text, p.at);
      if (c !== '') p.at += 1;
    }
    if (c === '<') {
      p.state = 'opened';
      p.tagAt = p.at;
      return;
    }
    if (!inside && !isSpace(c)) strictly(p, 'Text data outside of root node.');
    if (c === '&') p.state = 'textEntity';
    else p.textNode += c;
  },
  script: (p, c) => {
    if (c === '<') p.state = 'scriptEnding';
    else p.script += c;
  },
  scriptEnding: (p, c) => {
    p.state = c === '/' ? 'closing' : 'script';
    if (c !== '/') p.script += '<' + c;
  },
  opened: (p, c) => {
    if (c === '!') {
      p.state = 'declaration';
      p.declared = '';
    } else if (isSpace(c)) {
      // wait for what comes
    } else if (canStart(c)) {
      p.state = 'tagName';
      p.tagName = c;
    } else if (c === '/') {
      p.state = 'closing';
      p.tagName = '';
    } else if (c === '?') {
      p.state = 'instruction';
    } else {
      strange(p, c);
    }
  },
  declaration,
  lost: (p) => { upTo(p, '\0\0'); },
  doctype: (p, c) => {
    if (c === '>') p.state = 'text';
    else if (c === '[') p.state = 'dtd';
    else if (isQuote(c)) {
      p.state = 'doctypeQuoted';
      p.quote = c;
    }
  },
  doctypeQuoted: quotedState('doctype'),
  dtd: (p, c) => {
    if (c === ']') p.state = 'doctype';
    else if (isQuote(c)) {
      p.state = 'dtdQuoted';
      p.quote = c;
    }
  },
  dtdQuoted: quotedState('dtd'),
  comment: (p, c) => {
    if (c === '-') p.state = 'commentEnding';
    else p.comment += c + upTo(p, '-');
  },
  commentEnding: (p, c) => {
    p.state = c === '-' ? 'commentEnded' : 'comment';
    p.comment = c === '-' ? '' : p.comment + '-' + c;
  },
  commentEnded: (p, c) => {
    p.state = c === '>' ? 'text' : 'comment';
    if (c === '>') return;
    strictly(p, 'Malformed comment');
    p.comment += '--' + c;
  },
  cdata: (p, c) => {
    if (c === ']') p.state = 'cdataEnding';
    else p.cdata += c + upTo(p, ']');
  },
  cdataEnding: (p, c) => {
    p.state = c === ']' ? 'cdataEnded' : 'cdata';
    if (c !== ']') p.cdata += ']' + c;
  },
  cdataEnded: (p, c) => {
    if (c === '>') {
      const { cdata } = p;
      p.cdata = '';
      p.state = 'text';
      flush(p);
      if (cdata !== '') p.hear.cdata(cdata);
    } else if (c === ']') {
      p.cdata += ']';
    } else {
      p.cdata += ']]' + c;
      p.state = 'cdata';
    }
  },
  instruction: (p, c) => {
    if (c === '?') p.state = 'instructionEnding';
    else upTo(p, '?');
  },
  instructionEnding: (p, c) => {
    p.state = c === '>' ? 'text' : 'instruction';
  },
  tagName: (p, c) => {
    if (canFollow(c)) {
      p.tagName += c + run(p, NAME_REST);
      return;
    }
    beginTag(p);
    if (c === '>') openTag(p, false);
    else if (c === '/') p.state = 'tagSlash';
    else {
      if (!isSpace(c)) strictly(p, 'Invalid character in tag name');
      p.state = 'attribute';
    }
  },
  tagSlash: (p, c) => {
    if (c === '>') {
      openTag(p, true);
      closeTag(p);
    } else {
      strictly(p, 'Forward-slash in opening tag not followed by >');
      p.state = 'attribute';
    }
  },
  attribute: (p, c) => {
    if (isSpace(c)) return;
    if (c === '>') openTag(p, false);
    else if (c === '/') p.state = 'tagSlash';
    else if (canStart(c)) beginAttribute(p, c);
    else strictly(p, 'Invalid attribute name');
  },
  attributeName: (p, c) => {
    if (c === '=') p.state = 'value';
    else if (c === '>') {
      strictly(p, 'Attribute without value');
      p.attribValue = p.attribName;
      attribute(p);
      openTag(p, false);
    } else if (isSpace(c)) p.state = 'attributeNamed';
    else if (canFollow(c)) p.attribName += c + run(p, NAME_REST);
    else strictly(p, 'Invalid attribute name');
  },
  attributeNamed: (p, c) => {
    if (c === '=') p.state = 'value';
    else if (!isSpace(c)) withoutValue(p, c);
  },
  value: (p, c) => {
    if (isSpace(c)) return;
    if (isQuote(c)) {
      p.quote = c;
      p.state = 'valueQuoted';
    } else {
      strictly(p, 'Unquoted attribute value');
      p.state = 'valueBare';
      p.attribValue = c;
    }
  },
  valueQuoted: (p, c) => {
    if (c === '&') p.state = 'quotedEntity';
    else if (c !== p.quote) p.attribValue += c + run(p, VALUE_REST[p.quote]);
    else {
      attribute(p);
      p.quote = '';
      p.state = 'valueClosed';
    }
  },
  valueClosed: (p, c) => {
    if (isSpace(c)) p.state = 'attribute';
    else if (c === '>') openTag(p, false);
    else if (c === '/') p.state = 'tagSlash';
    else if (canStart(c)) {
      strictly(p, 'No whitespace between attributes');
      beginAttribute(p, c);
    } else strictly(p, 'Invalid attribute name');
  },
  valueBare: (p, c) => {
    if (c === '&') p.state = 'bareEntity';
    else if (!isSpace(c) && c !== '>') p.attribValue += c;
    else {
      attribute(p);
      if (c === '>') openTag(p, false);
      else p.state = 'attribute';
    }
  },
  closing: (p, c) => {
    if (p.tagName === '') beginClosing(p, c);
    else if (c === '>') closeTag(p);
    else if (canFollow(c)) p.tagName += c + run(p, NAME_REST);
    else if (p.script !== '') {
      p.script += '</' + p.tagName;
      p.tagName = '';
      p.state = 'script';
    } else {
      if (!isSpace(c)) strictly(p, 'Invalid tagname in closing tag');
      p.state = 'closingNamed';
    }
  },
  closingNamed: (p, c) => {
    if (c === '>') closeTag(p);
    else if (!isSpace(c)) strictly(p, 'Invalid characters in closing tag');
  },
  textEntity: entityState('textNode', 'text'),
  quotedEntity: entityState('attribValue', 'valueQuoted'),
  bareEntity: entityState('attribValue', 'valueBare'),
};

function beginAttribute(p, c) {
  p.attribName = c;
  p.attribValue = '';
  p.state = 'attributeName';
}

function withoutValue(p, c) {
  strictly(p, 'Attribute without value');
  keep(p, p.attribName, '');
  p.attribValue = '';
  p.attribName = '';
  if (c === '>') openTag(p, false);
  else if (canStart(c)) {
    p.attribName = c;
    p.state = 'attributeName';
  } else {
    strictly(p, 'Invalid attribute name');
    p.state = 'attribute';
  }
}

function beginClosing(p, c) {
  if (isSpace(c)) return;
  if (canStart(c)) p.tagName = c;
  else if (p.script !== '') {
    p.script += '</' + c;
    p.state = 'script';
  } else strictly(p, 'Invalid tagname in closing tag.');
}

/** A piece in which the document ends must not be too long; text and CDATA may, and are handed over. */
function checkRest(p) {
  if (p.text.length < LONGEST) return;
  const named = [
    ['comment', p.comment], ['sgmlDecl', p.declared], ['tagName', p.tagName], ['entity', p.entity],
    ['attribName', p.attribName], ['attribValue', p.attribValue],
  ];
  for (let i = 0; i < named.length; i += 1) {
    if (named[i][1].length > LONGEST) fail(p, 'Max buffer length exceeded: ' + named[i][0]);
  }
  if (p.textNode.length > LONGEST) flush(p);
  if (p.cdata.length > LONGEST) p.hear.cdata(p.cdata);
}

/**
 * Read `text`. `hear` is a record of callbacks: open(tag), close(), text(text), cdata(text), and error(make), which
 * gets a function that makes the error. Reading goes on after one; what a callback throws ends it.
 */
exports.read = (text, options, hear) => {
  const p = {
    __proto__: null, text, hear, at: 0, c: '', state: 'begin', strict: options.strict, xmlns: options.xmlns, quote: '', tagAt: 0,
    tags: List(), tag: null, tagName: '', attribName: '', attribValue: '', attributes: List(), textNode: '', entity: '',
    comment: '', cdata: '', declared: '', script: '', doctype: false, sawRoot: false, closedRoot: false,
    ns: options.xmlns ? { __proto__: null, xml: XML, xmlns: XMLNS } : undefined,
  };
  while (p.at < text.length) {
    p.c = text[p.at];
    p.at += 1;
    states[p.state](p, p.c);
  }
  p.c = '';
  checkRest(p);
};
