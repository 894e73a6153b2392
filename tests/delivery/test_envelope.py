"""The envelope's lines, with and without what the server offers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.delivery.envelope import LONGEST_ENVID, envid_of, mail_line, rcpt_line, xtext

SENDER = "ruecklaeufer@netz.example"


def offering(*names: str) -> set[str]:
    """What a server's EHLO reply lists."""
    return set(names)


@pytest.mark.parametrize(
    ("offers", "line"),
    [
        ((), "MAIL FROM:<ruecklaeufer@netz.example>"),
        (("size",), "MAIL FROM:<ruecklaeufer@netz.example> SIZE=1234"),
        (("dsn",), "MAIL FROM:<ruecklaeufer@netz.example> RET=HDRS ENVID=3f9a0c"),
        (("dsn", "size"), "MAIL FROM:<ruecklaeufer@netz.example> SIZE=1234 RET=HDRS ENVID=3f9a0c"),
    ],
)
def test_mail(offers: tuple[str, ...], line: str) -> None:
    """A parameter goes only to a server that knows its extension."""
    made = mail_line(SENDER, offering(*offers).__contains__, size=1234, envid="3f9a0c")

    assert made == line


def test_an_envid_that_no_server_takes_is_left_out() -> None:
    """RFC 3461 §4.4: at most 100 letters; a bounce without one is still a bounce."""
    line = mail_line(SENDER, offering("dsn").__contains__, envid="x" * (LONGEST_ENVID + 1))

    assert line.endswith(" RET=HDRS")


@pytest.mark.parametrize(
    ("recipient", "original"),
    [
        ("stadt@ahlen.example", "rfc822;stadt@ahlen.example"),
        # RFC 3461 §4: + and = have a meaning of their own
        ("kultur+rundbrief@ahlen.example", "rfc822;kultur+2Brundbrief@ahlen.example"),
        ("a=b@ahlen.example", "rfc822;a+3Db@ahlen.example"),
    ],
)
def test_rcpt(recipient: str, original: str) -> None:
    """A bounce will name the address that was written to; silence means it went well."""
    line = rcpt_line(recipient, offering("dsn").__contains__)

    assert line == f"RCPT TO:<{recipient}> NOTIFY=FAILURE,DELAY ORCPT={original}"
    assert rcpt_line(recipient, offering().__contains__) == f"RCPT TO:<{recipient}>"


def test_the_envid_finds_the_delivery() -> None:
    """It is the Message-ID's token, whatever domain follows."""
    assert envid_of("<3f9a0c1b2d4e@netz.example>") == "3f9a0c1b2d4e"


@given(st.text(st.characters(max_codepoint=127)))
def test_xtext_is_read_back(text: str) -> None:
    """Whoever decodes +HH has the text again, and nothing in it ends the parameter."""
    made = xtext(text)

    assert re.sub(r"\+([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), made) == text
    assert re.fullmatch(r"([!-*,-<>-~]|\+[0-9A-F]{2})*", made)
