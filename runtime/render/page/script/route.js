// What is open, as the address says it after its #: links work, and so do the browser's back and forward.

const NUMBERED = /^#(request|line|event)-(\d{1,9})$/;
const NAMED = /^#(run|context|findings|console|results)$/;

const watchers = [];
let open = { kind: 'run', number: 0 };

/** What is open: a kind, and the number of a request, a line or an entry of the recording. */
exports.where = () => open;

/** Be told whenever something else is opened. */
exports.watch = (watcher) => watchers.push(watcher);

/** Open what a hash names. Opening the same once more brings it into sight again. */
exports.go = (hash) => {
  if (location.hash === hash) apply();
  else location.hash = hash;
};

/** Begin with what the address says. */
exports.start = () => {
  window.addEventListener('hashchange', apply);
  apply();
};

function apply() {
  if (location.hash === '#timeline') document.getElementById('rows').focus();
  else open = read(location.hash);
  for (const watcher of watchers) watcher(open);
}

function read(hash) {
  const numbered = NUMBERED.exec(hash);
  if (numbered) return { kind: numbered[1], number: Number(numbered[2]) };
  const named = NAMED.exec(hash);
  return { kind: named ? named[1] : 'run', number: 0 };
}
