"""What we encode, foreign readers decode to the same: Python's email twice, postal-mime."""

import quopri
import re
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader, ContentDispositionHeader
from email.policy import compat32, default
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rundbrief.composing.encoding import (
    address_header,
    header,
    html,
    mailbox,
    parameter,
    percent,
    quoted_printable,
    quoted_printable_inline,
    raw_header,
)
from rundbrief.messages.reading import address_of

ADDRESS = "kultur@stadt.example"
LONG_ADDRESS = f"{'amt.' * 15}kult@{'kreis-' * 9}x.{'land-' * 9}x.example"
MARK = "mark7f3a"
NASTY = (
    "Kulturbüro der Stadt Münster",
    'Dr. "Käthe" O\'Brien, M.A. <kaethe@example.org>',
    "=?utf-8?q?x?=",
    "=?utf-8?b?w6Q=?= =?utf-8?q?=C3=A4?=",
    "a=?=?b",
    "مكتب الثقافة ‏(بلدية)‏",
    "👩‍👩‍👧‍👦 Familienbüro 🎭",
    "Ämter für " + "Öffentlichkeitsarbeit, " * 9,
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "x" * 200,
    "ü" * 200,
    "😀" * 60,
    "a\\b\\\\c\\",
    '"""',
    '"' * 40 + " \\" * 20,
    "Amt; Gruppe: a, b; (Komma) [x] @ <y>",
    "_unter_strich_ = ? gleich",
    "From hier",
    ".punkt",
    "e\u0301 kombiniert",
    "geschütztes\u00a0Leerzeichen und weiches\u00adTrennen",
)

# Everything but control characters and halves of surrogate pairs, with what breaks mails often.
LINES = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200),
    st.text('aZ9 .,;:<>()[]@"\\=?_-+äß€😀\u05d0\u202e', max_size=200),
)
NAMES = LINES.map(lambda text: " ".join(text.split()))
TEXTS = st.lists(LINES, max_size=8).flatmap(lambda lines: st.just("\n".join(lines)))


def unfolded(field: str) -> str:
    """A header field's value, its folds undone (RFC 5322 §2.2.3)."""
    return field.partition(": ")[2].replace("\r\n", "")


def assert_fits(field: str, width: int = 76) -> None:
    """7-bit, CRLF at the end, lines within the width, none of blanks only."""
    assert field.isascii()
    assert field.endswith("\r\n")
    for line in field[:-2].split("\r\n"):
        assert len(line) <= width
        assert line.strip()


@settings(deadline=None)
@given(NAMES)
def test_a_subject_comes_back(value: str) -> None:
    """Both of Python's readers find the subject that was written, on lines of at most 76."""
    field = header("Subject", value)
    mail = field.encode() + b"\r\n"

    if value:
        assert_fits(field)
    old = message_from_bytes(mail, policy=compat32)["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(old))) == value
    assert str(message_from_bytes(mail, policy=default)["Subject"]) == value


@pytest.mark.parametrize("value", [" vorn", "hinten ", "zwei  Blanks", "   "])
def test_blanks_of_a_subject_come_back(value: str) -> None:
    """Blanks that unfolding or trimming would eat are encoded."""
    field = header("Subject", value)

    assert str(make_header(decode_header(unfolded(field)))) == value


@pytest.mark.parametrize("value", ["Einladung", "Einladung zum Netzwerktreffen " * 8 + "Ende"])
def test_ascii_is_not_encoded(value: str) -> None:
    """Spam filters count a subject or name that is encoded without need."""
    assert unfolded(header("Subject", value)) == value
    assert unfolded(address_header("To", value, ADDRESS)) == f'"{value}" <{ADDRESS}>'


@settings(deadline=None)
@given(NAMES, st.sampled_from([ADDRESS, LONG_ADDRESS, "a@b.example"]))
def test_a_mailbox_comes_back(name: str, address: str) -> None:
    """Both of Python's readers find name and address, and exactly one of them."""
    field = address_header("Reply-To", name, address)
    mail = field.encode() + b"\r\n"

    assert_fits(field, width=max(76, len(f"Reply-To: {address}")))
    assert f"<{address}>" in field or field == f"Reply-To: {address}\r\n"
    old_name, old_address = parseaddr(unfolded(field))
    assert (str(make_header(decode_header(old_name))), old_address) == (name, address)
    new = message_from_bytes(mail, policy=default)["Reply-To"]
    assert isinstance(new, AddressHeader)
    (one,) = new.addresses
    # Python before 3.15 keeps the blank between two encoded words (its issue gh-128110).
    assert one.display_name.replace(" ", "") == name.replace(" ", "")
    assert one.addr_spec == address


@settings(deadline=None)
@given(NAMES, st.sampled_from([ADDRESS, LONG_ADDRESS]))
def test_the_seal_reads_what_is_written(name: str, address: str) -> None:
    """No mailbox that is written here is one that the seal would refuse."""
    assert address_of(mailbox(name, address)) == address


@settings(max_examples=40, deadline=None)  # each is a trip to the browser and back
@given(names=st.lists(NAMES, min_size=1, max_size=20))
@example(names=list(NASTY))
def test_a_foreign_reader_agrees(
    postal_mime: Callable[[bytes], dict[str, Any]], names: list[str]
) -> None:
    """postal-mime finds the same subject, mailboxes and body."""
    to = ",\r\n ".join(mailbox(name, ADDRESS) for name in names)
    text = "\n".join(names) + "\n"
    mail = (
        f"To: {to}\r\n{header('Subject', names[0])}"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{quoted_printable(text)}"
    )

    read = postal_mime(mail.encode())

    assert [(one["name"], one["address"]) for one in read["to"]] == [
        (name, ADDRESS) for name in names
    ]
    assert (read.get("subject") or "") == names[0]
    assert read["text"] == text


@pytest.mark.parametrize(
    "control", ["\r", "\n", "\r\nBcc: a@b.example", "\0", "\t", "\x7f", "\x85"]
)
@pytest.mark.parametrize("place", ["{}x", "x{}x", "x{}", "ü{}ü"])
def test_controls_never_enter_a_header(control: str, place: str) -> None:
    """What would start a line of its own is refused, wherever it stands."""
    value = place.format(control)

    with pytest.raises(ValueError, match="control character"):
        header("Subject", value)
    with pytest.raises(ValueError, match="control character"):
        mailbox(value, ADDRESS)
    with pytest.raises(ValueError, match="control character"):
        parameter("filename", value)
    with pytest.raises(ValueError, match="would hold"):
        raw_header("List-Id", value)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a@b@c", "a b@c.example", "ä@b.example", "a@ä.example", "a@b.example>",
     "<a@b.example>", "a@b.example\r\nBcc: c@d.example", "a@b.example\n", '"a"@b.example', "a,b@c"],
)  # fmt: skip
def test_an_address_is_a_bare_one(address: str) -> None:
    """Only a dot-atom at an ASCII domain is written into a header."""
    with pytest.raises(ValueError, match="not an address"):
        mailbox("Amt", address)


@pytest.mark.parametrize("name", ["", "Sub ject", "Subject:", "Sübject", "X\r\nY"])
def test_a_header_has_a_name(name: str) -> None:
    """A field's name is printable ASCII without colon and blank (RFC 5322 §3.6.8)."""
    with pytest.raises(ValueError, match="not a header's name"):
        raw_header(name, "x")
    with pytest.raises(ValueError, match="not a header's name"):
        address_header(name, "x", ADDRESS)


def test_raw_headers_fold_between_their_parts_only() -> None:
    """An address list of ours is never cut, encoded or changed (the email package would)."""
    parts = ["<mailto:abmelden@netzwerk.example?subject=abmelden%20" + "x" * 60 + ">,", "<https:x>"]

    field = raw_header("List-Unsubscribe", *parts)

    assert field == f"List-Unsubscribe: {parts[0]}\r\n {parts[1]}\r\n"


@settings(deadline=None)
@given(TEXTS)
def test_a_body_comes_back(text: str) -> None:
    """Quoted-printable decodes to the text, its line breaks CRLF."""
    encoded = quoted_printable(text)

    assert quopri.decodestring(encoded.encode()).decode() == text.replace("\n", "\r\n")
    assert_is_quoted_printable(encoded)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.text(max_size=200) | LINES)
def test_a_mark_stands_alone(pieces: list[str], value: str) -> None:
    """What an encoded value leaves in a mark's place is the value, wherever the mark stood."""
    pieces = [piece.replace(MARK, "") for piece in pieces]
    skeleton = quoted_printable(MARK.join(pieces), re.compile(MARK))
    spliced = skeleton.replace(MARK, quoted_printable_inline(value))

    assert skeleton.split("\r\n").count(f"{MARK}=") == len(pieces) - 1
    expected = value.join(piece.replace("\n", "\r\n") for piece in pieces)
    assert quopri.decodestring(spliced.encode()).decode() == expected
    assert_is_quoted_printable(spliced)


def assert_is_quoted_printable(encoded: str) -> None:
    """RFC 2045 §6.7, and nothing that SMTP or an mbox would alter."""
    assert encoded.isascii()
    assert "\r" not in encoded.replace("\r\n", "")
    for line in encoded.split("\r\n"):
        assert len(line) <= 76
        assert "\n" not in line
        assert not line.startswith((".", "From "))
        assert not line.endswith((" ", "\t"))
        assert re.fullmatch(r"(?:[ -<>-~\t]|=[0-9A-F]{2})*=?", line)


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\rb\r", "a\nb\n"])
def test_line_breaks_become_crlf(text: str) -> None:
    """However a text breaks its lines, a mail breaks them one way."""
    assert quoted_printable(text) == "a\r\nb\r\n"


@settings(deadline=None)
@given(NAMES)
def test_a_parameter_comes_back(value: str) -> None:
    """A file name in whatever script is read as it was written (RFC 2231)."""
    pieces = parameter("filename", value)
    field = raw_header(
        "Content-Disposition", "attachment;", *(f"{p};" for p in pieces[:-1]), pieces[-1]
    )

    assert_fits(field)
    mail = field.encode() + b"\r\n"
    new = message_from_bytes(mail, policy=default)["Content-Disposition"]
    assert isinstance(new, ContentDispositionHeader)
    assert new.params["filename"] == value
    assert message_from_bytes(mail, policy=compat32).get_filename("") == value


@settings(deadline=None)
@given(st.text())
def test_percent_comes_back(value: str) -> None:
    """A query value survives, and holds nothing that HTML, headers or calendars treat apart."""
    try:
        encoded = percent(value)
    except UnicodeEncodeError:
        assert re.search("[\ud800-\udfff]", value)
        return

    assert re.fullmatch(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})*", encoded)
    assert unquote(encoded) == value
    assert parse_qs(f"subject={encoded}", keep_blank_values=True) == {"subject": [value]}


class Attributes(HTMLParser):
    """What a browser would find."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Every attribute's value, in order."""
        self.found += [value for _, value in attrs]


@settings(deadline=None)
@given(LINES)
def test_html_comes_back_from_an_attribute(value: str) -> None:
    """In either kind of quotes nothing gets out."""
    page = f"<a title=\"{html(value)}\" rel='{html(value)}'>"

    assert Attributes(page).found == [value, value]
