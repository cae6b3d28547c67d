"""A child process from the host's side: one process for one run, however it was started."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from runtime.cage.child_protocol import PART, TOO_MUCH, Exit, read_ready
from runtime.cage.line_protocol import Conversation, LineTooLong, ProtocolViolation
from runtime.model.errors import CageBroke

Listener = Callable[[bytes | Exit], None]
_PATIENCE = 30.0  # seconds for a child's start, on a machine that has much else to do
_GOODBYE = 1.0  # seconds from the end of a child's pipe to the end of its process


def _layers(said: bytes | Exit) -> tuple[str, ...]:
    if isinstance(said, Exit):
        raise CageBroke(f"the script's process did not get ready: {said.detail or 'it ended'}")
    try:
        return read_ready(said)
    except (ValueError, RecursionError) as error:
        raise CageBroke("the script's process did not say that it is ready") from error


class Child(ABC):
    """One child process for one run. `aclose` ends it in any state.

    One listener gets its lines in their order, and then its end. A child can be made before there is an event
    loop; from `open` on it belongs to that loop.
    """

    cage: str
    pid: int = 0
    layers: tuple[str, ...] = ()  # the locks that hold it, once it is open
    _outer_layers: tuple[str, ...] = ("deadline",)  # those that the host adds
    exit: Exit | None = None  # how it ended; None before

    def __init__(self, longest: int) -> None:
        """`longest` is the most bytes of one line from it."""
        self._conversation = Conversation(longest)
        self._messages: list[bytes | Exit] = []
        self._listener: Listener = self._messages.append
        self._first_message = asyncio.Event()
        self._has_exited = asyncio.Event()
        self._is_open = self._ending = False
        self._fault: Exit | None = None  # why the host ended it early
        self._pipe_ended = False
        self._status: Exit | None = None

    @property
    def over(self) -> bool:
        """Whether its process has ended."""
        return self._status is not None

    async def open(self) -> None:
        """Wait until it is locked and ready.

        Raises CageBroke if it doesn't get ready; no process is left then.
        """
        self._is_open = True
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._open()
                await self._first_message.wait()
            self.layers = (*_layers(self._messages.pop(0)), *self._outer_layers)
        except TimeoutError as error:
            await self.aclose()
            raise CageBroke(f"the script's process was not ready after {_PATIENCE:g} s") from error
        except BaseException:
            await self.aclose()
            raise

    def attend(self, listener: Listener) -> None:
        """Send each line, and then the end, to `listener`."""
        self._listener = listener
        while self._messages:
            listener(self._messages.pop(0))

    def begin(self, *more: bytes, begun: str, script: str) -> None:
        """Send the script and the first events; its answer is the next line."""
        self.deliver(json.dumps({"begun": begun, "script": script}).encode(), *more)

    def deliver(self, *events: bytes) -> None:
        """Send one line, only after the last one was answered: so neither side can flood the other.

        The child answers several events with as many turns, in one line.
        """
        self._conversation.ask()
        self._send(PART.join(events) + b"\n")

    async def aclose(self) -> None:
        """End the process now and wait for its end. It can be called again, and in any state."""
        self._listener = self._messages.append
        self._ending = True
        self._kill()
        self._report_exit()  # the process may have ended already, and only its pipe not
        if self._is_open:
            await self._wait_for_exit()

    def kill(self) -> None:
        """End the process now without waiting: where no event loop runs, or when the pool closes."""
        self._ending = True
        self._kill()

    def _receive(self, data: bytes) -> None:
        """Take data from the child."""
        if self._fault or self._ending:
            return
        try:
            line = self._conversation.feed(data)
        except ProtocolViolation as error:
            self._break(str(error), TOO_MUCH if isinstance(error, LineTooLong) else "broken")
        else:
            if line is not None:
                self._emit(line)

    def _receive_end(self) -> None:
        """Take the end of the child's pipe."""
        if self._pipe_ended:
            return
        self._pipe_ended = True
        try:
            self._conversation.end()
        except ProtocolViolation as error:
            self._break(str(error))
        if self._status is None and not self._ending:
            asyncio.get_running_loop().call_later(_GOODBYE, self._break_if_running)
        self._report_exit()

    def _break_if_running(self) -> None:
        if self._status is None:
            self._break("the child process closed its pipe and went on")

    def _receive_exit(self, status: Exit) -> None:
        """Take the end of the process."""
        self._status = status
        self._report_exit()

    def _break(self, fault: str, stop: str = "broken") -> None:
        if not self._ending and self._fault is None:
            self._fault = Exit(stop, fault)
        self._kill()

    def _report_exit(self) -> None:
        """Report the end of the process after its last line, or at once if no line is expected any more.

        A process that it has started may keep its pipe open for ever.
        """
        unheard = self._pipe_ended or self._ending or self._fault
        if self._status is None or not unheard or self.exit is not None:
            return
        status = self._status
        if self._fault:
            status = replace(status, stop=self._fault.stop, detail=self._fault.detail)
        elif self._ending:
            status = replace(status, stop="", detail="ended by its pool")
        self.exit = status
        self._has_exited.set()
        self._emit(status)

    def _emit(self, said: bytes | Exit) -> None:
        self._first_message.set()
        self._listener(said)

    async def _wait_for_exit(self) -> None:
        """Wait for the end of the process."""
        await self._has_exited.wait()

    @abstractmethod
    async def _open(self) -> None:
        """Start to read, in the running loop; after that `pid` is set."""

    @abstractmethod
    def _send(self, data: bytes) -> None:
        """Write; data that the child has not read yet is kept in memory."""

    @abstractmethod
    def _kill(self) -> None:
        """End the process. It can be called again, also after the end."""
