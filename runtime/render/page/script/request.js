// The panel of one request: what was sent, what came back, who was told.

const { body } = require('body');
const { facts, finding, part, place } = require('pieces');
const { link, make } = require('dom');
const { cameOf, findingsOf, length, request, run, toneOf } = require('run');
const { many, short, span } = require('text');

const BECAUSE = { redirect: 'it follows a redirect', retry: 'rest sends it once more' };
const VERDICT = {
  success: 'rest takes the answer for a success',
  fail: 'rest takes the answer for a failure: status 400 or more',
  error: 'rest reports an error',
  redirect: 'rest follows the redirect',
};

exports.panel = (number) => {
  const made = request(number);
  if (!made) return [make('p.quiet', `There is no request ${number} in this page.`)];
  return [
    heading(made), track(made), findingsOf(made).map(finding), facts(about(made)), told(made),
    part('Request', headers(made.headers), body(made.body)),
    answer(made),
  ];
};

function heading(made) {
  const index = run.requests.indexOf(made);
  const step = (to, sign, name) => to && link(`#request-${to.number}`, { 'aria-label': name, title: name }, sign);
  return [
    make('div.heading',
      make('h2', make('b', short(made.method, 20)), ` request ${made.number}`),
      make(`span.outcome.${toneOf(made)}`, cameOf(made)),
      make('span.steps',
        step(run.requests[index - 1], '←', 'Previous request'), step(run.requests[index + 1], '→', 'Next request'))),
    make('p.address', made.url),
  ];
}

/** When in the run it was under way. */
function track(made) {
  const bar = make(`span.${toneOf(made)}`);
  const share = (t) => (length > 0 ? Math.min(100, (100 * t) / length) : 0);
  bar.style.left = `${share(made.sent)}%`;
  bar.style.width = `max(4px, ${share(made.took ?? length - made.sent)}%)`;
  return make('div.track', { role: 'img', 'aria-label': `under way from ${span(made.sent)} of ${span(length)} on` }, bar);
}

function about(made) {
  return [
    ['Made at', place(made.at)],
    ['Sent', [`${span(made.sent)} after the start`, made.after_done && ', after done']],
    ['Took', made.took === null ? 'never answered' : span(made.took)],
    ['Because', BECAUSE[made.because] ?? ''],
    ['Verdict', VERDICT[made.verdict] ?? (made.aborted ? '' : 'none: nothing came to an end')],
    ['Denied', made.denied],
    ['Failure', made.denied ? '' : made.failure],
    ['Held back', made.held_back && 'it never left the machine, and what answered was not the service'],
    ['Given up', made.aborted && 'the script aborted it'],
  ];
}

/** The handlers that heard of it, and the events whose handlers never did. */
function told(made) {
  const heard = new Set(made.handlers.map(({ event }) => event));
  const unheard = [...new Set(made.listeners)].filter((event) => !heard.has(event));
  if (made.handlers.length + unheard.length === 0) {
    return part('Handlers', make('p.quiet', made.because === 'call' ? 'Nobody listens to it.' : 'Those of the first request.'));
  }
  return part('Handlers', make('ul.handlers',
    made.handlers.map(({ event, at }) => make('li', make('code.event-name', event), 'told', place(at))),
    unheard.map((event) => make('li.quiet', make('code.event-name', event), 'not told'))));
}

function answer(made) {
  if (!made.response) return undefined;
  const { status, reason, headers: names, body: content } = made.response;
  return part('Response', make('p.status', make('b', status), ' ', reason), headers(names), body(content));
}

function headers(list) {
  const rows = list.map(([name, value]) => make('tr', make('th', { scope: 'row' }, name), make('td', value)));
  return make('details.headers', { open: '' },
    make('summary', many(list.length, 'header')), make('table', make('tbody', rows)));
}
