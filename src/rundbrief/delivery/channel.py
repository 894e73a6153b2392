"""One kept connection at work: bytes between its socket and its conversation, steps to the engine.

    socket ─▶ data_received ─▶ Conversation.receive ─▶ Ready ─▶ Work.hand_over ─▶ on disk ─▶ content
                                                 └──▶ Ended, Returned ─▶ Work.end, give_back ─▶ next

A callback for each step and no task for a message: that is where an asyncio program spends its
time. Waits are seconds (RFC 5321 §4.5.3.2), looked after by whoever calls `check`. Opens nothing.
"""

import asyncio
from collections.abc import Callable

from rundbrief.delivery.contract import Outcome, Work
from rundbrief.delivery.conversation import Conversation
from rundbrief.delivery.happenings import Ended, Happening, Ready
from rundbrief.delivery.replies import END_OF_DATA
from rundbrief.delivery.waits import Waits
from rundbrief.messages import Message

GOODBYE = 5.0  # seconds for the answer to QUIT: every outcome is known by then
IDLE = 10.0  # seconds that a connection is kept for a message whose turn has not come

# How a connection can be lost, where no server spoke; words for whoever reads the report.
LOST, SILENT = "Connection lost", "Timed out waiting for server response"


class Channel(asyncio.Protocol):
    """A connection that is open, encrypted, greeted and logged in, from the first message on.

    `closed` is done once it is closed: None, or an exception that nobody foresaw. `on_down` is
    told the outcome of a reply that closes the way for every message. It leaves after `most`
    messages; None: never by itself.
    """

    def __init__(
        self,
        conversation: Conversation,
        work: Work,
        waits: Waits,
        *,
        on_down: Callable[[Outcome], None],
        most: int | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[BaseException | None] = self._loop.create_future()
        self.ended = 0  # messages whose end was told here
        self.words = ""  # the server's last, where it closed
        self._conversation, self._work, self._waits = conversation, work, waits
        self._on_down = on_down
        self._left = float("inf") if most is None else most
        self._transport: asyncio.Transport | None = None
        self._deadline = float("inf")
        self._is_paused = False
        self._is_finishing = False
        self._is_leaving = False

    def take_over(self, transport: asyncio.Transport) -> None:
        """Be that transport's protocol."""
        self._transport = transport
        # Drained must mean gone: asyncio by itself calls up to 64 KB still in hand "drained". Not
        # 0: a TLS transport pauses at `size >= high` and would wait, with nothing in hand, for
        # ever.
        transport.set_write_buffer_limits(high=1, low=0)
        transport.set_protocol(self)
        if transport.is_closing():  # its old protocol was told, we were not
            self.connection_lost(None)

    def serve(self, message: Message) -> None:
        """Begin with that message, and go on with whatever comes."""
        if self.closed.done():
            self._work.give_back(message)
            return
        self._left -= 1
        self._conversation.begin(message)
        self._speak()

    def finish(self) -> None:
        """Take no further message; leave once what is handed over has its answer."""
        self._is_finishing = True
        if self._conversation.is_free and not self._is_leaving:
            self._leave()

    def check(self, now: float) -> None:
        """Give up waiting, where it was too long."""
        if now < self._deadline or self.closed.done():
            return
        if self._is_leaving or not self._conversation.is_free:
            self._close(SILENT, "delivery.silence")
        else:
            self._leave()

    def abort(self) -> None:
        """Let go at once, telling nothing."""
        if not self.closed.done():
            self.closed.set_result(None)
        if self._transport is not None:
            self._transport.abort()

    # asyncio's side

    def data_received(self, data: bytes) -> None:
        """What the server says."""
        if not self.closed.done():
            self._heed(self._conversation.receive(data))

    def pause_writing(self) -> None:
        """Something is still in hand."""
        self._is_paused = True

    def resume_writing(self) -> None:
        """All that was written has gone."""
        self._is_paused = False
        self._wait()

    def eof_received(self) -> bool:
        """The server hung up: at once, since `connection_lost` comes a round later."""
        self.connection_lost(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone; what isn't an OSError is a mistake of ours, and stays loud."""
        if self.closed.done():
            return
        mistake = None if exc is None or isinstance(exc, (OSError, EOFError)) else exc
        self._close(str(exc or "") or LOST, "delivery.connection-lost", mistake)

    # ours

    def _heed(self, happened: list[Happening]) -> None:
        for each in happened:
            if type(each) is Ready:
                if self._is_finishing or self._work.is_stopping:
                    self._work.give_back(each.message)
                    self.abort()
                    return
                self._work.hand_over(each.message, self._go)
            else:
                self._told(each)
        if self._conversation.is_over:
            self._close(LOST, "delivery.connection-lost")
        elif self._conversation.is_free and not self._is_leaving:
            self._next()
        else:
            self._speak()

    def _told(self, happened: Happening) -> None:
        if type(happened) is Ended:
            self.ended += 1
            self._work.end(happened.message, happened.outcome)
            if happened.is_down:
                self._on_down(happened.outcome)
        elif not isinstance(happened, (Ready, Ended)):
            self._work.give_back(happened.message, happened.outcome)

    def _go(self) -> None:
        """`handed over` is on disk: the content may leave."""
        if self.closed.done():
            return
        is_pipelining = self._conversation.is_pipelining
        self._conversation.content(self._take(_nobody) if is_pipelining else None)
        self._speak()

    def _next(self) -> None:
        message = self._take(self._woken)
        if message is not None:
            self._conversation.begin(message)
            self._speak()
        elif self._is_finishing or not self._left or self._work.is_over:
            self._leave()
        else:
            self._speak()
            self._deadline = self._loop.time() + IDLE

    def _take(self, wake: Callable[[], None]) -> Message | None:
        """The next message, as long as this connection takes any."""
        if self._is_finishing or not self._left:
            return None
        message = self._work.take(wake)
        if message is not None:
            self._left -= 1
        return message

    def _woken(self) -> None:
        if not self.closed.done() and not self._is_leaving and self._conversation.is_free:
            self._next()

    def _leave(self) -> None:
        self._is_leaving = True
        self._conversation.quit()
        self._speak()
        self._deadline = self._loop.time() + min(GOODBYE, self._waits.command)

    def _speak(self) -> None:
        said = self._conversation.output()
        if said and self._transport is not None:
            # Two pieces, since each becomes a TLS record of its own; a content comes first, and
            # so is not copied.
            self._transport.writelines([said[0], b"".join(said[1:])] if said[2:] else said)
        self._wait()

    def _wait(self) -> None:
        waits_for = self._conversation.waits_for
        if self._is_leaving:
            return
        if self._is_paused and waits_for == END_OF_DATA:
            wait = self._waits.block
        else:
            wait = self._waits.wait(waits_for)
        self._deadline = self._loop.time() + wait

    def _close(self, words: str, cause: str, mistake: Exception | None = None) -> None:
        dot = self._is_paused and self._conversation.has_dot_out
        for each in self._conversation.lose(words, cause, is_dot_in_hand=dot):
            self._told(each)
        if not self.closed.done():
            self.closed.set_result(mistake)
        if self._transport is not None:
            self._transport.abort()


def _nobody() -> None: ...
