"""Scripts that are right, with loops, flags, objects and functions of all kinds."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

RIGHT = {
    "proto": """
function Flow(user) { this.user = user; }
Flow.prototype.start = function () { var self = this; rest.get('u').on('complete', function (d, r) { self.loaded(d, r); }); };
Flow.prototype.loaded = function (d, r) { if (d instanceof Error || r.statusCode !== 200) { context.e = 1; } done(context); };
new Flow(context.ProvisionedUser).start();
""",
    "module pattern": """
var flow = (function () {
  function end(e) { if (e) context.e = e; done(context); }
  function start() { rest.get('u').on('complete', function (d, r) { if (d instanceof Error) { return end(d.message); } if (r.statusCode !== 200) { return end('HTTP'); } end(); }); }
  return { start: start };
})();
flow.start();
""",
    "events bus": """
var listeners = {};
function on(n, f) { (listeners[n] = listeners[n] || []).push(f); }
function emit(n, v) { (listeners[n] || []).forEach(function (f) { f(v); }); }
on('end', function (e) { if (e) context.e = e; done(context); });
rest.get('u').on('complete', function (d, r) { emit('end', d instanceof Error || r.statusCode !== 200 ? 'no' : null); });
""",
    "map": """
const pending = new Set(context.Keys);
if (pending.size === 0) { done(context); }
pending.forEach((k) => { rest.post('u/' + k).on('complete', (d, r) => { if (d instanceof Error || r.statusCode >= 300) context.e = 1; pending.delete(k); if (pending.size === 0) done(context); }); });
""",
    "while sync": """
let page = 1; const urls = [];
while (page <= 3) { urls.push('u?p=' + page); page++; }
let left = urls.length;
urls.forEach((u) => rest.get(u).on('complete', (d, r) => { if (d instanceof Error || r.statusCode !== 200) { context.e = 1; } else { context.n = d.length; } left -= 1; if (!left) done(context); }));
""",
    "counter": """
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses || [];
let open = licences.length;
let failed = [];
function finished() {
  context.failed = failed;
  done(context);
}
if (open === 0) {
  finished();
}
licences.forEach(function (key) {
  rest.post('https://x.example.com/' + encodeURIComponent(key), { timeout: 1000 })
    .on('complete', function (data, response) {
      if (data instanceof Error || response.statusCode >= 400) {
        failed.push(key);
      }
      if (--open === 0) finished();
    })
    .on('timeout', function () { failed.push(key); if (--open === 0) finished(); });
});
""",
    "recursion": """
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
function next(i) {
  if (!licences || i >= licences.length) {
    done(context);
    return;
  }
  rest.post('https://x.example.com/' + encodeURIComponent(licences[i]))
    .on('complete', function (data, response) {
      if (data instanceof Error) { context.error = data.message; return done(context); }
      if (response.statusCode !== 201) { context.error = 'status'; return done(context); }
      next(i + 1);
    });
}
next(0);
""",
    "finish guard": """
let finished = false;
function finish(error) {
  if (finished) { return; }
  finished = true;
  if (error) context.error = error;
  done(context);
}
rest.get('https://x.example.com/a', { timeout: 5000 })
  .on('success', function () { finish(); })
  .on('fail', function (data, response) { finish('status ' + response.statusCode); })
  .on('error', function (e) { finish(e.message); })
  .on('timeout', function () { finish('timeout'); })
  .on('complete', function () { finish(); });
""",
    "named": """
var url = 'https://x.example.com/users';
function onUser(data, response) {
  if (data instanceof Error) { fail(data.message); return; }
  switch (response.statusCode) {
    case 200: update(data); break;
    case 404: create(); break;
    default: fail('status ' + response.statusCode);
  }
}
function fail(reason) { context.Reason = reason; done(context); }
function onWritten(data, response) {
  if (data instanceof Error) return fail(data.message);
  if (response.statusCode >= 400) return fail('refused');
  done(context);
}
function create() { rest.postJson(url, { a: 1 }).on('complete', onWritten); }
function update(user) { let req = rest.putJson(url + '/' + user.id, { a: 1 }); req.on('complete', onWritten); }
rest.get(url).on('complete', onUser);
""",
    "callbacks": """
function call(method, url, options, cb) {
  rest.request(url, Object.assign({ method: method }, options)).on('complete', function (data, response) {
    if (data instanceof Error) { cb(data); return; }
    if (response.statusCode < 200 || response.statusCode > 299) { cb(new Error('HTTP ' + response.statusCode)); return; }
    cb(null, data);
  }).on('timeout', function () { cb(new Error('timeout')); });
}
call('GET', 'https://x.example.com/', {}, function (error, users) {
  if (error) { context.Error = error.message; return done(context); }
  if (users.length === 0) {
    call('POST', 'https://x.example.com/', { data: '' }, function (error) {
      if (error) { context.Error = error.message; }
      done(context);
    });
  } else {
    call('PUT', 'https://x.example.com/', { data: '' }, (error) => {
      if (error) context.Error = error.message;
      done(context);
    });
  }
});
""",
    "flags": """
let needsUpdate = false;
let body = {};
let user = context.ProvisionedUser;
if (user.FirstName) { body.first = user.FirstName; needsUpdate = true; }
if (user.LastName) { body.last = user.LastName; needsUpdate = true; }
if (user.MailAddress) { body.mail = user.MailAddress; needsUpdate = true; }
if (!needsUpdate) {
  done(context);
} else {
  rest.putJson('https://x.example.com/', body).on('complete', function (data, response) {
    let ok = response && response.statusCode === 200;
    if (!ok) { context.Failed = true; }
    done(context);
  });
}
""",
    "many ifs": """
let u = context.ProvisionedUser; let b = {}; let lang = 'en';
if (u.A) b.a = u.A; if (u.B) b.b = u.B; if (u.C) b.c = u.C; if (u.D) b.d = u.D; if (u.E) b.e = u.E;
if (u.F) lang = 'f'; if (u.G) lang = 'g'; if (u.H) lang = 'h'; if (u.I) lang = 'i'; if (u.J) lang = 'j'; if (u.K) lang = 'k'; if (u.L) lang = 'l';
if (u.M) lang = 'm'; if (u.N) lang = 'n'; if (u.O) lang = 'o';
b.lang = lang;
rest.postJson('https://x.example.com/', b).on('complete', (data, response) => {
  if (data instanceof Error) { context.e = String(data); } else if (Math.floor(response.statusCode / 100) !== 2) { context.e = 'refused'; }
  done(context);
});
""",
    "client": """
const Directory = rest.service(function (token) { this.defaults.accessToken = token; }, { baseURL: 'https://api.example.com/v1/' }, {
  user: function (key) { return this.get('users/' + key); },
});
new Directory('T0ken').user(7).on('complete', (data, response) => {
  if (data instanceof Error) { context.e = 1; }
  else { context.s = response.statusCode; }
  done(context);
});
""",
    "retry": """
let tries = 0;
rest.get('https://api.example.com/users/7').on('complete', function (data, response) {
  tries += 1;
  const busy = data instanceof Error || response.statusCode >= 500;
  if (busy && tries < 3) { this.retry(2000); return; }
  context.ok = !busy && response.statusCode < 400;
  done(context);
});
""",
    "trycatch": """
var finish = function (err) { if (err) { context.err = '' + err; } done(context); };
var config;
try {
  config = JSON.parse(context.OAuth2ProtocolConfiguration);
} catch (e) {
  finish(e);
}
if (config) {
  rest.get('https://x.example.com/' + config.account_key).on('complete', function (data, response) {
    var list;
    if (data instanceof Error) { finish(data); return; }
    try {
      list = JSON.parse(data).items;
    } catch (e) {
      finish(e);
      return;
    }
    if (response.statusCode === 200 && list.length) finish(); else finish('none');
  });
}
""",
    "status events": """
rest.get('https://x.example.com/u')
  .on('200', function (data) { context.id = data.id; done(context); })
  .on('404', function () {
    rest.post('https://x.example.com/u').on('success', function () { done(context); })
      .on('fail', function () { context.e = 1; done(context); }).on('error', function () { context.e = 2; done(context); });
  })
  .on('complete', function (data, response) {
    if (data instanceof Error || (response.statusCode !== 200 && response.statusCode !== 404)) { context.e = 3; done(context); }
  });
""",
    "ternary": """
const end = (problem) => { context.Provisioning = problem ? { Status: 'failed', Reason: problem } : { Status: 'done' }; done(context); };
const problemOf = (data, response) => data instanceof Error ? data.message : response.statusCode >= 400 ? 'HTTP ' + response.statusCode : null;
const create = () => rest.postJson('https://x.example.com', {}).on('complete', (d, r) => end(problemOf(d, r)));
rest.get('https://x.example.com').on('complete', (d, r) => {
  const p = problemOf(d, r);
  p ? end(p) : d.total === 0 ? create() : end();
});
""",
    "for of": """
const keys = context.Keys || [];
const results = [];
if (!keys.length) { done(context); }
for (const key of keys) {
  rest.del(`https://x.example.com/${encodeURIComponent(key)}`).on('complete', (data, response) => {
    results.push(data instanceof Error ? data.message : response.statusCode);
    if (results.length === keys.length) {
      context.results = results;
      done(context);
    }
  });
}
""",
    "object": """
const flow = {
  state: { open: 0 },
  start() { rest.get('https://x.example.com').on('complete', (d, r) => this.loaded(d, r)); },
  loaded: function (data, response) {
    if (data instanceof Error || response.statusCode !== 200) { this.end('no'); } else { this.end(); }
  },
  end(reason) { context.Reason = reason; done(context); },
};
flow.start();
""",
    "watchdog": """
let over = false;
const finish = () => { if (!over) { over = true; clearTimeout(timer); done(context); } };
const timer = setTimeout(finish, 10000);
rest.get('https://x.example.com').on('complete', (data, response) => {
  if (!(data instanceof Error) && response.statusCode === 200) { context.ok = data; }
  finish();
});
""",
    "conditions": """
rest.get('https://x.example.com').on('complete', function (data, response) {
  if (data instanceof Error) { context.e = 1; done(context); return; }
  if (response.statusCode === 200 && data.total > 0) { next(data); }
  if (response.statusCode === 200 && data.total === 0) { done(context); }
  if (response.statusCode === 200 && !(data.total > 0) && data.total !== 0) { done(context); }
  if (response.statusCode !== 200) { context.e = 2; done(context); }
});
function next(data) { context.n = data.total; done(context); }
""",
    "while": """
let pages = [];
function load(page) {
  rest.get('https://x.example.com?page=' + page).on('complete', function (data, response) {
    if (!response || response.statusCode !== 200) { context.e = 'no'; done(context); return; }
    pages = pages.concat(data.items);
    if (data.nextPage) { load(data.nextPage); return; }
    context.pages = pages;
    done(context);
  });
}
load(1);
""",
    "bothsides": """
var left = 2;
var both = function () { left -= 1; if (left === 0) { done(context); } };
var handle = function (name) { return function (data, response) { if (data instanceof Error) { context[name] = 'x'; } else { context[name] = response.statusCode; } both(); }; };
rest.get('https://a.example.com').on('complete', handle('a'));
rest.get('https://b.example.com').on('complete', handle('b'));
""",
    "early": """
(function () {
  'use strict';
  if (context.Application.ApplicationSettings.Fields.EnableAccountProvisioning !== true) { return done(context); }
  var mail = context.ProvisionedUser && context.ProvisionedUser.MailAddress;
  if (!mail) { context.e = 'no mail'; return done(context); }
  rest.get('https://x.example.com', { query: { mail: mail } }).once('complete', function (data, response) {
    var status = response ? response.statusCode : 0;
    if (status >= 200 && status < 300) { return done(context); }
    context.e = status; return done(context);
  });
}());
""",
    "goto": """
rest.get('https://x.example.com').on('complete', function (data, response) {
  var outcome = 'ok';
  do {
    if (data instanceof Error) { outcome = 'error'; break; }
    if (response.statusCode >= 400) { outcome = 'refused'; break; }
    context.id = data.id;
  } while (false);
  context.outcome = outcome;
  done(context);
});
""",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_script_that_is_right_has_no_error(text: str) -> None:
    """Whatever its style: an error is a mistake wherever it stands."""
    assert checked.errors(text) == []
