"""Finds people in a recording: by the keys of their values, and mail addresses anywhere.

Inputs are the context, the script and the answers. The keys of requests and results can show that a value of
the inputs is about a person. Values that a script computes are computed again from the pseudonyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from runtime.model.commands import Finish, SendRequest
from runtime.model.errors import BadInput
from runtime.model.events import Received, Responded
from runtime.model.http import Request
from runtime.recording import Recording
from runtime.recording.pseudonyms.kinds import PersonalKind, fits, kind_of
from runtime.recording.pseudonyms.texts import (
    BASE64,
    DEEPEST,
    MAIL,
    author_texts,
    elements,
    form,
    from_base64,
    json_in,
    literal_value,
    percent_decode,
)

MOST = 2000  # the same limit as for secrets
_MIN_WORD = 2
_WORD = re.compile(r"[^\W\d_]{2,}")
# Words in names that are not names, and mail boxes that are not a person's.
_PARTICLES = frozenset(
    {
        "von",
        "van",
        "de",
        "der",
        "den",
        "dos",
        "das",
        "da",
        "di",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "zu",
        "zum",
        "zur",
        "and",
        "und",
        "dr",
        "prof",
    }
)
_ROLES = frozenset(
    {
        "info",
        "admin",
        "administrator",
        "noreply",
        "reply",
        "support",
        "service",
        "services",
        "office",
        "mail",
        "hello",
        "contact",
        "sales",
        "team",
        "help",
        "helpdesk",
        "user",
        "users",
        "test",
        "root",
        "postmaster",
        "webmaster",
        "system",
        "api",
        "app",
        "bot",
        "donotreply",
    }
)


@dataclass(slots=True)
class People:
    """The values about people. `words` are single names; `numbers` are numbers in JSON.

    `excluded` values are not about people; nor are their words, in lower case, in other values.
    """

    values: dict[str, PersonalKind] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    excluded_words: set[str] = field(default_factory=set)  # in lower case

    def add(self, text: str, kind: PersonalKind) -> None:
        """Add a value, unless it doesn't fit its kind. Raises BadInput if there are too many."""
        text = text.strip()
        kind = _kind_of_text(kind, text)
        if text in self.excluded or not (kind is PersonalKind.MARKED or fits(kind, text)):
            return
        if len(self.values) >= MOST and text not in self.values:
            raise BadInput(
                "the recording", f"has more than {MOST:,} values of people in it", "It is too large."
            )
        self.values.setdefault(text, kind)
        self.words |= {word for word in names_in(text, kind) if word.lower() not in self.excluded_words}

    def without(self, excluded: Iterable[str]) -> None:
        """Exclude these values; their words are not replaced in other values either."""
        self.excluded |= set(excluded)
        self.excluded_words |= {word.lower() for text in self.excluded for word in _WORD.findall(text)}


def _kind_of_text(kind: PersonalKind, text: str) -> PersonalKind:
    """The kind that fits the text better: a user name can be a mail address, or a number."""
    if kind is not PersonalKind.MARKED and MAIL.fullmatch(text):
        return PersonalKind.MAIL
    return PersonalKind.ID if kind is PersonalKind.USER and fits(PersonalKind.ID, text) else kind


def names_in(text: str, kind: PersonalKind) -> Iterator[str]:
    """The names in a value; of a mail address those before its @ if there are two or more."""
    if kind is PersonalKind.NAME:
        yield from (word for word in _WORD.findall(text) if word.lower() not in _PARTICLES)
    elif kind is PersonalKind.MAIL:
        words = [word for word in _WORD.findall(text.rpartition("@")[0]) if len(word) > _MIN_WORD]
        if len(words) > 1 and not {word.lower() for word in words} & _ROLES:
            yield from (word for word in words if word.lower() not in _PARTICLES)


def find_people(recording: Recording, marked: Iterable[str] = (), excluded: Iterable[str] = ()) -> People:
    """The people in a recording. `marked` are values that count as people too, `excluded` ones don't.

    Raises BadInput if there are too many.
    """
    people = People()
    people.without(excluded)
    for text in marked:
        people.add(text, PersonalKind.MARKED)
    _in_text(people, recording.plan.context)
    data = recording.plan.script.text.encode("utf-8", "surrogatepass")
    for start, end, _ in author_texts(recording.plan.script.text):
        _in_plain(people, literal_value(data[start:end].decode("utf-8", "replace")).strip("'\"`"))
    for entry in recording.entries:
        if isinstance(entry.what, Received):
            body = entry.what.body if entry.what.decoded is None else entry.what.decoded
            _in_text(people, body.decode("utf-8", "replace"))
        elif isinstance(entry.what, Responded):
            for _, value in entry.what.headers:
                _in_plain(people, value)
    _confirm(people, recording)
    return people


def inputs(recording: Recording) -> str:
    """All inputs of a run, as one text."""
    head = recording.head
    parts = [head.plan.context, head.plan.script.text]
    for entry in recording.entries:
        if isinstance(entry.what, Received):
            body = entry.what.body if entry.what.decoded is None else entry.what.decoded
            parts.append(body.decode("utf-8", "replace"))
        elif isinstance(entry.what, Responded):
            parts += [value for _, value in entry.what.headers]
    return "\n".join(parts)


def keys_in(recording: Recording) -> frozenset[str]:
    """All keys of JSON, names of headers, and hosts: the words of the protocol, which are not replaced."""
    found: set[str] = set()
    for text in _texts(recording):
        if (value := json_in(text)) is not None:
            found |= {key for _, keys in objects(value) for key in keys}
    for entry in recording.entries:
        if isinstance(entry.what, Responded):
            found |= {name for name, _ in entry.what.headers}
        elif isinstance(entry.what, SendRequest):
            found |= {entry.what.request.host, *(name for name, _ in entry.what.request.headers)}
    return frozenset(found)


def _texts(recording: Recording) -> Iterator[str]:
    yield recording.plan.context
    for entry in recording.entries:
        if isinstance(entry.what, Received):
            body = entry.what.body if entry.what.decoded is None else entry.what.decoded
            yield body.decode("utf-8", "replace")
        elif isinstance(entry.what, SendRequest):
            yield entry.what.request.body.decode("utf-8", "replace")
        elif isinstance(entry.what, Finish):
            yield entry.what.context


def objects(value: Any, depth: int = 0) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Each object with its keys, also in JSON in strings."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value, tuple(value)
        for item in value.values():
            yield from objects(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item, depth + 1)
    elif isinstance(value, str) and (inner := json_in(value)) is not None:
        yield from objects(inner, depth + 1)


def _confirm(people: People, recording: Recording) -> None:
    """Add values that are under a personal key in requests or results, if they come from the inputs."""
    candidates = People(excluded=people.excluded, excluded_words=people.excluded_words)
    for entry in recording.entries:
        if isinstance(entry.what, SendRequest):
            _in_request(candidates, entry.what.request)
        elif isinstance(entry.what, Finish):
            _in_text(candidates, entry.what.context)
    input_text = inputs(recording)
    people.words |= {word for word in candidates.words if word in input_text}
    for text, kind in candidates.values.items():
        if text in input_text:
            people.values.setdefault(text, kind)


def _in_request(people: People, request: Request) -> None:
    for name, value in form(request.target.partition("?")[2]):
        _in_pair(people, name, value)
    body = request.body.decode("utf-8", "replace")
    if "form-urlencoded" in (request.header("content-type") or ""):
        for name, value in form(body):
            _in_pair(people, name, value)
    else:
        _in_text(people, body)
    for text in (request.target, *(value for _, value in request.headers)):
        _in_plain(people, text)


def _in_pair(people: People, name: str, value: str) -> None:
    if kind := kind_of(name):
        people.add(value, kind)
    _in_plain(people, value)


def _in_text(people: People, text: str) -> None:
    _in_string(people, text, None, 0)


def _in_string(people: People, text: str, kind: PersonalKind | None, depth: int) -> None:
    value = json_in(text)
    if value is not None:
        _in_json(people, value, None, depth + 1)
        return
    if kind is not None:
        people.add(text, kind)
    for name, content in elements(text):
        _in_pair(people, name, content)
    _in_plain(people, text)


def _in_json(people: People, value: Any, kind: PersonalKind | None, depth: int) -> None:
    """Add the people in parsed JSON; `kind` is the kind of the keys above."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            inherited = kind if key in {"value", "formatted"} else None
            _in_plain(people, key)
            _in_json(people, item, kind_of(key, value) or inherited, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _in_json(people, item, kind, depth + 1)
    elif isinstance(value, str):
        _in_string(people, value, kind, depth)
    elif type(value) is int and kind is not None and fits(kind, str(value)):
        people.add(str(value), kind)
        people.numbers.add(str(value))


def _in_plain(people: People, text: str) -> None:
    """Add the mail addresses in a text, also percent-encoded or in base64."""
    plain = percent_decode(text)
    for match in MAIL.finditer(plain):
        people.add(match[0], PersonalKind.MAIL)
    for match in BASE64.finditer(text):
        inner = from_base64(match[0])
        for mail in MAIL.finditer(inner):
            people.add(mail[0], PersonalKind.MAIL)
