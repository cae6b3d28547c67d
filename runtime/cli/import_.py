"""`mws import`: what other tools have recorded, as a world to run against."""

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.command import Command
from runtime.cli.output import Out

app = typer.Typer(help="Import what other tools recorded.", no_args_is_help=True, rich_markup_mode="markdown")


@app.callback()
def _import() -> None:
    """A group of commands, one for each format."""


@app.command(cls=Command)
def har(
    file: Annotated[
        Path,
        typer.Argument(
            help="A HAR file, as saved by the developer tools of browsers, mitmproxy and other proxies.",
            metavar="FILE",
        ),
    ],
    *,
    out: Out = None,
) -> None:
    """Make canned answers of a HAR: a world for mws run, to be edited as you like.

    Each request is answered as it was in the HAR, asked for repeatedly in the same order. Of the requests
    only method and address are kept. Left out, and told on standard error, is what no script asks for.
    Save the HAR with content: without it, there are no bodies to answer with.

    ```
    mws import har browser.har -o answers.json
    mws run my.js --context ctx.json --world answers.json
    mws run my.js --context ctx.json --world browser.har
    ```
    """
    from runtime.cli.output import put
    from runtime.recording.har.to_answers import read_archive
    from runtime.render.har_import import describe_import
    from runtime.render.text import document
    from runtime.runs.world_file import read

    answers = read_archive(str(file), read(file))
    put(document({"answers": answers.answers}), out)
    for line in describe_import(answers):
        typer.echo(line, err=True)
