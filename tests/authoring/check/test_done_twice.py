"""MWS002: paths on which `done` is called twice."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

# What is wrong: the rule, where it stands and how bad it is, the script.
WRONG = {
    "missing return twice": (
        "MWS002",
        "6:3 error",
        """\
rest.get('u').on('complete', function (data, response) {
  if (data instanceof Error) {
    done(context);
  }
  if (response && response.statusCode === 200) { context.x = data; }
  done(context);
});
""",
    ),
    "then and catch twice": (
        "MWS002",
        "2:95 error",
        """\
const get = (u) => new Promise((a, b) => rest.get(u).on('success', a).on('fail', b).on('error', b));
get('u').then(() => done(context)).catch((e) => { context.e = 1; done(context); }).then(() => done(context));
""",
    ),
    "loop done each": (
        "MWS002",
        "4:5 error",
        """\
context.Keys.forEach(function (k) {
  rest.post('u' + k).on('complete', function (d, r) {
    if (d instanceof Error || r.statusCode > 299) context.e = 1;
    done(context);
  });
});
""",
    ),
    "switch fallthrough": (
        "MWS002",
        "5:29 error",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error) return done(context);
  switch (r.statusCode) {
    case 200: done(context);
    default: context.e = 1; done(context);
  }
});
""",
    ),
    "finally twice": (
        "MWS002",
        "4:13 error",
        """\
(async () => {
  try { await new Promise((a, b) => rest.get('u').on('success', a).on('fail', b).on('error', b)); done(context); }
  catch (e) { context.e = 1; }
  finally { done(context); }
})();
""",
    ),
    "flag inverted": (
        "MWS002",
        "4:16 error",
        """\
rest.get('u').on('complete', function (d, r) {
  let flag = true;
  if (d instanceof Error || r.statusCode > 299) { flag = false; context.e = 1; done(context); }
  if (!flag) { done(context); }
});
""",
    ),
    "flag not reset": (
        "MWS002",
        "1:130 error",
        """\
function del() { rest.del('u').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { context.e = 1; } done(context); }); }
rest.get('u').on('complete', function (d, r) {
  let flag = true;
  if (d instanceof Error || r.statusCode > 299) { context.e = 1; } else if (d.total === 1) { del(); }
  if (flag) { done(context); }
});
""",
    ),
    "complete and success both": (
        "MWS002",
        "1:90 error",
        """\
rest.get('u').on('success', function () { done(context); }).on('complete', function () { done(context); });
""",
    ),
    "guard missing": (
        "MWS002",
        "3:52 error",
        """\
let finished = false;
function finish() { if (!finished) { done(context); } }
rest.get('u').on('success', finish).on('complete', finish);
""",
    ),
    "switch over conditions": (
        "MWS002",
        "4:46 error",
        """\
const name = context.Name;
switch (true) {
  case !name: done(context);
  case name.length > 9: context.long = true; done(context); break;
  default: done(context);
}
""",
    ),
}


@pytest.mark.parametrize(("code", "place", "text"), WRONG.values(), ids=WRONG)
def test_a_second_done_is_found_where_it_repeats(code: str, place: str, text: str) -> None:
    """The place is the `done`, or the call that leads to it."""
    assert place in checked.found(text, code)
