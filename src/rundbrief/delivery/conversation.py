"""The SMTP conversation as a protocol without I/O: bytes in, bytes and happenings out.

    begin(message) ─▶ MAIL RCPT DATA      receive(bytes) ─▶ Ready ─▶ content(following) ─▶ dot
                                                       └──▶ Ended, Returned          lose() ─┘

    wire, with pipelining:   content₁ . MAIL₂ RCPT₂ DATA₂ │ 250₁ 250 250 354₂ │ content₂ . MAIL₃ …
    wire, without:           MAIL │ 250 │ RCPT │ 250 │ DATA │ 354 │ content . │ 250 │ MAIL …

RFC 5321 §3.3, §4.1.1; pipelining RFC 2920 §3.1: DATA is the last of its group, and behind the dot
the next group may begin. So a message costs one round trip, and there is never a second content
before the first one's reply. What may be lost between dot and reply: RFC 1047. Both ways are one:
what is to be said waits in a row, and is said at once or one by one.

Owns no socket and no clock, repeats nothing, and leaves what a reply means to `replies`.
"""

from collections import deque

from rundbrief.delivery.contract import Outcome
from rundbrief.delivery.envelope import Envelopes, Offers
from rundbrief.delivery.happenings import Ended, Happening, Ready, Returned
from rundbrief.delivery.reading import Garbled, ReplyReader
from rundbrief.delivery.replies import (
    CLOSING,
    END_OF_DATA,
    GARBLED,
    GO_ON,
    NO_REPLY,
    Reply,
    Verdict,
    outcome,
    verdict,
)
from rundbrief.delivery.states import State
from rundbrief.messages import Message

DOT = b".\r\n"
GO_AHEAD = 354


class _Transaction:
    """One message on its way: whether its end was told, and whether anything was answered."""

    __slots__ = ("is_answered", "is_told", "message")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.is_answered = False
        self.is_told = False


# Its name, its line, whose it is: a bare tuple, for each message takes four.
_Command = tuple[str, bytes, _Transaction | None]

DATA = b"DATA\r\n"
RSET: _Command = "RSET", b"RSET\r\n", None
QUIT: _Command = "QUIT", b"QUIT\r\n", None


class Conversation:
    """One connection's conversation, from the greeting's end to QUIT or its loss."""

    def __init__(self, offers: Offers) -> None:
        self.is_pipelining = offers("pipelining")
        self.is_over = False
        self._envelopes = Envelopes(offers)
        self._replies = ReplyReader()
        self._unsaid: deque[_Command] = deque()
        self._asked: deque[_Command] = deque()
        self._open: deque[_Transaction] = deque()  # at most two: at hand, and following
        self._ready: _Transaction | None = None
        self._output: list[bytes] = []

    @property
    def is_free(self) -> bool:
        """Whether a message may begin."""
        return not (self._open or self._asked or self._unsaid or self.is_over)

    @property
    def waits_for(self) -> str:
        """The command whose answer is the next to come; empty where none is."""
        return self._asked[0][0] if self._asked else ""

    @property
    def has_dot_out(self) -> bool:
        """Whether a content is out and its reply is not here: what a loss would leave unclear."""
        return any(name == END_OF_DATA for name, _, _ in self._asked)

    def output(self) -> list[bytes]:
        """What is to be said now; each is given once."""
        said, self._output = self._output, []
        return said

    def begin(self, message: Message) -> None:
        """Open its transaction; only while `is_free`."""
        assert self.is_free  # noqa: S101 - a mistake of ours, not the server's
        self._begin(message)
        self._say()

    def content(self, following: Message | None = None) -> None:
        """Say the content of the message that is `Ready`, its dot, and the following's envelope.

        A `following` is only for a conversation that `is_pipelining`.
        """
        transaction, self._ready = self._ready, None
        assert transaction is not None  # noqa: S101 - a mistake of ours
        self._asked.append((END_OF_DATA, DOT, transaction))
        self._output += transaction.message.content, DOT
        if following is not None:
            self._begin(following)
            self._say()

    def quit(self) -> None:
        """Say goodbye."""
        self._unsaid.append(QUIT)
        self._say()

    def receive(self, data: bytes) -> list[Happening]:
        """What the server's bytes come to. Once `is_over`, the connection is of no more use."""
        happened: list[Happening] = []
        try:
            for reply in self._replies.feed(data):
                if self.is_over:
                    break
                self._heed(reply, happened)
        except Garbled as garbled:
            if not self.is_over:
                self._spoilt(str(garbled), happened)
        if not self.is_over:
            self._say()
        return happened

    def lose(
        self, words: str, cause: str = "delivery.connection-lost", *, is_dot_in_hand: bool = False
    ) -> list[Happening]:
        """The connection is gone, or waited for too long: what that means for what was open.

        `is_dot_in_hand` says that the dot had not left this machine, so the content was not taken.
        """
        happened: list[Happening] = []
        self._close(words, cause, happened, is_dot_in_hand=is_dot_in_hand)
        return happened

    def _begin(self, message: Message) -> None:
        transaction = _Transaction(message)
        mail, rcpt = self._envelopes.lines(message)
        self._open.append(transaction)
        self._unsaid += (
            ("MAIL", mail, transaction),
            ("RCPT", rcpt, transaction),
            ("DATA", DATA, transaction),
        )

    def _say(self) -> None:
        while self._unsaid and (self.is_pipelining or not self._asked):
            command = self._unsaid.popleft()
            self._asked.append(command)
            self._output.append(command[1])

    def _heed(self, reply: Reply, happened: list[Happening]) -> None:
        if not self._asked:
            self._unasked(reply, happened)
            return
        name, _, transaction = self._asked.popleft()
        if transaction is None:
            # Without a reset the next MAIL would be an error (RFC 5321 §4.1.4).
            self.is_over = name == "QUIT" or not 200 <= reply.code <= 299
            if self.is_over:
                self._close(reply.text, "delivery.connection-lost", happened)
        elif transaction.is_told:
            self._over_with(name, reply, transaction, happened)
        else:
            self._judge(name, reply, transaction, happened)

    def _judge(
        self, name: str, reply: Reply, transaction: _Transaction, happened: list[Happening]
    ) -> None:
        judged = verdict(name, reply)
        if judged is GO_ON:
            transaction.is_answered = True
            if name == "DATA":
                self._ready = transaction
                happened.append(Ready(transaction.message))
            return
        self._tell(transaction, name, reply, judged, happened)
        if judged.is_over or judged.is_down:
            self._close(reply.text, "delivery.connection-lost", happened)
        elif name == END_OF_DATA:
            self._open.popleft()
        else:
            while self._unsaid and self._unsaid[0][2] is transaction:
                self._unsaid.popleft()
            self._reset_after(transaction)

    def _tell(
        self,
        transaction: _Transaction,
        name: str,
        reply: Reply,
        judged: Verdict,
        happened: list[Happening],
    ) -> None:
        result = outcome(name, reply, judged)
        transaction.is_told = True
        if judged is CLOSING and name == "MAIL":
            happened.append(Returned(transaction.message, result))
        else:
            happened.append(Ended(transaction.message, result, judged.is_down))

    def _over_with(
        self, name: str, reply: Reply, transaction: _Transaction, happened: list[Happening]
    ) -> None:
        """A reply to what was said before the refusal was known."""
        if verdict(name, reply) is CLOSING:
            self._close(reply.text, "delivery.connection-lost", happened)
        elif name == "DATA" and reply.code == GO_AHEAD:
            # RFC 2920 §3.1: where every recipient was refused but DATA was not, the dot alone is
            # said, and is refused; what else it might come to concerns no message.
            self._asked.append((END_OF_DATA, DOT, transaction))
            self._output.append(DOT)
        elif name == END_OF_DATA:
            self._open.popleft()
        else:
            self._reset_after(transaction)

    def _reset_after(self, transaction: _Transaction) -> None:
        """Once its last answer is here, a refused transaction is reset (RFC 5321 §4.1.4)."""
        if not any(of is transaction for _, _, of in self._asked):
            self._open.popleft()
            self._unsaid.append(RSET)

    def _unasked(self, reply: Reply, happened: list[Happening]) -> None:
        """The server speaks out of turn; 421 says that it closes, anything else spoils the rest.

        A second 250 after RCPT would else stand for the final dot's.
        """
        closing = reply.code == CLOSING_CODE
        if closing and self._ready is not None:
            self._tell(self._ready, "DATA", reply, CLOSING, happened)
        if closing:
            self._close(reply.text, CLOSING.cause, happened)
        else:
            self._spoilt("The server spoke out of turn", happened)

    def _spoilt(self, words: str, happened: list[Happening]) -> None:
        self._close(words, GARBLED.cause, happened)

    def _close(
        self, words: str, cause: str, happened: list[Happening], *, is_dot_in_hand: bool = False
    ) -> None:
        """End it, and tell what becomes of whatever is open and not told yet."""
        self.is_over = True
        waiting = {of: name for name, _, of in reversed(self._asked)}
        at_hand = self._open[0] if self._open else None
        for transaction in self._open:
            if transaction.is_told:
                continue
            transaction.is_told = True
            name = waiting.get(transaction) or self._next_for(transaction)
            if name == END_OF_DATA and not is_dot_in_hand:
                result = Outcome(State.UNCLEAR, words, command=name, cause=NO_REPLY.cause)
            else:
                name = "DATA" if name == END_OF_DATA else name
                result = Outcome(State.DEFERRED, words, command=name, cause=cause)
            # A connection that was closed meanwhile (RFC 5321 §3.8), or spoilt by the one before.
            if name == "MAIL" and (cause == CLOSING.cause or transaction is not at_hand):
                happened.append(Returned(transaction.message, result))
            else:
                happened.append(Ended(transaction.message, result))

    def _next_for(self, transaction: _Transaction) -> str:
        """Where a transaction stands that waits for no answer."""
        if transaction is self._ready:
            return "DATA"
        return next((name for name, _, of in self._unsaid if of is transaction), "MAIL")


CLOSING_CODE = 421  # RFC 5321 §3.8
