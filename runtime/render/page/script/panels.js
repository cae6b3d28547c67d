// The other panels: the run as a whole, a line, an entry, the context, the findings, the console.

const address = require('address');
const { facts, finding, part, place, some } = require('pieces');
const { json } = require('body');
const { link, make } = require('dom');
const { cameOf, findingsAt, madeBy, run, tone, toneOf } = require('run');
const { event } = require('timeline');
const { line } = require('source');
const { many, moment, short, size, span } = require('text');

const MOST = 300;
const SHORT = 160;
const { context, head, rest } = run;

exports.run = () => [
  rest.outcome !== 'done' && happened(),
  tiles(),
  run.findings.length > 0 && part('Findings', some(run.findings, 3, finding), link('#findings', 'All findings')),
  part('Run', facts(aboutTheRun())),
  part('Script', facts(aboutTheScript())),
  part('Cage', facts([['Kind', rest.cage.name], ['Held by', rest.cage.layers.join(', ')]])),
];

/** How a run ended that did not end well. */
function happened() {
  return make(`section.happened.${tone}`,
    make('h2', rest.outcome),
    make('p', rest.detail || rest.meaning),
    rest.source && make('pre', rest.source),
    rest.at && make('p', place(rest.at)),
    rest.stack.slice(1).map((at) => make('p', 'called from ', place(at))),
    rest.pending.map((sentence) => make('p', sentence)),
    rest.hint && make('p.hint', rest.hint));
}

function tiles() {
  const failed = run.requests.filter((request) => toneOf(request) === 'bad').length;
  const tile = (hash, count, one, more) => make('li', link(hash, make('b', count.toLocaleString('en')), many(count, one, more).replace(/^\S+ /, '')));
  return make('ul.tiles',
    tile('#timeline', run.requests.length, 'request'), tile('#timeline', failed, 'failed', 'failed'),
    tile('#context', context.changes.length, 'change'), tile('#findings', run.findings.length, 'finding'),
    tile('#console', run.console.length, 'logged', 'logged'));
}

function aboutTheRun() {
  const { usage } = rest;
  return [
    ['Outcome', `${rest.outcome}: ${rest.meaning}`],
    ['Exit code', String(rest.exit_code)],
    ['Started', moment(head.started)],
    ['Took', `${span(usage.seconds * 1000)}, CPU ${span(usage.cpu_seconds * 1000)}, ${size(usage.memory_bytes)} of memory`],
    ['Answered by', rest.world.answers],
    ['Time zone', head.time_zone],
    ['Secrets', head.masked && 'masked: inventions stand in their places'],
    ['Recording', rest.recording],
  ];
}

function aboutTheScript() {
  return [
    ['Name', rest.script.name],
    ['Kind', `${rest.script.kind} (${rest.script.kind_because})${head.timers ? ', with timers' : ''}`],
    ['sha256', make('code', rest.script.sha256)],
    ['Versions', Object.entries(head.versions).map(([name, version]) => `${name} ${version}`).join(', ')],
  ];
}

/** A row that leads to a request. */
function towards(request) {
  return make('li', link(`#request-${request.number}`,
    make('span.first', make('b', short(request.method, 20)), address.path(request.url)),
    make(`span.right.${toneOf(request)}`, short(cameOf(request), SHORT))));
}

exports.line = (number) => {
  const made = madeBy(number);
  const heard = run.requests.filter(({ handlers }) => handlers.some(({ at }) => at && at[0] === number));
  const said = run.console.filter(({ at }) => at && at[0] === number);
  const found = findingsAt(number);
  return [
    make('div.heading', make('h2', `Line ${number}`)),
    make('pre', line(number).trim() || ' '),
    found.length > 0 && some(found, MOST, finding),
    made.length > 0 && part(`Made ${many(made.length, 'request')}`, make('ul.towards', some(made, MOST, towards))),
    heard.length > 0 && part(`Its handler heard of ${many(heard.length, 'request')}`, make('ul.towards', some(heard, MOST, towards))),
    said.length > 0 && part('Wrote to the console', some(said, MOST, written)),
    made.length + heard.length + said.length + found.length === 0 &&
      make('p.quiet', 'No request, handler or console line comes from here.'),
  ];
};

const NAMES = { done: 'done(context)', threw: 'An exception', timer: 'A timer is set', fired: 'A timer runs out', cleared: 'A timer is taken back', console: 'A console line' };

exports.event = (seq) => {
  const row = event(seq);
  if (!row) return [make('p.quiet', `There is no entry ${seq} in this page.`)];
  const [, t, kind, ref, text, at] = row;
  return [
    make('div.heading', make('h2', NAMES[kind] ?? kind)),
    facts([['When', `${span(t)} after the start`], ['Where', place(at)], ['After', kind === 'timer' && `${text} ms`]]),
    kind === 'threw' && make('pre', text),
    kind === 'console' && run.console[ref] && make('pre', run.console[ref].text),
    kind === 'done' && make('p', link('#context', `What became of the context: ${many(context.changes.length, 'change')}`)),
  ];
};

const SIGNS = { added: '+', removed: '−', changed: '~' };

function change({ path, how, before, after }) {
  return make(`li.${how}`,
    make('p', make('span.sign', { 'aria-label': how }, SIGNS[how]), make('code', path)),
    how !== 'added' && json(before, make('pre.old')),
    how !== 'removed' && json(after, make('pre.new')));
}

exports.context = () => [
  make('div.heading', make('h2', 'Context'), make('span.quiet', many(context.changes.length, 'change'))),
  context.after === null && context.changes.length === 0 && make('p.quiet', 'Not given back: done was not called.'),
  context.after !== null && context.changes.length === 0 && make('p.quiet', 'The script left it as it was.'),
  make('ul.changes', some(context.changes, MOST, change)),
  whole('Before', context.before),
  context.after !== null && whole('After', context.after),
];

/** A whole context, laid out when somebody opens it. */
function whole(title, text) {
  const box = make('details', make('summary', title));
  box.addEventListener('toggle', () => {
    if (box.open && !box.querySelector('pre')) box.append(json(text));
  });
  return box;
}

exports.findings = () => [
  make('div.heading', make('h2', 'Findings'), make('span.quiet', 'what the outcome alone does not tell')),
  run.findings.length > 0 ? some(run.findings, MOST, finding) : make('p.quiet', 'None.'),
];

function written({ level, text, at, after_done: late }) {
  return make(`div.written.${/^(?:error|warn)$/.test(level) ? level : 'log'}`,
    make('pre', text), make('p.quiet', `console.${level}`, at && [' · ', place(at)], late && ' · after done'));
}

exports.console = () => [
  make('div.heading', make('h2', 'Console'), make('span.quiet', 'not documented for MyWorkspace')),
  run.console.length > 0 ? some(run.console, MOST, written) : make('p.quiet', 'The script wrote nothing.'),
];
