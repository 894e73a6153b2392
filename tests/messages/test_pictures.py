"""A mail may show pictures and bring documents; what it says to whom is judged as without them."""

from collections.abc import Callable

import pytest

from rundbrief.messages import Kind, Unsealed, seal_bytes

PLAIN = "Content-Type: text/plain; charset=utf-8\n\nGuten Tag\n"
RELATED = """\
--alternative
Content-Type: multipart/related; type="text/html"; boundary=related

--related
Content-Type: text/html; charset=utf-8

<img src="cid:1@netzwerk.example" alt="Logo">
--related
Content-Type: image/png; name=logo.png
Content-Transfer-Encoding: base64
Content-ID: <1@netzwerk.example>
Content-Disposition: inline; filename=logo.png

iVBORw0KGgo=
--related--
"""
DOCUMENT = """\
--mixed
Content-Type: application/pdf; name=leitfragen.pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=leitfragen.pdf

JVBERi0xLjcK
--mixed--
"""


@pytest.fixture
def rich(mail: Callable[..., str]) -> Callable[[Kind], str]:
    """A correct mail of a kind with a picture and a document."""

    def write(kind: Kind) -> str:
        text = mail(kind).replace(PLAIN, PLAIN + RELATED, 1)
        return text.replace("--mixed--\n", DOCUMENT, 1)

    return write


@pytest.mark.parametrize("kind", Kind)
def test_sealed(
    rich: Callable[[Kind], str],
    wire: Callable[[str], bytes],
    sender: str,
    guest: str,
    kind: Kind,
) -> None:
    """Pictures and documents are let through in every kind of mail."""
    text = rich(kind)

    assert seal_bytes(kind, sender, guest, wire(text)).recipient == guest
    assert ("multipart/related" in text, "application/pdf" in text) == (True, True)


def test_calendar_as_picture(
    rich: Callable[[Kind], str], wire: Callable[[str], bytes], sender: str, guest: str
) -> None:
    """A calendar in the disguise of a picture is judged as a calendar."""
    text = rich(Kind.INVITATION).replace("filename=logo.png", "filename=logo.ics")

    with pytest.raises(Unsealed):
        seal_bytes(Kind.INVITATION, sender, guest, wire(text))
