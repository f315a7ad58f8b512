"""A first way out and others that stand in for it while it is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mailintake.deliver.transport import DeliveryError, Transport
from mailintake.model.outgoing import Outgoing

FIRST_WAIT = 15.0
LONGEST_WAIT = 600.0
# A refused login is tried at most three times an hour, lest the account be locked.
OURS_WAIT = 1260.0


class Routes:
    """Several transports as one: the first that works. A route that is away rests, each time for longer."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._routes = [_Route(one) for one in transports]

    @property
    def transmitting(self) -> bool:
        """Tell whether a mail is on the wire."""
        return any(one.transport.transmitting for one in self._routes)

    async def send(self, outgoing: Outgoing) -> str:
        """Send by the first route that is not resting; raise the last error, or how long all of them rest."""
        last: DeliveryError | None = None
        for route in self._routes:
            if route.rests > 0:
                last = last or route.error
                continue
            try:
                response = await route.transport.send(outgoing)
            except DeliveryError as error:
                if not error.away:
                    raise
                route.rest(error)
                last = error
            else:
                route.works()
                return response
        raise self._all_away(last)

    async def check(self) -> None:
        """Connect and log in by every route, or raise `DeliveryError`."""
        for route in self._routes:
            await route.transport.check()

    async def close(self) -> None:
        """End politely on all routes."""
        for route in self._routes:
            await route.transport.close()

    def _all_away(self, last: DeliveryError | None) -> DeliveryError:
        wait = min((route.rests for route in self._routes), default=OURS_WAIT)
        ours = all(route.error is not None and route.error.ours for route in self._routes)
        if last is None:
            return DeliveryError("no way out is configured", ours=True, wait=wait, hint="see `smtp`")
        _, _, hint = str(last).partition("\nhint: ")
        return DeliveryError(last.reason, away=True, ours=ours, wait=max(wait, 1.0), hint=hint)


class _Route:
    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.error: DeliveryError | None = None
        self._until = 0.0
        self._failures = 0

    @property
    def rests(self) -> float:
        """Return for how many seconds more the route rests."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    def rest(self, error: DeliveryError) -> None:
        self.error = error
        self._failures += 1
        wait = OURS_WAIT if error.ours else min(FIRST_WAIT * 2 ** min(self._failures - 1, 10), LONGEST_WAIT)
        self._until = asyncio.get_running_loop().time() + wait

    def works(self) -> None:
        self.error, self._until, self._failures = None, 0.0, 0
