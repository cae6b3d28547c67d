"""A headless Chromium that tests drive over two pipes, by the protocol of its own developer tools.

Nothing listens on a port. The page is opened from disk as it is: what tests evaluate and type goes in beside
its policy, as a person's hands and developer tools do.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # where /dev/shm is small, as in a container, pages die in it
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_LONGEST = 60.0  # seconds until an answer counts as one that never comes
_GOING = 10.0  # seconds it has to end by itself
_KEYS = {
    "Enter": 13,
    "Escape": 27,
    "ArrowDown": 40,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "Tab": 9,
    "Home": 36,
    "End": 35,
}
_LOADED = "new Promise((go) => document.readyState === 'complete' ? go() : addEventListener('load', go))"
# The browser looks for its pipes at 3 and 4.
_START = """
import os, sys
here, there = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
os.dup2(here, 3)
os.dup2(there, 4)
os.set_inheritable(3, True)
os.set_inheritable(4, True)
os.execv(sys.argv[3], sys.argv[3:])
"""
# Resolved once the page has drawn what it was asked for: two frames later, all of it stands there.
_DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def find_browser() -> str | None:
    """Where a Chromium is, if there is one here; on Windows a program can't be given pipes by number."""
    if os.name == "nt":
        return None
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


class BrowserTimeout(Exception):
    """The browser has gone, its page has died, or an answer doesn't come."""


class Browser:
    """One tab. `said` is what the page wrote to the console, exceptions and breaches of policy included."""

    def __init__(self, to: BinaryIO, answers: int) -> None:
        self._to, self._answers, self._number, self._session = to, answers, 0, ""
        self._come = bytearray()
        self.said: list[str] = []
        self.asked: list[str] = []  # addresses that the page asked for
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers to one call of the protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        try:
            self._to.write(json.dumps(message).encode() + b"\0")
        except BrokenPipeError as gone:
            raise BrowserTimeout("it has ended") from gone
        while (answer := self._next()).get("id") != self._number:
            pass
        assert "error" not in answer, f"{method}: {answer}"
        return dict(answer["result"])

    def open(self, file: Path, hash_: str = "") -> None:
        """Load a page from disk, anew, and wait until it is drawn."""
        self.call("Page.navigate", url="about:blank")
        self.said, self.asked = [], []
        self.call("Page.navigate", url=file.as_uri() + hash_)
        self.eval(_LOADED)
        self.eval(_DRAWN)

    def eval(self, expression: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        told = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def text(self, selector: str) -> str:
        """What a person reads in the first element that fits; '' without one."""
        return str(self.eval(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        for key in keys:
            code = _KEYS.get(key, 0)
            fields: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": code}
            if key == "Enter":
                fields["text"] = "\r"
            elif not code:
                fields["text"] = key
            self.call("Input.dispatchKeyEvent", type="keyDown", **fields)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
        self.eval(_DRAWN)

    def dress(self, width: int, height: int, *, dark: bool = False) -> None:
        """Give the window a size, and the system a theme."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[theme])
        self.eval(_DRAWN)

    def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def _next(self) -> dict[str, Any]:
        while (end := self._come.find(b"\0")) < 0:
            if not select.select([self._answers], [], [], _LONGEST)[0]:
                raise BrowserTimeout(f"no answer in {_LONGEST:g} s")
            packet = os.read(self._answers, 1 << 16)
            if not packet:
                raise BrowserTimeout("it has ended")
            self._come += packet
        message: dict[str, Any] = json.loads(self._come[:end])
        del self._come[: end + 1]
        self._listen(message.get("method", ""), message.get("params", {}))
        return message

    def _listen(self, method: str, params: dict[str, Any]) -> None:
        if method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}:
            self.said.append(json.dumps(params))
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Inspector.targetCrashed":
            raise BrowserTimeout("its page has died")


@contextlib.contextmanager
def browser(program: str, folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, until the block ends; Hung if it doesn't come up."""
    (theirs, to), (answers, theirs_to) = os.pipe(), os.pipe()
    command = [sys.executable, "-c", _START, str(theirs), str(theirs_to), program]
    process = subprocess.Popen(
        [*command, *_FLAGS, f"--user-data-dir={folder}"],
        pass_fds=(theirs, theirs_to),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs)
    os.close(theirs_to)
    try:
        with os.fdopen(to, "wb", buffering=0) as writer, os.fdopen(answers, "rb"):
            yield Browser(writer, answers)
    finally:
        _end(process)


@contextlib.contextmanager
def tab(folder: Path) -> Iterator[Browser]:
    """A tab of desktop size for tests; without a browser that comes up they are skipped, and say so."""
    program, executed = find_browser(), "nothing was executed in a real browser"
    if program is None:
        pytest.skip(f"no chromium here: {executed}")
    try:
        with browser(program, folder) as started:
            started.dress(1280, 900)
            yield started
    except BrowserTimeout as hung:
        pytest.skip(f"the chromium here doesn't come up ({hung}): {executed}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its pipes are closed, which asks it to go; one that has hung on its way out is not waited for."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GOING)
    # With all its children, which may have stayed.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
