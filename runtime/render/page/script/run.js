// The run, as the page's data tells it, with what is looked up often: by number, by line.

const run = JSON.parse(document.getElementById('run').textContent);

const requests = new Map(run.requests.map((request) => [request.number, request]));
const byLine = new Map();
const byPlace = new Map();

for (const request of run.requests) if (request.at) push(byLine, request.at[0], request);
for (const finding of run.findings) if (finding.at) push(byPlace, finding.at.join(':'), finding);

function push(map, key, value) {
  if (map.has(key)) map.get(key).push(value);
  else map.set(key, [value]);
}

/** The request of this number; undefined for one that was left out. */
exports.request = (number) => requests.get(number);

/** The requests that a line of the script made. */
exports.madeBy = (line) => byLine.get(line) ?? [];

/** The findings that speak of a request. */
exports.findingsOf = ({ at, method, url }) =>
  at ? (byPlace.get(at.join(':')) ?? []).filter(({ text }) => text.includes(`${method} ${url}`)) : [];

/** The findings at a line of the script. */
exports.findingsAt = (line) => run.findings.filter(({ at }) => at && at[0] === line);

/** What came of a request, in a few words. */
exports.cameOf = (request) => {
  if (request.denied) return 'denied';
  if (request.aborted) return 'aborted';
  if (request.failure && !request.response) return request.failure;
  if (!request.response) return 'no answer';
  return `${request.response.status} ${request.response.reason}`.trimEnd();
};

/** The same in a word, or as a status. */
exports.wordOf = (request) => {
  if (request.denied || request.aborted || request.response) return exports.cameOf(request).split(' ', 1)[0];
  return request.failure ? 'failed' : 'no answer';
};

/** The same as good, warn or bad. */
exports.toneOf = (request) => {
  const { response, verdict } = request;
  if (request.aborted) return 'warn';
  if (request.denied || !response || verdict === 'error' || response.status >= 400) return 'bad';
  return request.held_back || response.status >= 300 ? 'warn' : 'good';
};

/** How the run ended, as good, warn or bad. */
exports.tone = (() => {
  if (run.rest.outcome === 'dry') return 'warn';
  if (run.rest.outcome !== 'done') return 'bad';
  return run.findings.length > 0 ? 'warn' : 'good';
})();

/** When the run was over, in milliseconds since it began. */
exports.length = Math.max(run.rest.usage.seconds * 1000, run.rows.length > 0 ? run.rows.at(-1)[1] : 0);

exports.run = run;
