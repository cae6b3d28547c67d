// XML read as sax 0.5.8 reads it, which restler's xml2js stands on: state by state, forgiving in its own way.

const { List, charAt, exec, toUpperCase, repeat } = require('host/primordials');
const {
  NAME_REST, TEXT_REST, VALUE_REST, ENTITY, isSpace, isQuote, canStart, canFollow,
} = require('restler/parsers/sax/characters');
const { run, upTo, flush, fail, strictly } = require('restler/parsers/sax/reader');
const { beginTag, keep, attribute, openTag, closeTag, namespaces } = require('restler/parsers/sax/tags');
const { entityOf } = require('restler/parsers/sax/entities');

const LONGEST = 64 * 1024; // what sax lets a piece grow to that a document ends in

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
    ns: options.xmlns ? namespaces() : undefined,
  };
  while (p.at < text.length) {
    p.c = text[p.at];
    p.at += 1;
    states[p.state](p, p.c);
  }
  p.c = '';
  checkRest(p);
};
