"""`mws run`: one script, one context, one run."""

# No postponed annotations in this file: typer would evaluate each of them again, and they are many.

import sys
from pathlib import Path
from typing import Annotated

import typer

from runtime.cage.pool import Cage, ChildPool
from runtime.cli.complete_values import contexts, one_of, scripts
from runtime.cli.egress_options import AllowPrivate, DryAnswer, DryRun, EgressFile, Learn
from runtime.cli.prompts import ask_secret, asker, can_ask
from runtime.cli.run_options import OUTPUT, CageChoice, NoRecord, Quiet, Record, Verbose, record_place
from runtime.cli.world_options import Fake, Live, Map, Proxy, State, World, Yes, read_proxy
from runtime.inputs.files import read_context, read_script
from runtime.inputs.overrides import apply_overrides
from runtime.inputs.secret_sources import check_maskable, read_source
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits, parse_duration, parse_size
from runtime.runs.world_choice import WorldChoice

_LIMITS = "Limits"


def run(
    script: Annotated[
        str,
        typer.Argument(
            help="The script file, as you would upload it, or @NAME of an example script (mws scripts).",
            metavar="SCRIPT",
            autocompletion=scripts,
        ),
    ],
    context: Annotated[
        str,
        typer.Option(
            "--context",
            "-c",
            metavar="FILE|-|@NAME",
            autocompletion=contexts,
            help="The context as JSON: a file, - for standard input, or @NAME of a sample "
            "context (mws contexts).",
        ),
    ],
    *,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a value in the context, also inside a string of JSON. Name the "
            "source of a secret instead of its value: PATH=@env:NAME, "
            "PATH=@file:PATH, or PATH=@ask.",
        ),
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(
            "--secret",
            metavar="@env:NAME|@file:PATH|@ask",
            help="Also mask this value wherever it appears. Only its source stands on the command line.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the context after the run to this file, unmasked (mode 0600)."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="workflow|transformation",
            autocompletion=one_of("workflow", "transformation"),
            help="The kind of script, if its folder (transformations/) and its first line do not say it.",
        ),
    ] = None,
    globals_: Annotated[
        list[str] | None,
        typer.Option(
            "--globals",
            metavar="timers",
            autocompletion=one_of("timers"),
            help="Give the script setTimeout and the other timers, which MyWorkspace does not document.",
        ),
    ] = None,
    fake: Fake = None,
    state: State = None,
    world: World = None,
    live: Live = None,
    map_: Map = None,
    yes: Yes = False,
    proxy: Proxy = None,
    egress: EgressFile = None,
    allow_private: AllowPrivate = None,
    dry_run: DryRun = False,
    dry_answer: DryAnswer = None,
    learn: Learn = False,
    deadline: Annotated[
        str, typer.Option(metavar="TIME", help="The time for the whole run.", rich_help_panel=_LIMITS)
    ] = "30s",
    after_done: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="How long the run may continue after its first call of done.",
            rich_help_panel=_LIMITS,
        ),
    ] = "1s",
    cpu: Annotated[
        str, typer.Option(metavar="TIME", help="The script's CPU time.", rich_help_panel=_LIMITS)
    ] = "2s",
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="The script's memory.", rich_help_panel=_LIMITS)
    ] = "64M",
    max_requests: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="The number of requests in one run.", rich_help_panel=_LIMITS),
    ] = 100,
    max_response: Annotated[
        str, typer.Option(metavar="SIZE", help="The size of the body of one answer.", rich_help_panel=_LIMITS)
    ] = "10M",
    max_recording: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="The size of the recording. Without a recording: of all requests and answers.",
            rich_help_panel=_LIMITS,
        ),
    ] = "100M",
    cage: CageChoice = Cage.AUTO,
    record: Record = None,
    no_record: NoRecord = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Fail if there are findings (exit code 3).",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object on standard output (mws schema report).",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Run a script as you would upload it, and show what it does.

    The script runs in an isolated process, against a fake service unless you allow a real one. Its
    requests, its result and its outcome are shown, and recorded in .mws/runs/ with all secrets masked.

    The exit code says how the run ended: 0 done, 10 never-done, 11 deadline, 12 threw, 13 cpu-limit, 14
    memory-limit, 15 limit, 16 engine-fault, 17 denied, 18 dry, 130 interrupted; 3 findings with --strict; 2
    bad input (nothing was run); 1 a fault of mws itself.

    ```
    mws run @goto-provision --context @assigned-new
    mws run my.js --context ctx.json --live api.example.com --dry-run
    mws run my.js --context ctx.json --world answers.json --strict
    mws run my.js --context ctx.json --world last
    mws run my.js --context ctx.json --set OAuth2ProtocolConfiguration.access_token=@env:GOTO_TOKEN
    ```
    """
    limits = Limits(
        deadline=parse_duration("--deadline", deadline),
        after_done=parse_duration("--after-done", after_done),
        cpu=parse_duration("--cpu", cpu),
        memory=parse_size("--memory", memory, 2 << 20),
        requests=max_requests,
        response=parse_size("--max-response", max_response),
        recording=parse_size("--max-recording", max_recording, 128 << 10),
    )
    text = read_script(script)
    input_context, marked = apply_overrides(read_context(context), set_ or [], ask_secret)
    marked += tuple(
        check_maskable("--secret", read_source("--secret", one, ask_secret)) for one in secret or []
    )
    proxy, password = read_proxy(proxy)
    marked += password
    inferred = infer_kind(text, kind)
    timers = _timers(globals_ or [])
    place = record_place(record, no_record=no_record)
    somebody = can_ask(context)
    choice = WorldChoice(
        fakes=tuple(fake or ()),
        state=state,
        answers=world,
        live=tuple(live or ()),
        maps=tuple(map_ or ()),
        proxy=proxy,
        allow_writes=yes,
        can_be_asked=somebody,
        egress=egress,
        private=tuple(allow_private or ()),
        dry=dry_run,
        dry_answer=dry_answer,
    )
    pool = ChildPool(cage)
    pool.expect(limits)  # it gets ready while the rest is being loaded

    from runtime.cli.next_command import next_command
    from runtime.render.run import Narrator, Summary
    from runtime.render.screen import Screen
    from runtime.runs.launch import Order, launch_alone
    from runtime.runs.observer import never

    order = Order(
        script=text,
        context=input_context,
        kind=inferred,
        limits=limits,
        choice=choice,
        timers=timers,
        record=place,
        out=out,
        strict=strict,
        learn=learn,
        secrets=marked,
    )
    screen = Screen()
    narrator = None if as_json or quiet else Narrator(screen, text)
    clear = narrator.pause if narrator else lambda: None
    confirm = asker(clear) if somebody else never
    report, unkept = launch_alone(order, pool, narrator, confirm)
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(report))
    else:
        Summary(screen, verbose=verbose, quiet=quiet).show(report, next_command(report, sys.argv[1:]))
    if unkept is not None:
        raise unkept
    return report.exit_code


def _timers(wanted: list[str]) -> bool:
    for name in wanted:
        if name != "timers":
            raise BadInput("--globals", f"{name!r} is not a set of globals", "There is one: --globals timers")
    return bool(wanted)
