// Everything that can be searched: each text of the run with its name, and the hash that opens it.

const { run } = require('run');
const source = require('source');

let all;

/** `[hash, name, text]` of each; made when something is searched for the first time. */
exports.places = () => {
  all ??= [...lines(), ...run.requests.flatMap(request), ...run.console.map(written), ...rest()];
  return all;
};

function* lines() {
  for (let number = 1; number <= source.count; number += 1) yield [`#line-${number}`, `line ${number}`, source.line(number)];
}

function request({ number, method, url, headers, body, response, failure, denied }) {
  const [hash, name] = [`#request-${number}`, `request ${number}`];
  const found = [[hash, name, `${method} ${url}`], ...headers.map((header) => [hash, `${name}, header`, header.join(': ')])];
  if (body.text) found.push([hash, `${name}, body`, body.text]);
  if (response) {
    found.push([hash, `response ${number}`, `${response.status} ${response.reason}`]);
    found.push(...response.headers.map((header) => [hash, `response ${number}, header`, header.join(': ')]));
    if (response.body.text) found.push([hash, `response ${number}, body`, response.body.text]);
  }
  if (failure) found.push([hash, `request ${number}, failure`, failure]);
  if (denied) found.push([hash, `request ${number}, denied`, denied]);
  return found;
}

function written({ level, text }) {
  return ['#console', `console.${level}`, text];
}

function rest() {
  const { before, after, changes } = run.context;
  const facts = run.rest;
  const said = [facts.script.name, facts.script.sha256, facts.outcome, facts.detail, facts.hint, facts.world.answers];
  return [
    ...run.findings.map(({ code, text }) => ['#findings', code, text]),
    ...changes.map((one) => ['#context', 'change', `${one.path} ${one.before} ${one.after}`]),
    ['#context', 'context before', before],
    ...(after === null ? [] : [['#context', 'context after', after]]),
    ...[...said, ...facts.pending, ...run.notes].filter(Boolean).map((text) => ['#run', 'run', text]),
  ];
}
