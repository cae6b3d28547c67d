// The details beside the script: tabs, and the panel of the one that is open.

const panels = require('panels');
const { fill, make } = require('dom');
const { go, where } = require('route');
const { mark } = require('query');
const { panel: requestPanel } = require('request');
const { run } = require('run');

const results = require('results');

const SELECTED = { request: 'Request', line: 'Line', event: 'Entry' };
const DRAW = {
  ...panels,
  request: requestPanel,
};

const tabs = document.getElementById('tabs');
const panel = document.getElementById('panel');
let shown = '';

exports.start = () => {
  tabs.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...tabs.children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    event.preventDefault();
    go(next.target);
    tabs.querySelector('[aria-selected="true"]').focus();
  });
};

/** Show what is open; `anew` also if it is the same as before. */
exports.show = (anew = false) => {
  const { kind, number } = where();
  const key = `${kind}-${number}`;
  drawTabs(kind, number);
  if (key === shown && !anew && kind !== 'results') return;
  const kept = key === shown ? panel.scrollTop : 0;
  shown = key;
  panel.replaceChildren();
  panel.classList.toggle('results', kind === 'results');
  if (kind === 'results') results.draw(panel);
  else mark(fill(panel, DRAW[kind](number)));
  panel.scrollTop = kept;
};

function drawTabs(kind, number) {
  const list = [
    ['run', '#run', 'Run'],
    kind in SELECTED && [kind, `#${kind}-${number}`, `${SELECTED[kind]} ${number}`],
    ['context', '#context', 'Context', run.context.changes.length],
    ['findings', '#findings', 'Findings', run.findings.length],
    ['console', '#console', 'Console', run.console.length],
    results.wanted() && ['results', '#results', 'Results', results.count()],
  ].filter(Boolean);
  const focused = tabs.contains(document.activeElement);
  tabs.replaceChildren(...list.map((one) => tab(one, one[0] === kind)));
  const chosen = tabs.querySelector('[aria-selected="true"]');
  if (chosen) panel.setAttribute('aria-labelledby', chosen.id);
  if (focused && chosen) chosen.focus();
}

function tab([kind, target, name, count], selected) {
  const button = make('button', {
    type: 'button', role: 'tab', id: `tab-${kind}`, 'aria-selected': String(selected), 'aria-controls': 'panel',
    tabindex: selected ? '0' : '-1',
  }, name, count > 0 && make('span.number', count.toLocaleString('en')));
  button.target = target;
  button.addEventListener('click', () => go(target));
  return button;
}
