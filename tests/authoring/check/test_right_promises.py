"""Scripts that are right, with promises."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

RIGHT = {
    "await this": """
async function request(req) {
  return new Promise((resolve) => { req.on('complete', (data, response) => resolve({ data, response })); });
}
async function run() {
  const { data, response } = await request(rest.get('u'));
  if (data instanceof Error) throw data;
  if (response.statusCode !== 200) throw new Error('HTTP ' + response.statusCode);
  for (const role of data.roles) {
    const answer = await request(rest.post('u/' + role));
    if (answer.data instanceof Error || answer.response.statusCode >= 400) throw new Error('role ' + role);
  }
}
run().then(() => done(context), (error) => { context.Error = error.message; done(context); });
""",
    "promisified class-less": """
const http = ['get', 'post', 'del'].reduce((all, m) => { all[m] = (u, o) => new Promise((y, n) => rest[m](u, o).on('success', y).on('fail', (d, r) => n(new Error(r.statusCode))).on('error', n)); return all; }, {});
http.get('u').then((d) => d.total ? http.del('u/' + d.id) : http.post('u')).then(() => { done(context); }).catch((e) => { context.e = e.message; done(context); });
""",
    "map of async": """
async function main() {
  const send = (k) => new Promise((y) => rest.post('u/' + k).on('complete', (d, r) => y(!(d instanceof Error) && r.statusCode < 300)));
  const oks = await Promise.all((context.Keys || []).map(async (k) => { const ok = await send(k); return { k, ok }; }));
  context.failed = oks.filter((o) => !o.ok).map((o) => o.k);
}
main().catch((e) => { context.e = e.message; }).then(() => done(context));
""",
    "promise": """
var get = function (url) {
  return new Promise(function (resolve, reject) {
    rest.get(url, { timeout: 1000 }).on('complete', d => d instanceof Error ? reject(d) : resolve(d)).on('timeout', () => reject(new Error('late')));
  });
};
get('https://x.example.com/users').then(function (users) {
  context.count = users.length;
  done(context);
}).catch(function (error) {
  context.error = error.message;
  done(context);
});
""",
    "async": """
function call(method, url, options) {
  return new Promise((resolve, reject) => {
    rest[method](url, options)
      .on('success', resolve)
      .on('fail', (data, response) => reject(new Error('status ' + response.statusCode)))
      .on('error', reject)
      .on('timeout', () => reject(new Error('timeout')));
  });
}
async function main() {
  try {
    const user = await call('get', 'https://x.example.com/u', { timeout: 5 });
    if (!user) {
      await call('post', 'https://x.example.com/u', { data: '{}', timeout: 5 });
    } else {
      const [a, b] = await Promise.all([call('put', 'a', {timeout: 1}), call('put', 'b', {timeout: 1})]);
      context.a = a; context.b = b;
    }
  } catch (e) {
    context.error = e.message;
  } finally {
    done(context);
  }
}
main();
""",
    "then chain": """
const send = (key) => new Promise((resolve, reject) => {
  rest.post('https://x.example.com/' + key).on('complete', (data, response) => {
    if (data instanceof Error) reject(data);
    else if (response.statusCode >= 300) reject(new Error(String(response.statusCode)));
    else resolve(data);
  });
});
const keys = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
keys.reduce((before, key) => before.then(() => send(key)), Promise.resolve())
  .then(() => { context.ok = true; })
  .catch((error) => { context.error = error.message; })
  .then(() => done(context));
""",
    "all": """
const keys = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
function assign(key) {
  return new Promise(resolve => {
    rest.post('https://x.example.com/' + key)
      .on('2XX', () => resolve({ key, ok: true }))
      .on('fail', (d, r) => resolve({ key, ok: false, status: r.statusCode }))
      .on('error', e => resolve({ key, ok: false, error: e.message }));
  });
}
(async () => {
  const results = await Promise.all(keys.map(assign));
  context.results = results;
  if (results.some(r => !r.ok)) { context.failed = true; }
  done(context);
})();
""",
    "then two": """
function req(r) { return new Promise(function (ok, no) { r.on('success', ok).on('fail', no).on('error', no).on('timeout', no); }); }
req(rest.get('https://x.example.com')).then(function (d) { return req(rest.post('https://x.example.com')); }).then(function () { done(context); }, function (e) { context.e = '' + e; done(context); });
""",
    "asyncloop": """
const put = (key) => new Promise((resolve, reject) => rest.put('https://x.example.com/' + key).on('complete', (data, response) => (data instanceof Error || response.statusCode >= 400) ? reject(new Error('no ' + key)) : resolve(data)));
(async function () {
  for (const key of context.Keys) {
    try { await put(key); } catch (error) { context.error = error.message; break; }
  }
  done(context);
}()).catch(() => done(context));
""",
    "thenfinally": """
const api = url => new Promise((resolve, reject) => { const r = rest.get(url); r.on('success', resolve); r.on('fail', reject); r.on('error', reject); });
api('https://x.example.com').then(d => api('https://y.example.com/' + d.id)).then(d => { context.d = d.id; }).catch(e => { context.e = 1; }).finally(() => { done(context); });
""",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_script_that_is_right_has_no_error(text: str) -> None:
    """Whatever its style: an error is a mistake wherever it stands."""
    assert checked.errors(text) == []
