"""What stands beside an outcome, each from the transcript alone."""

from __future__ import annotations

import ast
import inspect

from runtime.model.commands import Command, Finish, Listen, Log, SetTimer, Throw
from runtime.model.events import Event, Failed
from runtime.model.http import Failure
from runtime.model.script import Place
from runtime.session import findings as module
from runtime.session.findings import CODES, Finding, findings
from runtime.session.transcript import Entry, Transcript
from tests.session.session_driver import answer, finish, listen, send, settle


def find_in(*said: Command | Event) -> list[Finding]:
    """The findings of a run that went like this."""
    run = Transcript()
    for number, what in enumerate(said):
        run.add(Entry(number, float(number), what))
    return findings(run)


def codes(*said: Command | Event) -> list[str]:
    return [finding.code for finding in find_in(*said)]


def test_a_run_without_fault_has_no_findings() -> None:
    """Silence is the good news."""
    assert find_in(send(), listen(), *answer(), settle(), finish()) == []


def test_a_refusal_that_leaves_no_trace_is_found_at_its_request() -> None:
    """The published scripts' own fault."""
    run = find_in(send(), listen(), *answer(1, 401), settle(1, "fail"), finish(unchanged_since=(1,)))
    what = "GET https://api.example.com/users failed (status 401)"
    text = f"{what}, and nothing shows it: the context is as it was"
    assert run == [Finding("failed-unseen", text, Place(3, 1))]


def test_a_network_failure_is_told_in_its_own_words() -> None:
    failed = Failed(1, Failure("connect ECONNREFUSED 127.0.0.1:443", "ECONNREFUSED"))
    run = find_in(send(), listen(), failed, settle(1, "error"), finish(unchanged_since=(1,)))
    assert "(connect ECONNREFUSED 127.0.0.1:443)" in run[0].text


def test_a_refusal_that_the_script_wrote_into_its_context_is_no_finding() -> None:
    """That is how it should be done."""
    assert codes(send(), listen(), *answer(1, 401), settle(1, "fail"), finish('{"e":1}')) == []


def test_a_request_that_the_guest_merely_claims_to_have_failed_is_no_finding() -> None:
    """The transcript decides, not the guest's list."""
    assert codes(send(), listen(), *answer(), settle(), finish(unchanged_since=(1, 77))) == []


def test_done_called_again_is_found_where_it_was_called_again() -> None:
    """The first call's context counts."""
    assert find_in(finish(), finish(line=12)) == [
        Finding("done-again", "done was called again; the first call's context counts", Place(12, 5))
    ]


def test_done_with_something_else_is_found() -> None:
    """A copy, or an object of its own."""
    assert codes(Finish('{"a":1}', own=False, at=Place(1, 1))) == ["done-other"]
    assert codes(Finish('{"a":1}', own=False)) == []  # a transformation's end is no call


def test_requests_console_and_exceptions_after_done_are_found() -> None:
    """MyWorkspace may have stopped listening by then."""
    late = (send(), listen(), Log("log", "late", Place(8, 1)), Throw("Error: late", (Place(9, 1),)))
    assert codes(finish(), *late) == [
        "after-done",
        "after-done",
        "threw-after-done",
        "undocumented-global",
    ]


def test_a_request_that_nobody_listens_to_is_found() -> None:
    assert codes(send(), *answer(), settle(), finish()) == ["no-listener"]


def test_a_request_of_restlers_own_needs_no_listener() -> None:
    """A redirect is answered to whoever listens to the first one."""
    from dataclasses import replace

    hop = replace(send(2), because="redirect")
    assert (
        codes(
            send(),
            listen(),
            *answer(),
            settle(1, "redirect"),
            hop,
            *answer(2),
            settle(2),
            finish(),
        )
        == []
    )


def test_console_and_timers_are_not_documented() -> None:
    """Each kind is named once, with its first place."""
    logs = (Log("log", "a", Place(2, 1)), Log("log", "b", Place(3, 1)))
    run = find_in(*logs, SetTimer(1, 5.0, Place(4, 1)), finish())
    assert run == [
        Finding(
            "undocumented-global",
            "console is not documented for MyWorkspace (used 2 times)",
            Place(2, 1),
        ),
        Finding(
            "undocumented-global",
            "timers are not documented for MyWorkspace (used once)",
            Place(4, 1),
        ),
    ]


def test_restlers_own_time_outs_are_not_held_against_the_script() -> None:
    """It asked for them through a documented option."""
    assert codes(SetTimer(1, 5.0, None), finish()) == []


def test_a_denied_request_is_found_with_the_reason() -> None:
    """The option that would open the host is in it."""
    failed = Failed(1, Failure("getaddrinfo ENOTFOUND x"), denied="x is not open: --live x")
    run = find_in(send(), listen(), failed, settle(1, "error"), finish('{"e":1}'))
    assert [finding.code for finding in run] == ["denied"]
    assert "--live x" in run[0].text


def test_an_unknown_listener_target_changes_nothing() -> None:
    """The guest may say what it likes."""
    assert codes(Listen(9, "complete"), finish()) == []


def test_every_code_is_one_that_a_case_can_allow() -> None:
    """The list has all of them, and no other."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    made = [ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "Finding"]
    assert sorted(CODES) == sorted(set(made))
