"""The transport to a relay: one connection, kept for all messages, opened anew where it was closed.

    SmtpSettings ─▶ connection.opened ─▶ transaction.transact ─▶ Outcome
                          ▲                     │
                          └─ closed meanwhile ──┘ (421, idle, a loss: nothing had left at MAIL)

Imported by name and only where it is used, since aiosmtplib comes with it.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Self

from aiosmtplib import SMTP, SMTPException

from rundbrief.delivery.connection import SmtpSettings, opened
from rundbrief.delivery.contract import Outcome
from rundbrief.delivery.transaction import Waits, transact
from rundbrief.messages import Message

__all__ = ["SmtpSettings", "SmtpTransport"]

GOODBYE = 5.0  # seconds for the answer to QUIT: every outcome is known by then


class SmtpTransport:
    """Sends each message to the relay. Raises ValueError for a relay elsewhere without TLS."""

    kind = "smtp"

    def __init__(self, settings: SmtpSettings) -> None:
        if settings.tls == "none" and not settings.is_loopback:
            raise ValueError(f"without TLS only to this machine, not to {settings.host}")
        self.settings = settings
        self._waits = Waits.of(settings.timeout)
        self._client: SMTP | None = None

    async def __aenter__(self) -> Self:
        self._client = await opened(self.settings)
        return self

    async def __aexit__(self, *exc: object) -> None:
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        if exc[0] is None:
            with suppress(SMTPException):
                await client.quit(timeout=min(GOODBYE, self._waits.command))
        client.close()

    async def deliver(self, message: Message, handing_over: Callable[[], None]) -> Outcome:
        """Carry one message to the relay; the outcome has its words."""
        kept = self._client is not None and self._client.is_connected
        outcome = await self._attempt(message, handing_over)
        if kept and (outcome.command, outcome.cause) == ("MAIL", "delivery.connection-lost"):
            # Relays close an idle or well-used connection, and we hear of it only when we speak
            # (RFC 5321 §3.8). Nothing had left: the same message goes by a new one.
            outcome = await self._attempt(message, handing_over)
        return outcome

    async def _attempt(self, message: Message, handing_over: Callable[[], None]) -> Outcome:
        client = self._client
        if client is None or not client.is_connected:
            client = self._client = await opened(self.settings)
        try:
            return await transact(client, message, handing_over, self._waits)
        except BaseException:
            client.close()  # it may stand in the middle of a content
            raise
