"""Scripts that are right, with listeners and callbacks."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

RIGHT = {
    "queue shift": """
const queue = (context.Keys || []).slice();
const errors = [];
function step() {
  const key = queue.shift();
  if (!key) { context.errors = errors; done(context); return; }
  rest.post('u/' + key).on('complete', (d, r) => {
    if (d instanceof Error || r.statusCode >= 400) errors.push(key);
    step();
  });
}
step();
""",
    "handlers table": """
const handlers = {
  200: (d) => { context.id = d.id; done(context); },
  404: () => { context.missing = true; done(context); },
};
rest.get('u').on('complete', (d, r) => {
  if (d instanceof Error) { context.e = 1; return done(context); }
  const h = handlers[r.statusCode];
  if (h) { h(d); } else { context.e = r.statusCode; done(context); }
});
""",
    "state object": """
var state = { open: 2, failed: false };
function part(ok) { if (!ok) state.failed = true; state.open--; if (state.open === 0) { context.failed = state.failed; done(context); } }
function ok(d, r) { return !(d instanceof Error) && r.statusCode < 300; }
rest.post('a').on('complete', function (d, r) { part(ok(d, r)); });
rest.post('b').on('complete', function (d, r) { part(ok(d, r)); });
""",
    "curried": """
const on = (cb) => (d, r) => { if (d instanceof Error) return cb(d.message); if (r.statusCode >= 400) return cb('HTTP ' + r.statusCode); cb(null, d); };
const finish = (e) => { if (e) context.Error = e; done(context); };
rest.get('u').on('complete', on((e, users) => {
  if (e) return finish(e);
  if (!users.length) return rest.post('v').on('complete', on(finish));
  return rest.put('w').on('complete', on(finish));
}));
""",
    "options var": """
var options = function (extra) { var o = { headers: { A: 'b' }, timeout: 3000 }; for (var k in extra) { o[k] = extra[k]; } return o; };
rest.get('u', options({ x: 1 })).on('complete', function (d, r) { var s = r && r.statusCode; if (s !== 200) { context.e = s; } done(context); }).on('timeout', function () { context.e = 't'; done(context); });
""",
    "retries": """
function get(url, left, cb) {
  rest.get(url).on('complete', function (d, r) {
    if (d instanceof Error || r.statusCode >= 500) {
      if (left > 0) { return get(url, left - 1, cb); }
      return cb(new Error('gone'));
    }
    cb(null, d, r.statusCode);
  });
}
get('u', 2, function (e, d, status) { if (e || status !== 200) { context.e = 1; } done(context); });
""",
    "double guard": """
let called = 0;
const once = (fn) => { let did = false; return (...args) => { if (did) return; did = true; fn(...args); }; };
const finish = once((e) => { if (e) context.e = e; done(context); });
rest.get('u', { timeout: 10 }).on('timeout', () => finish('t')).on('error', finish).on('fail', (d, r) => finish(r.statusCode)).on('success', () => finish());
""",
    "label": """
function pick(list) { for (let i = 0; i < list.length; i++) { if (list[i].active) { return list[i]; } } return null; }
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode !== 200) { context.e = 1; done(context); return; }
  var user = pick(d.users);
  if (user === null) { context.none = true; done(context); return; }
  rest.del('u/' + user.id).on('complete', function (d, r) { if (d instanceof Error || r.statusCode !== 204) context.e = 2; done(context); });
});
""",
    "success+complete": """
var result = 'failed';
rest.get('u').on('success', function (d) { result = 'ok'; context.id = d.id; }).on('fail', function (d, r) { result = 'refused ' + r.statusCode; }).on('error', function (e) { result = e.message; }).on('complete', function () { context.result = result; done(context); });
""",
    "typeof": """
rest.get('u').on('complete', function (d, r) {
  if (!r) { context.e = 'no answer'; }
  else if (r.statusCode === 200 && typeof d === 'object' && d !== null) { context.id = d.id; }
  else { context.e = 'HTTP ' + r.statusCode; }
  done(context);
});
""",
    "iterator counter ++": """
var keys = context.Keys; var n = 0; var problems = 0;
if (!keys || keys.length === 0) { context.none = true; done(context); } else {
for (var i = 0; i < keys.length; i++) {
  rest.post('u/' + keys[i]).on('complete', function (d, r) {
    if (d instanceof Error || r.statusCode >= 400) { problems++; }
    n++;
    if (n === keys.length) { context.problems = problems; done(context); }
  });
} }
""",
    "every done once": """
const results = {};
['a', 'b', 'c'].forEach((name, i, all) => {
  rest.get('u/' + name).on('complete', (d, r) => {
    results[name] = d instanceof Error ? 0 : r.statusCode;
    if (Object.keys(results).length === all.length) { context.results = results; done(context); }
  });
});
""",
    "setTimeout poll": """
let tries = 0;
function poll() {
  rest.get('u').on('complete', function (d, r) {
    if (d instanceof Error || r.statusCode !== 200) { context.e = 1; return done(context); }
    if (d.state === 'ready') { return done(context); }
    if (++tries >= 5) { context.e = 'late'; return done(context); }
    setTimeout(poll, 1000);
  });
}
poll();
""",
    "not ok early": """
function failed(d, r) {
  if (d instanceof Error) { context.Error = d.message; return true; }
  if (r.statusCode < 200 || r.statusCode >= 300) { context.Error = 'HTTP ' + r.statusCode; return true; }
  return false;
}
rest.get('u').on('complete', function (d, r) {
  if (failed(d, r)) { done(context); return; }
  rest.post('v').on('complete', function (d, r) { failed(d, r); done(context); });
});
""",
    "error listener + complete resp": """
rest.get('u')
  .on('error', function (e) { context.Error = e.message; done(context); })
  .on('success', function (d) { context.n = d.length; done(context); })
  .on('fail', function (d, r) { context.Error = 'HTTP ' + r.statusCode; done(context); });
""",
    "if else chain no default via throw": """
rest.get('u').on('complete', function (d, r) {
  try {
    if (d instanceof Error) throw d;
    if (r.statusCode >= 400) throw new Error('HTTP ' + r.statusCode);
    context.name = d.name.trim();
  } catch (e) { context.Error = e.message; }
  done(context);
});
""",
    "multi flags": """
let hasA = false, hasB = false;
function check() { if (hasA && hasB) { done(context); } }
function note(d, r) { if (d instanceof Error || r.statusCode >= 400) { context.e = 1; } }
rest.post('a').on('complete', (d, r) => { note(d, r); hasA = true; check(); });
rest.post('b').on('complete', (d, r) => { note(d, r); hasB = true; check(); });
""",
    "generator-free co": """
const steps = [
  (next) => rest.get('a').on('complete', (d, r) => next(d instanceof Error || r.statusCode !== 200 ? 'a' : null)),
  (next) => rest.post('b').on('complete', (d, r) => next(d instanceof Error || r.statusCode !== 201 ? 'b' : null)),
];
(function run(i) {
  if (i === steps.length) { return done(context); }
  steps[i]((problem) => { if (problem) { context.problem = problem; return done(context); } run(i + 1); });
})(0);
""",
    "response event null-safe": """
rest.get('u').on('complete', function (d, r) {
  const status = r?.statusCode ?? 0;
  context.ok = status >= 200 && status < 300;
  done(context);
});
""",
    "constants": """
const OK = 200, NOT_FOUND = 404;
rest.get('u').on('complete', (d, r) => {
  if (d instanceof Error) { context.e = d.code; }
  else if (r.statusCode === OK) { context.u = d; }
  else if (r.statusCode === NOT_FOUND) { context.u = null; }
  else { context.e = r.statusCode; }
  done(context);
});
""",
    "indexOf": """
rest.get('u').on('complete', (d, r) => {
  if (!r || [200, 201].indexOf(r.statusCode) === -1) { context.e = 1; }
  done(context);
});
""",
    "string check": """
rest.get('u').on('complete', (d, r) => {
  if (d instanceof Error || String(r.statusCode)[0] !== '2') { context.e = 1; }
  done(context);
});
""",
    "list some": """
rest.get('u').on('complete', (d, r) => {
  if (d instanceof Error || r.statusCode !== 200) { context.e = 1; return done(context); }
  const mine = d.users.find((u) => u.mail === context.ProvisionedUser.MailAddress);
  if (mine) { return done(context); }
  rest.post('u').on('complete', (d, r) => { if (d instanceof Error || r.statusCode !== 201) { context.e = 1; } done(context); });
});
""",
    "class": """
class Flow {
  constructor(user) { this.user = user; }
  start() { rest.get('https://x.example.com').on('complete', (d, r) => this.loaded(d, r)); }
  loaded(data, response) { if (data instanceof Error || response.statusCode !== 200) { context.e = 1; } done(context); }
}
new Flow(context.ProvisionedUser).start();
""",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_script_that_is_right_has_no_error(text: str) -> None:
    """Whatever its style: an error is a mistake wherever it stands."""
    assert checked.errors(text) == []
