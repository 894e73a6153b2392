"""Logging in: one mechanism, tried once, its words told without the secret.

    Login.secret() ─▶ password or token ─▶ the first mechanism that both know ─▶ AUTH ─▶ its name

RFC 4954; PLAIN RFC 4616, CRAM-MD5 RFC 2195, XOAUTH2 as Google and Microsoft publish it (Exchange
Online takes no other). A secret goes to the server and to nobody else: it has no repr, and where a
server repeats it in its refusal it is blanked.
"""

from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException

Mechanism = Callable[[SMTP, bytes, bytes], Coroutine[Any, Any, object]]

PASSWORD: Mapping[str, Mechanism] = {
    "plain": SMTP.auth_plain,
    "login": SMTP.auth_login,
    "cram-md5": SMTP.auth_crammd5,
}
TOKEN: Mapping[str, Mechanism] = {"xoauth2": SMTP.auth_xoauth2}

BLANK = "…"


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in, and how their secret is come by.

    `secret` is asked at every connection, since a token lives an hour; it may block, and raises
    TransportDown where there is none. `by_token` says that it is an OAuth 2.0 access token.
    """

    user: str
    secret: Callable[[], str] = field(repr=False)
    by_token: bool = False

    @property
    def mechanisms(self) -> Mapping[str, Mechanism]:
        """What can be done with the secret, the first that is offered is used."""
        return TOKEN if self.by_token else PASSWORD

    @property
    def step(self) -> str:
        """What an outcome calls the step."""
        return "AUTH XOAUTH2" if self.by_token else "AUTH"


async def log_in(client: SMTP, login: Login, secret: str) -> str:
    """Log in by the first mechanism that both know; its name. Raises aiosmtplib's exceptions.

    Not by aiosmtplib's `login`, which after a wrong password tries it again by each further
    mechanism: three strikes, and some servers lock the account.
    """
    offered = client.server_auth_methods
    for name, mechanism in login.mechanisms.items():
        if name in offered:
            # A byte of the environment that is no UTF-8 is the server's to judge.
            user, word = (text.encode("utf-8", "surrogateescape") for text in (login.user, secret))
            try:
                await mechanism(client, user, word)
            except SMTPAuthenticationError as error:
                words = _blanked(error.message, user, word)
                raise SMTPAuthenticationError(error.code, words) from None
            return name
    raise SMTPException(f"AUTH {' '.join(offered)}".strip())


def _blanked(words: str, user: bytes, secret: bytes) -> str:
    """The server's words without the secret, plain or as PLAIN, LOGIN and XOAUTH2 send it."""
    bearer = b"user=" + user + b"\x01auth=Bearer " + secret + b"\x01\x01"
    encoded = (b64encode(form) for form in (bearer, b"\0" + user + b"\0" + secret, secret))
    for form in filter(None, (*encoded, secret)):  # the longest first: they may hold one another
        words = words.replace(form.decode("utf-8", "surrogateescape"), BLANK)
    return words
