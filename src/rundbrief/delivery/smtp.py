"""The transport to a relay: a pool of kept connections, opened as they are needed.

    work ─▶ a message ─▶ a lane ─▶ connection.opened ─▶ Channel ─▶ the next message, and the next …
                          ▲  ▲                             │
                          │  └── closed meanwhile: anew ───┘  (421, idle, a loss)
                          └───── as many lanes as `connections`; a relay that takes fewer gets fewer

The first connection is open before any message is touched and any other is tried: a wrong password
is said once, not by each. The others are opened all at once, while the first is at work. Imported
by name and only where it is used, since aiosmtplib comes with it.
"""

import asyncio
import ssl
from typing import cast

from rundbrief.delivery.channel import Channel
from rundbrief.delivery.connection import SmtpSettings, opened, trusted
from rundbrief.delivery.contract import Outcome, TransportDown, Work
from rundbrief.delivery.conversation import Conversation
from rundbrief.delivery.single import next_message
from rundbrief.delivery.waits import Waits
from rundbrief.messages import Message

__all__ = ["SmtpSettings", "SmtpTransport"]

LOOKS = 20  # how often in the shortest wait the clock is looked at


class SmtpTransport:
    """Sends each message to the relay. Raises ValueError for a relay elsewhere without TLS."""

    kind = "smtp"

    def __init__(self, settings: SmtpSettings) -> None:
        if settings.tls == "none" and not settings.is_loopback:
            raise ValueError(f"without TLS only to this machine, not to {settings.host}")
        self.settings = settings

    async def carry(self, work: Work) -> None:
        """Carry all the work to the relay."""
        await _Pool(self.settings, work).run()


class _Pool:
    """The connections of one run."""

    def __init__(self, settings: SmtpSettings, work: Work) -> None:
        self._settings, self._work = settings, work
        self._waits = Waits.of(settings.timeout)
        self._channels: set[Channel] = set()
        self._lanes = 0
        self._down: Outcome | None = None
        self._trust: ssl.SSLContext | None = None

    async def run(self) -> None:
        self._trust = await trusted(self._settings)
        first = await self._opened()
        lanes = [asyncio.ensure_future(self._lane(first))]
        lanes += [asyncio.ensure_future(self._lane()) for _ in range(1, self._settings.connections)]
        watch = asyncio.ensure_future(self._watch())
        try:
            for lane in lanes:
                await lane
        finally:
            watch.cancel()
            for lane in lanes:
                lane.cancel()
            for channel in self._channels:
                channel.abort()
            await asyncio.gather(*lanes, return_exceptions=True)
            await asyncio.sleep(0)  # the sockets close in the loop's next round
        if self._down is not None:
            raise TransportDown(self._down)

    async def _lane(self, channel: Channel | None = None) -> None:
        """One connection after the other, as long as there is work."""
        self._lanes += 1
        try:
            while self._down is None and (message := await next_message(self._work)) is not None:
                if channel is None and (channel := await self._another(message)) is None:
                    return
                channel.serve(message)
                if (mistake := await channel.closed) is not None:
                    raise mistake
                self._channels.discard(channel)
                channel = None
            if channel is not None:
                channel.finish()
                await channel.closed
        finally:
            self._lanes -= 1

    async def _another(self, message: Message) -> Channel | None:
        """A further connection for that message; None where the relay takes no more."""
        try:
            return await self._opened()
        except TransportDown as down:
            self._work.give_back(message)
            # With others open, it is the relay's limit, and theirs is what it allows.
            if self._lanes == 1:
                self._close_the_way(down.outcome)
            return None
        except BaseException:
            self._work.give_back(message)
            raise

    async def _opened(self) -> Channel:
        client = await opened(self._settings, self._trust)
        conversation = Conversation(client.supports_extension)
        channel = Channel(
            conversation,
            self._work,
            self._waits,
            on_down=self._close_the_way,
            most=self._settings.per_connection,
        )
        channel.take_over(cast(asyncio.Transport, client.transport))
        self._channels.add(channel)
        return channel

    def _close_the_way(self, outcome: Outcome) -> None:
        """What one message was refused for, all would be: no further one is tried."""
        if self._down is None:
            self._down = outcome
            for channel in list(self._channels):
                channel.finish()

    async def _watch(self) -> None:
        """Look at the clock for all connections, instead of a timer for each step of each."""
        loop = asyncio.get_running_loop()
        waits = self._waits
        shortest = min(waits.command, waits.data, waits.block, waits.end_of_data)
        while True:
            await asyncio.sleep(min(1.0, shortest / LOOKS))
            for channel in list(self._channels):
                channel.check(loop.time())
