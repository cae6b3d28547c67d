"""For sh and every shell like it: bash, zsh, dash."""

from __future__ import annotations

import base64
import shlex

from runtime.formats.curl.options import Options, as_bytes, inline

# Linux takes 128 KB for one word of a command line; printf, which takes more, is the shell's own.
_LONGEST = 64 << 10


def sh(options: Options) -> str:
    """The command line, broken into a line for each option."""
    words = [word(options.url)]
    words += [f"{name} {word(value)}" if value else name for name, value in options.listed]
    before = ""
    if options.body is not None:
        text = inline(options.body, _LONGEST)
        words.append(f"--data-binary {'@-' if text is None else shlex.quote(text)}")
        if text is None:
            data = base64.b64encode(options.body).decode("ascii")
            before = f"printf %s {shlex.quote(data)} | base64 -d | "
    notes = "".join(f"# {note}\n" for note in options.notes)
    return notes + before + " \\\n  ".join([f"curl {words[0]}", *words[1:]])


def word(text: str) -> str:
    """One word: quoted, or where it isn't plain text, as the bytes that printf makes of it."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    escaped = "".join(_octal(byte) for byte in as_bytes(text))
    return f"\"$(printf '{escaped}')\""


def _octal(byte: int) -> str:
    plain = chr(byte)
    return plain if plain.isascii() and (plain.isalnum() or plain in " -_.,:;/=?&@+()") else f"\\{byte:03o}"
