"""What may stand in mws.toml: its tables, their keys, and what each may be. An unknown key is an error."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from runtime.authoring.project.setting_values import (
    ContextFile,
    ContextPath,
    FakeService,
    Inside,
    Mapping,
    Memory,
    Proxy,
    RecordingSize,
    RuleCode,
    Size,
    Source,
    Text,
    Time,
)

Target = Literal["es2015", "es2016", "es2017", "es2018", "es2019", "es2020", "es2021", "es2022", "es2023"]


def _as_written(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class SettingsTable(BaseModel):
    """A table of mws.toml. Keys are written as options are: `after-done`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=_as_written, populate_by_name=True
    )


class RunSettings(SettingsTable):
    """How scripts are run here."""

    context: ContextFile | None = Field(
        default=None, description="The context of a run without --context: a file, or an example @NAME."
    )
    globals_: list[Literal["timers"]] | None = Field(
        default=None,
        description="Globals that scripts get although MyWorkspace does not document them.",
    )
    strict: bool | None = Field(default=None, description="Findings make a run fail (exit code 3).")


class WorldSettings(SettingsTable):
    """What answers. One of these on the command line replaces all of them, and what [egress] opens."""

    fake: list[FakeService] | None = Field(
        default=None, description='Fake services: "goto", or with a state: "goto=STATE.json".'
    )
    state: Inside | None = Field(
        default=None, description="A file that keeps the fake's state from run to run."
    )
    answers: Inside | None = Field(
        default=None, description="A file of canned answers, a HAR or a recording."
    )
    map_: list[Mapping] | None = Field(
        default=None,
        description='Hosts whose requests go to another address, such as a test system: "HOST=URL".',
    )
    proxy: Proxy | None = Field(default=None, description="The proxy for real hosts.")


class Allow(SettingsTable):
    """One host that is open."""

    host: Text = Field(description="Its name, or an IP address; no patterns.")
    schemes: list[Literal["http", "https"]] | None = Field(
        default=None, description='"http", "https". Without it: https.', min_length=1
    )
    ports: list[Annotated[int, Field(ge=1, le=65535)]] | None = Field(
        default=None, description="Without it the scheme's own: 80, 443.", min_length=1
    )
    methods: list[Text] | None = Field(
        default=None, description='In capitals, or ["*"] for all. Without it: GET and HEAD.', min_length=1
    )


class Opened(SettingsTable):
    """What may leave the machine; docs/egress.md has all of it. Nothing is faked for a host that is open."""

    allow: list[Allow] | None = Field(default=None, description="The hosts that are open: [[egress.allow]].")
    allow_private: list[Text] | None = Field(
        default=None, description='Networks that are open besides the public Internet: "10.20.0.0/16".'
    )


class LimitSettings(SettingsTable):
    """What one run may use."""

    deadline: Time | None = Field(default=None, description="The time for the whole run.")
    after_done: Time | None = Field(
        default=None, description="How long a run may continue after its first call of done."
    )
    cpu: Time | None = Field(default=None, description="The script's CPU time.")
    memory: Memory | None = Field(default=None, description="The script's memory.")
    max_requests: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The number of requests in one run."
    )
    max_response: Size | None = Field(default=None, description="The size of the body of one answer.")
    max_recording: RecordingSize | None = Field(default=None, description="The size of the recording.")


class SecretSettings(SettingsTable):
    """Values that stand in no file: only where they are, which is @env:NAME, @file:PATH or @ask."""

    set_: dict[ContextPath, Source] | None = Field(
        default=None, description='Values to put into each context: "PATH" = "@env:NAME", as --set does.'
    )
    mask: list[Source] | None = Field(
        default=None, description='Other values to mask: "@env:NAME", as --secret does.'
    )


class Check(SettingsTable):
    """What `mws check` looks for."""

    files: list[Text] | None = Field(
        default=None, description="The scripts to check if the command names none."
    )
    target: Target | None = Field(default=None, description="The newest ECMAScript that MyWorkspace runs.")
    strict: bool | None = Field(default=None, description="Warnings count as errors.")
    ignore: list[RuleCode] | None = Field(default=None, description="Codes of rules to ignore.")


class Test(SettingsTable):
    """What `mws test` does."""

    folder: Text | None = Field(default=None, description="The folder with the cases.")
    fail_under: Annotated[float, Field(ge=0, le=100)] | None = Field(
        default=None, description="The least coverage of lines, in percent, with --coverage."
    )


class Types(SettingsTable):
    """What `mws types` writes."""

    from_: list[Text] | None = Field(
        default=None, description="Contexts and recordings from which to learn fields."
    )


class Settings(SettingsTable):
    """The settings of a project. Paths in it begin at its folder."""

    run: RunSettings = RunSettings()
    world: WorldSettings = WorldSettings()
    egress: Opened | None = Field(default=None)
    limits: LimitSettings = LimitSettings()
    secrets: SecretSettings = SecretSettings()
    check: Check = Check()
    test: Test = Test()
    types: Types = Types()
