"""For cmd and PowerShell. What they can't write down, or would change, goes through a file or is told."""

from __future__ import annotations

import base64
import re

from runtime.formats.curl.options import Options, inline

_FILE = "mws-body.bin"
_LONGEST = 8191  # characters in a line of cmd
_OF_CMD = re.compile(r'[()%!^"<>&|]')
_PLAIN = re.compile(r"[A-Za-z0-9_.:/-]+")
_NOT_ASCII = (
    "characters beyond ASCII are in it: what is sent for them depends on the code page, "
    "and one that can't be shown is a question mark here"
)
_IN_A_BATCH = "in a batch file, each % must be doubled"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def cmd(options: Options) -> str:
    """One line, with every character that cmd acts on behind a caret."""
    words = ["curl.exe", quote(_show(options.url))]
    words += [f"{name} {quote(_show(value))}" if value else name for name, value in options.listed]
    before, notes = "", [*options.notes, *_notes(options)]
    if options.body is not None:
        text = _one_line(options.body)
        words.append(f"--data-binary {f'@{_FILE}' if text is None else quote(text)}")
        if text is None:
            before = f'powershell -NoProfile -Command "{_write_body(options.body, _FILE)}" && '
    line = before + " ".join(words)
    if "%" in line:
        notes.append(_IN_A_BATCH)
    if len(line) > _LONGEST:
        notes.append("the line is longer than cmd takes: --shell powershell writes one for PowerShell")
    return "".join(f"rem {note}\n" for note in notes) + line


def powershell(options: Options) -> str:
    """curl's options on its standard input: PowerShell 5 and 7 hand quotation marks on in different ways."""
    lines = [f"url = {configure(_show(options.url))}"]
    lines += [
        f"{name[2:]} = {configure(_show(value))}" if value else name[2:] for name, value in options.listed
    ]
    before = ""
    if options.body is not None:
        text = _one_line(options.body, also="\n\t")
        lines.append(f"data-binary = {configure(f'@{_FILE}' if text is None else text)}")
        if text is None:
            before = _write_body(options.body, f"$PWD\\{_FILE}", mark='"') + "\n"
    notes = "".join(f"# {note}\n" for note in [*options.notes, *_notes(options)])
    inside = "\n".join(lines)
    return f"{notes}{before}@'\n{inside}\n'@ | curl.exe --config -"


def quote(text: str) -> str:
    """One word as a Windows program reads it, and with a caret before what cmd would act on."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', text)
    escaped = re.sub(r"(\\+)\Z", r"\1\1", escaped)
    return _OF_CMD.sub(r"^\g<0>", f'"{escaped}"')


def configure(text: str) -> str:
    """One value as curl's configuration has it."""
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'


def _show(text: str) -> str:
    """Without what acts on a terminal: a window on Windows shows the text itself, which sh escapes."""
    return "".join(c if c.isprintable() or c == "\t" else "?" for c in text)


def _one_line(body: bytes, also: str = "") -> str | None:
    text = inline(body, _LONGEST)
    if text is None or not text.isascii() or any(c in text for c in "\n\t" if c not in also):
        return None
    return text


def _notes(options: Options) -> list[str]:
    texts = [options.url, *(value for _, value in options.listed)]
    return [] if all(text.isascii() for text in texts) else [_NOT_ASCII]


def _write_body(body: bytes, file: str, mark: str = "'") -> str:
    data = base64.b64encode(body).decode("ascii")
    return f"[IO.File]::WriteAllBytes({mark}{file}{mark}, [Convert]::FromBase64String('{data}'))"
