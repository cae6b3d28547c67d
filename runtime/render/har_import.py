"""What there is to say of an archive that was made into answers: values in, lines out."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.recording.har.to_answers import ImportedAnswers

_SHOWN = 12
_KEEP = "What the service answered is in it unmasked, tokens and personal data, too: keep it to yourself."


def describe_import(answers: ImportedAnswers) -> Iterator[str]:
    """How many answers there are, what was left out or changed, by `$.log.entries[N]`, and what to mind."""
    hosts = {answer["request"].split("/")[2] for answer in answers.answers}
    yield f"{_many(len(answers.answers), 'answer')} for {_many(len(hosts), 'host')}"
    for reason, numbers in answers.left_out.items():
        yield f"left out, {_entries(numbers)}: {reason}"
    for remark, numbers in answers.changed.items():
        yield f"{_entries(numbers)}: {remark}"
    if answers.answers:
        yield _KEEP


def _entries(numbers: list[int]) -> str:
    numbers_text = ", ".join(f"[{number}]" for number in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"log.entries{numbers_text}{more}"


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
