// The YAML that restler reads: npm's yaml 0.2.3, a small dialect of its own. Its tokens are tried in
// this order; what it drops, misreads or refuses, this drops, misreads and refuses. It cuts off what it has read,
// which this engine would copy each time: here the patterns begin where the last one ended.

const {
  List, exec, slice, charAt, indexOf, startsWith, define, Number, Date, Error, SyntaxError, setProperty, dateSetUTCFullYear,
  dateSetUTCHours,
} = require('host/primordials');
const { replaceEach } = require('host/text');

/** Whether a bracket opens a map or list: not if its line goes on behind the one that closes it. */
function opens(text, at, close, behind) {
  const lineEnd = indexOf(text, '\n', at);
  const closed = indexOf(text, close, at);
  if (closed < 0 || (lineEnd >= 0 && closed > lineEnd)) return true;
  const rest = lineEnd < 0 ? slice(text, closed + 1) : slice(text, closed + 1, lineEnd);
  return exec(behind, rest) === null;
}

const KEY = /[^:\s]*:[^/]{2}/y; // a word, a colon that no slashes follow: not plain text, but a key
const UNMARKED = /[^:,\]}\s]+/y;
const BEFORE_BREAK = /\s*?\n/y;
// Behind a comma or a closing bracket: what comes last before a line break is no closing bracket.
const GOES_ON = /[^\n]*\s*[^\]}\s]\s*\n/y;

function follows(pattern, text, at) {
  pattern.lastIndex = at;
  return exec(pattern, text) !== null;
}

/** Where plain text that begins at `at` ends. */
function plainEnd(text, at) {
  let end = at;
  for (;;) {
    if (follows(UNMARKED, text, end)) end = UNMARKED.lastIndex;
    const c = charAt(text, end);
    if (c === '' || c === '\n') return end;
    if (c === ':') {
      if (!startsWith(text, '://', end)) return end;
      end += 3;
    } else if (c === ',' || c === ']' || c === '}') {
      if (!follows(GOES_ON, text, end + 1)) return end;
      end += 1;
    } else { // a blank, if it isn't the line's last
      if (follows(BEFORE_BREAK, text, end + 1)) return end;
      end += 1;
    }
  }
}

// What a pattern alone can't tell, told as a pattern would tell it.
const openMap = (text, at) => (charAt(text, at) === '{' && opens(text, at, '}', /[^\s}]/) ? ['{'] : null);
const openList = (text, at) => (charAt(text, at) === '[' && opens(text, at, ']', /[^\s\]]/) ? ['['] : null);
const plain = (text, at) => {
  if (follows(KEY, text, at)) return null;
  const found = slice(text, at, plainEnd(text, at));
  return [found, found];
};

const byReader = (type, read) => ({ __proto__: null, type, read });
const byPattern = (type, pattern) => byReader(type, (text, at) => {
  pattern.lastIndex = at;
  return exec(pattern, text);
});

const TOKENS = [
  byPattern('comment', /#[^\n]*/y),
  byPattern('indent', /\n( *)/y),
  byPattern('space', / +/y),
  byPattern('true', /(?:enabled|true|yes|on)\b/y),
  byPattern('false', /(?:disabled|false|no|off)\b/y),
  byPattern('null', /(?:null|Null|NULL)\b/y),
  byPattern('string', /"(.*?)"/y),
  byPattern('string', /'(.*?)'/y),
  byPattern('timestamp', /((\d{4})-(\d{1,2})-(\d{1,2})(?:[ \t]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?)/y),
  byPattern('float', /(\d+\.\d+)/y),
  byPattern('int', /(\d+)/y),
  byPattern('doc', /---/y),
  byPattern(',', /,/y),
  byReader('{', openMap),
  byPattern('}', /\}/y),
  byReader('[', openList),
  byPattern(']', /\]/y),
  byPattern('-', /-/y),
  byPattern(':', /:/y),
  byReader('string', plain),
  byPattern('id', /(\w[\w -]*)/y),
];

/** The place `at` in the text, for messages. */
function near(whole, at) {
  if (typeof at !== 'number') return at.input; // past the last token, or at a dedent: a TypeError in the original
  const shown = replaceEach(slice(whole, at, at + 25), /[\n"]/g, (c) => (c === '\n' ? '\\n' : '\\"'));
  return 'near "' + shown + '"';
}

function match(whole, at) {
  for (let i = 0; i < TOKENS.length; i += 1) {
    const { type, read } = TOKENS[i];
    const found = read(whole, at);
    if (found !== null) {
      const value = found.length > 1 ? found[1] : undefined;
      return { __proto__: null, type, value, found, input: at, length: found[0].length };
    }
  }
  return null;
}

/** The tokens of a text as a List: an indent where a level begins, a dedent for each one that ends. */
function tokenize(whole) {
  const tokens = List();
  let at = 0;
  let level = 0;
  let width = -1;
  let token = null;
  while (at < whole.length) {
    let ignored = false;
    const found = match(whole, at);
    if (found !== null) {
      token = found;
      at += found.length;
      if (found.type === 'comment') ignored = true;
      if (found.type === 'indent') {
        const before = level;
        if (width === -1) width = found.value.length;
        level = found.value.length / width;
        if (level === before) ignored = true;
        else if (level > before + 1) throw new SyntaxError('invalid indentation, got ' + level + ' instead of ' + (before + 1));
        else if (level < before) {
          token = { __proto__: null, type: 'dedent', input: undefined };
          for (let left = before - 1; left > level; left -= 1) tokens[tokens.length] = token;
        }
      }
    }
    // An ignored token stays at hand, and covers up the next place that can't be read.
    if (ignored) continue;
    if (token === null) throw new SyntaxError(near(whole, at));
    tokens[tokens.length] = token;
    token = null;
  }
  return tokens;
}

/** As a plain assignment, but for setters: a key `__proto__` changes what the hash inherits from. */
function put(hash, key, value) {
  if (key === '__proto__') setProperty(hash, key, value);
  else define(hash, key, value);
}

/** A reader of tokens; asking one that isn't there for its type is the TypeError that the original throws. */
function readerOf(tokens, whole) {
  let next = 0;
  const at = (type) => next < tokens.length && tokens[next].type === type;
  const accept = (type) => {
    if (!at(type)) return false;
    next += 1;
    return true;
  };
  const value = () => {
    next += 1;
    return tokens[next - 1].value;
  };
  const expect = (type, problem) => {
    if (!accept(type)) throw new Error(problem + ', ' + near(whole, tokens[next].input));
  };
  const spaces = () => { while (accept('space')); };
  const blanks = () => { while (accept('space') || accept('indent') || accept('dedent')); };

  function parse() {
    const { type } = tokens[next];
    switch (type) {
      case 'doc': return parseDocument();
      case '-': return parseList();
      case '{': return parseInlineHash();
      case '[': return parseInlineList();
      case 'id': return parseHash();
      case 'string': return value();
      case 'timestamp': return parseTimestamp();
      case 'float': case 'int': return Number(value());
      case 'true': case 'false': next += 1; return type === 'true';
      case 'null': next += 1; return null;
      default: return undefined;
    }
  }

  function nested(problem) {
    if (!accept('indent')) return parse();
    const inner = parse();
    expect('dedent', problem);
    return inner;
  }

  function parseDocument() {
    accept('doc');
    expect('indent', 'expected indent after document');
    const inner = parse();
    expect('dedent', 'document not properly dedented');
    return inner;
  }

  function parseHash() {
    const hash = {};
    while (at('id')) {
      const id = value();
      expect(':', 'expected semi-colon after id');
      spaces();
      put(hash, id, nested('hash not properly dedented'));
      spaces();
    }
    return hash;
  }

  function parseInlineHash() {
    const hash = {};
    accept('{');
    for (let first = true; !accept('}'); first = false) {
      spaces();
      if (!first) expect(',', 'expected comma');
      blanks();
      if (!at('id')) continue;
      const id = value();
      expect(':', 'expected semi-colon after id');
      spaces();
      put(hash, id, parse());
      blanks();
    }
    return hash;
  }

  function parseList() {
    const list = [];
    while (accept('-')) {
      spaces();
      define(list, list.length, nested('list item not properly dedented'));
      spaces();
    }
    return list;
  }

  function parseInlineList() {
    const list = [];
    accept('[');
    for (let first = true; !accept(']'); first = false) {
      spaces();
      if (!first) expect(',', 'expected comma');
      spaces();
      define(list, list.length, parse());
      spaces();
    }
    return list;
  }

  function parseTimestamp() {
    const { found } = tokens[next];
    next += 1;
    const date = new Date(0);
    dateSetUTCFullYear(date, Number(found[2]), found[3] - 1, Number(found[4]));
    dateSetUTCHours(date, Number(found[5] || 0), Number(found[6] || 0), Number(found[7] || 0), 0);
    return date;
  }

  return parse;
}

/** restler's YAML parser. It calls back inside its own try: what a handler throws comes round as an error. */
exports.parse = (data, callback) => {
  if (!data) {
    callback(null, null);
    return;
  }
  let read = false;
  try {
    const value = readerOf(tokenize(data), data)();
    read = true;
    callback(null, value);
  } catch (error) {
    if (error === null && !read) throw error; // no memory was left, not even for an error
    if (error !== null && (typeof error === 'object' || typeof error === 'function')) {
      setProperty(error, 'message', 'Failed to parse YAML body: ' + error.message);
    }
    callback(error, null);
  }
};
