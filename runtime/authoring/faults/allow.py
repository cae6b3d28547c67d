"""What a case allows to happen when its requests fail: `FAULT VERDICT at REQUEST`, each part of it optional.

404                          whatever comes of it
threw                        the script shows every failure by an exception
timeout hung                 this fault may end like this
409 unseen at POST */users*  only at this request
at 2                         whatever fails at the second request
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from runtime.authoring.faults.faults import FAULTS
from runtime.authoring.faults.model import Target, Trial, Verdict
from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput

_ENDS = [str(verdict) for verdict in Verdict if verdict is not Verdict.OK]
_AT = re.compile(r"(?:(?P<words>.*?)\s+)?at\s+(?P<at>\S.*)", re.DOTALL)
_PLACE = re.compile(r"(?P<number>[1-9][0-9]{0,8})|(?P<method>[A-Z]+|\*)\s+(?P<url>\S+)")
_WAY_OUT = (
    'Write FAULT, VERDICT, or both, and at REQUEST: "404", "timeout hung", "409 unseen at POST */users", '
    '"threw at 2" (docs/faults.md).'
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """One of them; `text` is how the case has it. What is empty fits all."""

    text: str
    fault: str = ""
    verdict: str = ""
    number: int = 0
    method: str = ""
    url: str = ""

    def fits(self, trial: Trial, target: Target) -> bool:
        """Whether this allows what came of a trial at that request."""
        return (
            self.fault in {"", trial.fault}
            and self.verdict in {"", trial.verdict}
            and self.number in {0, target.number}
            and self.method in {"", "*", target.method}
            and (not self.url or _matches(self.url, target.url))
        )


def allowances(where: str, texts: Iterable[str]) -> tuple[Allowance, ...]:
    """Read what a case has written. `where` is its place, for errors. Raises BadInput."""
    return tuple(_read(f"{where}: {text!r}", text) for text in texts)


def _read(where: str, text: str) -> Allowance:
    found = _AT.fullmatch(text.strip())
    words = ((found["words"] or "") if found else text).split()
    fault = words.pop(0) if words and words[0] in FAULTS else ""
    verdict = words.pop(0) if words and words[0] in _ENDS else ""
    if words:
        raise BadInput(where, f"{words[0]!r} is no fault and no verdict", _nearest(words[0]))
    if not (fault or verdict or found):
        raise BadInput(where, "allows nothing", _WAY_OUT)
    place = _PLACE.fullmatch(found["at"]) if found else None
    if found and place is None:
        raise BadInput(where, f"{found['at']!r} is no request", _WAY_OUT)
    if place is None:
        return Allowance(text, fault, verdict)
    number, method, url = place["number"], place["method"], place["url"]
    return Allowance(text, fault, verdict, int(number or 0), method or "", url or "")


def _nearest(word: str) -> str:
    known = [*FAULTS, *_ENDS]
    return suggest(word, known) or f"There are: {', '.join(known)}. {_WAY_OUT}"


def _matches(pattern: str, url: str) -> bool:
    """A * stands for any text: bounded work, whatever the pattern, as fnmatch and re don't promise."""
    first, *others = pattern.split("*")
    if not others:
        return url == pattern
    *middle, last = others
    if not url.startswith(first):
        return False
    place = len(first)
    for part in middle:
        found = url.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(url) - len(last) >= place and url.endswith(last)
