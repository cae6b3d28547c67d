"""The session's rules, one by one; nothing here touches a guest or a world."""

from __future__ import annotations

from dataclasses import replace

from runtime.model.commands import AbortRequest, ClearTimer, Log, SetTimer, Throw
from runtime.model.egress import Egress, Opening
from runtime.model.events import (
    Aborted,
    Begun,
    Collected,
    Cut,
    Exceeded,
    Failed,
    Fired,
    HeldBack,
    Received,
    Responded,
)
from runtime.model.http import Failure
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import Place
from runtime.session.effects import Ask, Cancel, Deliver, Send, Stop
from runtime.session.routing import Policy
from runtime.session.session import Session
from tests.session.session_driver import (
    FAKED,
    HOST,
    SessionDriver,
    answer,
    finish,
    listen,
    request,
    send,
    settle,
)

LIVE = Policy(egress=Egress((Opening(HOST),)))


def test_a_request_goes_to_the_world_that_the_policy_names() -> None:
    """The session routes; it sends nothing itself."""
    assert SessionDriver().begin(send(), listen()) == [Send(request(), "fake")]


def test_the_guest_gets_one_event_at_a_time() -> None:
    """What happens while the guest is busy waits until it has dealt with the last event."""
    play = SessionDriver()
    play.begin(send(), listen())
    responded, received = answer()
    assert play.happen(responded, received) == [Deliver(responded, 0)]
    assert play.say() == [Deliver(received, 0)]
    assert play.say(settle(), finish()) == []
    assert play.outcome is Outcome.DONE


def test_everything_that_crosses_is_recorded_in_its_order() -> None:
    """The recording is the conversation itself: each command and event once, as it happened."""
    play = SessionDriver()
    play.begin(send(), listen())
    responded, received = answer()
    play.happen(responded, received)
    play.say()
    play.say(settle(), finish())
    assert play.recorded == [Begun(), send(), listen(), responded, received, settle(), finish()]


def test_done_with_nothing_pending_ends_the_run_at_once() -> None:
    """A script may finish in its first turn."""
    play = SessionDriver()
    play.begin(finish())
    assert play.outcome is Outcome.DONE


def test_a_run_goes_on_after_done_until_it_is_idle() -> None:
    """What was sent before done still gets its answer."""
    play = SessionDriver()
    play.begin(send(), listen(), finish())
    assert play.outcome is None
    play.happen(*answer())
    play.say()
    play.say(settle())
    assert play.outcome is Outcome.DONE


def test_a_run_that_never_rests_after_done_ends_when_its_grace_is_over() -> None:
    """--after-done bounds it, and done stays done."""
    play = SessionDriver()
    play.begin(send(), listen(), finish())
    assert play.session.due == 1000
    play.advance(999)
    assert play.outcome is None
    play.advance(1)
    assert play.outcome is Outcome.DONE


def test_what_is_held_back_is_noted_before_its_answer_and_not_told_to_the_guest() -> None:
    """It goes to the world that stands for the service, and the run was a dry one then."""
    play = SessionDriver(Session(Policy(egress=LIVE.egress, dry=True), Limits()))
    post = request(method="POST")
    assert play.begin(send(method="POST"), listen()) == [Send(post, "dry")]
    assert play.recorded == [Begun(), send(method="POST"), listen(), HeldBack(1)]
    assert play.happen(*answer()) == [Deliver(answer()[0], 0)]
    play.say()
    play.say(settle(), finish())
    assert play.outcome is Outcome.DRY


def test_a_dry_run_in_which_something_was_denied_is_denied() -> None:
    """It would be so in earnest."""
    play = SessionDriver(Session(Policy(egress=LIVE.egress, dry=True), Limits()))
    play.begin(send(1, "POST"), send(2, "POST", "other.example.com"), finish())
    play.say()
    play.happen(*answer())
    play.say()
    play.say()
    assert play.outcome is Outcome.DENIED


def test_a_dry_run_that_held_nothing_back_is_done() -> None:
    """What went out was all there was."""
    play = SessionDriver(Session(Policy(egress=LIVE.egress, dry=True), Limits()))
    assert play.begin(send(), finish()) == [Send(request(), "live")]
    play.happen(*answer())
    play.say()
    play.say()
    assert play.outcome is Outcome.DONE


def test_a_script_that_comes_to_rest_without_done_was_never_done() -> None:
    """The ending says what the last answer was and who listened to it."""
    play = SessionDriver()
    play.begin(send(), listen())
    play.happen(*answer())
    play.say()
    play.say(settle())
    assert play.outcome is Outcome.NEVER_DONE
    assert play.session.ending is not None
    assert play.session.ending.pending == (
        (
            "nothing was pending: the last answer came for GET https://api.example.com/users, sent at "
            "line 3 (listening to: 'complete'), and no listener called done"
        ),
    )


def test_a_script_that_does_nothing_was_never_done() -> None:
    """Even an empty script gets its explanation."""
    play = SessionDriver()
    play.begin()
    assert play.session.ending is not None
    assert play.session.ending.pending == (
        "nothing was pending: no request was sent, and the script never called done",
    )


def test_an_answer_that_breaks_off_leaves_the_script_waiting_for_ever() -> None:
    """Only the response hears that its connection is gone; the run ends, and says what was pending."""
    play = SessionDriver()
    play.begin(send(), listen())
    play.happen(answer()[0])
    play.say()
    play.happen(Cut(1))
    play.say()
    assert play.outcome is Outcome.NEVER_DONE
    assert play.session.ending is not None
    assert play.session.ending.pending == (
        (
            "GET https://api.example.com/users, sent at line 3: the answer began (200) and never "
            "ended; listening: 'complete'"
        ),
    )


def test_the_deadline_ends_a_run_and_names_what_it_waited_for() -> None:
    """A service that never answers is the usual reason."""
    play = SessionDriver(Session(FAKED, Limits(deadline=5)))
    play.begin(send(), listen())
    assert play.session.due == 5000
    play.advance(5000)
    assert play.outcome is Outcome.DEADLINE
    assert play.session.ending is not None
    assert play.session.ending.detail == "the run took longer than 5 s (--deadline)"
    assert play.session.ending.pending == (
        "GET https://api.example.com/users, sent at line 3: no answer; listening: 'complete'",
    )


def test_the_deadline_ends_a_guest_that_is_still_at_work() -> None:
    """It needs no cooperation."""
    play = SessionDriver()
    play.session.begin(0)
    play.advance(30_000)
    assert play.outcome is Outcome.DEADLINE


def test_an_exception_that_leaves_the_script_ends_the_run_with_its_place() -> None:
    """Node would be gone, too."""
    play = SessionDriver()
    throw = Throw("TypeError: x is not a function", (Place(4, 7), Place(9, 1)))
    play.begin(send(), listen(), throw)
    assert play.outcome is Outcome.THREW
    assert play.session.ending is not None
    assert play.session.ending.at == Place(4, 7)
    assert play.session.ending.stack == (Place(4, 7), Place(9, 1))
    assert play.session.ending.detail == "TypeError: x is not a function"


def test_an_exception_after_done_leaves_the_result_standing() -> None:
    """The first done's context is the result."""
    play = SessionDriver()
    play.begin(finish('{"a":1}'), Throw("Error: late"))
    assert play.outcome is Outcome.DONE
    assert play.session.transcript.throws == [Throw("Error: late")]


def test_nothing_is_obeyed_after_the_exception_that_ended_the_run() -> None:
    """A command behind it is neither sent nor recorded."""
    play = SessionDriver()
    assert play.begin(Throw("Error: x"), send()) == []
    assert play.recorded == [Begun(), Throw("Error: x")]


def test_a_host_that_is_not_open_does_not_exist_for_the_script() -> None:
    """It sees Node's answer to an unknown name; the report gets the reason."""
    play = SessionDriver()
    failed = play.begin(send(host="elsewhere.example.com"), listen())[0]
    assert isinstance(failed, Deliver)
    assert isinstance(failed.event, Failed)
    assert failed.event.failure == Failure(
        "getaddrinfo ENOTFOUND elsewhere.example.com",
        "ENOTFOUND",
        -3008,
        "getaddrinfo",
        hostname="elsewhere.example.com",
    )
    assert "--live elsewhere.example.com" in failed.event.denied


def test_done_after_a_denial_is_denied() -> None:
    """A run can't count as done if one of its requests never was allowed out."""
    play = SessionDriver()
    play.begin(send(host="elsewhere.example.com"), listen())
    play.say(settle(verdict="error"), finish())
    assert play.outcome is Outcome.DENIED


def test_a_write_to_a_live_host_is_asked_about_once() -> None:
    """Reading needs no question; the first write does; a yes holds for the host and the run."""
    play = SessionDriver(Session(LIVE, Limits()))
    assert play.begin(send(1), listen(1)) == [Send(request(1), "live")]
    play.happen(*answer(1))
    play.say()
    assert play.say(settle(1), send(2, "POST")) == [Ask(request(2, "POST"))]
    play.session.receive_consent(2, yes=True, now=0)
    assert play.take() == [Send(request(2, "POST"), "live")]
    play.happen(*answer(2))
    play.say()
    assert play.say(settle(2), send(3, "DELETE")) == [Send(request(3, "DELETE"), "live")]


def test_several_writes_that_wait_share_one_question() -> None:
    """One answer serves all that wait for the same host."""
    play = SessionDriver(Session(LIVE, Limits()))
    assert play.begin(send(1, "POST"), send(2, "POST")) == [Ask(request(1, "POST"))]
    play.session.receive_consent(1, yes=True, now=0)
    assert play.take() == [Send(request(1, "POST"), "live"), Send(request(2, "POST"), "live")]


def test_a_no_denies_the_write() -> None:
    """The script sees a network failure, and the outcome can't be done."""
    play = SessionDriver(Session(LIVE, Limits()))
    play.begin(send(1, "POST"), listen(1))
    play.session.receive_consent(1, yes=False, now=0)
    denied = play.take()[0]
    assert isinstance(denied, Deliver)
    assert isinstance(denied.event, Failed)
    assert denied.event.denied == "you were asked, and did not allow this write to the live service"


def test_yes_allows_writes_without_a_question() -> None:
    """--yes answers in advance."""
    play = SessionDriver(Session(replace(LIVE, allow_writes=True), Limits()))
    assert play.begin(send(1, "POST")) == [Send(request(1, "POST"), "live")]


def test_reading_a_question_costs_no_time() -> None:
    """The deadline stands still while a person thinks."""
    play = SessionDriver(Session(LIVE, Limits(deadline=10)))
    play.begin(send(1, "POST"), listen(1))
    assert play.session.due is None
    play.session.receive_consent(1, yes=True, now=60_000)
    assert play.session.due == 70_000


def test_one_request_too_many_is_a_limit_that_is_named() -> None:
    play = SessionDriver(Session(FAKED, Limits(requests=1)))
    play.begin(send(1), send(2))
    assert play.outcome is Outcome.LIMIT
    assert play.session.ending is not None
    assert play.session.ending.detail == "more than 1 requests (--max-requests)"


def test_an_answer_that_is_too_large_is_a_limit_that_is_named() -> None:
    """--max-response: the world says so, the session ends the run."""
    play = SessionDriver()
    play.begin(send(), listen())
    play.happen(Exceeded(1, "more than 10 MB"))
    assert play.outcome is Outcome.LIMIT
    assert play.session.ending is not None
    assert play.session.ending.detail == "more than 10 MB"


def test_an_answer_of_a_fake_can_be_too_large_as_well() -> None:
    """As it came, or unfolded."""
    for received in (Received(1, b"x" * 11), Received(1, b"x", decoded=b"x" * 11)):
        play = SessionDriver(Session(FAKED, Limits(response=10)))
        play.begin(send(), listen())
        play.happen(received)
        assert play.outcome is Outcome.LIMIT


def test_a_timer_fires_when_it_is_due_and_keeps_the_run_alive() -> None:
    """Timers are the session's: the guest only hears that they ran out."""
    play = SessionDriver()
    play.begin(SetTimer(1, 50.0, Place(1, 1)))
    assert play.session.due == 50
    assert play.advance(50) == [Deliver(Fired(1), 50)]
    play.say(finish())
    assert play.outcome is Outcome.DONE


def test_timers_that_are_due_together_fire_in_the_order_of_their_times() -> None:
    """The later one set may be the first to run out."""
    play = SessionDriver()
    play.begin(SetTimer(1, 50.0), SetTimer(2, 20.0))
    assert play.advance(60) == [Deliver(Fired(2), 60)]
    assert play.say() == [Deliver(Fired(1), 60)]


def test_a_timer_that_was_cleared_keeps_nothing_alive() -> None:
    """Nothing is left to wait for."""
    play = SessionDriver()
    play.begin(SetTimer(1, 50.0), ClearTimer(1))
    assert play.outcome is Outcome.NEVER_DONE


def test_an_aborted_request_is_broken_off_and_never_heard_of_again() -> None:
    """The world's late answer goes nowhere; the guest hears that it is gone."""
    play = SessionDriver()
    play.begin(send(), listen(), SetTimer(1, 5.0))
    play.advance(5)
    effects = play.say(AbortRequest(1))
    assert effects == [Cancel(1), Deliver(Aborted(1), 5)]
    assert play.happen(*answer()) == []
    play.say(finish())
    assert play.outcome is Outcome.DONE


def test_a_request_that_is_aborted_at_once_never_leaves() -> None:
    """As in Node, where its connection isn't open yet."""
    play = SessionDriver()
    assert play.begin(send(), AbortRequest(1)) == [Deliver(Aborted(1), 0)]


def test_a_request_leaves_when_the_shortest_timers_have_fired() -> None:
    """In Node a millisecond is over before any connection is open; what is set later doesn't count."""
    play = SessionDriver()
    assert play.begin(SetTimer(1, 1.0), send(), SetTimer(2, 1.0)) == []
    assert play.advance(1) == [Deliver(Fired(1), 1)]
    assert play.say() == [Send(request(), "fake"), Deliver(Fired(2), 1)]


def test_a_request_that_such_a_timer_aborts_never_leaves() -> None:
    """restler's own time-outs do this with every value that is no number."""
    play = SessionDriver()
    play.begin(SetTimer(1, 1.0), send())
    play.advance(1)
    assert play.say(AbortRequest(1)) == [Deliver(Aborted(1), 1)]


def test_an_answer_that_waits_is_dropped_when_its_request_is_aborted() -> None:
    """The order decides: the abort came first for the guest, and its connection is given up."""
    play = SessionDriver()
    play.begin(send(1), send(2))
    play.happen(*answer(1), *answer(2))
    effects = play.say(AbortRequest(2))
    assert effects == [Cancel(2), Deliver(Received(1, b"{}"), 0)]
    assert play.say() == [Deliver(Aborted(2), 0)]


def test_a_request_is_given_up_once_and_one_that_was_never_sent_not_at_all() -> None:
    """However often a child says so: each time all that waits for the guest is looked through."""
    play = SessionDriver()
    play.begin(send(), listen(), SetTimer(1, 5.0))
    play.advance(5)
    given_up = play.say(*map(AbortRequest, range(9999)), *[AbortRequest(1)] * 9999)
    assert given_up == [Cancel(1), Deliver(Aborted(1), 5)]
    assert play.say(AbortRequest(1)) == []
    assert play.outcome is Outcome.NEVER_DONE


def test_an_answer_to_a_request_that_was_never_sent_changes_nothing() -> None:
    """A world that invents answers is not believed."""
    play = SessionDriver()
    play.begin(send(1))
    assert play.happen(Responded(7, 200, "", ())) == []


def test_a_transformation_is_asked_for_its_result_when_it_rests() -> None:
    """It has no done; the context as it left it is the result."""
    play = SessionDriver(Session(FAKED, Limits(), transformation=True))
    assert play.begin() == [Deliver(Collected(), 0)]
    play.say(finish('{"a":2}'))
    assert play.outcome is Outcome.DONE


def test_a_guest_that_used_up_its_cpu_is_named_by_its_exit_status() -> None:
    """Its exception is noted for its place, and does not become the outcome."""
    play = SessionDriver()
    play.session.begin(0)
    last_words = (Log("log", "before"), Throw("InternalError: interrupted", (Place(5, 1),)))
    play.session.receive_stop(last_words, Stop.CPU, "", 2000)
    assert play.outcome is Outcome.CPU_LIMIT
    assert play.session.ending is not None
    assert play.session.ending.at == Place(5, 1)
    assert play.session.ending.detail == "more than 2 s of CPU (--cpu)"


def test_a_loop_whose_place_the_engine_lost_has_none() -> None:
    """The script's very beginning would be a wrong answer."""
    play = SessionDriver()
    play.session.begin(0)
    play.session.receive_stop((Throw("InternalError: interrupted", (Place(1, 1),)),), Stop.CPU, "", 2000)
    assert play.session.ending is not None
    assert play.session.ending.at is None


def test_a_guest_that_used_up_its_memory_is_named_so() -> None:
    play = SessionDriver()
    play.session.begin(0)
    play.session.receive_stop((), Stop.MEMORY, "", 10)
    assert play.session.ending is not None
    assert play.session.ending.detail == "more than 64 MB (--memory)"


def test_a_request_in_the_last_words_of_a_stopped_guest_is_noted_but_not_sent() -> None:
    """Nothing goes out in the name of a run that is over."""
    play = SessionDriver()
    play.session.begin(0)
    play.take()
    play.session.receive_stop((send(),), Stop.CPU, "", 10)
    assert play.take() == []
    assert play.recorded == [Begun(), send()]


def test_two_requests_under_one_number_are_an_engine_fault() -> None:
    """Or a guest could send as many as it likes, and nobody would hear of the first one again."""
    play = SessionDriver()
    play.begin(send(1), send(1))
    assert play.outcome is Outcome.ENGINE_FAULT
    assert play.session.ending is not None
    assert play.session.ending.detail == "the child process sent a second request under one number"


def test_a_guest_that_crashed_is_an_engine_fault() -> None:
    """Not the script's own doing."""
    play = SessionDriver()
    play.session.begin(0)
    play.session.receive_exit(Stop.BROKEN, "the child process was ended by SIGSEGV")
    assert play.outcome is Outcome.ENGINE_FAULT


def test_an_interrupt_names_what_was_pending() -> None:
    """Ctrl-C during a long wait answers the question why it was long."""
    play = SessionDriver()
    play.begin(send(), listen())
    play.session.interrupt()
    assert play.outcome is Outcome.INTERRUPTED
    assert play.session.ending is not None
    assert len(play.session.ending.pending) == 1


def test_the_first_ending_is_the_one_that_counts() -> None:
    """Whatever happens afterwards."""
    play = SessionDriver()
    play.begin(finish())
    play.session.interrupt()
    assert play.outcome is Outcome.DONE


def test_a_recording_that_could_not_hold_the_run_is_no_good_end() -> None:
    """Even of a script that was done: what isn't recorded can't be looked at again."""
    play = SessionDriver()
    play.begin(finish())
    play.session.overflow("the recording grew too large")
    assert play.outcome is Outcome.LIMIT


def test_a_turn_that_nothing_was_asked_for_is_no_turn() -> None:
    """Of one event comes one turn: a second one is a guest that broke the protocol."""
    session = Session(Policy(), Limits())
    session.begin(0)
    session.receive_turn((SetTimer(1, 5000.0),), 1)
    session.receive_turn((finish(),), 2)
    assert session.ending is not None
    assert session.ending.outcome == "engine-fault"
    assert session.ending.detail == "the child process spoke without being asked"
    assert not session.transcript.finishes
