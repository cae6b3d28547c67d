"""Scripts that are right, in idioms that are easily taken for mistakes."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

RIGHT = {
    "bind": """
function onEnd(name, d, r) { if (d instanceof Error) { context[name] = d.message; } else { context[name] = r.statusCode; } done(context); }
rest.get('u').on('complete', onEnd.bind(null, 'x'));
""",
    "void": """
rest.get('u').on('complete', (d, r) => { if (d instanceof Error) { context.e = 1; return void done(context); } if (r.statusCode === 200) { context.d = d; } return void done(context); });
""",
    "and": """
const ok = context.Application.ApplicationSettings.Fields.EnableAccountProvisioning === true;
ok || done(context);
ok && rest.get('u').on('complete', (d, r) => { context.s = d instanceof Error ? 0 : r.statusCode; done(context); });
""",
    "cb default": """
function send(u, cb) { cb = cb || function () { done(context); }; rest.post(u).on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { context.e = u; } cb(); }); }
send('a', function () { send('b'); });
""",
    "typeof cb": """
function send(u, cb) { rest.post(u).on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { context.e = u; } if (typeof cb === 'function') { cb(d); } else { done(context); } }); }
send('a', () => send('b'));
""",
    "race": """
const wait = (ms) => new Promise((y, n) => setTimeout(() => n(new Error('late')), ms));
const get = (u) => new Promise((y, n) => rest.get(u).on('success', y).on('fail', (d, r) => n(new Error(r.statusCode))).on('error', n));
(async () => { try { context.u = await Promise.race([get('u'), wait(1000)]); } catch (e) { context.e = e.message; } done(context); })();
""",
    "allSettled": """
const get = (u) => new Promise((y, n) => rest.get(u).on('success', y).on('fail', (d, r) => n(new Error(r.statusCode))).on('error', n));
Promise.allSettled(['a', 'b'].map(get)).then((all) => { context.failed = all.filter((one) => one.status === 'rejected').length; done(context); });
""",
    "keys": """
const wanted = { a: 1, b: 2 }; let left = Object.keys(wanted).length;
Object.keys(wanted).forEach((k) => rest.put('u/' + k).on('complete', (d, r) => { if (d instanceof Error || r.statusCode > 299) context.e = k; left -= 1; if (left === 0) done(context); }));
""",
    "for in": """
var keys = context.Keys, left = keys.length;
if (left === 0) done(context);
for (var i in keys) { (function (k) { rest.put('u/' + k).on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) context.e = k; if (!--left) done(context); }); })(keys[i]); }
""",
    "continue": """
let open = 0;
for (const k of context.Keys) { if (!k) { continue; } open += 1; rest.put('u/' + k).on('complete', (d, r) => { if (d instanceof Error || r.statusCode > 299) context.e = k; open -= 1; if (open === 0) done(context); }); }
if (open === 0) { done(context); }
""",
    "assign": """
rest.get('u').on('complete', (d, r) => { Object.assign(context, { Status: d instanceof Error ? 0 : r.statusCode }); done(context); });
""",
    "hoisted": """
main();
function main() { look(function (found) { if (found) { remove(found, end); } else { end(); } }); }
function look(then) { rest.get('u').on('complete', function (d, r) { if (bad(d, r)) { return end('look'); } then(d.results[0]); }); }
function remove(it, then) { rest.del('u/' + it.key).on('complete', function (d, r) { then(bad(d, r) ? 'remove' : undefined); }); }
function bad(d, r) { return d instanceof Error || r.statusCode < 200 || r.statusCode >= 300; }
function end(problem) { if (problem) { context.Problem = problem; } done(context); }
""",
    "status var": """
rest.get('u').on('complete', (d, r) => {
  const status = d instanceof Error ? -1 : r.statusCode;
  if (status === 404) { return rest.post('u').on('complete', (d2, r2) => { context.s = d2 instanceof Error ? -1 : r2.statusCode; done(context); }); }
  if (status < 0 || status >= 400) { context.e = status; }
  done(context);
});
""",
    "result object": """
function outcome(d, r) { if (d instanceof Error) { return { ok: false, why: d.message }; } return { ok: r.statusCode < 300, why: 'HTTP ' + r.statusCode }; }
rest.get('u').on('complete', function (d, r) { var o = outcome(d, r); if (!o.ok) { context.why = o.why; done(context); return; } rest.post('v').on('complete', function (d, r) { var o = outcome(d, r); if (!o.ok) { context.why = o.why; } done(context); }); });
""",
    "throw catch sync": """
function must(d, r) { if (d instanceof Error) { throw d; } if (r.statusCode >= 400) { throw new Error('HTTP ' + r.statusCode); } return d; }
function end(e) { if (e) { context.e = e.message; } done(context); }
rest.get('u').on('complete', function (d, r) { try { var u = must(d, r); context.id = u.id; } catch (e) { return end(e); } end(); });
""",
    "timeout guard var": """
var ended = false;
function end(e) { if (ended) { return; } ended = true; if (e) context.e = e; done(context); }
var req = rest.get('u', { timeout: 2000 });
req.on('timeout', function () { end('timeout'); req.abort(); });
req.on('complete', function (d, r) { if (d instanceof Error) { end(d.message); } else if (!r || r.statusCode !== 200) { end('HTTP'); } else { end(); } });
""",
    "paging": """
const all = [];
const page = (n) => rest.get('u', { query: { page: n } }).on('complete', (d, r) => {
  if (d instanceof Error || r.statusCode !== 200) { context.e = 1; done(context); return; }
  d.items.forEach((i) => all.push(i.id));
  if (d.items.length === 50) { page(n + 1); } else { context.all = all; done(context); }
});
page(1);
""",
    "limit parallel": """
const queue = ['a', 'b', 'c']; let running = 0; let problems = 0;
function pump() {
  if (queue.length === 0 && running === 0) { context.problems = problems; done(context); return; }
  while (running < 2 && queue.length) { const k = queue.shift(); running += 1; rest.post(k).on('complete', (d, r) => { if (d instanceof Error || r.statusCode > 299) problems += 1; running -= 1; pump(); }); }
}
pump();
""",
    "async map fail-fast": """
const http = { get: (u) => wrap(rest.get(u)), post: (u, b) => wrap(rest.postJson(u, b)) };
function wrap(req) { return new Promise((y, n) => { req.on('complete', (data, response) => { if (data instanceof Error) { n(data); return; } if (response.statusCode < 200 || response.statusCode > 299) { n(Object.assign(new Error('HTTP'), { status: response.statusCode })); return; } y(data); }); }); }
async function provision() { const found = await http.get('u'); if (found.total > 0) { return 'exists'; } await http.post('u', {}); return 'created'; }
provision().then((how) => { context.How = how; }, (e) => { context.Why = e.message; }).then(() => done(context));
""",
    "catch status 404": """
const find = (u) => new Promise((y, n) => rest.get(u).on('success', (d) => y(d)).on('404', () => y(null)).on('fail', (d, r) => { if (r.statusCode !== 404) { n(new Error('HTTP ' + r.statusCode)); } }).on('error', n));
find('u').then((u) => { context.u = u; done(context); }, (e) => { context.e = e.message; done(context); });
""",
    "transformed let": """
let error = null;
rest.get('u').on('complete', (d, r) => { if (d instanceof Error) { error = d.message; } else if (r.statusCode >= 400) { error = 'HTTP ' + r.statusCode; }
  if (error) { context.error = error; }
  done(context); });
""",
    "early return in loop": """
var list = context.Keys || [];
for (var i = 0, found = false; i < list.length && !found; i++) { if (list[i] === 'x') { found = true; } }
if (!found) { done(context); } else { rest.del('u').on('complete', function (d, r) { context.s = r ? r.statusCode : 0; done(context); }); }
""",
    "done alias": """
const finish = (error) => { context.error = error || null; done(context); };
const guard = (next) => (d, r) => (d instanceof Error ? finish(d.message) : r.statusCode >= 400 ? finish('HTTP ' + r.statusCode) : next(d, r));
rest.get('u').on('complete', guard((d) => rest.put('u/' + d.id).on('complete', guard(() => finish()))));
""",
    "switch true": """
rest.get('u').on('complete', function (d, r) {
  switch (true) {
    case d instanceof Error: context.e = d.message; break;
    case r.statusCode === 404: context.e = 'nobody'; break;
    case r.statusCode >= 400: context.e = 'refused'; break;
    default: context.id = d.id;
  }
  done(context);
});
""",
    "exhaustive bools": """
rest.get('u').on('complete', function (d, r) {
  const failed = d instanceof Error || r.statusCode >= 400;
  if (failed) { context.e = 1; done(context); }
  if (!failed) { context.d = d; done(context); }
});
""",
    "rest alias": """
const { get, post } = rest;
get('u').on('complete', (d, r) => { if (d instanceof Error || r.statusCode !== 200) { context.e = 1; return done(context); } post('v').on('complete', (d, r) => { context.s = d instanceof Error ? 0 : r.statusCode; done(context); }); });
""",
    "a waterfall of one's own": """
function inTurn(tasks, last) {
  var index = 0;
  (function next(err) {
    var task = tasks[index++], args = Array.prototype.slice.call(arguments, 1);
    if (err || !task) { last.apply(null, [err].concat(args)); return; }
    task.apply(null, args.concat(next));
  })(null);
}
function get(url, cb) { rest.get(url).on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { cb('refused'); } else { cb(null, d); } }); }
inTurn([function (cb) { get('a', cb); }, function (a, cb) { get('b/' + a, cb); }], function (err, b) { context.b = err || b; done(context); });
""",
    "every one is there": """
var urls = ['a', 'b'], answers = urls.map(function () { return null; });
urls.forEach(function (url, n) {
  rest.get(url).on('complete', function (d, r) {
    answers[n] = d instanceof Error ? d.message : 'status ' + r.statusCode;
    if (answers.every(function (one) { return one !== null; })) { context.answers = answers; done(context); }
  });
});
""",
    "who waits is called": """
const waiting = []; let token;
function tell(t) { token = t; waiting.splice(0).forEach((cb) => cb(t)); }
function ask(cb) {
  if (token) { return cb(token); }
  waiting.push(cb);
  if (waiting.length === 1) { rest.post('t').on('complete', (d, r) => tell(d instanceof Error || r.statusCode !== 200 ? '' : 'x')); }
}
ask((t) => { context.t = t; done(context); });
""",
    "for in names of its own": """
var names = { a: 1, b: 2 }, open = 0;
for (var name in names) { open++; add(name, names[name]); }
function add(name, id) { rest.put('u/' + id).on('complete', function (d, r) { context[name] = d instanceof Error || r.statusCode; if (!--open) { done(context); } }); }
""",
    "switch over conditions": """
var name = context.Name;
switch (true) {
  case !name: done(context); break;
  case name.length > 9: context.long = true; done(context); break;
  default: rest.get('u/' + name).on('complete', function (d, r) { context.s = d instanceof Error || r.statusCode; done(context); });
}
""",
    "an optional callback": """
const put = (url, cb) => rest.put(url).on('complete', (d, r) => { context[url] = d instanceof Error || r.statusCode; cb?.(); });
put('a', () => { done(context); });
function last(cb) { cb?.(); }
last();
""",
    "sliced": """
var left = ['a', 'b', 'c'].reverse();
function next(todo) {
  if (todo.length === 0) { return done(context); }
  rest.del(todo[0]).on('complete', function (d, r) { context[todo[0]] = d instanceof Error || r.statusCode; next(todo.slice(1)); });
}
next(left.sort());
""",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_an_idiom_that_is_right_has_no_error(text: str) -> None:
    """Whatever its style: an error is a mistake wherever it stands."""
    assert checked.errors(text) == []
