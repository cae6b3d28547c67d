"""MWS001: paths on which `done` is never called."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

# What is wrong: the rule, where it stands and how bad it is, the script.
WRONG = {
    "else lacks": (
        "MWS001",
        "1:30 error",
        """\
rest.get('u').on('complete', function (data, response) {
  if (data instanceof Error) { context.e = 1; }
  else if (response.statusCode === 200) { done(context); }
});
""",
    ),
    "early return": (
        "MWS001",
        "1:10 error",
        """\
function assign(keys) {
  if (!keys.length) { return; }
  rest.post('u').on('complete', function (data, response) { if (data instanceof Error || response.statusCode > 299) { context.e = 1; } done(context); });
}
assign(context.Keys);
""",
    ),
    "never called function": (
        "MWS001",
        "1:1 error",
        """\
function run() {
  rest.get('u').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 1) context.e = 1; done(context); });
}

""",
    ),
    "top else missing": (
        "MWS001",
        "1:1 error",
        """\
if (context.Enabled === true) {
  rest.get('u').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 1) context.e = 1; done(context); });
}
""",
    ),
    "no error listener": (
        "MWS001",
        "1:1 error",
        """\
rest.get('u').on('success', () => done(context)).on('fail', () => done(context));
""",
    ),
    "promise without catch": (
        "MWS001",
        "2:1 warning",
        """\
const get = (u) => new Promise((a, b) => rest.get(u).on('complete', (d, r) => d instanceof Error || r.statusCode > 299 ? b(d) : a(d)));
get('u').then((d) => { done(context); });
""",
    ),
    "promise no reject": (
        "MWS001",
        "1:69 error",
        """\
const get = (u) => new Promise((a, b) => rest.get(u).on('complete', (d, r) => { if (d instanceof Error) return; a(d); }));
get('u').then((d) => { done(context); }).catch(() => done(context));
""",
    ),
    "catch rethrows": (
        "MWS001",
        "2:42 error",
        """\
const get = (u) => new Promise((a, b) => rest.get(u).on('success', a).on('fail', b).on('error', b));
get('u').then(() => done(context)).catch((e) => { context.e = 1; });
""",
    ),
    "counter not down on error": (
        "MWS001",
        "3:37 error",
        """\
let open = context.Keys.length;
context.Keys.forEach(function (k) {
  rest.post('u' + k).on('complete', function (d, r) {
    if (d instanceof Error || r.statusCode > 299) { context.e = 1; return; }
    if (--open === 0) done(context);
  });
});
""",
    ),
    "callback err forgotten": (
        "MWS001",
        "2:32 error",
        """\
function call(url, cb) {
  rest.get(url).on('complete', function (d, r) {
    if (d instanceof Error) { context.e = d.message; return; }
    cb(d, r.statusCode);
  });
}
call('u', function (d, s) { if (s !== 200) context.e = s; done(context); });
""",
    ),
    "switch default": (
        "MWS001",
        "1:30 error",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error) return done(context);
  switch (r.statusCode) {
    case 200: done(context); break;
    case 404: context.e = 1; done(context); break;
  }
});
""",
    ),
    "async no catch": (
        "MWS001",
        "5:1 warning",
        """\
async function main() {
  await new Promise((a, b) => rest.get('u').on('success', a).on('fail', b).on('error', b));
  done(context);
}
main();
""",
    ),
    "try no done in catch": (
        "MWS001",
        "2:77 error",
        """\
var c;
try { c = JSON.parse(context.OAuth2ProtocolConfiguration); done(context); } catch (e) { context.e = 1; }
""",
    ),
    "throw in handler": (
        "MWS001",
        "1:30 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { throw new Error('no'); }
  done(context);
});
""",
    ),
    "timeout listener lacks": (
        "MWS001",
        "2:16 error",
        """\
rest.get('u', {timeout: 5}).on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { context.e = 1; } done(context); })
.on('timeout', function () { context.e = 'late'; });
""",
    ),
    "nested missing": (
        "MWS001",
        "3:33 error",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { context.e = 1; done(context); return; }
  rest.post('v').on('complete', function (d2, r2) {
    context.x = d2 instanceof Error || r2.statusCode;
  });
});
""",
    ),
    "recursion lacks end": (
        "MWS001",
        "1:10 error",
        """\
function next(i) {
  if (i >= context.Keys.length) { return; }
  rest.post('u').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { return done(context); } next(i + 1); });
}
next(0);
""",
    ),
    "all no done": (
        "MWS001",
        "1:125 error",
        """\
Promise.all(context.Keys.map((k) => new Promise((a, b) => rest.get(k).on('success', a).on('fail', b).on('error', b)))).then(() => { context.ok = true; }).catch(() => done(context));
""",
    ),
    "finish forgot": (
        "MWS001",
        "2:30 error",
        """\
var finish = function (e) { context.e = e; };
rest.get('u').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { finish(1); } else { finish(0); } });
""",
    ),
    "done not called": (
        "MWS001",
        "1:30 error",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { done; } else { done(context); }
});
""",
    ),
    "behind a list's methods": (
        "MWS001",
        "3:51 error",
        """\
var parts = ['a', 'b'].concat(context.Groups).map(encodeURIComponent);
function add() {
  rest.put('u/' + parts.join('/')).on('complete', function (d, r) {
    if (d instanceof Error) { context.e = 1; } else if (r.statusCode < 300) { done(context); }
  });
}
add();
""",
    ),
    "another success than the expected": (
        "MWS001",
        "1:1 warning",
        """\
rest.put('u').on('201', () => done(context)).on('fail', () => done(context)).on('error', () => done(context));
""",
    ),
    "thrown at a time-out": (
        "MWS001",
        "2:16 warning",
        """\
rest.get('u', {timeout: 9}).on('complete', (d) => { context.found = d instanceof Error ? null : d; done(context); })
.on('timeout', () => { throw new Error('nothing came'); });
""",
    ),
    "thrown behind a promise": (
        "MWS001",
        "2:1 warning",
        """\
const name = Promise.resolve(context.Name);
name.then((text) => { if (!text) throw new Error('no name'); }).then(() => done(context));
""",
    ),
    "no done for a generator": (
        "MWS001",
        "3:33 error",
        """\
function* steps() { yield rest.get('u'); context.last = true; }
const all = steps();
all.next().value.on('complete', function (d, r) { context.e = d instanceof Error || r.statusCode; all.next(); });
""",
    ),
    "a callback that was not given": (
        "MWS001",
        "2:81 error",
        """\
function put(url, ok, failed) {
  rest.put(url).on('complete', function (d, r) { if (d instanceof Error) return failed(d); context.s = r.statusCode; ok(); });
}
put('a', function () { done(context); });
""",
    ),
}


@pytest.mark.parametrize(("code", "place", "text"), WRONG.values(), ids=WRONG)
def test_a_path_without_done_is_found_at_the_function_that_lacks_it(code: str, place: str, text: str) -> None:
    """The place is the function in which the path ends, or what nobody hears."""
    assert place in checked.found(text, code)


# Where nobody can say that done isn't reached: what leads there isn't followed.
UNSEEN = {
    "generator": """\
function* steps() { yield rest.get('u'); context.last = true; done(context); }
const all = steps();
all.next().value.on('complete', function (d, r) { context.e = d instanceof Error || r.statusCode; all.next(); });
""",
    "class that inherits": """\
class Task { run() { this.work(); } }
class Check extends Task { work() { rest.get('u').on('complete', (d, r) => { context.e = d instanceof Error || r.statusCode; done(context); }); } }
new Check().run();
""",
    "an engine's error in a promise": """\
Promise.resolve(null).then((page) => { context.first = page.first; done(context); });
""",
}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_nothing_is_said_where_the_way_to_done_is_not_seen(text: str) -> None:
    """A guess would be wrong more often than right."""
    assert checked.found(text, "MWS001") == []
