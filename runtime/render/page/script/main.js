// Puts the parts of the page to work, and keeps them at what is open.

const heading = require('heading');
const inspector = require('inspector');
const keys = require('keys');
const paper = require('paper');
const route = require('route');
const search = require('search');
const source = require('source');
const timeline = require('timeline');
const { cameOf, request } = require('run');

const said = document.getElementById('said');
const narrow = window.matchMedia('(max-width: 760px)');
let begun = false;

heading.start();
const lists = [timeline.start(), source.start()];
inspector.start();
search.start(() => {
  for (const list of lists) list.refresh();
  inspector.show(true);
});
keys.start(lists[0]);
paper.start(lists);

route.watch(({ kind, number }) => {
  timeline.select();
  source.select();
  inspector.show();
  search.tell();
  tell(kind, number);
  // In one column the details stand below the list that opened them.
  if (narrow.matches && (begun || kind !== 'run')) document.getElementById(kind === 'run' ? 'timeline' : 'inspector').scrollIntoView();
  begun = true;
});
route.start();

/** Say what is open to those who don't see it. */
function tell(kind, number) {
  const made = kind === 'request' ? request(number) : undefined;
  const what = number > 0 ? `${kind} ${number}` : kind;
  said.textContent = made ? `${what}: ${cameOf(made)}` : what;
}
