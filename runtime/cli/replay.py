"""`mws replay`: recorded runs again, as they were or with something changed."""

# No postponed annotations: see run.py.

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from runtime.cage.pool import Cage, ChildPool
from runtime.cli.complete_values import contexts, recordings, scripts
from runtime.cli.egress_options import AllowPrivate, EgressFile
from runtime.cli.prompts import ask_secret, asker, can_ask
from runtime.cli.recording_argument import HOW, LAST
from runtime.cli.replay_options import Cpu, Memory, SecretsFrom, limits_of, secrets_for
from runtime.cli.run_options import OUTPUT, CageChoice, ReplayJson
from runtime.cli.world_options import Fake, Live, Map, Proxy, State, Yes, read_proxy
from runtime.model.errors import BadInput
from runtime.model.outcome import BAD_INPUT, TABLE, Outcome
from runtime.runs.world_choice import WorldChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.inputs.context import Context
    from runtime.model.kind import InferredKind
    from runtime.model.script import Script
    from runtime.recording import Recording
    from runtime.runs.interrupts import Interrupts
    from runtime.runs.replay.changed import ChangedReplay
    from runtime.runs.replay.replay import Replay
    from runtime.runs.replay.replay_result import ReplayResult

_CHANGED = "With something changed"


class Speed(StrEnum):
    """How fast."""

    FAST = "fast"
    REAL = "real"


class Then(StrEnum):
    """What to do where the recording has nothing for what is asked."""

    STOP = "stop"
    FAKE = "fake"
    LIVE = "live"


def replay(
    recordings: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RECORDING]...",
            autocompletion=recordings,
            help=f"Recordings, or folders of them. A recording: {HOW} Without one: {LAST}.",
        ),
    ] = None,
    *,
    repeat: Annotated[int, typer.Option(metavar="N", min=1, help="Replay N times.")] = 1,
    speed: Annotated[
        Speed, typer.Option(help="Replay without pauses (max), or with the recorded pauses (real).")
    ] = Speed.FAST,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="With several recordings: replay N at the same time. The default is one per core.",
        ),
    ] = None,
    secrets_from: SecretsFrom = None,
    script: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|@NAME",
            autocompletion=scripts,
            help="Run this script instead of the recorded one.",
            rich_help_panel=_CHANGED,
        ),
    ] = None,
    context: Annotated[
        str | None,
        typer.Option(
            "--context",
            "-c",
            metavar="FILE|-|@NAME",
            autocompletion=contexts,
            help="Give the script this context instead of the recorded one.",
            rich_help_panel=_CHANGED,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a value in the context, as in mws run.",
            rich_help_panel=_CHANGED,
        ),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Accept no request that differs by even one byte, such as in the order of its JSON.",
            rich_help_panel=_CHANGED,
        ),
    ] = False,
    on_divergence: Annotated[
        Then,
        typer.Option(
            help="What happens when the script asks for something that is not recorded: "
            "stop, or continue with the fake or a live host.",
            rich_help_panel=_CHANGED,
        ),
    ] = Then.STOP,
    fake: Fake = None,
    state: State = None,
    live: Live = None,
    map_: Map = None,
    yes: Yes = False,
    proxy: Proxy = None,
    egress: EgressFile = None,
    allow_private: AllowPrivate = None,
    cpu: Cpu = None,
    memory: Memory = None,
    cage: CageChoice = Cage.AUTO,
    as_json: ReplayJson = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show only what differs.", rich_help_panel=OUTPUT)
    ] = False,
) -> int:
    """Run a recording again, without a network and without tokens.

    Time, random numbers and every answer come from the recording, so this takes milliseconds on any
    machine. The script must do the same again and end in the same way: then the exit code is 0. Otherwise
    it is 19, and the first difference is explained.

    With another script or context, the recorded answers are used until the script asks for something else.
    The exit code is then that of the outcome: 0 done, 19 diverged, and so on.

    ```
    mws replay last
    mws replay 3f2 --repeat 10
    mws replay .mws/runs --jobs 2
    mws replay last --script new.js
    mws replay last --set ProvisionedUser.FirstName=Ben --on-divergence fake
    ```
    """
    from runtime.runs.replay.replay import Replay
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find_all

    output = _OutputOptions(as_json, quiet)
    paths = find_all(recordings or [LAST])
    different = script is not None or context is not None or bool(set_) or exact
    different = different or on_divergence is not Then.STOP
    several = len(paths) > 1 or any(Path(name).is_dir() for name in recordings or ())
    limits = limits_of(cpu, memory)
    if several:
        if different or on_divergence is not Then.STOP or secrets_from:
            raise BadInput("mws replay", "changes one recording at a time", "Name a single one.")

        def each(one: "Recording") -> "Replay":
            return Replay(recording=one, times=repeat, real_time=speed is Speed.REAL, limits=limits)

        at_once = jobs or _cores()
        return _many(paths, ChildPool(cage, ahead=at_once), each, at_once, output)
    interactive = can_ask(context or "")
    _check(on_divergence, live=bool(live or map_ or egress), fake=bool(fake or state))
    proxy, marked = read_proxy(proxy)
    choice = WorldChoice(
        fakes=tuple(fake or ()),
        state=state,
        live=tuple(live or ()),
        maps=tuple(map_ or ()),
        proxy=proxy,
        allow_writes=yes,
        can_be_asked=interactive,
        egress=egress,
        private=tuple(allow_private or ()),
    )
    recording = open_recording(paths[0])
    secrets = secrets_for(recording, secrets_from)
    plain = Replay(
        recording=recording, times=repeat, real_time=speed is Speed.REAL, secrets=secrets, limits=limits
    )
    if not different:
        return _replay_unchanged(plain, ChildPool(cage), output)
    if repeat > 1:
        raise BadInput("--repeat", "is for a recording as it was", "Leave out what changes it.")
    from runtime.runs.replay.changed import ChangedReplay

    new_context, secrets_in_context = _context(recording, context, set_)
    changed_script, kind = _script(script)
    request = ChangedReplay(
        recording=recording,
        script=changed_script,
        kind=kind,
        context=new_context,
        marked=secrets_in_context + marked,
        exact=exact,
        then=None if on_divergence is Then.STOP else choice,
        real_time=speed is Speed.REAL,
        secrets=secrets,
        limits=limits,
    )
    if request.is_unchanged and request.then is None:  # then everything must come again, and more can be said
        return _replay_unchanged(plain, ChildPool(cage), output)
    return _replay_changed(request, ChildPool(cage), output, interactive=interactive)


class _OutputOptions(NamedTuple):
    """What to print."""

    as_json: bool
    quiet: bool


def _cores() -> int:
    import os

    return os.cpu_count() or 1


def _script(option: str | None) -> tuple["Script | None", "InferredKind | None"]:
    """The changed script, and its kind where it says one itself."""
    if option is None:
        return None, None
    from runtime.inputs.files import read_script
    from runtime.model.kind import DEFAULT_REASON, infer_kind

    script = read_script(option)
    inferred = infer_kind(script)
    return script, None if inferred.because == DEFAULT_REASON else inferred


def _context(
    recording: "Recording", option: str | None, set_: list[str] | None
) -> tuple["Context | None", tuple[str, ...]]:
    """The changed context, and the secrets that were put into it."""
    if option is None and not set_:
        return None, ()
    from runtime.inputs.context import Context
    from runtime.inputs.files import read_context
    from runtime.inputs.overrides import apply_overrides

    recorded = recording.plan.context.encode("utf-8", "surrogatepass")
    base = Context.from_bytes("the recorded context", recorded) if option is None else read_context(option)
    return apply_overrides(base, set_ or [], ask_secret)


def _check(then: Then, *, live: bool, fake: bool) -> None:
    """Raise BadInput if the world to go on with isn't the one that other options speak of."""
    if then is Then.STOP and (live or fake):
        way_out = "Add --on-divergence fake, or live."
        raise BadInput("--on-divergence", "stops, so that no world is needed", way_out)
    if then is Then.LIVE and not live:
        raise BadInput("--on-divergence live", "needs a host that is open", "Add --live HOST.")
    if then is Then.FAKE and live:
        raise BadInput("--on-divergence fake", "opens no host", "Write --on-divergence live.")


def _many(
    paths: list[Path],
    pool: ChildPool,
    each: "Callable[[Recording], Replay]",
    jobs: int,
    output: _OutputOptions,
) -> int:
    from runtime.render.replay import ReplaySummary
    from runtime.render.screen import Screen
    from runtime.runs.execute import run_alone
    from runtime.runs.replay.batch import replay_all

    summary = ReplaySummary(Screen())
    results: list[ReplayResult] = []
    began = time.monotonic()

    async def work(pool: ChildPool, interrupts: "Interrupts") -> None:
        async for one in replay_all(paths, pool, each, jobs, interrupts):
            results.append(one)
            if not output.as_json and not (output.quiet and one.identical):
                summary.line(one)

    run_alone(pool, work)
    if output.as_json:
        _print(results)
    else:
        summary.total(results, len(paths), time.monotonic() - began)
    if len(results) < len(paths):
        return TABLE[Outcome.INTERRUPTED].exit_code
    codes = {one.exit_code for one in results}
    return BAD_INPUT if BAD_INPUT in codes else max(codes, default=0)


def _replay_unchanged(request: "Replay", pool: ChildPool, output: _OutputOptions) -> int:
    from runtime.render.replay import ReplaySummary
    from runtime.render.screen import Screen
    from runtime.runs.execute import run_alone
    from runtime.runs.replay.notes import notes
    from runtime.runs.replay.replay import replay as perform

    summary = ReplaySummary(Screen())
    if not output.as_json:
        summary.notes(notes(request.recording))
    result = run_alone(pool, lambda pool, interrupts: perform(request, pool, None, interrupts))
    if output.as_json:
        _print([result])
    elif not (output.quiet and result.identical):
        summary.verdict(result)
        if result.divergence is not None:
            summary.divergence(result.divergence, request.recording.plan.script, result.recording)
    return result.exit_code


def _replay_changed(
    request: "ChangedReplay", pool: ChildPool, output: _OutputOptions, *, interactive: bool
) -> int:
    from runtime.render.replay import ReplaySummary
    from runtime.render.run import Narrator, Summary
    from runtime.render.screen import Screen
    from runtime.runs.execute import run_alone
    from runtime.runs.observer import never
    from runtime.runs.replay.changed import replay_changed
    from runtime.runs.replay.continuation import ignore_notes

    screen = Screen()
    summary, script = ReplaySummary(screen), request.script or request.recording.plan.script
    narrator = None if output.as_json or output.quiet else Narrator(screen, script)
    confirm = asker(narrator.pause if narrator else lambda: None) if interactive else never
    tell = ignore_notes if output.as_json else summary.notes
    result = run_alone(
        pool,
        lambda pool, interrupts: replay_changed(request, pool, narrator, confirm, interrupts, tell=tell),
    )
    if output.as_json:
        _print([result])
        return result.exit_code
    if result.report is not None:
        Summary(screen, quiet=output.quiet).show(result.report)
    if result.divergence is not None:
        summary.divergence(result.divergence, script, result.recording)
    if not output.quiet and result.outcome is not Outcome.INTERRUPTED:
        screen.print()
        summary.alike(result)
        summary.against(result)
    return result.exit_code


def _print(results: "list[ReplayResult]") -> None:
    from runtime.runs.replay.replay_result import Replays
    from runtime.runs.report import as_json

    typer.echo(as_json(Replays(all(one.identical for one in results), results)))
