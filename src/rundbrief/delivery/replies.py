"""What a server's reply means: command, code and enhanced code go in, a verdict comes out.

    "MAIL", 550, "5.1.8 Domain not found" ─▶ VERDICTS, first row that fits ─▶ Verdict ─▶ Outcome

RFC 5321 §4.2 (codes), RFC 2034 and 3463 (enhanced codes). But for one row nobody reads the words.
No I/O.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple, Self

from rundbrief.delivery.contract import Outcome
from rundbrief.delivery.states import State

END_OF_DATA = "end of DATA"  # what the reply after the final dot answers
PERMANENT = 500  # and above: refused for good (RFC 5321 §4.2.1)
NO_SUCH_REPLY = -1  # aiosmtplib's code for a line that is no reply


_enhanced = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)").match


def fit(words: bytes) -> str:
    """A server's bytes, fit to be stored and shown.

    Bytes that are no UTF-8 no database takes, and control characters a terminal would obey.
    """
    text = words.decode("utf-8", "replace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


class Reply(NamedTuple):
    """A server's reply: its code, and its lines without the code, joined by line feeds."""

    code: int
    text: str

    @classmethod
    def read(cls, code: int, message: str) -> Self:
        """A reply from aiosmtplib, which keeps bytes that are no UTF-8 as surrogates."""
        return cls(code, fit(message.encode("utf-8", "surrogateescape")))

    @property
    def enhanced(self) -> str:
        """The enhanced code that its text begins with; empty where it has none that fits."""
        found = _enhanced(self.text)
        # RFC 2034 §4: its class is the code's first digit; anything else is no enhanced code.
        return found[0] if found and found[1] == str(self.code)[:1] else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do after a reply.

    `state` is the delivery's, None where the transaction goes on. `cause` is the key of the
    sentence that explains it. `is_down` closes the way out for every message, `is_over` only this
    connection: the next message gets a new one.
    """

    state: State | None
    cause: str = ""
    is_down: bool = False
    is_over: bool = False


GO_ON = Verdict(None)
SENT = Verdict(State.SENT)
LATER = Verdict(State.DEFERRED)
NEVER = Verdict(State.FAILED)
SENDER = Verdict(State.DEFERRED, "delivery.sender-refused", is_down=True)
LOGIN = Verdict(State.DEFERRED, "delivery.login-required", is_down=True)
LIMIT = Verdict(State.DEFERRED, "delivery.limit-reached", is_down=True)
TOO_BIG = Verdict(State.DEFERRED, "delivery.too-big", is_down=True)
RELAY = Verdict(State.DEFERRED, "delivery.relay-denied", is_down=True)
CLOSING = Verdict(State.DEFERRED, "delivery.connection-lost", is_over=True)
GARBLED = Verdict(State.DEFERRED, "delivery.garbled", is_over=True)
NO_REPLY = Verdict(State.UNCLEAR, "delivery.no-reply", is_over=True)

# A refusal to pass anything on has the code of a refusal of one recipient (550 or 554 5.7.1), so
# here alone the words are read: Postfix, Sendmail, Exchange, Exim, qmail, in this order.
DENIED = "relaying denied"
_is_denied = re.compile(
    r"relay access denied|relaying denied|unable to relay|relay not permitted|allowed rcpthosts",
    re.IGNORECASE,
).search

# The first row that fits decides; ? is any letter, * any text. What a refused sender or login
# would do to one message it would do to all: those rows stop the run, instead of failing everyone.
VERDICTS: tuple[tuple[str, str, str, Verdict], ...] = (
    ("MAIL", "2??", "*", GO_ON),
    ("RCPT", "2??", "*", GO_ON),
    ("DATA", "354", "*", GO_ON),
    (END_OF_DATA, "2??", "*", SENT),
    ("*", "421", "*", CLOSING),  # RFC 5321 §3.8: the server closes, whatever it was asked
    ("*", "4??", "*", LATER),
    ("*", "503", "*", GARBLED),  # out of step with the server: no message is to blame
    ("*", "530", "*", LOGIN),  # RFC 4954 §6, and the two below
    ("*", "535", "*", LOGIN),
    ("*", "538", "*", LOGIN),
    ("MAIL", "552", "*", TOO_BIG),  # RFC 1870 §6.1: larger than the server takes
    ("MAIL", "5??", "5.3.4", TOO_BIG),
    ("MAIL", "5??", "*", SENDER),
    # Postfix answers a bad sender to RCPT (smtpd_delay_reject): RFC 3463 §3.2 X.1.7 and X.1.8,
    # and 553 5.7.1 where the login does not own the sender (reject_sender_login_mismatch).
    ("*", "5??", "5.1.7", SENDER),
    ("*", "5??", "5.1.8", SENDER),
    ("RCPT", "553", "5.7.1", SENDER),
    ("RCPT", "5??", DENIED, RELAY),
    # Exchange Online answers it to the content: "Client does not have permissions to send as".
    ("*", "5??", "5.7.60", SENDER),
    # Gmail answers 550 5.4.5 once the account's daily limit is reached; RFC 3463 §3.5 X.4.5.
    ("*", "5??", "5.4.5", LIMIT),
    ("RCPT", "552", "*", LATER),  # RFC 5321 §4.5.3.1.10: to be treated as 452
    ("*", "5??", "*", NEVER),
    (END_OF_DATA, "*", "*", NO_REPLY),  # the content is there, and this is no answer
    ("*", "*", "*", GARBLED),
)


def verdict(command: str, reply: Reply) -> Verdict:
    """The first row of `VERDICTS` that fits."""
    if reply.code < PERMANENT:  # no row asks more of these
        return _verdict(command, reply.code, "")
    is_denied = command == "RCPT" and _is_denied(reply.text)
    return _verdict(command, reply.code, DENIED if is_denied else reply.enhanced)


@lru_cache(maxsize=256)  # a mailing meets a dozen; a hostile relay could think of more
def _verdict(command: str, code: int, enhanced: str) -> Verdict:
    asked = (command, str(code), enhanced)
    return next(
        judged
        for *row, judged in VERDICTS
        if all(fnmatchcase(*pair) for pair in zip(asked, row, strict=True))
    )


def outcome(command: str, reply: Reply, judged: Verdict) -> Outcome:
    """The outcome of a reply that ends a transaction."""
    assert judged.state is not None  # noqa: S101 - GO_ON ends nothing
    return Outcome(judged.state, reply.text, reply.code, reply.enhanced, command, judged.cause)
