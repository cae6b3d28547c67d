// The time line: what the script asked for, what came of it, what it said, and how it ended.

const address = require('address');
const { make } = require('dom');
const { go, where } = require('route');
const { Rows } = require('rows');
const { cameOf, length, request, run, tone, toneOf, wordOf } = require('run');
const { short, span } = require('text');
const { mark } = require('query');

const HEIGHT = 46;
const LONGEST = 400;
const OF_A_REQUEST = new Set(['request', 'head', 'answer', 'failed', 'cut', 'abort']);

const END = [0, length, 'end', 0, run.rest.outcome, run.rest.at];
const rows = [...run.rows, END];
const ofRequest = new Map();
const ofEvent = new Map();
rows.forEach(([seq, , kind, ref], index) => {
  if (!OF_A_REQUEST.has(kind)) ofEvent.set(seq, index);
  else if (ofRequest.has(ref)) ofRequest.get(ref).push(index);
  else ofRequest.set(ref, [index]);
});

/** The row of an entry of the recording that belongs to no request; undefined without one. */
exports.event = (seq) => rows[ofEvent.get(seq)];

// What a row says: its first line, its second, a word at the right, and a tone.
const SAYS = {
  begun: () => ['The script starts', run.rest.script.kind, '', ''],
  request: ({ ref, at }) => {
    const made = request(ref);
    if (!made) return [`Request ${ref}`, 'left out', '', ''];
    const why = made.because === 'call' ? '' : made.because;
    const held = made.held_back ? 'held back' : '';
    return [[make('b', short(made.method, 20)), address.path(made.url)], dotted(place(at), address.host(made.url), why, held), wordOf(made), toneOf(made)];
  },
  head: ({ ref }) => answer(ref, 'the answer begins'),
  answer: ({ ref }) => answer(ref),
  failed: ({ ref, text }) => [request(ref)?.denied ? 'Denied' : text || 'Failed', to(ref), '', 'bad'],
  cut: ({ ref }) => ['The answer breaks off', to(ref), '', 'bad'],
  abort: ({ ref, at }) => ['Request given up', dotted(to(ref), place(at)), '', 'warn'],
  console: ({ ref, at }) => {
    const line = run.console[ref];
    if (!line) return ['Console line', 'left out', '', ''];
    return [short(line.text, LONGEST), dotted(`console.${line.level}`, place(at), line.after_done && 'after done'), '', ''];
  },
  timer: ({ text, at }) => ['Timer set', dotted(`${text} ms`, place(at) || "rest's own"), '', ''],
  fired: ({ at }) => ['Timer ran out', at ? `set at line ${at[0]}` : "rest's own", '', ''],
  cleared: ({ at }) => ['Timer taken back', place(at), '', ''],
  done: ({ at }) => [make('b', 'done(context)'), place(at), '', 'good'],
  threw: ({ text, at }) => [short(text, LONGEST), dotted('exception', place(at)), '', 'bad'],
  end: () => ['The run ends', run.rest.outcome, '', tone],
};

function answer(ref, more = '') {
  const made = request(ref);
  if (!made) return ['Answer', to(ref), '', ''];
  const { response } = made;
  const came = response ? `${response.status} ${response.reason}` : cameOf(made);
  return [came, dotted(to(ref), more || (made.took !== null && `after ${span(made.took)}`)), '', toneOf(made)];
}

function to(ref) {
  return `to request ${ref}`;
}

function place(at) {
  return at ? `line ${at[0]}` : '';
}

function dotted(...words) {
  return words.filter(Boolean).join(' · ');
}

function draw(index) {
  const [, t, kind, ref, text, at] = rows[index];
  const [first, second, right, tint] = SAYS[kind]({ ref, text, at });
  return mark(
    make('div.event',
      make('span.when', span(t)),
      make(`span.dot.${kind}${tint && `.${tint}`}`),
      make('span.first', typeof first === 'string' ? make('span', first) : first),
      right && make(`span.right.${tint}`, short(right, 24)),
      make('span.second', second)),
  );
}

function hashOf([seq, , kind, ref]) {
  if (kind === 'end' || kind === 'begun') return '#run';
  return OF_A_REQUEST.has(kind) ? `#request-${ref}` : `#event-${seq}`;
}

function rowsOf({ kind, number }) {
  if (kind === 'request') return ofRequest.get(number) ?? [];
  return kind === 'event' && number > 0 && ofEvent.has(number) ? [ofEvent.get(number)] : [];
}

let selected = new Set();
let list;

/** Draw it, and follow what is opened. */
exports.start = () => {
  list = new Rows(document.getElementById('rows'), {
    count: rows.length,
    height: HEIGHT,
    draw,
    open: (index) => go(hashOf(rows[index])),
    classes: (index) => (selected.has(index) ? 'selected' : ''),
  });
  return list;
};

exports.select = () => {
  const found = rowsOf(where());
  selected = new Set(found);
  if (found.length > 0 && !selected.has(list.active)) list.activate(found[0], true);
  else list.mark();
};
