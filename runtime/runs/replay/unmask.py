"""Puts secrets back into a masked recording, in memory: a script that computes with a secret needs that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from runtime.formats.json_text import parse_inner, parse_json, try_parse
from runtime.model.commands import Command, SendRequest
from runtime.model.errors import BadInput
from runtime.model.events import Received
from runtime.model.option import Option
from runtime.recording import Recording
from runtime.runs.masked_log import MaskedLog, mask_entry
from runtime.runs.recorder import read_key
from runtime.secrets import RecordedSecrets, Secrets, TooManySecrets
from runtime.secrets.ordinary import is_small
from runtime.secrets.stand_in import make_stand_in
from runtime.session.transcript import Entry

_DEEPEST = 60
# The form of a token (RFC 6750 and similar): it can be replaced by a longer one.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/:|-]+=*")
_WAYS = (
    'Give the context that the run had, or a JSON object {"STAND-IN": "SECRET"}, or one bare secret of which '
    "the context has one stand-in."
)


@dataclass(frozen=True, slots=True)
class Unmasking:
    """Secrets by their stand-ins, and the functions to replace one by the other."""

    secrets: dict[str, str]

    def mask(self) -> RecordedSecrets:
        """A mask that gives these secrets the stand-ins of the recording."""
        return _of({secret: stand_in for stand_in, secret in self.secrets.items()})

    def reveal_body(self, body: bytes) -> bytes:
        """The body with secrets in place of stand-ins."""
        return _of(self.secrets).mask_bytes(body)

    def reveal(self, recording: Recording) -> Recording:
        """The recording with secrets in place of stand-ins."""
        if not self.secrets:
            return recording
        mask = _of(self.secrets)
        plan = recording.plan
        script = replace(plan.script, text=mask.mask_source(plan.script.text))
        entries = tuple(_reveal(entry, mask) for entry in recording.entries)
        revealed = recording.with_plan(replace(plan, script=script, context=mask.mask_text(plan.context)))
        return replace(revealed, entries=entries)


def _reveal(entry: Entry, mask: RecordedSecrets) -> Entry:
    revealed = mask_entry(entry, mask)
    was, now = entry.what, revealed.what
    if isinstance(was, Received) and isinstance(now, Received) and len(now.body) != len(was.body):
        return replace(revealed, what=replace(now, pieces=()))  # the sizes are those of the old body
    return revealed


def _of(pairs: dict[str, str]) -> RecordedSecrets:
    mask = RecordedSecrets()
    for found, stand_in in pairs.items():
        mask.put_back(found, stand_in)
    return mask


def unmask(recording: Recording, actual: str) -> Unmasking:
    """Read secrets from a context, an object from stand-ins to secrets, or a bare secret. Raises BadInput."""
    raw = _object(actual)
    context = parse_json(f"{recording.name}: context", recording.plan.context)
    if raw is None:
        secret = actual.strip()
        unmasking = Unmasking({_stand_in_for(context, secret): secret})
        _check_framing(recording, unmasking)
        return unmasking
    if isinstance(context, dict) and set(raw) & set(context):
        found = dict(_pairs(context, raw))
    else:
        found = _table(recording, raw)
    if not found:
        raise BadInput(
            Option.SECRETS_FROM.spell(),
            f"holds no secret that {recording.name} has a stand-in for",
            _WAYS,
        )
    unmasking = _check(Unmasking(found))
    _check_framing(recording, unmasking)
    return unmasking


def _check_framing(recording: Recording, unmasking: Unmasking) -> None:
    """Raise BadInput if a request's body with the secrets would have another length than its head says."""
    if all(_length(stand_in) == _length(secret) for stand_in, secret in unmasking.secrets.items()):
        return
    for entry in recording.entries:
        what = entry.what
        if not isinstance(what, SendRequest) or not what.request.body:
            continue
        revealed = unmasking.reveal_body(what.request.body)
        if len(revealed) != len(what.request.body):
            raise BadInput(
                Option.SECRETS_FROM.spell(),
                f"holds a secret of another length than its stand-in, and that stands in the body of request "
                f"{what.request.id} (line {entry.seq} of {recording.name}), whose length was sent with it",
                "Give the secret that the run had: it is as long as its stand-in.",
            )


def _length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _check(found: Unmasking) -> Unmasking:
    try:
        found.mask()
    except TooManySecrets as error:
        raise BadInput(Option.SECRETS_FROM.spell(), f"holds {error}") from error
    return found


def counterparts(recorded: Any, actual: Any) -> dict[str, str]:
    """The secrets in a context, by the stand-ins at the same places of the recorded context.

    Unlike in `unmask` the context may be another one: values that can't be a secret for a stand-in are left
    out.
    """
    found = dict(_differences(recorded, actual, 0))
    return {stand_in: secret for stand_in, secret in found.items() if _is_like(stand_in, secret)}


def _object(text: str) -> dict[str, Any] | None:
    raw = try_parse(text)
    return raw if isinstance(raw, dict) else None


def _pairs(recorded: Any, actual: Any) -> Iterator[tuple[str, str]]:
    known_stand_ins = _notice(recorded)
    for stand_in, secret in _differences(recorded, actual, 0):
        if not _can_replace(stand_in, secret, known_stand_ins):
            problem = "holds a context that differs from the recorded one in more than its secrets"
            raise BadInput(Option.SECRETS_FROM.spell(), problem, _WAYS)
        yield stand_in, secret


def _differences(recorded: Any, actual: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The values in both that differ, also in JSON inside a string."""
    if depth > _DEEPEST:
        return
    if isinstance(recorded, dict) and isinstance(actual, dict):
        for key in recorded.keys() & actual.keys():
            yield from _differences(recorded[key], actual[key], depth + 1)
    elif isinstance(recorded, list) and isinstance(actual, list):
        for one, other in zip(recorded, actual, strict=False):
            yield from _differences(one, other, depth + 1)
    elif isinstance(recorded, str) and isinstance(actual, str) and recorded != actual:
        inner, other_inner = parse_inner(recorded), parse_inner(actual)
        if inner is not None and other_inner is not None:
            yield from _differences(inner, other_inner, depth + 1)
        else:
            yield recorded, actual
    elif type(recorded) in {int, float} and type(actual) in {int, float} and recorded != actual:
        yield str(recorded), str(actual)


def _can_replace(stand_in: str, secret: str, known: Collection[str]) -> bool:
    """Whether the secret can have this stand-in, or is a token that replaces the original one.

    `known` are the stand-ins of the recording: any other text of another length is another value.
    """
    if _is_like(stand_in, secret):
        return True
    tokens = _TOKEN.fullmatch(stand_in) is not None and _TOKEN.fullmatch(secret) is not None
    return tokens and stand_in in known and not is_small(stand_in)


def _is_like(stand_in: str, secret: str) -> bool:
    """Whether one can be the stand-in of the other: the same length, and the same signs at the same places.

    The length in bytes is the same too, so that a Content-Length stays right.
    """
    if len(stand_in) != len(secret):
        return False
    if not any(map(str.isalnum, stand_in)):  # a secret of signs only gets other signs: see `make_stand_in`
        return [_size(a) for a in stand_in] == [_size(b) for b in secret]
    return all(a == b or _are_alike(a, b) for a, b in zip(stand_in, secret, strict=True))


def _are_alike(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum() and _size(one) == _size(other)


def _size(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def _table(recording: Recording, raw: dict[str, Any]) -> dict[str, str]:
    """The object, checked. Errors name the pair's number: key and secret may be exchanged."""
    text = f"{recording.head!r}{recording.entries!r}"
    known = all_stand_ins(recording)
    for number, (stand_in, secret) in enumerate(raw.items(), start=1):
        if not isinstance(secret, str) or not _can_replace(stand_in, secret, known):
            raise BadInput(
                Option.SECRETS_FROM.spell(), f"pair {number} is no stand-in with its secret", _WAYS
            )
        if stand_in not in text and not _stands_in(recording, stand_in):
            problem = f"the stand-in of pair {number} stands nowhere in {recording.name}"
            raise BadInput(Option.SECRETS_FROM.spell(), problem, _WAYS)
    return dict(raw)


def _stands_in(recording: Recording, stand_in: str) -> bool:
    """Whether the recording has it in another form, such as in JSON in a string."""
    another = Unmasking({stand_in: make_stand_in(stand_in, b"")})
    return another.reveal(recording) != recording


def _stand_in_for(context: Any, secret: str) -> str:
    """The stand-in for a bare secret: the one that this folder's key draws, or the only possible one."""
    key = read_key()
    known_stand_ins = set(_notice(context))
    if key is not None and (drawn := make_stand_in(secret, key)) in known_stand_ins:
        return drawn
    found = {text for text in known_stand_ins if _is_like(text, secret)}
    found = found or {text for text in known_stand_ins if _can_replace(text, secret, known_stand_ins)}
    if len(found) != 1:
        problem = "no stand-in of the context can be" if not found else "more than one stand-in can be"
        raise BadInput(Option.SECRETS_FROM.spell(), f"{problem} for a secret like this one", _WAYS)
    return found.pop()


class _SecretCollector(Secrets):
    """Collects what would be masked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def learn(self, secret: str, stand_in: str = "") -> None:
        del stand_in
        self.found.append(secret)


def stand_ins(recording: Recording) -> list[str]:
    """The stand-ins in the recorded context."""
    return _notice(parse_json(f"{recording.name}: context", recording.plan.context))


def all_stand_ins(recording: Recording) -> frozenset[str]:
    """The stand-ins in all inputs of a run: script, context and answers."""
    collector = _SecretCollector()
    reader = MaskedLog(collector)
    collector.learn_source(recording.plan.script.text)
    collector.learn_value(parse_json(f"{recording.name}: context", recording.plan.context))
    for entry in recording.entries:
        if not isinstance(entry.what, Command):
            reader.learn(entry)
    return frozenset(one for one in collector.found if not is_small(one))


def _notice(context: Any) -> list[str]:
    collector = _SecretCollector()
    collector.learn_value(context)
    return collector.found
