"""The conversation without I/O: by any cut of its bytes, against rubbish, and against a model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rundbrief.delivery import State
from rundbrief.delivery.conversation import Conversation
from rundbrief.delivery.happenings import Ended, Happening, Ready, Returned
from rundbrief.messages import Kind, Message
from rundbrief.messages.message import sealed

SENDER = "rundbrief@netz.example"


def a_message(number: int) -> Message:
    """One of many."""
    content = f"To: stadt{number}@ahlen.example\r\n\r\nGuten Tag\r\n".encode()
    to = f"stadt{number}@ahlen.example"
    return sealed(Kind.REMINDER, SENDER, to, f"<{number}@netz.example>", content)


def conversation(*, pipelines: bool) -> Conversation:
    """One that has just begun."""
    return Conversation({"pipelining"}.__contains__ if pipelines else set[str]().__contains__)


@dataclass
class Sender:
    """The least that can carry messages over a conversation, one after the other."""

    conversation: Conversation
    left: list[Message]
    said: bytes = b""
    happened: list[Happening] = field(default_factory=list)

    def go_on(self) -> None:
        if self.conversation.is_free and self.left:
            self.conversation.begin(self.left.pop(0))
        self.said += b"".join(self.conversation.output())

    def hear(self, data: bytes) -> None:
        for each in self.conversation.receive(data):
            self.happened.append(each)
            if isinstance(each, Ready):
                pipelines = self.conversation.is_pipelining
                self.conversation.content(self.left.pop(0) if pipelines and self.left else None)
        self.go_on()


# What a server may say in one breath: up to the 354 that waits for us.
TURNS = (
    b"250-2.1.0 Sender\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n",
    b"250 2.0.0 Queued\r\n250 2.1.0 Ok\r\n550 5.1.1 No such user\r\n554 5.5.1 Nobody\r\n",
    b"250 2.0.0 Reset\r\n",
    b"250\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n",
    b"451 4.3.0 Later\r\n",
)


def cut(data: bytes, at: list[int]) -> Iterator[bytes]:
    """The data in pieces."""
    places = sorted({0, len(data), *(place % len(data) for place in at)})
    yield from (data[begin:end] for begin, end in pairwise(places))


@given(st.lists(st.integers(0, 10_000), max_size=40))
def test_any_cut_is_the_same(at: list[int]) -> None:
    """However the packets are cut, the same is said and the same happens."""
    results = []
    for way in ([], at, list(range(200))):
        sender = Sender(conversation(pipelines=True), [a_message(n) for n in range(3)])
        sender.go_on()
        for turn in TURNS:
            for piece in cut(turn, way):
                sender.hear(piece)
        results.append((sender.said, sender.happened))

    assert results[0] == results[1] == results[2]
    ended = [each.outcome.state for each in results[0][1] if isinstance(each, Ended)]
    assert ended == [State.SENT, State.FAILED, State.DEFERRED]


@pytest.mark.parametrize("pipelines", [False, True])
@given(data=st.lists(st.binary(max_size=60), max_size=12))
def test_rubbish_sends_nothing(pipelines: bool, data: list[bytes]) -> None:
    """Bytes without a 250 to the dot never make a message sent, and each is told once at most."""
    sender = Sender(conversation(pipelines=pipelines), [a_message(1)])
    sender.go_on()
    for piece in data:
        sender.hear(piece.replace(b"2", b"5"))
    sender.happened += sender.conversation.lose("Connection lost")

    ends = [each for each in sender.happened if not isinstance(each, Ready)]
    assert len(ends) == 1
    assert all(each.outcome.state is not State.SENT for each in ends)


CODES = st.sampled_from(
    (
        *(b"250 Ok", b"250-Two\r\n250 lines", b"354 Go", b"421 Bye", b"450 Busy", b"550 5.1.1 No"),
        *(b"554 5.7.1 No", b"503 What", b"530 5.7.0 Login", b"xyz", b"2500 Ok", b"600 Hm"),
    )
)


class Model(RuleBasedStateMachine):
    """A server that says anything at any time, and a ledger of what it was given.

    The server of the model knows what it has: a content with its dot, and what it answered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.conversation = conversation(pipelines=False)
        self.open: set[str] = set()  # begun, no end told
        self.ended: dict[str, list[State]] = {}
        self.with_content: set[str] = set()  # whose dot the server has
        self.accepted: set[str] = set()  # whose dot it answered with 2xx
        self.refused: set[str] = set()  # whose dot it answered with anything else
        self.waiting: list[tuple[str, str]] = []  # what the server has to answer: command, message
        self.at_hand = ""
        self.ready: list[Message] = []

    @rule(pipelines=st.booleans())
    def anew(self, pipelines: bool) -> None:
        """The connection is lost, and another one begins."""
        self.tell(self.conversation.lose("Connection lost"))
        assert not self.open, f"not told: {self.open}"
        self.conversation = conversation(pipelines=pipelines)
        self.waiting, self.ready = [], []

    @precondition(lambda self: self.conversation.is_free)
    @rule()
    def begin(self) -> None:
        """The next message."""
        self.conversation.begin(self.message())
        self.heard()

    @precondition(lambda self: self.ready and not self.conversation.is_over)
    @rule(follows=st.booleans())
    def hand_over(self, follows: bool) -> None:
        """`handed over` is on disk."""
        self.ready.pop()
        following = self.message() if follows and self.conversation.is_pipelining else None
        self.conversation.content(following)
        self.heard()

    @precondition(lambda self: not self.conversation.is_over)
    @rule(said=CODES)
    def answer(self, said: bytes) -> None:
        """The server answers what it was asked, or speaks unasked."""
        command, name = self.waiting.pop(0) if self.waiting else ("", "")
        if command == "dot":
            answers = self.accepted if said.startswith((b"250 ", b"250-")) else self.refused
            answers.add(name)
        self.tell(self.conversation.receive(said + b"\r\n"))
        self.heard()

    @precondition(lambda self: not self.conversation.is_over)
    @rule(times=st.integers(1, 4))
    def be_kind(self, times: int) -> None:
        """The server does what it is asked."""
        for _ in range(times):
            if self.waiting and not self.conversation.is_over:
                self.answer(b"354 Go" if self.waiting[0][0] == "DATA" else b"250 Ok")

    @invariant()
    def one_content_at_a_time(self) -> None:
        """Never a second content before the first one's reply."""
        assert [command for command, _ in self.waiting].count("dot") <= 1

    @invariant()
    def told_once(self) -> None:
        """No message has two ends; `sent` is only what the server accepted."""
        for name, states in self.ended.items():
            assert len(states) == 1
            if states == [State.SENT]:
                assert name in self.accepted
            if states in ([State.DEFERRED], [State.FAILED]) and name in self.with_content:
                assert name in self.refused, f"{name} may be there, and would be sent again"

    def message(self) -> Message:
        self.number += 1
        message = a_message(self.number)
        self.open.add(message.message_id)
        return message

    def tell(self, happened: list[Happening]) -> None:
        for each in happened:
            name = each.message.message_id
            if isinstance(each, Ready):
                self.ready.append(each.message)
                continue
            self.open.remove(name)
            if isinstance(each, Ended):
                self.ended.setdefault(name, []).append(each.outcome.state)
            else:
                assert isinstance(each, Returned)
                assert name not in self.with_content
        if self.conversation.is_over:
            self.ready = []

    def heard(self) -> None:
        """What the server hears, as an SMTP server understands it."""
        for said in self.conversation.output():
            if said.startswith(b"RCPT TO:<stadt"):
                number = said.partition(b"@")[0].removeprefix(b"RCPT TO:<stadt").decode()
                self.at_hand = f"<{number}@netz.example>"
            if said == b".\r\n":
                name = self.at_hand if self.has_content else ""
                if name:
                    self.with_content.add(name)
                self.waiting.append(("dot", name))
            elif said[:4] in (b"MAIL", b"RCPT", b"DATA", b"RSET", b"QUIT"):
                self.waiting.append((said[:4].decode(), ""))
            self.has_content = said.startswith(b"To: ")
            if self.has_content:
                self.at_hand = f"<{said[9:].partition(b'@')[0].decode()}@netz.example>"

    has_content = False


TestModel: Any = Model.TestCase
TestModel.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
