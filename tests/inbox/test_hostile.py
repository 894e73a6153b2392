"""Whatever lies in a mailbox is read or passed over: nothing raises, nothing takes long."""

import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.inbox import Kept, holders, mails_in, traces
from rundbrief.problems import Problem

OURS = "<4f5a1c2b3d4f5a1c2b3d@kulturnetzwerk.example>"
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.eml"))

PIECES = st.sampled_from(
    [
        *(b"Content-Type: multipart/report; boundary=a\r\n", b"\r\n\r\n--a\r\n", b"\r\n--a--\r\n"),
        *(b"Content-Type: message/delivery-status\r\n", b"Content-Type: message/rfc822\r\n"),
        *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n"),
        *(b"Content-Type: text/plain; charset*=undefined''%00\r\n", b"From: mailer-daemon@x\r\n"),
        *(b"Content-Type: text/plain; charset=idna\r\n", b"Subject: =?undefined?b?!?=\r\n"),
        *(
            b"Date: Mon, 11 Aug 99999 09:00:00 +9999\r\n",
            b"Date: -\r\n",
            b"Final-Recipient: ;;\r\n",
        ),
        *(b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSEQUENCE:\xd9\xa3\nUID:1\nATTENDEE:x\n",),
        *(b"END:VEVENT\r\n", b"Content-Type: text/calendar\r\n", b"\r\n", b"\0", b"=", b"--a"),
        *(b"Content-Type: multipart/mixed; boundary*0*=undefined''a; boundary*1=\"\r\n", b"From "),
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(b"".join)))
def test_any_bytes(content: bytes) -> None:
    """Arbitrary bytes, and arbitrary heaps of what mails are made of, raise nothing."""
    assert isinstance(list(traces(content)), list)


@given(st.data())
def test_any_damage(data: st.DataObject) -> None:
    """Nor does a real mail with bytes taken out, put in, or cut off."""
    content = data.draw(st.sampled_from([path.read_bytes() for path in SAMPLES]))
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    middle = data.draw(st.binary(max_size=20))

    assert isinstance(list(traces(content[:begin] + middle + content[end:])), list)


def nested(depth: int) -> bytes:
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{each}\r\n\r\n--b{each}\r\n"
        for each in range(depth)
    )
    return (f"In-Reply-To: {OURS}\r\n{head}\r\nend").encode()


def attached(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + f"Message-ID: {OURS}\r\n\r\n".encode()


# Each would take a careless reader down, or very long.
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(nested(100), id="a hundred deep"),
        pytest.param(nested(20_000), id="deeper than Python"),
        pytest.param(attached(20_000), id="mail in mail in mail"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 200_000,
            id="a hundred thousand parts",
        ),
        pytest.param(b"Subject: " + b"=?utf-8?q?x?= " * 70_000 + b"\r\n\r\n", id="encoded words"),
        pytest.param(b"References: " + b"<" * 1_000_000, id="brackets"),
        pytest.param(b"X: y\r\n" * 170_000, id="nothing but fields"),
        pytest.param(b"From: " + b'"(' * 500_000 + b"\r\n\r\n", id="quotes and comments"),
        pytest.param(b"From: mailer-daemon@x.example\r\n\r\n" + b"\r\n " * 300_000, id="blanks"),
        pytest.param(b"\r\n" * 500_000, id="empty lines"),
        pytest.param(b"A:" + b" " * 1_000_000, id="spaces"),
        pytest.param(
            b"Content-Type: text/calendar\r\n\r\nMETHOD:REPLY\nBEGIN:VEVENT\n"
             b"ATTENDEE" + b";A=" * 300_000,
            id="parameters",
        ),
    ],
)  # fmt: skip
def test_no_bomb(content: bytes) -> None:
    """A mail made to take long takes no longer than any of its length."""
    begin = time.process_time()

    assert isinstance(list(traces(content)), list)
    assert time.process_time() - begin < 5


def test_ten_megabytes(folder: Path) -> None:
    """Of a big mail the first megabyte is read: what names it stands there."""
    big = b64encode(bytes(7_500_000))
    (folder / "big.eml").write_bytes(f"Message-ID: {OURS}\r\n\r\n".encode() + big)

    (kept,) = mails_in(folder, lambda path: path.name)

    assert isinstance(kept, Kept)
    assert len(kept.content) == 1 << 20
    assert len(list(traces(kept.content))) == 1


# What is no mail is named, whatever it is called; a mail in any charset is one.
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("x.eml", b"", "inbox.not-a-mail", id="empty"),
        pytest.param("x.eml", b"\x89PNG\r\n\x1a\n" * 99, "inbox.not-a-mail", id="binary"),
        pytest.param("x.eml", b"Guten Tag, alle\r\n", "inbox.not-a-mail", id="no fields"),
        pytest.param("x.eml", b"\xef\xbb\xbfSubject: \xe4\xff\r\n\r\n\xe4", None, id="no charset"),
        pytest.param("x.eml", b"\r\n\r\nSubject: x\r\n\r\n", None, id="empty lines before"),
        pytest.param("x.msg", b"\xd0\xcf\x11\xe0", "inbox.outlook", id="outlook"),
        pytest.param("x.pdf", b"%PDF-1.7", "inbox.other-file", id="a document"),
    ],
)
def test_what_is_no_mail(folder: Path, name: str, content: bytes, code: str | None) -> None:
    """A file that can't be read as a mail is named with what to do."""
    (folder / name).write_bytes(content)

    (found,) = mails_in(folder, lambda path: path.name)

    assert (found.code if isinstance(found, Problem) else None) == code


def test_nothing_outside_is_read(folder: Path, link: Callable[[Path, Path], None]) -> None:
    """Links are named and not followed, be it to a file, a folder or the folder itself."""
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.eml").write_bytes(f"From: kultur@kreis.example\r\nX: {OURS}\r\n".encode())
    link(folder / "a.eml", outside / "secret.eml")
    link(folder / "b", outside)
    link(folder / "c", folder)

    found = list(mails_in(folder, lambda path: path.name))

    assert [(each.file, getattr(each, "code", "")) for each in found] == [
        ("a.eml", "inbox.link"),
        ("b", "inbox.link"),
        ("c", "inbox.link"),
    ]
    assert list(holders(folder, lambda path: path.name, ["kultur@kreis.example"])) == []


@pytest.fixture
def link() -> Callable[[Path, Path], None]:
    """Makes a symbolic link, where one may."""

    def make(path: Path, target: Path) -> None:
        try:
            path.symlink_to(target)
        except OSError:
            pytest.skip("this user may make no links")

    return make


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    """A named pipe without a writer would hold up whoever opened it."""
    os = pytest.importorskip("os")
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no such files")
    os.mkfifo(folder / "x.eml")

    (found,) = mails_in(folder, lambda path: path.name)

    assert isinstance(found, Problem)
    assert list(holders(folder, lambda path: path.name, ["a@b.example"])) == []
