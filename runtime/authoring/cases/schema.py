"""What may stand in a case.toml: its tables, their keys, and what each may be. An unknown key is an error."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from runtime.authoring.faults.allow import allowances
from runtime.authoring.project.settings import LimitSettings
from runtime.formats.suggest import suggest
from runtime.inputs.overrides import parse_path
from runtime.model.errors import BadInput
from runtime.session.findings import CODES

Ending = Literal[
    "done", "threw", "never-done", "denied", "deadline", "cpu-limit", "memory-limit", "limit", "engine-fault"
]
_MOST = 1000  # requests, lines, paths that one case expects
_MOST_TIMES = 500  # requests, each as often as it is expected: all are held against all that were made


def _code(text: str) -> str:
    if text not in CODES:
        way_out = suggest(text, CODES) or f"There are: {', '.join(CODES)}."
        raise ValueError(f"{text!r} is no finding. {way_out}")
    return text


def _path(text: str) -> str:
    try:
        parse_path("", text)
    except BadInput as error:
        raise ValueError(f"{text!r} {error.problem}. {error.way_out}") from error
    return text


def _allowance(text: str) -> str:
    try:
        allowances("", [text])
    except BadInput as error:
        raise ValueError(f"{text!r} {error.problem}. {error.way_out}") from error
    return text


def _so_many(requests: list[ExpectedRequest]) -> list[ExpectedRequest]:
    if sum(one.times or 1 for one in requests) > _MOST_TIMES:
        raise ValueError(f"are more than {_MOST_TIMES}, each counted as often as it is expected")
    return requests


def _as_table(value: Any) -> Any:
    return {"request": value} if isinstance(value, str) else value


def _pattern(text: str) -> str:
    method, blank, url = text.partition(" ")
    if not blank or not url.strip() or not (method == "*" or (method.isascii() and method.isupper())):
        raise ValueError('must be a method, a blank, an address: "GET https://api.example.com/users*"')
    return text


def _form(value: Any) -> str:
    if isinstance(value, str):
        return "file"
    return "changed" if isinstance(value, dict) and "extends" in value else "inline"


def _file_or_inline(value: Any) -> str:
    return "file" if isinstance(value, str) else "inline"


def _inline_or_listed(value: Any) -> str:
    return "listed" if isinstance(value, list) else "inline"


Path = Annotated[str, AfterValidator(_path)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
Paths = Annotated[list[Path], Field(max_length=_MOST)]
Sets = Annotated[dict[Path, Any], Field(max_length=_MOST)]
FORMS = {
    "file",
    "changed",
    "inline",
    "listed",
    "constrained-int",
}  # of a value that may be written in several


class CaseTableModel(BaseModel):
    """Keys are as Python names them, but for one that Python has taken."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class ChangedContext(CaseTableModel):
    """Another context with changes."""

    extends: str = Field(description="The context to change: a file, or @NAME.")
    set: Sets = Field(
        default={}, description='New values by path: { "ProvisionedUser.FirstName" = "Grace" }.'
    )
    null: Paths = Field(default=[], description="Paths to set to null, which TOML does not have.")
    remove: Paths = Field(default=[], description="Paths to remove.")


class CaseWorld(CaseTableModel):
    """What answers the script's requests. Without it, the fake goto in its default state."""

    fake: str | None = Field(default=None, description='A fake service: "goto".')
    state: (
        Annotated[
            Annotated[str, Tag("file")] | Annotated[dict[str, Any], Tag("inline")],
            Discriminator(_file_or_inline),
        ]
        | None
    ) = Field(default=None, description="The state of the fake at the beginning: a file, @NAME, or a table.")
    recording: str | None = Field(default=None, description="A recording: the same requests get its answers.")
    answers: (
        Annotated[
            Annotated[str, Tag("file")] | Annotated[list[dict[str, Any]], Tag("inline")],
            Discriminator(_file_or_inline),
        ]
        | None
    ) = Field(default=None, description="Canned answers: a file, or a list as docs/answers.md has it.")

    @model_validator(mode="after")
    def _one_of_them(self) -> CaseWorld:
        if self.recording is not None and (self.answers is not None or self.fake is not None):
            raise ValueError("recording stands alone: it has the answers of all hosts")
        if self.state is not None and self.fake is None:
            raise ValueError('state is a fake service\'s: add fake = "goto"')
        if self.fake is None and self.recording is None and self.answers is None:
            raise ValueError("says nothing: name fake, recording or answers")
        return self


class ExpectedRequest(CaseTableModel):
    """One request that must be made. What it doesn't say may be anything."""

    request: Annotated[str, AfterValidator(_pattern)] | None = Field(
        default=None,
        description='Method and address: "GET https://api.example.com/*". * stands for any text.',
    )
    method: str | None = Field(default=None, description="The method alone.")
    url: str | None = Field(default=None, description="The address alone; * stands for any text.")
    headers: Annotated[dict[str, str], Field(max_length=_MOST)] = Field(
        default={}, description="Headers by name, in any case; * in a value stands for any text."
    )
    json_: Any = Field(
        default=None,
        alias="json",
        description="What its JSON body must contain: a table, or JSON text in a string.",
    )
    text: str | None = Field(default=None, description="Its body as text; * stands for any text.")
    times: Annotated[int, Field(ge=0, le=_MOST)] = Field(
        default=1, description="How often it is sent, one after the other; 0 means never."
    )
    exact: bool = Field(
        default=False,
        description="A * means the character * itself, and the JSON body contains nothing else.",
    )


Requested = Annotated[ExpectedRequest, BeforeValidator(_as_table)]


class ExpectedContext(CaseTableModel):
    """What the context that the script gives back must be."""

    unchanged: bool = Field(default=False, description="The context did not change.")
    set: Sets = Field(default={}, description="Values by path, also inside JSON in a string.")
    null: Paths = Field(default=[], description="Paths whose value is null.")
    absent: Paths = Field(default=[], description="Paths that do not exist.")
    json_: Any = Field(
        default=None,
        alias="json",
        description="What the context must contain: a table, or JSON text in a string.",
    )
    only: bool = Field(
        default=False,
        description="Nothing changed but what set, null and absent name; with json: it has nothing else.",
    )


class Expect(CaseTableModel):
    """What must hold when the run is over."""

    outcome: Ending | None = Field(
        default=None,
        description="How the run ends. The default: what the script's mws-expect comment says, or done.",
    )
    error: str | None = Field(
        default=None, description="The message of the exception; * stands for any text."
    )
    line: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The line of the script that threw."
    )
    findings: Annotated[list[Annotated[str, AfterValidator(_code)]], Field(max_length=len(CODES))] = Field(
        default=[], description="The codes of allowed findings; all others fail the case."
    )
    requests: Annotated[list[Requested], AfterValidator(_so_many), Field(max_length=_MOST)] | None = Field(
        default=None,
        description='The requests that the script must send: texts such as "GET https://*", or tables.',
    )
    ordered: bool = Field(default=True, description="The requests must be sent in this order.")
    exact: bool = Field(default=False, description="The script must send no other requests.")
    count: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="How many requests the script sends in all."
    )
    context: ExpectedContext | None = Field(default=None, description="The context after the run.")
    state: (
        Annotated[
            Annotated[str, Tag("file")] | Annotated[dict[str, Any], Tag("inline")],
            Discriminator(_file_or_inline),
        ]
        | None
    ) = Field(
        default=None, description="What the fake's state must contain after the run: a file, or a table."
    )
    console: Annotated[list[str], Field(max_length=_MOST)] | None = Field(
        default=None, description="The lines on the console; * stands for any text."
    )


class Faults(CaseTableModel):
    """What may come of it when requests fail, one at a time: `mws test --faults` (docs/faults.md)."""

    allow: Annotated[list[Annotated[str, AfterValidator(_allowance)]], Field(max_length=_MOST)] = Field(
        default=[], description='Allowances: FAULT VERDICT at REQUEST, such as "404 unseen at GET */users".'
    )


class CaseTable(CaseTableModel):
    """One case, all of it."""

    name: str | None = Field(
        default=None, description="The name of the case. The default is the name of its folder."
    )
    script: str = Field(description="The script: a path relative to this file, or @NAME.")
    kind: Literal["workflow", "transformation"] | None = Field(
        default=None, description="The kind of script, if its folder and first line do not say it."
    )
    context: Annotated[
        Annotated[str, Tag("file")]
        | Annotated[ChangedContext, Tag("changed")]
        | Annotated[dict[str, Any], Tag("inline")],
        Discriminator(_form),
    ] = Field(
        description="The context of the script: a file, @NAME, a table, or another context with changes."
    )
    world: CaseWorld | None = Field(default=None, description="What answers.")
    globals: list[Literal["timers"]] = Field(
        default=[], description="Globals that the script gets although MyWorkspace does not document them."
    )
    limits: LimitSettings = Field(
        default=LimitSettings(), description="The limits of the run, as in mws.toml."
    )
    now: datetime | None = Field(
        default=None, description="The time at which the run begins. The default is 2026-01-01 12:00:00 UTC."
    )
    seed: Annotated[
        Annotated[Seed, Tag("inline")]
        | Annotated[Annotated[list[Seed], Field(min_length=4, max_length=4)], Tag("listed")],
        Discriminator(_inline_or_listed),
    ] = Field(
        default=1,
        description="The seed of the random numbers: one number, or the four numbers of a recording.",
    )
    expect: Expect = Field(default=Expect(), description="What you expect.")
    faults: Faults = Field(default=Faults(), description="What is allowed when requests fail, with --faults.")


class CaseFile(CaseTable):
    """The whole file: what all its cases have in common, and where they differ."""

    script: str | None = Field(default=None, description="As below.")  # type: ignore[assignment] # a file of several has it in each
    context: Any = Field(default=None, description="As below.")
    extends: str | None = Field(default=None, description="Another file whose settings this one takes over.")
    case: list[dict[str, Any]] = Field(default=[], description="The cases; each says how it differs.")
    matrix: dict[str, Annotated[list[str | int | float | bool], Field(min_length=1)]] = Field(
        default={}, description="Names and their values: each combination is a case. ${NAME} inserts a value."
    )
