// JSON read as V8 11.3 reads it: however deep, and with its words for what is wrong. It is much slower
// than the engine's own reader, which has failed by then.

const { List, exec, slice, charAt, define, parseJson, SyntaxError } = require('host/primordials');

const SHORT = 20; // a text of up to so many characters is shown whole
const AROUND = 10;
const SPECIAL = { __proto__: null, NaN: true, Infinity: true, undefined: true, '[object Object]': true };

/** What `pattern` (sticky) matches at the reader's place; the reader goes on behind it. */
function take(p, pattern) {
  pattern.lastIndex = p.at;
  const found = exec(pattern, p.text);
  if (found === null) return '';
  p.at += found[0].length;
  return found[0];
}

const isDigit = (c) => c >= '0' && c <= '9' && c !== '';

function around(p) {
  const { text, at } = p;
  if (text.length <= SHORT) return '"' + text + '"';
  if (at < AROUND) return '"' + slice(text, 0, at + AROUND) + '"...';
  if (at >= text.length - AROUND) return '..."' + slice(text, at - AROUND) + '"';
  return '..."' + slice(text, at - AROUND, at + AROUND) + '"...';
}

/** What stands at the reader's place can't stand there; V8 has nothing more exact to say. */
function unexpected(p) {
  const c = charAt(p.text, p.at);
  if (c === '') return new SyntaxError('Unexpected end of JSON input');
  if (isDigit(c) || c === '-') return misplaced(p, 'Unexpected number');
  if (c === '"') return misplaced(p, 'Unexpected string');
  if (SPECIAL[p.text]) return new SyntaxError('"' + p.text + '" is not valid JSON');
  return new SyntaxError('Unexpected token \'' + c + '\', ' + around(p) + ' is not valid JSON');
}
const misplaced = (p, problem) => new SyntaxError(problem + ' in JSON at position ' + p.at);

/** Go past blanks; the character that comes then, '' at the end. */
function ahead(p) {
  take(p, /[ \t\n\r]+/y);
  return charAt(p.text, p.at);
}

function expect(p, c, problem) {
  if (ahead(p) !== c) throw problem === '' ? unexpected(p) : misplaced(p, problem);
  p.at += 1;
}

function literal(p, word, value) {
  for (let i = 0; i < word.length; i += 1) {
    if (charAt(p.text, p.at) !== word[i]) throw unexpected(p);
    p.at += 1;
  }
  return value;
}

function digits(p, problem) {
  if (take(p, /[0-9]+/y) === '') throw misplaced(p, problem);
}

function number(p) {
  const from = p.at;
  take(p, /-/y);
  if (!isDigit(charAt(p.text, p.at))) throw misplaced(p, 'No number after minus sign');
  if (take(p, /0/y) === '') take(p, /[0-9]+/y);
  else if (isDigit(charAt(p.text, p.at))) throw misplaced(p, 'Unexpected number');
  if (take(p, /\./y) !== '') digits(p, 'Unterminated fractional number');
  if (take(p, /[eE][+-]?/y) !== '') digits(p, 'Exponent part is missing a number');
  return parseJson(slice(p.text, from, p.at));
}

function escapeSequence(p) {
  p.at += 1;
  const kind = charAt(p.text, p.at);
  if (kind === '' || kind > '\xff') throw unexpected(p);
  if (exec(/["\\/bfnrtu]/, kind) === null) throw misplaced(p, 'Bad escaped character');
  p.at += 1;
  for (let left = kind === 'u' ? 4 : 0; left > 0; left -= 1) {
    if (take(p, /[0-9A-Fa-f]/y) === '') throw misplaced(p, 'Bad Unicode escape');
  }
}

function string(p) {
  const from = p.at;
  p.at += 1;
  for (;;) {
    take(p, /[^"\\\x00-\x1f]+/y);
    const c = charAt(p.text, p.at);
    if (c === '') throw misplaced(p, 'Unterminated string');
    if (c === '\\') {
      escapeSequence(p);
    } else if (c === '"') {
      p.at += 1;
      return parseJson(slice(p.text, from, p.at));
    } else {
      throw misplaced(p, 'Bad control character in string literal');
    }
  }
}

function key(p, problem, withoutColon) {
  if (ahead(p) !== '"') throw misplaced(p, problem);
  const name = string(p);
  expect(p, ':', withoutColon);
  return name;
}

/** Begin a value: it comes back if it is whole already; OPEN if there is something in it. */
const OPEN = { __proto__: null };
function begin(p) {
  const c = ahead(p);
  switch (c) {
    case '"': return string(p);
    case '{': case '[': return opened(p, c);
    case 't': return literal(p, 'true', true);
    case 'f': return literal(p, 'false', false);
    case 'n': return literal(p, 'null', null);
    default:
  }
  if (c === '-' || isDigit(c)) return number(p);
  throw unexpected(p);
}

function opened(p, c) {
  const made = c === '{' ? {} : [];
  p.at += 1;
  if (ahead(p) === (c === '{' ? '}' : ']')) {
    p.at += 1;
    return made;
  }
  const name = c === '{' ? key(p, 'Expected property name or \'}\'', 'Expected \':\' after property name') : undefined;
  p.open[p.open.length] = { __proto__: null, made, name };
  return OPEN;
}

/** Put a value where it belongs; true if another one follows there. */
function goesOn(p, holder, value) {
  const { made, name } = holder;
  if (name === undefined) define(made, made.length, value);
  else define(made, name, value);
  if (ahead(p) === ',') {
    p.at += 1;
    if (name !== undefined) holder.name = key(p, 'Expected double-quoted property name', '');
    return true;
  }
  if (name === undefined) expect(p, ']', 'Expected \',\' or \']\' after array element');
  else expect(p, '}', 'Expected \',\' or \'}\' after property value');
  return false;
}

/** The value of a JSON text, or a SyntaxError as V8 words it. */
exports.read = (text) => {
  const p = { __proto__: null, text, at: 0, open: List() };
  for (;;) {
    let value = begin(p);
    while (value !== OPEN && p.open.length > 0) {
      const holder = p.open[p.open.length - 1];
      if (goesOn(p, holder, value)) break;
      p.open.length -= 1;
      value = holder.made;
    }
    if (value !== OPEN && p.open.length === 0) {
      if (ahead(p) === '') return value;
      throw new SyntaxError('Unexpected non-whitespace character after JSON at position ' + p.at);
    }
  }
};
