"""The two lines of an envelope, with the extensions that the server offers.

    sender, size, envid ─▶ MAIL FROM:<…> SIZE=… RET=HDRS ENVID=…
    recipient           ─▶ RCPT TO:<…> NOTIFY=FAILURE,DELAY ORCPT=rfc822;…

RFC 5321 §3.3, SIZE RFC 1870, DSN RFC 3461. A bounce then names the delivery (ENVID is its
Message-ID's token) and the address that we wrote to (ORCPT), however often it was forwarded, and
holds the headers alone (RET=HDRS). Success is not asked for: it would be a mail for each mail.
"""

import re
from collections.abc import Callable

from rundbrief.messages import Message

Offers = Callable[[str], bool]

LONGEST_ENVID = 100  # RFC 3461 §4.4

_is_plain = re.compile(r"[!-*,-<>-~]*").fullmatch  # nothing that xtext must escape


class Envelopes:
    """The envelopes of many messages for one server, which has said once what it offers."""

    def __init__(self, offers: Offers) -> None:
        offered = {name for name in ("size", "dsn") if offers(name)}
        self._offers = offered.__contains__

    def lines(self, message: Message) -> tuple[bytes, bytes]:
        """MAIL and RCPT, each with its line end."""
        envid = envid_of(message.message_id)
        mail = mail_line(message.sender, self._offers, size=len(message.content), envid=envid)
        rcpt = rcpt_line(message.recipient, self._offers)
        return f"{mail}\r\n".encode("ascii"), f"{rcpt}\r\n".encode("ascii")


def mail_line(sender: str, offers: Offers, *, size: int | None = None, envid: str = "") -> str:
    """The MAIL command; `offers` tells whether the server knows an extension."""
    line = f"MAIL FROM:<{sender}>"
    if size is not None and offers("size"):
        line += f" SIZE={size}"
    if offers("dsn"):
        line += " RET=HDRS"
        envid = xtext(envid)
        if 0 < len(envid) <= LONGEST_ENVID:
            line += f" ENVID={envid}"
    return line


def rcpt_line(recipient: str, offers: Offers) -> str:
    """The RCPT command."""
    line = f"RCPT TO:<{recipient}>"
    return f"{line} NOTIFY=FAILURE,DELAY ORCPT=rfc822;{xtext(recipient)}" if offers("dsn") else line


def envid_of(message_id: str) -> str:
    """What finds the delivery again: its Message-ID's part before the @."""
    return message_id.strip("<>").partition("@")[0]


def xtext(text: str) -> str:
    """ASCII text as a parameter's value (RFC 3461 §4): `+`, `=` and what isn't printable as +HH."""
    if _is_plain(text):  # a twentieth of the time, for nearly every address
        return text
    return "".join(
        letter if "!" <= letter <= "~" and letter not in "+=" else f"+{ord(letter):02X}"
        for letter in text
    )
