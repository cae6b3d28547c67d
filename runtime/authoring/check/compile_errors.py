"""The engine's own word on scripts: compiled, and never run, in the cage that scripts run in.

One child compiles many. Each text stands behind a `throw`, which is all that runs of it; what an engine that
is led astray can say is a wrong word on the scripts beside it. A child that dies of one text is asked again
about each by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from runtime.authoring.check.script_context import CompileError
from runtime.cage.child_protocol import Exit
from runtime.cage.pool import ChildPool
from runtime.formats.javascript import Syntax
from runtime.guest.protocol import format_begun, read_turn
from runtime.model.commands import Finish
from runtime.model.errors import GuestLimitExceeded, GuestProtocolError
from runtime.model.limits import Limits
from runtime.model.script import Place

_LIMITS = Limits(cpu=5.0, memory=256 << 20)
_PATIENCE = 30.0  # seconds for a child's answer
_BATCH = 2 << 20  # characters for one child
_MOST_MESSAGE = 400
_THROWS = "throw 0;"
_STRICT = "'use strict';"
# What may stand before a script's first directive, and that.
_DIRECTIVE = re.compile(
    r"(?:\s|//[^\n\r\u2028\u2029]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+(?:'use strict'|\"use strict\")"
)
_PLACE = re.compile(r"[^\n]*<input>:(\d{1,9})(?::(\d{1,9}))?")
_GAVE_UP = "The engine gives up on it: compiling takes more time or memory than a whole run has"
# The globals are held first: compiling declares a script's functions, whatever they are called.
_DRIVER = """(function () {
  var compile = eval, finish = done, answer = context, told = [], texts = %s;
  for (var i = 0; i < texts.length; i += 1) {
    told[i] = ['', '', ''];
    try { compile(texts[i]); } catch (error) {
      told[i] = error === 0 ? null : ['' + error.name, '' + error.message, '' + error.stack];
    }
  }
  answer.told = told;
  finish(answer);
})();"""


def find_compile_errors(texts: Sequence[str]) -> list[CompileError | None]:
    """For each script the engine's word, None if it compiles. Raises CageBroke if no child can be had."""
    return asyncio.run(_all(texts)) if texts else []


async def _all(texts: Sequence[str]) -> list[CompileError | None]:
    async with ChildPool() as pool:
        return await _ask_for_all(pool, texts)


async def _ask_for_all(pool: ChildPool, texts: Sequence[str]) -> list[CompileError | None]:
    errors: list[CompileError | None] = []
    for batch in _batches(texts):
        replies = await _ask_child(pool, batch)
        if replies is None and len(batch) > 1:
            errors += [(await _ask_for_all(pool, [text]))[0] for text in batch]
        elif replies is None:
            errors.append(CompileError(_GAVE_UP))
        else:
            errors += [_read_refusal(text, one) for text, one in zip(batch, replies, strict=True)]
    return errors


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    yield batch


async def _ask_child(pool: ChildPool, texts: list[str]) -> list[Any] | None:
    """What a child says of each; None if it dies of them, or says what can't be believed."""
    child = await pool.child(_LIMITS)
    lines: asyncio.Queue[bytes | Exit] = asyncio.Queue()
    try:
        child.attend(lines.put_nowait)
        start = format_begun(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
        child.begin(begun=start, script=_DRIVER % json.dumps([_behind_throw(text) for text in texts]))
        async with asyncio.timeout(_PATIENCE):
            line = await lines.get()
    except TimeoutError:
        return None
    finally:
        await child.aclose()
    return None if isinstance(line, Exit) else _read(line, len(texts))


def _read(line: bytes, count: int) -> list[Any] | None:
    try:
        turn = read_turn(line, most_commands=_LIMITS.commands)
        finish = next(one for one in turn.commands if isinstance(one, Finish))
        replies = json.loads(finish.context)["told"]
    except (
        GuestProtocolError,
        GuestLimitExceeded,
        StopIteration,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ):
        return None
    return (
        replies
        if isinstance(replies, list) and len(replies) == count and all(map(_is_word, replies))
        else None
    )


def _is_word(one: Any) -> bool:
    return one is None or (isinstance(one, list) and [type(text) for text in one] == [str, str, str])


def _behind_throw(text: str) -> str:
    if text.startswith("#!"):  # a comment, if it stands first
        text = f"//{text[2:]}"
    return _before(text) + text


def _before(text: str) -> str:
    return (_STRICT if _DIRECTIVE.match(text) else "") + _THROWS


def _read_refusal(text: str, reply: list[str] | None) -> CompileError | None:
    if reply is None:
        return None
    name, message, stack = reply
    text_of_error = f"{name}: {message}" if message else "The engine can't compile it"
    if name == "RangeError":
        text_of_error = f"The engine can't compile it, as it is nested too deeply ({text_of_error})"
    return CompileError(text_of_error[:_MOST_MESSAGE], _place(text, stack))


def _place(text: str, stack: str) -> Place | None:
    """The engine's place in the columns that editors count, without what stands before the text."""
    match = _PLACE.match(stack)
    if match is None:
        return None
    line, column = int(match[1]), int(match[2] or 1)
    if line == 1:
        column = max(1, column - len(_before(text)))
    syntax = Syntax(text)
    offset = syntax.offset(Place(line, column))
    return None if offset is None else syntax.place(offset)
