// Finds what to colour in JavaScript: comments, strings, numbers, keywords. In one pass, however odd the text.

const WORDS = new Set(
  ('async await break case catch class const continue debugger default delete do else export extends false finally ' +
    'for from function get if import in instanceof let new null of return set static super switch this throw true ' +
    'try typeof undefined var void while with yield').split(' '),
);
const GIVEN = new Set(['context', 'rest', 'done']);
const NEXT = /\/[/*]|["'`/]|[A-Za-z_$][\w$]*|\d[\w.]*|[^\s\w]/g;
const ENDS_LINE = /[\n\r\u2028\u2029]/;
// After these a slash divides; after anything else it begins a regular expression.
const VALUE_BEFORE = /[\w$)\]}]$/;
const LARGEST = 512 * 1024;

/** `[from, to, class]` of each part with a colour, in order; none for what is too large to be read by anybody. */
exports.coloured = (text) => {
  const found = [];
  if (text.length > LARGEST) return found;
  let before = '';
  NEXT.lastIndex = 0;
  for (let match = NEXT.exec(text); match; match = NEXT.exec(text)) {
    const [token] = match;
    const kind = kindOf(token, before);
    const end = endOf(text, match.index, token, kind);
    if (kind) found.push([match.index, end, kind]);
    if (kind !== 'comment') before = kind === 'keyword' ? '' : token;
    NEXT.lastIndex = end;
  }
  return found;
};

function kindOf(token, before) {
  if (token === '//' || token === '/*') return 'comment';
  if (token === '"' || token === "'" || token === '`') return 'string';
  if (token === '/') return VALUE_BEFORE.test(before) ? '' : 'string';
  if (/^\d/.test(token)) return 'number';
  if (WORDS.has(token)) return 'keyword';
  return GIVEN.has(token) && before !== '.' ? 'given' : '';
}

function endOf(text, start, token, kind) {
  if (token === '//') return lineEnd(text, start);
  if (token === '/*') return blockEnd(text, start);
  return kind === 'string' ? quoted(text, start, token) : start + token.length;
}

function lineEnd(text, start) {
  let end = start;
  while (end < text.length && !ENDS_LINE.test(text[end])) end += 1;
  return end;
}

function blockEnd(text, start) {
  const end = text.indexOf('*/', start + 2);
  return end < 0 ? text.length : end + 2;
}

/** Where a string, template or regular expression ends: all but a template end with their line at the latest. */
function quoted(text, start, quote) {
  let bracket = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (quote !== '`' && ENDS_LINE.test(character)) return at;
    else if (quote === '/' && (character === '[' || character === ']')) bracket = character === '[';
    else if (character === quote && !bracket) return at + 1;
  }
  return text.length;
}
