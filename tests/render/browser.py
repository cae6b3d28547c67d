"""A headless Chromium that tests drive over two pipes, by the protocol of its own developer tools.

Nothing listens on a port. The page is opened from disk as it is: what tests evaluate and type goes in beside
its policy, as a person's hands and developer tools do.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_LONGEST = 300.0  # seconds
_KEYS = {
    "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowRight": 39, "Tab": 9, "Home": 36,
    "End": 35,
}  # fmt: skip
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


def found() -> str | None:
    """Where a Chromium is, if there is one here; on Windows a program can't be given pipes by number."""
    if os.name == "nt":
        return None
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


class Browser:
    """One tab. `said` is what the page wrote to the console, exceptions and breaches of policy included."""

    def __init__(self, to: BinaryIO, answers: BinaryIO) -> None:
        """Take the first tab."""
        self._to, self._answers, self._number, self._session = to, answers, 0, ""
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
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
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
        """A screenshot as PNG."""
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def _next(self) -> dict[str, Any]:
        line = bytearray()
        while (one := self._answers.read(1)) != b"\0":
            assert one, "the browser has gone"
            line += one
        message: dict[str, Any] = json.loads(line)
        self._listen(message.get("method", ""), message.get("params", {}))
        return message

    def _listen(self, method: str, params: dict[str, Any]) -> None:
        if method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}:
            self.said.append(json.dumps(params))
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])


@contextlib.contextmanager
def browser(program: str, folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, until the block ends."""
    (theirs, to), (answers, theirs_to) = os.pipe(), os.pipe()
    command = [sys.executable, "-c", _START, str(theirs), str(theirs_to), program]
    process = subprocess.Popen(
        [*command, *_FLAGS, f"--user-data-dir={folder}"], pass_fds=(theirs, theirs_to),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    os.close(theirs_to)
    # Whoever waits for a browser that hangs finds it gone.
    watch = threading.Timer(_LONGEST, process.kill)
    watch.start()
    with os.fdopen(to, "wb") as writer, os.fdopen(answers, "rb") as reader:
        try:
            yield Browser(writer, reader)
        finally:
            watch.cancel()
            process.terminate()
            process.wait()
