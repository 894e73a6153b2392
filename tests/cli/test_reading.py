"""What is said while long lists are read: nothing of short ones."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import Result

from rundbrief.cli import reading as module
from rundbrief.cli.reading import Reader

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

Call = Callable[..., Result]


def ticking(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """A clock that goes on by so much whenever it is looked at."""
    ticks = iter(range(10_000))
    monkeypatch.setattr(module, "monotonic", lambda: next(ticks) * seconds)


def test_a_line_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal, on the error output: after a second, then every five; the end once."""
    ticking(monkeypatch, 0.5)
    reader = Reader()
    for done in range(1, 31):
        reader.heed(done * 10, 300)
    reader.heed(300, 300)  # once with the last rows, once when the list is through

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        *(f"Die Listen werden gelesen: {percent} %" for percent in (6, 40, 73)),
        "Die Listen sind gelesen; Plan und Mails werden vorbereitet.",
    ]


@pytest.mark.parametrize("name", ["check", "plan"])
def test_short_lists_are_read_without_a_word(call: Call, name: str) -> None:
    """What is done within a second says nothing of it."""
    done = call(name)

    assert "gelesen:" not in done.stderr


@pytest.mark.parametrize("name", ["check", "plan", "send"])
def test_who_reads_long_hears_of_it(call: Call, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each command that reads them tells how far it is, with `--json` none does."""
    ticking(monkeypatch, 2.0)

    assert "Die Listen werden gelesen: " in call(name).stderr
    assert "gelesen" not in call(name, "--json").stderr


BAR = """
from time import sleep
from rundbrief.cli import reading
reading.AFTER = 0.0
reader = reading.Reader()
reader.heed(30, 100)
sleep(0.5)
reader.heed(100, 100)
sleep(0.5)
reader.stop()
print("fertig")
"""


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    """It shows how far reading is, then that work goes on; at its end the cursor is back."""
    ours, theirs = pty.openpty()
    words = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    started = subprocess.Popen(
        [sys.executable, "-c", BAR], cwd=tmp_path, env=words, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # Linux says so when the other side is closed
        while block := os.read(ours, 4096):
            shown += block
    os.close(ours)

    said = shown.decode()
    assert started.wait() == 0, said
    assert "Listen lesen" in said
    assert "30%" in said
    assert "Plan und Mails vorbereiten" in said
    assert said.rindex("\x1b[?25h") > said.rindex("\x1b[?25l")
    assert said.splitlines()[-1].endswith("fertig")
