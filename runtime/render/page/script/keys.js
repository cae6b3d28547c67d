// Keys that work everywhere: / searches, Escape closes, j and k go to the time line.

const { go, where } = require('route');
const search = require('search');

const field = document.getElementById('query');
const rows = document.getElementById('rows');

/** `list` is the time line. */
exports.start = (list) => {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') close(event);
    else if (event.target.closest('input, textarea')) return;
    else if (event.key === '/') {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === 'j' || event.key === 'k') {
      rows.focus();
      list.key(event);
    }
  });
};

/** First the search, then what is open. */
function close(event) {
  event.preventDefault();
  if (document.activeElement === field && field.value !== '') search.clear();
  else if (where().kind !== 'run') go('#run');
  rows.focus({ preventScroll: true });
}
