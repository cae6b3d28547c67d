"""Prepares a replay that continues with worlds: known secrets, and fakes that know the earlier requests."""

from __future__ import annotations

import json
from collections.abc import Callable

from runtime.model.errors import BadInput
from runtime.model.http import Request
from runtime.model.option import Option
from runtime.recording import Recording
from runtime.runs.masked_log import MaskedLog
from runtime.runs.replay.recording_source import Continuation
from runtime.runs.replay.unmask import all_stand_ins
from runtime.runs.world_choice import RunWorlds
from runtime.secrets import RecordedSecrets, TooManySecrets
from runtime.session.routing import Route
from runtime.world import StatefulWorld, World
from runtime.world.fake import FakeWorld

NoteListener = Callable[[list[str]], None]  # called with notes before anything has run


def _not_real() -> str:
    option = Option.SECRETS_FROM.spell()
    return f"its secrets are stand-ins, which a live service will refuse ({option} gives the real ones)"


def _not_all_real() -> str:
    option = Option.SECRETS_FROM.spell()
    return (
        "some of its secrets are still stand-ins, such as one in a recorded answer: a live service will "
        f'refuse them ({option} takes {{"STAND-IN": "SECRET"}}, too)'
    )


def ignore_notes(_notes: list[str]) -> None:
    """Do nothing: the notes are also in the result."""


def recognise(secrets: RecordedSecrets, recording: Recording) -> None:
    """Learn the stand-ins of a recording, so that they are not masked again. Raises BadInput if too many."""
    reader = MaskedLog(secrets)

    def look() -> None:
        secrets.learn_value(json.loads(recording.plan.context))
        secrets.learn_source(recording.plan.script.text)
        for entry in recording.entries:
            reader.learn(entry)

    try:
        secrets.recognise(look)
    except (TooManySecrets, ValueError) as error:
        raise BadInput(recording.name, f"holds {error}") from error


def learn_given(secrets: RecordedSecrets, recording: Recording, look: Callable[[], None]) -> None:
    """Also mask the secrets that `look` learns. Raises BadInput if there are too many."""
    recognise(secrets, recording)  # first, or stand-ins would be masked as secrets
    try:
        secrets.learn_from(look)
    except TooManySecrets as error:
        raise BadInput("mws", f"what is put into this run holds {error}") from error


def continuation(
    recording: Recording,
    secrets: RecordedSecrets,
    worlds: RunWorlds,
    *,
    anywhere: bool = False,
    fork: int | None = None,
    answer: World | None = None,
    used: bool = False,
) -> Continuation:
    """How to continue with these worlds; a fake takes in all requests until then.

    With `used` the recording was made with these worlds: the answers that it had are used up.
    """

    def begin() -> None:
        recognise(secrets, recording)
        secrets.begin_to_learn()

    def hear(request: Request) -> None:
        route = worlds.policy.route(request)
        world = worlds.worlds.get(route.world) if isinstance(route, Route) else None
        if isinstance(world, FakeWorld) or (used and isinstance(world, StatefulWorld)):
            world.hear(request)

    return Continuation(anywhere=anywhere, fork=fork, answer=answer, begin=begin, hear=hear)


def warnings(recording: Recording, runs: Recording, worlds: RunWorlds) -> list[str]:
    """Notes about stand-ins that a live service will get: `runs` is the recording with its secrets put
    back.
    """
    if not worlds.live or (recording.end is not None and not recording.end.masked):
        return []
    masked = all_stand_ins(recording)
    left = masked & all_stand_ins(runs)
    if left == masked:
        return [_not_real()]
    return [_not_all_real()] if left else []
