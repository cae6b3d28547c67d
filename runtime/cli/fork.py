"""`mws fork`: a recorded run up to some answer, and from there on another."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cage.pool import Cage, ChildPool
from runtime.cli.egress_options import AllowPrivate, EgressFile
from runtime.cli.prompts import asker, can_ask
from runtime.cli.recording_argument import LAST, RecordingName
from runtime.cli.replay_options import Cpu, Memory, SecretsFrom, limits_of, secrets_for
from runtime.cli.run_options import CageChoice, NoRecord, Quiet, Record, ReplayJson, Verbose, record_place
from runtime.cli.world_options import Fake, Live, Map, Proxy, State, World, Yes, read_proxy
from runtime.model.errors import BadInput
from runtime.model.limits import parse_duration
from runtime.model.no_answer import Word
from runtime.runs.world_choice import WorldChoice

if TYPE_CHECKING:
    from runtime.runs.replay.fork import Fork, ForkAnswer

_ANSWER = "The other answer"


def fork(
    recording: RecordingName = LAST,
    *,
    at: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="The line where the fork begins: an answer, or a request whose answer is "
            "meant (mws show lists the lines). Default: the open request, or where the recording breaks off.",
        ),
    ] = None,
    answer: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Give this answer: JSON as in docs/answers.md, without `request`.",
            rich_help_panel=_ANSWER,
        ),
    ] = None,
    status: Annotated[
        int | None,
        typer.Option(
            metavar="STATUS",
            min=200,
            max=599,
            help="Give an empty answer with this status.",
            rich_help_panel=_ANSWER,
        ),
    ] = None,
    fail: Annotated[
        Word | None,
        typer.Option(help="Give no answer: the request fails in this way.", rich_help_panel=_ANSWER),
    ] = None,
    send: Annotated[
        bool,
        typer.Option(
            "--send",
            help="Send an open request: it never reached the service.",
            rich_help_panel=_ANSWER,
        ),
    ] = False,
    fake: Fake = None,
    state: State = None,
    world: World = None,
    live: Live = None,
    map_: Map = None,
    yes: Yes = False,
    proxy: Proxy = None,
    egress: EgressFile = None,
    allow_private: AllowPrivate = None,
    secrets_from: SecretsFrom = None,
    deadline: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The time for the whole run. The default is that of the recorded run.",
            rich_help_panel="Limits",
        ),
    ] = None,
    cpu: Cpu = None,
    memory: Memory = None,
    cage: CageChoice = Cage.AUTO,
    record: Record = None,
    no_record: NoRecord = False,
    as_json: ReplayJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Replay a run up to an answer, then give another one.

    Up to the line that --at names, everything happens as recorded, and this is checked. Later requests go
    to the fake, which knows of all requests before, or to the hosts that you allow. Requests that were
    already waiting get their recorded answers. The new run is recorded and names its parent. The exit code
    is that of its outcome.

    A recording that breaks off is replayed to its end and goes on. A request that was sent and has no answer
    in the recording is open. It is never sent again by itself: give the answer that came back, or use --send
    if it never reached the service.

    ```
    mws show last
    mws fork last --at 12 --status 401
    mws fork last --at 12 --fail timeout
    mws fork last --at 12 --answer answer.json
    mws fork last --at 5 --live api.example.com --secrets-from ctx.json
    mws fork last --status 201
    mws fork last --send --live api.example.com --secrets-from ctx.json
    ```
    """
    if sum(one is not None for one in (answer, status, fail)) > 1:
        raise BadInput(
            "mws fork", "gives one answer", "Leave all but one of --answer, --status and --fail out."
        )
    place = record_place(record, no_record=no_record)
    proxy, marked = read_proxy(proxy)
    interactive = can_ask("")
    choice = WorldChoice(
        fakes=tuple(fake or ()),
        state=state,
        answers=world,
        live=tuple(live or ()),
        maps=tuple(map_ or ()),
        proxy=proxy,
        allow_writes=yes,
        can_be_asked=interactive,
        egress=egress,
        private=tuple(allow_private or ()),
    )

    from runtime.runs.replay.fork import Fork, point
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    opened = open_recording(find(recording))
    answer_ = _answer(answer, status, fail)
    request = Fork(
        recording=opened,
        at=at,
        answer=answer_,
        send=send,
        choice=choice,
        record=place,
        deadline=None if deadline is None else parse_duration("--deadline", deadline),
        marked=marked,
        secrets=secrets_for(opened, secrets_from),
        limits=limits_of(cpu, memory),
    )
    point(opened, at, answer_, send=send)
    return _fork(
        request, ChildPool(cage), interactive=interactive, as_json=as_json, quiet=quiet, verbose=verbose
    )


def _answer(file: Path | None, status: int | None, fail: Word | None) -> "ForkAnswer | None":
    """The other answer; None to let the worlds give it. Raises BadInput."""
    from runtime.inputs.files import read_json
    from runtime.runs.replay.fork import ForkAnswer
    from runtime.world import answers

    if file is not None:
        return ForkAnswer(answers.single(str(file), read_json(file)), f"answered by {file}")
    if status is not None:
        return ForkAnswer(answers.single("--status", {"status": status}), f"answered with status {status}")
    if fail is not None:
        return ForkAnswer(answers.single("--fail", {"fail": fail}), f"answered by none: {fail}", fails=True)
    return None


def _fork(
    request: "Fork", pool: ChildPool, *, interactive: bool, as_json: bool, quiet: bool, verbose: bool
) -> int:
    from runtime.render.replay import ReplaySummary
    from runtime.render.run import Narrator, Summary
    from runtime.render.screen import Screen
    from runtime.runs.execute import run_alone
    from runtime.runs.observer import never
    from runtime.runs.replay.continuation import ignore_notes
    from runtime.runs.replay.fork import fork as perform
    from runtime.runs.replay.replay_result import Replays
    from runtime.runs.report import as_json as in_json

    screen = Screen()
    script = request.recording.plan.script
    narrator = None if as_json or quiet else Narrator(screen, script)
    confirm = asker(narrator.pause if narrator else lambda: None) if interactive else never
    summary = ReplaySummary(screen)
    tell = ignore_notes if as_json else summary.notes
    result = run_alone(
        pool,
        lambda pool, interrupts: perform(request, pool, narrator, confirm, interrupts, tell=tell),
    )
    if as_json:
        typer.echo(in_json(Replays(result.identical, [result])))
        return result.exit_code
    if result.report is not None:
        Summary(screen, verbose=verbose, quiet=quiet).show(result.report)
    if result.divergence is not None:
        summary.divergence(result.divergence, script, result.recording)
    return result.exit_code
