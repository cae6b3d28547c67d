// What a search has found, as a list; it may be as long as the run.

const { make } = require('dom');
const { go } = require('route');
const { has, mark, wanted } = require('query');
const { many, safe } = require('text');
const { places } = require('places');
const { Rows } = require('rows');

const HEIGHT = 46;
const BEFORE = 30; // characters of a text before its place
const ROOM = 200;

let found = [];
let at = -1;
let list;

exports.count = () => found.length;
exports.wanted = () => wanted() !== '';

/** Look everywhere for what is searched for now. */
exports.look = () => {
  found = wanted() === '' ? [] : places().filter(([, , text]) => has(text));
  at = -1;
};

/** Open the next place, or the one before, around the ends. */
exports.step = (by) => {
  if (found.length === 0) return;
  at = at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length;
  go(found[at][0]);
};

/** `3 of 17`. */
exports.said = () => {
  if (wanted() === '') return '';
  if (found.length === 0) return 'nothing';
  return at < 0 ? many(found.length, 'place') : `${at + 1} of ${found.length.toLocaleString('en')}`;
};

/** The list, in the panel of the details. */
exports.draw = (panel) => {
  if (found.length === 0) {
    panel.append(make('p.quiet', wanted() === '' ? 'Search with the field at the top, or with /.' : 'Nothing has this text.'));
    return;
  }
  const box = make('div.rows', { id: 'found', role: 'listbox', tabindex: '0', 'aria-label': 'Places found' });
  panel.append(box);
  list = new Rows(box, {
    count: found.length,
    height: HEIGHT,
    draw: row,
    open: (index) => {
      at = index;
      go(found[index][0]);
    },
    classes: (index) => (index === at ? 'selected' : ''),
  });
  if (at >= 0) list.activate(at, true);
};

function row(index) {
  const [, name, text] = found[index];
  const start = Math.max(0, text.toLowerCase().indexOf(wanted()) - BEFORE);
  const around = safe(`${start > 0 ? '…' : ''}${text.slice(start, start + ROOM)}`).replace(/\s+/g, ' ').trim();
  return make('div.hit', make('span.second', name), mark(make('span.first', around)));
}
