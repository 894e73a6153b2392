"""A PDF that runs something when it is opened is found out, however it hides it."""

import zlib

import pytest

from rundbrief.workspace.pdf import runs_something

HEAD = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction 2 0 R >>\nendobj\n"


def stream(dictionary: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"3 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        dictionary,
        len(packed),
        packed,
    )


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"2 0 obj\n" + SCRIPT + b"\nendobj\n",
        HEAD + b"2 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n",
        # a letter written as its number
        HEAD + b"2 0 obj\n<< /S /J#61vaScript >>\nendobj\n",
        # packed among other objects
        HEAD + stream(b"/Type /ObjStm /N 1 /First 4", b"2 0 " + SCRIPT),
        HEAD + stream(b"/Type /Obj#53tm /N 1 /First 4", b"2 0 " + SCRIPT),
        # behind a stream that is none of those
        HEAD + stream(b"/Type /Page", b"x") + SCRIPT,
    ],
    ids=["script", "program", "escaped", "packed", "escaped and packed", "behind a page"],
)
def test_what_runs(data: bytes) -> None:
    """A script or a program, in the open or packed."""
    assert runs_something(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        # a page to turn to
        HEAD + b"2 0 obj\n<< /S /GoTo /D [4 0 R /Fit] >>\nendobj\n",
        # names that only begin alike
        HEAD + b"2 0 obj\n<< /JSON 1 /LaunchPad 2 >>\nendobj\n",
        # what a page shows, and what a picture's bytes happen to be
        HEAD + stream(b"/Type /Page", b"(/JavaScript ist eine Sprache)"),
        HEAD + b"3 0 obj\n<< /Type /XObject >>\nstream\n\x00/JS \x01\nendstream\nendobj\n",
        # damaged
        HEAD + b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nxxxx\nendstream",
        HEAD + b"<< /Type /ObjStm >>\nstream\nxxxx",
    ],
    ids=["nothing", "page", "names", "text", "picture", "damaged", "cut off"],
)
def test_what_does_not_run(data: bytes) -> None:
    """An opening page, a text about scripts, accidental bytes: no warning."""
    assert not runs_something(data)
