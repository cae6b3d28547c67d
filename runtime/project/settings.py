"""What may stand in mws.toml: its tables, their keys, and what each may be. An unknown key is an error."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from runtime.errors import BadInput
from runtime.limits import duration, size

Target = Literal["es2015", "es2016", "es2017", "es2018", "es2019", "es2020", "es2021", "es2022", "es2023"]


def _time(text: str) -> str:
    return _usable(duration, text)


def _size(text: str) -> str:
    return _usable(size, text)


def _usable(read: Any, text: str) -> str:
    try:
        read("", text)
    except BadInput as error:
        raise ValueError(error.problem) from error
    return text


Time = Annotated[str, AfterValidator(_time)]
Size = Annotated[str, AfterValidator(_size)]


def _as_written(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class _Table(BaseModel):
    """Keys are written as options are: `after-done`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=_as_written, populate_by_name=True
    )


class Run(_Table):
    """How scripts are run here."""

    context: str | None = Field(
        default=None, description="The context of a run that names none: a file, or @NAME."
    )
    globals_: list[Literal["timers"]] | None = Field(
        default=None,
        description="Globals that MyWorkspace doesn't document, and scripts here get all the same.",
    )
    strict: bool | None = Field(default=None, description="Findings make a run fail (exit code 3).")


class World(_Table):
    """What answers. An option of this kind on the command line replaces the whole table."""

    fake: list[str] | None = Field(default=None, description='Fake services: "goto", or "goto=STATE.json".')
    state: str | None = Field(
        default=None, description="Keeps the fake's state in this file from run to run."
    )
    answers: str | None = Field(
        default=None, description="Canned answers, a HAR or a recording, as --world takes it."
    )
    live: list[str] | None = Field(default=None, description="Real hosts, as --live opens them.")
    map_: list[str] | None = Field(default=None, description='Hosts that are elsewhere: "HOST=URL".')
    proxy: str | None = Field(default=None, description="The proxy on the way to real hosts.")


class Limits(_Table):
    """What one run may use."""

    deadline: Time | None = Field(default=None, description="For the whole run.")
    after_done: Time | None = Field(
        default=None, description="How long a run may go on after its first done."
    )
    cpu: Time | None = Field(default=None, description="The script's CPU time.")
    memory: Size | None = Field(default=None, description="The script's memory.")
    max_requests: Annotated[int, Field(ge=0)] | None = Field(default=None, description="Requests per run.")
    max_response: Size | None = Field(default=None, description="The body of one answer.")
    max_recording: Size | None = Field(default=None, description="The recording.")


class Secrets(_Table):
    """Values that stand in no file."""

    set_: dict[str, str] | None = Field(
        default=None, description='Put into the context: "PATH" = "@env:NAME", as --set does.'
    )
    mask: list[str] | None = Field(default=None, description='Masked, too: "@env:NAME", as --secret does.')


class Check(_Table):
    """What `mws check` looks for."""

    files: list[str] | None = Field(
        default=None, description="The scripts that are checked if none is named."
    )
    target: Target | None = Field(default=None, description="The newest ECMAScript that MyWorkspace runs.")
    strict: bool | None = Field(default=None, description="Warnings count as errors.")
    ignore: list[str] | None = Field(default=None, description="Codes of rules that don't count here.")


class Test(_Table):
    """What `mws test` does."""

    folder: str | None = Field(default=None, description="Where the cases are.")
    fail_under: Annotated[float, Field(ge=0, le=100)] | None = Field(
        default=None, description="The least coverage of lines, in percent, with --coverage."
    )


class Types(_Table):
    """What `mws types` writes."""

    from_: list[str] | None = Field(
        default=None, description="Contexts and recordings from which fields are learned."
    )


class Settings(_Table):
    """All of mws.toml."""

    run: Run = Run()
    world: World = World()
    egress: dict[str, Any] | None = Field(
        default=None, description="What may leave the machine: docs/egress.md."
    )
    limits: Limits = Limits()
    secrets: Secrets = Secrets()
    check: Check = Check()
    test: Test = Test()
    types: Types = Types()
