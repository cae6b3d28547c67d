"""Writes a recording during a run, line by line, flushed. Only its owner can read the file.

The first line is written before the script starts: a run that can't be recorded is not started.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import sys
import time
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, TextIO

from runtime import __version__
from runtime.guest.version import engine_version
from runtime.model.errors import BadInput, MwsError
from runtime.model.option import Option
from runtime.model.plan import Plan
from runtime.recording import End, Head, end_line, entry_line, head_line
from runtime.recording.chain import Chain
from runtime.runs.result import Setting
from runtime.secrets import Secrets
from runtime.secrets.redact import redact
from runtime.session.transcript import Entry

FOLDER = Path(".mws", "runs")  # the default folder of recordings
_KEY = 32
# Room for the last line, also in a full recording.
_ROOM_FOR_THE_END = 64 << 10


class RecordingFull(MwsError):
    """The recording can't grow: its limit or the disk is full."""


class Recorder:
    """Writes one recording; the file is a valid recording from its first line on."""

    def __init__(self, path: Path, limit: int) -> None:
        """Create the file with mode 0600. Raises BadInput if that fails, or if it exists already."""
        self.path = path
        self._limit = limit
        self._written = 0
        self._full = False
        self._chain = Chain()
        self.entries = 0  # the number of entries in it
        self._file = _create(path)

    def begin(self, head: Head) -> None:
        """Write the first line. Raises BadInput, and leaves no file, if there is no room for it."""
        try:
            self._write(head_line(head))
        except (OSError, RecordingFull) as error:
            self.discard()
            problem = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
            raise BadInput(str(self.path), f"can't be written: {problem}", _way_out()) from error

    def take(self, entry: Entry) -> None:
        """Write one entry. Raises RecordingFull; after that only the end is written."""
        if self._full:
            return
        try:
            self._write(entry_line(entry))
            self.entries += 1
        except RecordingFull:
            self._full = True
            raise
        except OSError as error:
            self._full = True
            raise RecordingFull(f"the recording can't be written: {error.strerror}") from error

    def end(self, end: End) -> None:
        """Write the last line, if the disk has room, and close the file."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(self._seal(end_line(end)))
            self._file.flush()
        self.close()

    def close(self) -> None:
        """Close the file. It can be called several times."""
        with contextlib.suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """Delete the file, because nothing has run."""
        self.close()
        if self.path.is_file():
            self.path.unlink()

    def _write(self, raw: dict[str, Any]) -> None:
        line = self._seal(raw)
        self._written += len(line)
        if self._written > self._limit - _ROOM_FOR_THE_END:
            megabytes = f"{self._limit / (1 << 20):g} MB"
            raise RecordingFull(f"the recording grew beyond {megabytes} ({Option.MAX_RECORDING.spell()})")
        self._file.write(line)
        self._file.flush()

    def _seal(self, raw: dict[str, Any]) -> str:
        return self._chain.seal(json.dumps(raw, ensure_ascii=False)) + "\n"


def _way_out() -> str:
    place = Option.RECORD.spell("PATH")
    return f"Run with {Option.NO_RECORD.spell()}, or name another place: {place}."


def name_for(script: str, now: time.struct_time) -> Path:
    """The default path of a recording: with the time, the script's name, and a short id."""
    stem = re.sub(r"[^\w.-]+", "-", PurePath(script).stem).strip("-.")[:60] or "script"
    return FOLDER / f"{time.strftime('%Y-%m-%d_%H-%M-%S', now)}_{stem}_{os.urandom(3).hex()}.jsonl"


def file_for(script: str, place: Path) -> Path:
    """The file for a recording of this script: `place`, or a new file in it if it is a folder."""
    name = name_for(script, time.localtime())
    if place == FOLDER:
        return name
    return place / name.name if place.is_dir() else place


def versions() -> dict[str, str]:
    """The versions of the programs that make a recording here."""
    return {
        "mws": __version__,
        "engine": engine_version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "platform": sys.platform,
    }


def start_recording(place: Path, plan: Plan, secrets: Secrets, setting: Setting) -> Recorder:
    """Start a recording at a file or folder, masked. Raises BadInput if that fails."""
    # The script is not masked like other texts: `token=config.token` is code, not a secret.
    name, text = secrets.mask_text(plan.script.name), secrets.mask_source(plan.script.text)
    masked = replace(redact(plan, secrets), script=replace(plan.script, name=name, text=text))
    head = Head(
        plan=masked,
        world=secrets.mask_text(setting.world),
        cage=setting.cage,
        versions=versions(),
        layers=setting.layers,
    )
    recorder = Recorder(file_for(plan.script.name, place), plan.limits.recording)
    recorder.begin(head)
    return recorder


def stand_in_key() -> bytes:
    """The key to draw stand-ins with: this folder's own key, so that its recordings can be compared.

    It is beside the folder of recordings, not in it: a person who gets a recording can't check a guess. If it
    can't be written, each run has a key of its own.
    """
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(_key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(_KEY))
    except OSError:
        pass  # it exists already, or can't be written
    return read_key() or os.urandom(_KEY)


def read_key() -> bytes | None:
    """This folder's key; None if it has none."""
    try:
        key = _key_file().read_bytes()
    except OSError:
        return None
    return key if len(key) == _KEY else None


def _key_file() -> Path:
    return FOLDER.parent / "stand-ins.key"


def _create(path: Path) -> TextIO:
    flags = os.O_WRONLY | os.O_CREAT | (0 if path.exists() and not path.is_file() else os.O_EXCL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # surrogatepass: a script's text can have lone surrogates, and a recording keeps them.
        return os.fdopen(
            os.open(path, flags, 0o600), "w", encoding="utf-8", errors="surrogatepass", newline="\n"
        )
    except FileExistsError as error:
        raise BadInput(
            str(path), "exists already, and recordings are never overwritten", _way_out()
        ) from error
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else str(error)
        if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
            problem = "this folder can't be written to"
        raise BadInput(str(path), f"can't be recorded here: {problem}", _way_out()) from error
