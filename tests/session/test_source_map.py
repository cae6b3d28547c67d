"""The author's places: of a call its name, in columns as editors count them."""

from __future__ import annotations

import pytest

from runtime.model.commands import Finish, Listen, Log, SendRequest, Throw
from runtime.model.http import Request
from runtime.model.script import Place, Script
from runtime.session.source_map import Places

PUBLISHED = """\
rest.post('https://api.example.com/users/' + key, {
    headers: {
        'Authorization': 'Bearer ' + token
    },
    data: JSON.stringify({
        id: key
    })
}).on('complete', function (data) {
    done(
        context
    );
});
"""
REQUEST = Request(1, "POST", "https", "api.example.com", 443, "/users/7", ())


def places(text: str) -> Places:
    return Places(Script(text, name="x.js"))


def test_a_request_stands_where_its_call_stands() -> None:
    """However many lines its options take: the engine says line 6, the author wrote line 1."""
    command = places(PUBLISHED).in_author_terms(SendRequest(REQUEST, Place(6, 13)))
    assert isinstance(command, SendRequest)
    assert command.at == Place(1, 6)


def test_a_listener_stands_at_its_own_name_in_the_chain() -> None:
    """Not at the request that it listens to."""
    command = places(PUBLISHED).in_author_terms(Listen(1, "complete", Place(8, 3)))
    assert isinstance(command, Listen)
    assert command.at == Place(8, 4)


def test_done_stands_where_it_is_called() -> None:
    """Its argument may be on another line."""
    command = places(PUBLISHED).in_author_terms(Finish("{}", at=Place(10, 9)))
    assert isinstance(command, Finish)
    assert command.at == Place(9, 5)


def test_a_function_under_another_name_is_found_too() -> None:
    """`let get = rest.get` hides the name, not the call."""
    command = places("let ask = rest.get;\nask(\n  url);").in_author_terms(SendRequest(REQUEST, Place(3, 3)))
    assert isinstance(command, SendRequest)
    assert command.at == Place(2, 1)


@pytest.mark.parametrize(("before", "column"), [("ascii", 9), ("äöüßé", 9), ("😀😀a", 9)])
def test_columns_are_counted_as_editors_count_them(before: str, column: int) -> None:
    """The engine counts bytes; an editor counts UTF-16 units."""
    text = f"'{before}';log(1)"
    engine = len(f"'{before}';".encode()) + 1
    command = places(text).in_author_terms(Log("log", "1", Place(1, engine)))
    assert isinstance(command, Log)
    assert command.at == Place(1, column)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end: str) -> None:
    """Scripts come from Windows, too."""
    text = end.join(["let a = 1;", "", "f(a);"])
    assert places(text).plain(Place(3, 3)) == Place(3, 3)


def test_an_error_stands_at_its_new() -> None:
    """And the frames around it at the calls."""
    text = "function f() {\n  throw new Error('ä' +\n    g);\n}\nf(\n  g);"
    thrown = places(text).in_author_terms(Throw("Error: x", (Place(3, 5), Place(6, 3))))
    assert isinstance(thrown, Throw)
    assert thrown.stack == (Place(2, 9), Place(5, 1))


def test_an_error_that_was_not_thrown_by_hand_stays_where_the_engine_saw_it() -> None:
    """The property that isn't there, and not the call around it."""
    thrown = places("f(1,\n  a.b.c);").in_author_terms(Throw("TypeError: x", (Place(2, 6),)))
    assert isinstance(thrown, Throw)
    assert thrown.stack == (Place(2, 6),)


@pytest.mark.parametrize("place", [Place(99, 1), Place(0, 5)])
def test_a_place_outside_the_script_comes_back_as_it_is(place: Place) -> None:
    """A guest may say what it likes."""
    assert places("f();").call(place) == place


def test_a_script_nested_beyond_reason_takes_no_time() -> None:
    text = "(" * 50_000 + "f(1)" + ")" * 50_000
    assert places(text).call(Place(1, 50_002)) == Place(1, 50_001)
