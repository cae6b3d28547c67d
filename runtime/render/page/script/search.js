// The search field: looks a moment after the last letter, tells how many places there are, and steps through them.

const { want } = require('query');
const { go, where } = require('route');
const results = require('results');

const PAUSE = 120; // milliseconds

const field = document.getElementById('query');
const count = document.getElementById('count');
const steps = { previous: -1, next: 1 };

/** `changed` is called when something else is searched for. */
exports.start = (changed) => {
  let timer;
  const look = () => {
    clearTimeout(timer);
    timer = undefined;
    want(field.value.trim());
    results.look();
    changed();
    if (field.value.trim() !== '') go('#results');
    else if (where().kind === 'results') go('#run');
    exports.tell();
  };
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (timer !== undefined) look();
    results.step(event.shiftKey ? -1 : 1);
  });
  for (const [id, by] of Object.entries(steps)) {
    document.getElementById(id).addEventListener('click', () => results.step(by));
  }
  exports.clear = () => {
    field.value = '';
    look();
  };
  exports.tell();
};

/** Say how many places there are, and which one is open. */
exports.tell = () => {
  count.textContent = results.said();
  for (const id of Object.keys(steps)) document.getElementById(id).disabled = results.count() === 0;
};
