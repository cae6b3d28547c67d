// Where a document is read, and how sax tells of what is wrong there. Its positions: lines and columns count from 0,
// and the column is that of the next character.

const { slice, indexOf, exec, Error } = require('host/primordials');

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

exports.run = run;
exports.upTo = upTo;
exports.flush = flush;
exports.fail = fail;
exports.strictly = strictly;
