// JSON text laid out for reading. Every token stays as it was written: long numbers keep their digits.

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const DEEPEST = 24; // levels that are indented: what is nested deeper would be all blanks

/** `[text, class]` of each part, or undefined if it is no JSON. */
exports.laidOut = (text) => {
  if (!isJson(text)) return undefined;
  const parts = [];
  let depth = 0;
  const tokens = text.match(TOKEN) ?? [];
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      depth += 1;
      parts.push([next === '}' || next === ']' ? token : token + newLine(depth), '']);
    } else if (token === '}' || token === ']') {
      depth -= 1;
      const empty = tokens[index - 1] === '{' || tokens[index - 1] === '[';
      parts.push([empty ? token : newLine(depth) + token, '']);
    } else if (token === ',') parts.push([`,${newLine(depth)}`, '']);
    else if (token === ':') parts.push([': ', '']);
    else parts.push([token, kindOf(token, next)]);
  });
  return joined(parts);
};

function isJson(text) {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function newLine(depth) {
  return `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
}

function kindOf(token, next) {
  if (token[0] !== '"') return /^[-\d]/.test(token) ? 'number' : 'keyword';
  return next === ':' ? 'key' : 'string';
}

/** The same with neighbours of no class put together: fewer nodes. */
function joined(parts) {
  const found = [];
  for (const [text, kind] of parts) {
    if (!kind && found.length > 0 && !found.at(-1)[1]) found.at(-1)[0] += text;
    else found.push([text, kind]);
  }
  return found;
}
