"""The real network: sends requests to open hosts (the session denies others), at open addresses.

It behaves like Node 20 wherever script or server could notice it: what is sent, what comes back, the words of
a failure, the reuse of connections. It differs on purpose in these points:
 - of several addresses that all refuse, the first one's failure is reported (Node: an error without message);
 - a refused certificate's names are not listed, and of several faults in a chain the first is reported;
 - of a TLS protocol error the text ends after its reason (Node adds a line of OpenSSL's source);
 - answers are limited in size.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

from runtime.model.egress.networks import Network
from runtime.model.events import Exceeded, Failed, Received, WorldEvent
from runtime.model.http import Request
from runtime.model.option import Option
from runtime.world.http1.addresses import Address
from runtime.world.http1.client import BodyStream, WireResponse
from runtime.world.http1.decoding import TooLarge
from runtime.world.http1.network import LiveNetwork, Sender, make_received, make_responded
from runtime.world.http1.node_errors import ExchangeError, OversizedError, TruncatedError


class LiveWorld:
    """Sends requests over HTTP and HTTPS, and yields the events of each. One object serves one run."""

    def __init__(
        self,
        *,
        addresses: Mapping[str, Address],
        response_limit: int,
        private: tuple[Network, ...] = (),
        proxy: str | None = None,
        network: Sender | None = None,
    ) -> None:
        """`addresses`, `private` and `proxy` are as in `LiveNetwork`; `network` replaces it in tests.

        `response_limit` is in bytes, before and after decompression. Raises BadInput for a proxy,
        SSL_CERT_FILE or SSL_CERT_DIR that can't be used.
        """
        self._limit = response_limit
        self._network = network or LiveNetwork(addresses=addresses, private=private, proxy=proxy)

    @property
    def networks_reached(self) -> tuple[Network, ...]:
        """The private networks that connections went to, as small networks."""
        return self._network.networks_reached

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """Responded, then Received; Failed or Exceeded at any point; or nothing more where Node would
        wait.
        """
        try:
            response = await self._network.send(request)
            try:
                yield make_responded(request.id, response)
                # The script gets it before another request can use the connection, as in Node.
                yield await self._receive(request, response)
            except BaseException:
                response.body.abort()
                raise
            finally:
                response.body.close()
        except TruncatedError:
            return
        except OversizedError as error:
            event: Failed | Exceeded = Exceeded(request.id, str(error))
        except ExchangeError as error:
            event = Failed(request.id, error.failure, str(error.denial or ""))
        else:
            return
        yield event

    async def aclose(self) -> None:
        """Close all connections."""
        await self._network.aclose()

    async def _receive(self, request: Request, response: WireResponse) -> Received:
        try:
            return make_received(request.id, response, await self._read(response.body), self._limit)
        except TooLarge as error:
            most = f"{self._limit / (1 << 20):g} MB"
            limit = Option.MAX_RESPONSE.spell()
            problem = f"the answer to {request.method} {request.url} is larger than {most} ({limit})"
            raise OversizedError(problem) from error

    async def _read(self, packets: BodyStream) -> bytes:
        body = bytearray()
        async for packet in packets:
            body += packet
            if len(body) > self._limit:
                raise TooLarge
        return bytes(body)
