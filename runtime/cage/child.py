"""A child as the host sees it, however it came to be: one process for one run."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from runtime.cage.child_protocol import PART, TOO_MUCH, Exit, read_ready
from runtime.cage.line_protocol import Conversation, LineTooLong, ProtocolViolation
from runtime.model.errors import CageBroke

Hear = Callable[[bytes | Exit], None]
_PATIENCE = 30.0  # seconds for a child's start, on a machine that has much else to do
_GOODBYE = 1.0  # seconds from a child's last word to its end


def _layers(said: bytes | Exit) -> tuple[str, ...]:
    if isinstance(said, Exit):
        raise CageBroke(f"the script's process did not get ready: {said.detail or 'it ended'}")
    try:
        return read_ready(said)
    except (ValueError, RecursionError) as error:
        raise CageBroke("the script's process did not say that it is ready") from error


class Child(ABC):
    """One child process for one run. It is ended by `aclose`, whatever it is doing.

    What it says is told to one listener, in the order in which it came, and at last its end. It is made
    before there is an event loop; from `open` on everything happens in that one.
    """

    cage: str
    pid: int = 0
    layers: tuple[str, ...] = ()  # what holds it, once it is open
    _outer_layers: tuple[str, ...] = ("deadline",)  # those that the host adds
    exit: Exit | None = None  # how it ended, once it has

    def __init__(self, longest: int) -> None:
        """`longest` is what it may say at once, in bytes."""
        self._conversation = Conversation(longest)
        self._heard: list[bytes | Exit] = []
        self._hear: Hear = self._heard.append
        self._something = asyncio.Event()
        self._over = asyncio.Event()
        self._is_open = self._ending = False
        self._fault: Exit | None = None  # why it was ended before its time
        self._silent = False
        self._status: Exit | None = None

    @property
    def over(self) -> bool:
        """Whether its process is known to have ended."""
        return self._status is not None

    async def open(self) -> None:
        """Wait until it is locked and ready. Raises CageBroke, and leaves no process, if it never is."""
        self._is_open = True
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._open()
                await self._something.wait()
            self.layers = (*_layers(self._heard.pop(0)), *self._outer_layers)
        except TimeoutError as error:
            await self.aclose()
            raise CageBroke(f"the script's process was not ready after {_PATIENCE:g} s") from error
        except BaseException:
            await self.aclose()
            raise

    def attend(self, hear: Hear) -> None:
        """From now on `hear` gets each line, and at last the end."""
        self._hear = hear
        while self._heard:
            hear(self._heard.pop(0))

    def begin(self, *more: bytes, begun: str, script: str) -> None:
        """Tell it what to run, and which events come then; its answer is the next line that is heard."""
        self.deliver(json.dumps({"begun": begun, "script": script}).encode(), *more)

    def deliver(self, *events: bytes) -> None:
        """Send one line. Not before the last one was answered: so neither side can drown the other.

        Of several events it answers each with a turn, in one line.
        """
        self._conversation.ask()
        self._send(PART.join(events) + b"\n")

    async def aclose(self) -> None:
        """End the process now, and wait until it is gone. May be called again, and from any state."""
        self._hear = self._heard.append
        self._ending = True
        self._kill()
        self._settle()  # it may have ended already, and only its pipe has not
        if self._is_open:
            await self._wait_for_exit()

    def kill(self) -> None:
        """End the process now, without waiting: where no event loop is, or its pool closes."""
        self._ending = True
        self._kill()

    def _receive(self, data: bytes) -> None:
        """The child said this."""
        if self._fault or self._ending:
            return
        try:
            line = self._conversation.feed(data)
        except ProtocolViolation as error:
            self._break(str(error), TOO_MUCH if isinstance(error, LineTooLong) else "broken")
        else:
            if line is not None:
                self._tell(line)

    def _receive_end(self) -> None:
        """The child will say nothing more."""
        if self._silent:
            return
        self._silent = True
        try:
            self._conversation.end()
        except ProtocolViolation as error:
            self._break(str(error))
        if self._status is None and not self._ending:
            asyncio.get_running_loop().call_later(_GOODBYE, self._break_if_running)
        self._settle()

    def _break_if_running(self) -> None:
        if self._status is None:
            self._break("the child process closed its pipe and went on")

    def _receive_exit(self, status: Exit) -> None:
        """The process is gone."""
        self._status = status
        self._settle()

    def _break(self, fault: str, stop: str = "broken") -> None:
        if not self._ending and self._fault is None:
            self._fault = Exit(stop, fault)
        self._kill()

    def _settle(self) -> None:
        """Its end is told when its last word has been, or when nobody listens for one any more.

        A process that it left behind may hold its pipe open for ever.
        """
        unheard = self._silent or self._ending or self._fault
        if self._status is None or not unheard or self.exit is not None:
            return
        status = self._status
        if self._fault:
            status = replace(status, stop=self._fault.stop, detail=self._fault.detail)
        elif self._ending:
            status = replace(status, stop="", detail="ended by its pool")
        self.exit = status
        self._over.set()
        self._tell(status)

    def _tell(self, said: bytes | Exit) -> None:
        self._something.set()
        self._hear(said)

    async def _wait_for_exit(self) -> None:
        """Wait for the end of the process, which has been told to end."""
        await self._over.wait()

    @abstractmethod
    async def _open(self) -> None:
        """Begin to listen, in the running loop; afterwards `pid` is known."""

    @abstractmethod
    def _send(self, data: bytes) -> None:
        """Write; what it doesn't read yet is kept in memory."""

    @abstractmethod
    def _kill(self) -> None:
        """End the process. May be called again, and when it is gone."""
