"""`mws fake`: the fake services over HTTP, and what they assume."""

import time
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.command import Command
from runtime.cli.complete_values import states as shipped_states

app = typer.Typer(
    help="Serve a fake service over HTTP, or explain it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.callback()
def _fake() -> None:
    """A group of commands, one for each fake."""


@app.command("goto", cls=Command)
def goto(
    *,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Listen on this port; 0 picks a free port.")
    ] = 8080,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Listen at this address.")] = "127.0.0.1",
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Start with the state in this file if it exists, and save every change to it.",
        ),
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE|@NAME",
            autocompletion=shipped_states,
            help="Start with the state in this file, and do not change the file.",
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Explain what the fake does and what is assumed about the real service, then exit.",
        ),
    ] = False,
    states: Annotated[bool, typer.Option("--states", help="List the sample states, then exit.")] = False,
) -> None:
    """Serve the fake GoTo Admin service over HTTP until Ctrl-C.

    ```
    mws fake goto --port 8080
    curl -H 'Authorization: Bearer any' http://127.0.0.1:8080/admin/rest/v1/accounts/1/users
    mws run my.js --context ctx.json --live api.getgo.com --map api.getgo.com=http://127.0.0.1:8080
    ```
    """
    from runtime.inputs import samples
    from runtime.world import services

    service = services.find("goto")
    if explain:
        from runtime.render.fake import explain_service

        typer.echo(explain_service(service))
        return
    if states:
        for name, file in samples.states(service.NAME).items():
            typer.echo(f"@{name:<24}{samples.describe(file)}".rstrip())
        return

    from runtime.world.fake import load
    from runtime.world.services.serve import FakeApplication, listen, serve

    option = service.NAME if begin is None else f"{service.NAME}={begin}"
    world = load(option, state_file=state, now=time.time)
    listening = listen(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    typer.echo(f"fake {world.name} ({world.description}) at {address}; Ctrl-C ends it")
    typer.echo(f"mws run SCRIPT --context FILE --live {min(world.hosts)} --map {min(world.hosts)}={address}")
    serve(FakeApplication(service, world.state, time.time, state), listening)
