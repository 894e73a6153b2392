"""The folder's files: `.eml`, mbox, Maildir; and which of them hold an address."""

import mailbox
from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rundbrief.inbox import Kept, holders, mails_in

WHO = "kultur@xn--mnster-3ya.example"


def a_mail(number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = str(number)
    mail.set_content(f"Guten Tag\n\nFrom hier an: {number}\n\nMfG\n")
    return mail


def name(path: Path) -> str:
    return path.name


def subjects(folder: Path) -> list[tuple[str, int | None, bytes]]:
    return [
        (each.file, each.line, each.content.partition(b"Subject: ")[2][:1])
        for each in mails_in(folder, name)
        if isinstance(each, Kept)
    ]


def test_an_mbox(folder: Path) -> None:
    """As the standard library writes it: each of its mails, with the line where it begins."""
    box = mailbox.mbox(folder / "Gesendet")
    for number in range(3):
        box.add(a_mail(number))
    box.close()
    lines = (folder / "Gesendet").read_text("utf-8").splitlines()
    begins = [place for place, line in enumerate(lines, 1) if line.startswith("From ")]

    assert subjects(folder) == [("Gesendet", begins[n], str(n).encode()) for n in range(3)]


def test_a_maildir(folder: Path) -> None:
    """New ones and those read, subfolders' too; nothing half arrived, none of a server's files."""
    box = mailbox.Maildir(folder / "Post")
    box.add(a_mail(1))
    read = mailbox.MaildirMessage(a_mail(2))
    read.set_subdir("cur")
    box.add(read)
    box.add_folder("Sent").add(a_mail(3))
    (folder / "Post" / "tmp" / "half").write_bytes(b"Subject: 4\n")
    (folder / "Post" / "dovecot-uidlist").write_bytes(b"3 V1 N2\n")

    assert {each[2] for each in subjects(folder)} == {b"1", b"2", b"3"}
    assert len(list(mails_in(folder, name))) == 3


def test_the_folder_itself_may_be_a_maildir(folder: Path) -> None:
    """A mail server that delivers into it needs no folder between."""
    mailbox.Maildir(folder.parent / "own").add(a_mail(7))

    assert [each[2] for each in subjects(folder.parent / "own")] == [b"7"]


def test_reading_changes_nothing(folder: Path) -> None:
    """No file is written, marked as read or moved."""
    mailbox.Maildir(folder / "Post").add(a_mail(1))
    (folder / "a.mbox").write_bytes(b"From x\nSubject: 2\n\n")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}

    list(mails_in(folder, name))

    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_where_there_is_none(tmp_path: Path) -> None:
    """A folder that isn't there holds nothing, and nothing is wrong with that."""
    assert list(mails_in(tmp_path / "inbox", name)) == []


@given(st.lists(st.binary(max_size=80).filter(lambda b: b"From " not in b), min_size=1, max_size=5))
def test_an_mbox_is_cut_where_the_library_cuts(
    tmp_path_factory: object, bodies: list[bytes]
) -> None:
    """Whatever stands between `From ` lines behind empty lines: as many mails, no byte lost."""
    folder = tmp_path_factory.mktemp("box")  # type: ignore[attr-defined] # pytest's own factory
    mails = [b"From x\nSubject: y\n\n" + body + b"\n\n" for body in bodies]
    (folder / "box").write_bytes(b"".join(mails))

    found = [each.content for each in mails_in(folder, name) if isinstance(each, Kept)]

    assert found == mails


def test_who_is_held(folder: Path) -> None:
    """An address is found in any encoding, and in Outlook's files; one that only ends so isn't."""
    german = WHO.replace("xn--mnster-3ya", "münster")
    encoded = b64encode(f"Bitte an {german}.".encode())
    texts = {
        "a.eml": f"To: {WHO.upper()}\r\n\r\n".encode(),
        "b.eml": b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded,
        "c.eml": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"kultur@xn--mn=\r\nster-3ya.example",
        "d.msg": b"\xd0\xcf\x11\xe0\0\0" + WHO.encode("utf-16-le"),
        "e.txt": f"alt{WHO} und {WHO}.org".encode(),
        "f.eml": b"Subject: x\r\n\r\nniemand",
        "g.bin": b"\xff" * ((1 << 20) - 9) + WHO.encode(),
    }
    for each, content in texts.items():
        (folder / each).write_bytes(content)

    assert list(holders(folder, name, [WHO])) == ["a.eml", "b.eml", "c.eml", "d.msg", "g.bin"]
    assert list(holders(folder, name, [])) == []
