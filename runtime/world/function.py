"""A world that an embedding program answers itself, with an async function."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

from runtime.model.errors import MwsError
from runtime.model.events import Exceeded, Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Request, Response
from runtime.world.http1 import decoding

Answer = Callable[[Request], Awaitable[Response | Failure]]


class AnswerError(MwsError):
    """The function raised `error`, so the run can't go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"the function that answers raised {type(error).__name__}")
        self.error = error


class FunctionWorld:
    """Every request goes to `answer`. Raises AnswerError if that raises."""

    def __init__(self, answer: Answer, response_limit: int) -> None:
        """`response_limit` is in bytes, for a decoded body."""
        self._answer = answer
        self._response_limit = response_limit

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The function's answer."""
        try:
            answer = await self._answer(request)
        except Exception as error:
            raise AnswerError(error) from error
        if isinstance(answer, Failure):
            yield Failed(request.id, answer)
            return
        yield Responded(request.id, answer.status, answer.reason, answer.headers, answer.version)
        yield self._decode_body(request, answer)

    def _decode_body(self, request: Request, response: Response) -> Received | Exceeded:
        """The body, decoded as restler does if the headers say so."""
        kind = decoding.encoding(response.headers)
        body = b"" if request.method == "HEAD" else response.body
        if kind is None or request.method == "HEAD":
            return Received(request.id, body, response.trailers)
        try:
            decoded = decoding.decode(kind, body, self._response_limit)
        except decoding.TooLarge:
            return Exceeded(
                request.id, f"a {kind} body is larger than {self._response_limit} bytes when decoded"
            )
        if isinstance(decoded, Failure):
            return Received(request.id, body, response.trailers, undecodable=decoded)
        return Received(request.id, body, response.trailers, decoded=decoded)

    async def aclose(self) -> None:
        """Nothing is open: the function belongs to the program."""
