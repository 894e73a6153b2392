"""What replies mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.delivery import State
from rundbrief.delivery.replies import END_OF_DATA, VERDICTS, Reply, verdict

COMMANDS = ["MAIL", "RCPT", "DATA", END_OF_DATA]
ON = None


@pytest.mark.parametrize(
    ("command", "code", "text", "state", "stops"),
    [
        # the good ones; 251 is "will forward", 252 "cannot verify, but will try"
        ("MAIL", 250, "2.1.0 Ok", ON, ""),
        ("RCPT", 250, "2.1.5 Ok", ON, ""),
        ("RCPT", 251, "2.1.5 Will forward", ON, ""),
        ("DATA", 354, "End data with <CR><LF>.<CR><LF>", ON, ""),
        (END_OF_DATA, 250, "2.0.0 Queued", State.SENT, ""),
        # 4xx: later
        ("MAIL", 451, "4.7.1 Greylisted", State.DEFERRED, ""),
        ("MAIL", 452, "4.3.1 Insufficient system storage", State.DEFERRED, ""),
        ("RCPT", 450, "4.2.1 Busy", State.DEFERRED, ""),
        (END_OF_DATA, 451, "4.3.0 Later", State.DEFERRED, ""),
        # 421: later, and by another connection
        ("MAIL", 421, "4.4.2 Idle", State.DEFERRED, "connection"),
        ("RCPT", 421, "Closing", State.DEFERRED, "connection"),
        (END_OF_DATA, 421, "4.3.2 Going down", State.DEFERRED, "connection"),
        # 5xx about this message: never
        ("RCPT", 550, "5.1.1 No such user", State.FAILED, ""),
        ("RCPT", 554, "5.7.1 Refused", State.FAILED, ""),
        ("RCPT", 501, "5.1.3 Bad address", State.FAILED, ""),
        ("DATA", 554, "5.5.1 No valid recipients", State.FAILED, ""),
        (END_OF_DATA, 552, "5.2.2 Mailbox full", State.FAILED, ""),
        (END_OF_DATA, 554, "5.6.0 Content refused", State.FAILED, ""),
        # RFC 5321 §4.5.3.1.10: 552 to RCPT is treated as 452
        ("RCPT", 552, "5.5.3 Too many recipients", State.DEFERRED, ""),
        # 5xx about all messages: stop
        ("MAIL", 550, "5.7.1 Sender refused", State.DEFERRED, "run"),
        ("MAIL", 530, "5.7.0 Authentication required", State.DEFERRED, "run"),
        ("MAIL", 552, "5.3.4 Too big", State.DEFERRED, "run"),
        ("RCPT", 530, "5.7.0 Must issue a STARTTLS command first", State.DEFERRED, "run"),
        ("RCPT", 550, "5.1.8 Sender domain not found", State.DEFERRED, "run"),
        ("RCPT", 553, "5.7.1 Sender not owned by user", State.DEFERRED, "run"),
        (END_OF_DATA, 550, "5.7.60 May not send as this sender", State.DEFERRED, "run"),
        (END_OF_DATA, 550, "5.4.5 Daily limit", State.DEFERRED, "run"),
        # out of step or out of the protocol: nobody's fault, but this connection is spoilt
        ("RCPT", 503, "5.5.1 Need MAIL", State.DEFERRED, "connection"),
        ("MAIL", 354, "Go ahead", State.DEFERRED, "connection"),
        ("DATA", 250, "Ok", State.DEFERRED, "connection"),
        (END_OF_DATA, 354, "Go ahead", State.UNCLEAR, "connection"),
        (END_OF_DATA, 999, "What?", State.UNCLEAR, "connection"),
    ],
)  # fmt: skip
def test_reply(command: str, code: int, text: str, state: State | None, stops: str) -> None:
    """A reply decides about its message, and at most about its connection or the whole run."""
    judged = verdict(command, Reply(code, text))

    assert judged.state is state
    assert (judged.is_down, judged.is_over) == (stops == "run", stops == "connection")


@given(st.sampled_from(COMMANDS), st.integers(-1, 999), st.text(max_size=30))
def test_nothing_is_sent_without_a_yes_to_the_final_dot(command: str, code: int, text: str) -> None:
    """Whatever a server says, only 2xx after the final dot is `sent`."""
    judged = verdict(command, Reply(code, text))

    assert (judged.state is State.SENT) == (command == END_OF_DATA and 200 <= code <= 299)


@given(st.sampled_from(["MAIL", "RCPT", "DATA"]), st.integers(-1, 999), st.text(max_size=30))
def test_nothing_is_unclear_before_the_content(command: str, code: int, text: str) -> None:
    """Doubt begins with the final dot, never before."""
    assert verdict(command, Reply(code, text)).state is not State.UNCLEAR


def test_only_refusals_for_good_are_told_apart_by_more_than_their_code() -> None:
    """A row that asks for an enhanced code is one of 5xx: others are judged without reading it."""
    asking = {code for _, code, enhanced, _ in VERDICTS if enhanced != "*"}

    assert all(code.startswith("5") for code in asking)


@pytest.mark.parametrize(
    ("code", "text", "enhanced"),
    [
        (550, "5.1.1 No such user", "5.1.1"),
        (250, "2.0.0", "2.0.0"),
        (550, "5.7.510 Access denied", "5.7.510"),
        (550, "5.1.1 first line\n5.1.1 second line", "5.1.1"),
        # no enhanced code
        (550, "No such user 5.1.1", ""),
        (550, "5.1.1user", ""),
        (550, "5.1", ""),
        (354, "3.0.0 Go ahead", ""),
        # RFC 2034 §4: its class has to be the reply's
        (450, "5.1.1 No such user", ""),
    ],
)
def test_enhanced_code(code: int, text: str, enhanced: str) -> None:
    """An enhanced code stands at the beginning and is of the reply's class."""
    assert Reply(code, text).enhanced == enhanced


def test_a_servers_words_are_fit_to_be_stored_and_shown() -> None:
    """Neither bytes that are no UTF-8 nor what a terminal would obey get through."""
    reply = Reply.read(
        550, b"\xff\x1b[2J Gr\xc3\xbc\xc3\x9fe\nzwei".decode("utf-8", "surrogateescape")
    )

    assert reply.text == "\ufffd\ufffd[2J Grüße\nzwei"
