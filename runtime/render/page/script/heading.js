// The top of the page: which script, how it ended, when, against what; and what a reader has to know first.

const { fill, make } = require('dom');
const { run, tone } = require('run');
const { many, moment, safe, short, span } = require('text');

const { head, rest } = run;
const LONGEST = 100;
const SHA = 12; // characters of the sum that are enough to tell scripts apart

exports.start = () => {
  const name = short(safe(rest.script.name), LONGEST);
  document.title = `${name}: ${rest.outcome}`;
  fill(document.getElementById('name'), name, { title: rest.script.name });
  const outcome = document.getElementById('outcome');
  outcome.classList.add(tone);
  fill(outcome, rest.outcome, { title: rest.meaning });
  fill(document.getElementById('summary'), summary().filter(Boolean).map((text) => (text instanceof Node ? text : make('span', short(text, LONGEST)))));
  fill(document.getElementById('notes'), run.notes.map((note) => make('p.note', note)));
};

function summary() {
  return [
    moment(head.started),
    span(rest.usage.seconds * 1000),
    many(run.requests.length, 'request'),
    run.findings.length > 0 && many(run.findings.length, 'finding'),
    rest.world.answers,
    `cage ${rest.cage.name}`,
    head.versions.engine,
    head.versions.mws && `mws ${head.versions.mws}`,
    make('span', { title: rest.script.sha256 }, 'sha256 ', make('code', `${rest.script.sha256.slice(0, SHA)}…`)),
  ];
}
