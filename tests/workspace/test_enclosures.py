"""Files that go along: documents and the logo, judged by name and bytes, told with their line."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from rundbrief.definitions import Enclosure, Picture
from rundbrief.problems import Problem, Severity
from rundbrief.wording import LANGUAGES, problem_sentence
from rundbrief.workspace import Contents, open_workspace
from rundbrief.workspace.filetypes import Flaw, document, picture

LOGO = (Path(__file__).parents[2] / "examples" / "logo.png").read_bytes()
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str, mimetype: str = "") -> bytes:
    """A ZIP with files of these names, as Office programs write it."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")

GOOD = {
    ("leitfragen.pdf", PDF): "application/pdf",
    ("Einladung.PDF", PDF): "application/pdf",
    ("a.docx", DOCX): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml")): (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    ("a.odt", ODT): "application/vnd.oasis.opendocument.text",
    ("plan.png", LOGO): "image/png",
    ("foto.jpeg", b"\xff\xd8\xff\xe0"): "image/jpeg",
}


@pytest.mark.parametrize(("name", "data"), GOOD)
def test_documents(name: str, data: bytes) -> None:
    """What offices send each other goes along under its own name, by its own type."""
    assert document(name, data) == Enclosure(name, GOOD[name, data], data)


def test_name_is_composed() -> None:
    """macOS takes umlauts apart in file names; the mail has them whole."""
    made = document("U\u0308berblick.pdf", PDF)

    assert isinstance(made, Enclosure)
    assert made.name == "Überblick.pdf"


BAD = {
    # what runs, by its name or by its bytes, whatever the other says
    ("setup.exe", b"MZ\x90"): "executable",
    ("setup.exe", PDF): "executable",
    ("leitfragen.pdf.exe", b"MZ\x90"): "executable",
    ("leitfragen.pdf.exe. ", PDF): "executable",
    ("leitfragen.pdf", b"MZ\x90"): "executable",
    ("leitfragen.pdf", b"\x7fELF"): "executable",
    ("leitfragen.docx", b"#!/bin/sh"): "executable",
    ("seite.html", b"<p>"): "executable",
    ("bild.svg", b"<svg>"): "executable",
    ("Verknuepfung.lnk", b"L"): "executable",
    # macros, by the name or hidden under a good one
    ("liste.xlsm", zipped("[Content_Types].xml", "xl/vbaProject.bin")): "macros",
    ("liste.xlsx", zipped("[Content_Types].xml", "xl/vbaProject.bin")): "macros",
    ("brief.docm", DOCX): "macros",
    ("brief.docx", zipped("[Content_Types].xml", "word/vbaProject.bin")): "macros",
    ("b.odt", zipped("Basic/a.xml", mimetype="application/vnd.oasis.opendocument.text")): "macros",
    # Office of before 2007
    ("brief.doc", OLE): "old-office",
    ("brief.docx", OLE): "old-office",
    # what isn't on the list, or not what it says
    ("paket.zip", DOCX): "unknown-type",
    ("ohne", PDF): "unknown-type",
    ("termin.ics", b"BEGIN:VCALENDAR"): "unknown-type",
    ("leitfragen.pdf", DOCX): "not-what-it-says",
    ("leitfragen.pdf", b"nur Text"): "not-what-it-says",
    ("brief.docx", PDF): "not-what-it-says",
    ("brief.docx", b"PK\x03\x04 abgeschnitten"): "not-what-it-says",
    ("brief.odt", DOCX): "not-what-it-says",
    ("leer.pdf", b""): "empty-file",
    # names that a reader can't save, or that show another ending than they have
    ("a:b.pdf", PDF): "file-name",
    ("rechnung\u202efdp.pdf", PDF): "file-name",
}


@pytest.mark.parametrize(("name", "data"), BAD)
def test_not_attached(name: str, data: bytes) -> None:
    """What could harm, or isn't what its name says, stays here, and the reason is told."""
    found = document(name, data)

    assert isinstance(found, Flaw)
    assert found.code == f"workspace.{BAD[name, data]}"


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG: a JFIF segment, a fill byte, the frame's header."""
    frame = b"\xff\xff\xc2\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + bytes(12)


SHOWN = {
    LOGO: ("logo.png", "image/png", 144, 144),
    b"GIF89a\x40\x01\x50\x00": ("logo.gif", "image/gif", 320, 80),
    jpeg(320, 80): ("logo.jpg", "image/jpeg", 320, 80),
}


@pytest.mark.parametrize("data", SHOWN)
def test_pictures(data: bytes) -> None:
    """A logo is known by its bytes, with the size it has."""
    found = picture(data, "logo")

    assert isinstance(found, Picture)
    assert (found.name, found.content_type, found.width, found.height) == SHOWN[data]


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"",
        LOGO[:15],
        b"GIF89a",
        b"GIF89a\x00\x00\x50\x00",
        b"\xff\xd8\xff\xe0",
        b"\xff\xd8\xff\xda\x00\x04ab",
    ],
)
def test_not_a_picture(data: bytes) -> None:
    """What mail programs don't show, or what was cut off, is no logo."""
    assert picture(data, "logo") == Flaw("workspace.not-a-picture", {})


def test_heavy_picture() -> None:
    """A logo is in every mail, so it has a limit."""
    found = picture(LOGO + bytes(200_000), "logo")

    assert isinstance(found, Flaw)
    assert found.code == "workspace.picture-too-large"


SETTINGS = """\
[organisation]
name = "Kulturnetz"
imprint = "Kulturnetz"

[organisation.logo]
file = "logo.png"
alt = "Kulturnetz"
width = 72

[sender]
name = "Kulturnetz"
email = "post@netz.example"

[contact]
name = "Kulturbüro"
email = "fragen@netz.example"
"""
MEETING = """\
id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"
status = "planned"
title = "Kultur im Kreis"
start = 2025-09-08T10:00:00
end = 2025-09-08T12:00:00

[venue]
kind = "in-person"
name = "Rathaus"

[[documents]]
title = "Leitfragen"
file = "unterlagen/leitfragen.pdf"
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Contents]:
    """A workspace with a logo and an attached document, read after a change to its files."""
    (tmp_path / "meetings").mkdir()
    (tmp_path / "recipients").mkdir()
    (tmp_path / "unterlagen").mkdir()
    (tmp_path / "recipients" / "liste.csv").write_text("E-Mail\na@b.example\n")
    (tmp_path / "logo.png").write_bytes(LOGO)
    (tmp_path / "unterlagen" / "leitfragen.pdf").write_bytes(PDF)

    def contents(settings: str = SETTINGS, meeting: str = MEETING, **files: bytes) -> Contents:
        (tmp_path / "rundbrief.toml").write_text(settings, encoding="utf-8")
        (tmp_path / "meetings" / "m.toml").write_text(meeting, encoding="utf-8")
        for name, data in files.items():
            (tmp_path / name.replace("__", "/").replace("_", ".")).write_bytes(data)
        workspace, problems = open_workspace(tmp_path)
        assert workspace is not None, problems
        return workspace.read()

    return contents


def told(contents: Contents) -> list[tuple[str, int | None, str, Severity]]:
    """What is said, each with a sentence in every language."""
    for problem in contents.problems:
        assert all(problem_sentence(problem, language) for language in LANGUAGES)
    return [(each.file, each.line, each.code, each.severity) for each in contents.problems]


def test_read(read: Callable[..., Contents]) -> None:
    """Both are read where they are named."""
    contents = read()

    assert told(contents) == []
    assert contents.enclosures == {
        "unterlagen/leitfragen.pdf": Enclosure("leitfragen.pdf", "application/pdf", PDF)
    }
    assert contents.logo == Picture("logo.png", "image/png", LOGO, 144, 144)


ISSUE = """\
id = "3f0c3cae-3ae0-4ab7-b158-9267a6367e1e"
status = "ready"
title = "Herbst"

[[articles]]
title = "Haus der Kulturen"
text = "Es ist fertig."
picture = "bilder/haus.jpg"
alt = "Das neue Haus, von der Straße gesehen"
"""


def issue(read: Callable[..., Contents], folder: Path, photo: bytes | None) -> Contents:
    """The workspace with a newsletter whose article shows a photo."""
    (folder / "newsletters").mkdir()
    (folder / "bilder").mkdir()
    (folder / "newsletters" / "n.toml").write_text(ISSUE, encoding="utf-8")
    if photo is not None:
        (folder / "bilder" / "haus.jpg").write_bytes(photo)
    return read()


def test_picture_of_an_article(read: Callable[..., Contents], tmp_path: Path) -> None:
    """An article's picture is read where it is named, and is called what its file is called."""
    contents = issue(read, tmp_path, jpeg(1200, 800))

    assert told(contents) == []
    assert contents.pictures == {
        "bilder/haus.jpg": Picture("haus.jpg", "image/jpeg", jpeg(1200, 800), 1200, 800)
    }


@pytest.mark.parametrize(
    ("photo", "code", "severity"),
    [
        (None, "missing-file", Severity.ERROR),
        (b"<svg/>", "not-a-picture", Severity.ERROR),
        (jpeg(1200, 800) + bytes(200_000), "picture-too-large", Severity.ERROR),
        (jpeg(599, 400), "picture-narrow", Severity.WARNING),
    ],
)
def test_no_picture_for_an_article(
    read: Callable[..., Contents],
    tmp_path: Path,
    photo: bytes | None,
    code: str,
    severity: Severity,
) -> None:
    """What can't be shown, or not well, is told with the line that names the file."""
    contents = issue(read, tmp_path, photo)

    assert told(contents) == [("newsletters/n.toml", 8, f"workspace.{code}", severity)]


def test_backslash(read: Callable[..., Contents]) -> None:
    """A path as Windows writes it is the same path."""
    contents = read(meeting=MEETING.replace('"unterlagen/leitfragen.pdf"',
                                            r"'unterlagen\leitfragen.pdf'"))  # fmt: skip

    assert told(contents) == []
    assert list(contents.enclosures) == ["unterlagen/leitfragen.pdf"]


def only(contents: Contents) -> Problem:
    (problem,) = contents.problems
    return problem


@pytest.mark.parametrize(
    ("named", "code", "likely"),
    [
        ("unterlagen/plan.xyz", "missing-file", None),
        ("anderswo/leitfragen.pdf", "missing-file", None),
        ("unterlagen/leitfrage.pdf", "misspelt-file", "unterlagen/leitfragen.pdf"),
        ("unterlagen/LEITFRAGEN.pdf", "misspelt-file", "unterlagen/leitfragen.pdf"),
    ],
)
def test_missing(read: Callable[..., Contents], named: str, code: str, likely: str | None) -> None:
    """A document that isn't there is told with the line that names it, and the likeliest name."""
    problem = only(read(meeting=MEETING.replace("unterlagen/leitfragen.pdf", named)))

    assert (problem.file, problem.line, problem.field) == ("meetings/m.toml", 13,
                                                           "documents[1].file")  # fmt: skip
    assert (problem.code, problem.values.get("likely")) == (f"workspace.{code}", likely)


def test_missing_logo(read: Callable[..., Contents]) -> None:
    """A logo that isn't there is told with its line in the settings."""
    problem = only(read(settings=SETTINGS.replace("logo.png", "bild.gif")))

    assert (problem.file, problem.line, problem.code) == ("rundbrief.toml", 6,
                                                          "workspace.missing-file")  # fmt: skip


def test_small_logo(read: Callable[..., Contents]) -> None:
    """A logo with fewer pixels than it shall have is a warning; it is shown all the same."""
    contents = read(settings=SETTINGS.replace("width = 72", "width = 160"))

    assert told(contents) == [
        ("rundbrief.toml", 6, "workspace.picture-too-small", Severity.WARNING)
    ]
    assert contents.logo is not None


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (500_000, []),
        (500_001, [(13, "large-file", Severity.WARNING)]),
        (5_000_000, [(13, "large-file", Severity.WARNING)]),
        (5_000_001, [(13, "file-too-large", Severity.ERROR)]),
    ],
)
def test_size(
    read: Callable[..., Contents], size: int, expected: list[tuple[int, str, Severity]]
) -> None:
    """A large document is a warning, one that mailboxes would refuse a problem."""
    contents = read(unterlagen__leitfragen_pdf=PDF.ljust(size))

    assert told(contents) == [
        ("meetings/m.toml", line, f"workspace.{code}", severity)
        for line, code, severity in expected
    ]


def test_too_large_together(read: Callable[..., Contents]) -> None:
    """What one mail carries is counted together."""
    more = '\n[[documents]]\ntitle = "Plan"\nfile = "plan.pdf"\n'
    contents = read(
        meeting=MEETING + more,
        unterlagen__leitfragen_pdf=PDF.ljust(2_600_000),
        plan_pdf=PDF.ljust(2_600_000),
    )

    assert "workspace.enclosures-too-large" in {each.code for each in contents.problems}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('title = "x"', "document-without-way"),
        ('title = "x"\nlink = "https://x.example"\nfile = "a.pdf"', "document-two-ways"),
        ('title = "x"\nfile = "../a.pdf"', "file-outside"),
        ('title = "x"\nfile = "/etc/a.pdf"', "file-outside"),
        ('title = "x"\nfile = "C:/Users/a.pdf"', "file-outside"),
        ('title = "x"\nfile = "~/a.pdf"', "file-outside"),
    ],
)
def test_where_documents_are(read: Callable[..., Contents], written: str, code: str) -> None:
    """A document is at one place: a link, or a file within the workspace."""
    problem = only(
        read(meeting=MEETING.partition("[[documents]]")[0] + f"[[documents]]\n{written}")
    )

    assert problem.code == f"definitions.{code}"
    assert problem.line is not None
