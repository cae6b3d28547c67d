// The script with its line numbers; each line shows the requests that it made.

const { coloured } = require('javascript');
const { make } = require('dom');
const { go, where } = require('route');
const { Rows } = require('rows');
const { madeBy, request, run, toneOf } = require('run');
const { event } = require('timeline');
const { has, mark } = require('query');
const { many } = require('text');

const HEIGHT = 21;
const LONGEST = 4000; // characters of a line that are shown
const WORST = ['good', 'warn', 'bad'];

const { text } = run;
const starts = [0];
// What ends a line in JavaScript, and nothing else: the numbers are the engine's.
for (const end of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(end.index + end[0].length);
if (starts.length > 1 && starts.at(-1) === text.length) starts.pop();

/** How many lines there are. */
exports.count = starts.length;

/** A line's text without its end; '' beyond the script. */
function line(number) {
  return text.slice(starts[number - 1] ?? text.length, starts[number] ?? text.length).replace(/[\r\n\u2028\u2029]+$/, '');
}

let colours;

/** The parts of a line, coloured. */
function parts(number) {
  const shown = line(number).slice(0, LONGEST);
  if (has(shown)) return [shown];
  colours ??= coloured(text);
  const [start, found] = [starts[number - 1], []];
  let at = 0;
  for (let index = firstAfter(start); index < colours.length && colours[index][0] < start + shown.length; index += 1) {
    const [from, to] = [Math.max(colours[index][0] - start, 0), Math.min(colours[index][1] - start, shown.length)];
    found.push(shown.slice(at, from), make(`span.${colours[index][2]}`, shown.slice(from, to)));
    at = to;
  }
  return [...found, shown.slice(at)];
}

/** The first coloured part that ends after a position. */
function firstAfter(position) {
  let [low, high] = [0, colours.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (colours[middle][1] > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

function draw(index) {
  const number = index + 1;
  const made = madeBy(number);
  const worst = WORST[Math.max(-1, ...made.map((one) => WORST.indexOf(toneOf(one))))];
  const badge = made.length > 0 && make(`span.made.${worst}`, { title: `${many(made.length, 'request')} made here` }, made.length < 100 ? made.length : '99+');
  const cut = line(number).length > LONGEST && make('span.quiet', ` … ${line(number).length - LONGEST} characters more`);
  return mark(make('div.line', make('span.gutter', make('span.number', number), badge), make('code', parts(number), cut)));
}

let list;
let selected = 0;
let related = new Set();

exports.start = () => {
  const box = document.getElementById('lines');
  list = new Rows(box, { count: starts.length, height: HEIGHT, draw, open: (index) => go(`#line-${index + 1}`), classes });
  const longest = starts.reduce((most, start, index) => Math.max(most, (starts[index + 1] ?? text.length) - start), 0);
  list.canvas.style.minWidth = `calc(${Math.min(longest, LONGEST + 40)}ch + 7rem)`;
  return list;
};

function classes(index) {
  const number = index + 1;
  if (number === selected) return 'selected';
  if (run.rest.at && run.rest.at[0] === number) return 'wrong';
  return related.has(number) ? 'related' : '';
}

/** The line of what is open, and the lines of the handlers that were told of it. */
exports.select = () => {
  const { kind, number } = where();
  const made = kind === 'request' ? request(number) : undefined;
  selected = lineOf(kind, number, made);
  related = new Set((made?.handlers ?? []).filter(({ at }) => at).map(({ at }) => at[0]));
  if (selected > 0 && selected <= starts.length) list.activate(selected - 1, true);
  else list.mark();
};

function lineOf(kind, number, made) {
  if (kind === 'line') return number;
  const at = made ? made.at : kind === 'event' && event(number)?.[5];
  return at ? at[0] : 0;
}

exports.line = line;
