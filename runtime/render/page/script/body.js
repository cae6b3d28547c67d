// A body as it is read best: JSON laid out, other text as it is, the rest in hexadecimal.

const { fill, make } = require('dom');
const { has } = require('query');
const { laidOut } = require('json');
const { size } = require('text');

const IN_A_ROW = 16;
const MOST_ROWS = 64;
const MOST_PARTS = 8000; // with a colour of their own: more would keep the reader waiting

/** The elements for a body of the report's. */
exports.body = (of) => {
  if (of.bytes === 0) return [make('p.quiet', 'No body.')];
  if (of.base64 !== null) return [make('pre', hexadecimal(of.base64)), note(of, `${size(of.bytes)} that are not text.`)];
  if (of.text === null) return [make('p.quiet', `${size(of.bytes)}, left out of this page. The recording has them.`)];
  return text(of);
};

function text(of) {
  const parts = laidOut(of.text);
  const cut = note(of, '');
  if (!parts) return [make('pre', of.text), cut];
  const shown = coded(parts);
  const button = make('button.small', { type: 'button', 'aria-pressed': 'false' }, 'As it was sent');
  button.addEventListener('click', () => {
    const raw = button.getAttribute('aria-pressed') === 'false';
    button.setAttribute('aria-pressed', String(raw));
    shown.replaceChildren();
    if (raw) fill(shown, of.text);
    else coded(parts, shown);
  });
  return [make('div.boxed', button, shown), cut];
}

/** JSON's parts in a `pre`, coloured. */
function coded(parts, into = make('pre')) {
  const whole = parts.map(([part]) => part).join('');
  if (has(whole) || parts.length > MOST_PARTS) return fill(into, whole);
  return fill(into, parts.map(([part, kind]) => (kind ? make(`span.${kind}`, part) : part)));
}

/** A text of JSON from elsewhere than a body. */
exports.json = (of, into) => coded(laidOut(of) ?? [[of, '']], into);

function note(of, otherwise) {
  const shown = of.text === null ? (of.base64.length * 3) / 4 - 2 : new Blob([of.text]).size + 4;
  if (shown >= of.bytes) return otherwise && make('p.quiet', otherwise);
  return make('p.quiet', `${otherwise} The report shows the beginning of ${size(of.bytes)}.`.trimStart());
}

function hexadecimal(base64) {
  const bytes = atob(base64.slice(0, Math.ceil((MOST_ROWS * IN_A_ROW) / 3) * 4));
  const rows = [];
  for (let at = 0; at < bytes.length; at += IN_A_ROW) {
    const row = Array.from(bytes.slice(at, at + IN_A_ROW));
    const hex = row.map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
    const plain = row.map((byte) => (byte >= ' ' && byte <= '~' ? byte : '.')).join('');
    rows.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(IN_A_ROW * 3)} ${plain}`);
  }
  return rows.join('\n');
}
