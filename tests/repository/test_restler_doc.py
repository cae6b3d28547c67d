"""docs/restler.md: its examples do what they say, and it tells of every deviation."""

from __future__ import annotations

import re
import textwrap

import pytest

from runtime.model.http import Failure
from tests.conformance import deviations
from tests.guest.guest import REFUSED, Guest, SetTimer
from tests.paths import ROOT

DOC = (ROOT / "docs" / "restler.md").read_text("utf-8")
EXAMPLES = [
    textwrap.dedent(block) for block in re.findall(r"^ *```js\n(.*?)^ *```$", DOC, re.MULTILINE | re.DOTALL)
]
FAILURES: dict[str, Failure] = {"ECONNREFUSED": REFUSED}


def find_remarks(example: str, word: str) -> list[str]:
    """What an example says behind `// sends:`, `// omits:` or `// prints:`."""
    return [line.strip() for line in re.findall(rf"// {word}: (.*)", example)]


def wait(guest: Guest, milliseconds: str) -> None:
    """Let the timer run out that the example says that it waits for."""
    (timer,) = [timer for timer in guest.commands_of(SetTimer) if timer.delay == float(milliseconds)]
    guest.fire(timer.timer)


def answer(guest: Guest, told: str) -> None:
    """Let the guest's last request have what the example says that it gets."""
    request = guest.requests[-1].request.id
    if told == "silence":
        for timer in guest.commands_of(SetTimer):
            guest.fire(timer.timer)
    elif told in FAILURES:
        guest.fail(request, FAILURES[told])
    else:
        status, content_type, body = (*told.split(" ", 2), "")[:3]
        guest.answer(request, int(status), body.encode(), [("Content-Type", content_type)])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0][:60])
def test_an_example_does_what_it_says(example: str) -> None:
    """What it sends, and what it prints when it gets the answer that stands there."""
    guest = Guest(example)
    for word, told in re.findall(r"// (gets|waits): (.*)", example):
        {"gets": answer, "waits": wait}[word](guest, told.strip())
    lines = iter(guest.last_request.split("\r\n") if guest.requests else ())
    assert [
        line for line in find_remarks(example, "sends") if line not in lines
    ] == []  # each behind the last one
    omitted = tuple(find_remarks(example, "omits"))
    assert not (omitted and any(line.startswith(omitted) for line in guest.last_request.split("\r\n")))
    assert guest.log == find_remarks(example, "prints")
    assert guest.exception == ""


def test_there_are_examples() -> None:
    """Each of which shows something."""
    assert len(EXAMPLES) >= 12
    assert all(find_remarks(example, "sends") + find_remarks(example, "prints") for example in EXAMPLES)


@pytest.mark.parametrize("entry", deviations.load(), ids=lambda entry: entry.what[:40])
def test_every_deviation_is_told(entry: deviations.Deviation) -> None:
    """In the words of the list, at the beginning of its paragraph."""
    sentence = entry.what[0].upper() + entry.what[1:]
    told = " ".join(DOC.split())
    assert f"**{sentence}.**" in told or f"**{entry.what}.**" in told
