// The page of a coverage: a table of scripts, and below it one of them, line by line.

const { coloured } = require('javascript');
const { fill, link, make } = require('dom');
const { many, safe } = require('text');

const CHUNK = 100; // lines that a browser draws together, or not at all where nobody looks
const LONGEST = 4000; // characters of a line that are shown
// What stands beside a line, by what became of it.
const SIGNS = {
  none: ['', 'quiet', ''],
  reached: ['✓', 'good', 'reached, in so many runs'],
  partly: ['~', 'warn', 'not every way was gone'],
  missed: ['✗', 'bad', 'never reached'],
};

const { scripts, shares, untrusted, runs } = JSON.parse(document.getElementById('run').textContent);
const box = document.getElementById('lines');
const said = document.getElementById('said');
let open = -1; // the script that is shown
let spots = []; // its lines that no run reached, and those with a way that none went
let here = -1; // which of these was jumped to

fill(document.getElementById('summary'), make('span', many(runs, 'run')), make('span', many(scripts.length, 'script')));
if (untrusted.length > 0) notes();
table();
document.getElementById('next').addEventListener('click', () => jump(1));
document.getElementById('previous').addEventListener('click', () => jump(-1));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === 'n' || event.key === 'j') jump(1);
  else if (event.key === 'p' || event.key === 'k') jump(-1);
});
addEventListener('hashchange', show);
show();

/** Runs that don't count, each with its reason. */
function notes() {
  const list = untrusted.slice(0, 5).map(([recording, why]) => make('li', make('code', recording), `: ${why}`));
  const more = untrusted.length > 5 && make('li', `and ${untrusted.length - 5} more`);
  document.getElementById('notes').append(
    make('div.note', make('p', `${many(untrusted.length, 'run')} not measured: nothing of what ${untrusted.length === 1 ? 'it' : 'they'} reached is counted.`), make('ul', list, more)),
  );
}

function table() {
  const heads = ['script', 'lines', 'branches', 'functions', 'runs'].map((word) => make('th', { scope: 'col' }, word));
  const rows = scripts.map((script, index) =>
    make('tr', make('th', { scope: 'row' }, link(`#script-${index + 1}`, script.name)), script.shares.map(cell), make('td.quiet', script.runs)),
  );
  const total = scripts.length > 1 && make('tr', make('th', { scope: 'row' }, 'together'), shares.map(cell), make('td'));
  document.getElementById('scripts').append(make('table', make('thead', make('tr', heads)), make('tbody', rows, total)));
}

/** `92 % 46/50`, never rounded up. */
function cell([reached, of]) {
  if (of === 0) return make('td.share.quiet', 'none');
  const tone = reached === of ? 'good' : reached > 0 ? 'warn' : 'bad';
  return make(`td.share.${tone}`, `${Math.floor((1000 * reached) / of) / 10} %`, make('span.quiet', `${reached}/${of}`));
}

/** The script that the address names; the first without one. */
function show() {
  if (location.hash === '#lines') return;
  const wanted = Number(/^#script-(\d+)$/.exec(location.hash)?.[1] ?? 1) - 1;
  const index = scripts[wanted] === undefined ? 0 : wanted;
  if (index === open || scripts.length === 0) return;
  open = index;
  here = -1;
  document.querySelectorAll('#scripts a').forEach((one, number) => {
    if (number === open) one.setAttribute('aria-current', 'true');
    else one.removeAttribute('aria-current');
  });
  document.getElementById('name').textContent = safe(scripts[open].name);
  draw(scripts[open]);
  tell();
}

function draw(script) {
  const lines = script.text.split(/\r\n|[\n\r\u2028\u2029]/);
  const hits = new Map(script.lines);
  const ways = new Map();
  for (const [line, sentence] of script.ways) ways.set(line, [...(ways.get(line) ?? []), sentence]);
  const colours = coloured(script.text);
  const state = { colours, at: 0, next: 0, text: script.text };
  spots = [];
  box.replaceChildren();
  for (let from = 0; from < lines.length; from += CHUNK) {
    const chunk = make('div.chunk');
    lines.slice(from, from + CHUNK).forEach((text, index) => {
      const number = from + index + 1;
      drawLine(chunk, number, parts(text, state), hits.get(number), ways.get(number) ?? []);
    });
    box.append(chunk);
  }
}

function drawLine(chunk, number, code, hits, ways) {
  const kind = hits === 0 ? 'missed' : ways.length > 0 ? 'partly' : hits > 0 ? 'reached' : 'none';
  const [sign, tone, words] = SIGNS[kind];
  const label = kind === 'none' ? undefined : { title: words };
  const mark = make(`span.hits.${tone}`, label ?? {}, sign && `${sign} ${hits ?? ''}`);
  const row = make(`div.line.${kind}`, { id: `line-${number}` }, make('span.margin', make('span.where', number), mark), make('code', code));
  if (kind === 'missed' || kind === 'partly') spots.push({ row, number, words: [words, ...ways].join('; ') });
  chunk.append(row);
  if (ways.length > 0) chunk.append(...ways.map((sentence) => make('p.ways', sentence)));
}

/** A line in its colours; `state` knows how far the text has been read. */
function parts(text, state) {
  const [start, shown, found] = [state.at, text.slice(0, LONGEST), []];
  const { colours } = state;
  let at = 0;
  while (state.next < colours.length && colours[state.next][1] <= start) state.next += 1;
  for (let index = state.next; index < colours.length && colours[index][0] < start + shown.length; index += 1) {
    const [from, to] = [Math.max(colours[index][0] - start, 0), Math.min(colours[index][1] - start, shown.length)];
    found.push(shown.slice(at, from), make(`span.${colours[index][2]}`, shown.slice(from, to)));
    at = to;
  }
  state.at += text.length + (state.text.startsWith('\r\n', state.at + text.length) ? 2 : 1);
  const cut = text.length > LONGEST && make('span.quiet', ` … ${text.length - LONGEST} characters more`);
  return [...found, shown.slice(at), cut];
}

/** To the next place that no run reached, or the one before; around at the ends. */
function jump(step) {
  if (spots.length === 0) return;
  spots[here]?.row.classList.remove('here');
  here = here < 0 ? (step > 0 ? 0 : spots.length - 1) : (here + step + spots.length) % spots.length;
  const { row, number, words } = spots[here];
  row.classList.add('here');
  row.scrollIntoView({ block: 'center' });
  said.textContent = safe(`line ${number}: ${words}`);
  tell();
}

function tell() {
  const places = spots.length === 0 ? 'everything was reached' : many(spots.length, 'place');
  document.getElementById('count').textContent = here < 0 ? places : `${here + 1} of ${spots.length}`;
  for (const id of ['next', 'previous']) document.getElementById(id).disabled = spots.length === 0;
}
