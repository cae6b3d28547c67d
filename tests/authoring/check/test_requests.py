"""The other rules about requests: who listens, what is asked of an answer, what comes after `done`."""

from __future__ import annotations

import pytest

from tests.authoring.check import checked

# What is wrong: the rule, where it stands and how bad it is, the script.
WRONG = {
    "success only": (
        "MWS003",
        "1:1 error",
        """\
rest.get('u').on('success', function (d) { done(context); });
""",
    ),
    "no listener": (
        "MWS003",
        "1:1 error",
        """\
rest.post('u', {});
done(context);
""",
    ),
    "response unchecked": (
        "MWS005",
        "2:7 error",
        """\
rest.get('u').on('complete', function (d, r) {
  if (r.statusCode !== 200) { context.e = 1; }
  done(context);
});
""",
    ),
    "response unchecked 2": (
        "MWS005",
        "1:30 error",
        """\
function look(d, r) { return r.statusCode === 200; }
rest.get('u').on('complete', function (d, r) {
  context.ok = look(d, r);
  done(context);
});
""",
    ),
    "data unchecked": (
        "MWS004",
        "2:16 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  context.id = d.id;
  done(context);
});
""",
    ),
    "data unchecked error": (
        "MWS006",
        "1:30 error",
        """\
rest.get('u').on('complete', function (d, r) {
  context.id = d.id;
  done(context);
});
""",
    ),
    "named blind": (
        "MWS006",
        "1:10 error",
        """\
function end() { done(context); }
rest.get('u').on('complete', end);
""",
    ),
    "logged only": (
        "MWS006",
        "1:30 error",
        """\
rest.get('u').on('complete', function (d, r) {
  console.log(r && r.statusCode);
  done(context);
});
""",
    ),
    "after done": (
        "MWS015",
        "4:3 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { context.e = 1; }
  done(context);
  context.x = 1;
});
""",
    ),
    "after done dead": (
        "MWS015",
        "2:73 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { return done(context); context.e = 1; }
  done(context);
});
""",
    ),
    "after done request": (
        "MWS015",
        "4:3 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode > 299) { context.e = 1; }
  done(context);
  rest.post('v').on('complete', function (d, r) { if (d instanceof Error || r.statusCode > 299) { console.log(d); } });
});
""",
    ),
    "answer unused": (
        "MWS017",
        "1:30 warning",
        """\
rest.get('u').on('complete', function (data, response) { done(context); });
""",
    ),
    "no timeout": (
        "MWS021",
        "1:1 warning",
        """\
rest.get('u').on('complete', function (data, response) { done(context); });
""",
    ),
    "timeout no listener": (
        "MWS021",
        "1:1 warning",
        """\
rest.get('u', {timeout: 5}).on('complete', function (data, response) { done(context); });
""",
    ),
    "data of a success": (
        "MWS004",
        "1:63 warning",
        """\
rest.get('u').on('success', function (page) { context.names = page.items.join(); done(context); })
.on('fail', function (d, r) { context.e = r.statusCode; done(context); })
.on('error', function (e) { context.e = e.message; done(context); });
""",
    ),
    "data in a text": (
        "MWS004",
        "1:57 warning",
        """\
rest.put('u').on('2XX', (d) => { context.text = `user ${d.id} of ${d.total}`; done(context); })
.on('fail', function (d, r) { context.e = r.statusCode; done(context); })
.on('error', function (e) { context.e = e.message; done(context); });
""",
    ),
    "data behind a look at the status alone": (
        "MWS004",
        "3:25 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (r === null || r.statusCode > 299) { context.e = 1; }
  else { context.name = d.name; }
  done(context);
});
""",
    ),
    "data that is no Error": (
        "MWS004",
        "3:16 warning",
        """\
rest.get('u').on('complete', function (d, r) {
  if (d instanceof Error || r.statusCode !== 200) { context.e = d.message; return done(context); }
  context.id = d.id;
  done(context);
});
""",
    ),
    "rest.json unused": (
        "MWS017",
        "1:41 warning",
        """\
rest.json('u', null, {}).on('complete', function (d, r) { done(context); });
""",
    ),
}


@pytest.mark.parametrize(("code", "place", "text"), WRONG.values(), ids=WRONG)
def test_a_mistake_about_a_request_is_found_at_its_place(code: str, place: str, text: str) -> None:
    """Each in the smallest script that has it."""
    assert place in checked.found(text, code)


RIGHT = {
    "rest.json posts": (
        "MWS017",
        "rest.json('u', {a: 1}, {}, 'POST').on('complete', (d, r) => done(context));",
    ),
    "a question to its half": (
        "MWS004",
        "rest.get('u').on('complete', (d, r) => { if (d instanceof Error) { context.e = d.message; } else if (d) { context.id = d.id; } done(context); });",
    ),
    "an optional chain": (
        "MWS004",
        "rest.get('u').on('success', (d) => { context.id = d?.id; done(context); }).on('fail', end).on('error', end);"
        "function end() { done(context); }",
    ),
    "an Error's message": (
        "MWS004",
        "rest.get('u').on('error', (e) => { context.e = 'no: ' + e.message; });",
    ),
    "in a try": (
        "MWS004",
        "rest.get('u').on('complete', (d) => { try { context.id = d.id; } catch (e) { context.e = 1; } done(context); });",
    ),
}


@pytest.mark.parametrize(("code", "text"), RIGHT.values(), ids=RIGHT)
def test_nothing_is_found_where_a_request_is_used_well(code: str, text: str) -> None:
    """Near to what is wrong, and right."""
    assert checked.found(text, code) == []
