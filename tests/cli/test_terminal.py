"""`rundbrief send` as she types: it shows the plan, asks for the number, and only then sends."""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

fcntl = pytest.importorskip("fcntl", reason="Windows has no pseudo-terminals")
pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

termios = pytest.importorskip("termios", reason="Windows has no pseudo-terminals")

PROGRAM = Path(sys.executable).with_name("rundbrief")
NOW = ("--now", "2025-08-04T09:00")
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
PATIENCE = 60.0


class Terminal:
    """The program on a terminal: what it said so far, and a keyboard."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.screen = screen
        self.said = ""

    def until(self, words: str) -> str:
        """Read on until it says these words."""
        return self._read(lambda: words in self.said)

    def end(self) -> int:
        """Read on to its end; its exit code."""
        self._read(lambda: False)
        return self.process.wait(PATIENCE)

    def interrupt(self) -> int:
        """Ctrl-C, again where nothing stirs; its exit code.

        A signal that lands just before the program waits for a key is only seen with the next
        one: Python looks for signals between its own steps. A person presses again, so does this.
        """
        for _ in range(6):
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE / 6)
                break
        return self.end()

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self.screen, text.encode())

    def _read(self, enough: Callable[[], bool]) -> str:
        deadline = time.monotonic() + PATIENCE
        while not enough():
            assert time.monotonic() < deadline, self.said
            if not select.select([self.screen], [], [], 0.5)[0]:
                continue
            try:
                data = os.read(self.screen, 65536)
            except OSError:  # Linux says so where the program has gone
                break
            if not data:
                break
            self.said += data.decode(errors="replace")
        return self.said


@contextmanager
def at_a_terminal(folder: Path, *words: str) -> Iterator[Terminal]:
    """The program started there, on a terminal of its own."""
    screen, end = pty.openpty()
    # Whoever runs the tests may have a width of their own, which would go before the terminal's.
    screenless = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    process = subprocess.Popen(
        [str(PROGRAM), *words],
        cwd=folder,
        env=screenless | {"PYTHONIOENCODING": "utf-8", "TERM": "xterm"},
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


def mails(folder: Path) -> int:
    return len(list((folder / "outbox").glob("*.eml")))


@pytest.mark.parametrize("answer", ["2", "ja", "", "33"])
def test_another_number_sends_nothing(small_workspace: Path, answer: str) -> None:
    """Only the very number of recipients lets it go; everything else is a no."""
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        terminal.until("die Zahl der Empfänger ein (3)")
        terminal.type(answer + "\n")

        assert terminal.end() == 2
    assert "Nicht bestätigt, nichts gesendet." in terminal.said
    assert mails(small_workspace) == 0


def test_the_number_of_recipients_sends(small_workspace: Path) -> None:
    """The plan is shown before the question, and what was done after it."""
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        shown = terminal.until("die Zahl der Empfänger ein (3)")
        terminal.type("3\n")

        assert terminal.end() == 0
    assert "Zusammen 6 Mails an 3 Empfänger." in shown
    assert "6 Mails wurden im Ordner outbox abgelegt" in terminal.said
    assert mails(small_workspace) == 6


def test_a_change_while_it_asks_is_shown_and_asked_anew(small_workspace: Path) -> None:
    """Nothing goes out that wasn't looked at: the new plan is shown, with its own number."""
    people = small_workspace.parent / "recipients" / "liste.csv"
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        terminal.until("die Zahl der Empfänger ein (3)")
        people.write_text(people.read_text("utf-8") + "neu@stadt.example;Neu;;;;;;;;\n", "utf-8")
        terminal.type("3\n")
        terminal.until("die Zahl der Empfänger ein (4)")
        before = mails(small_workspace)
        terminal.type("4\n")

        assert terminal.end() == 0
    assert before == 0
    assert "Inzwischen hat sich etwas geändert" in terminal.said
    assert mails(small_workspace) == 8


# What she types when asked about the missing half: the number, or anything else.
@pytest.mark.parametrize(("typed", "code"), [("{gone}", 0), ("ja", 2)])
def test_half_the_list_missing_is_asked_about_first(
    small_workspace: Path, typed: str, code: int
) -> None:
    """Before the question of how many get a mail stands the one of how many are missing."""
    words = [str(PROGRAM), "plan", "--json", *NOW]
    made = json.loads(subprocess.run(words, cwd=small_workspace, stdout=-1, check=True).stdout)
    send = [str(PROGRAM), "send", "--plan", made["hash"], *NOW]
    subprocess.run(send, cwd=small_workspace, stdout=-1, check=True)
    people = small_workspace.parent / "recipients" / "liste.csv"
    header, *rows = people.read_text("utf-8").splitlines(keepends=True)
    people.write_text(f"{header}neu@stadt.example;Neu;;;;;;;;\n", encoding="utf-8")

    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        terminal.until("Hälfte")
        terminal.until(f"({len(rows)})")
        terminal.type(typed.format(gone=len(rows)) + "\n")
        if not code:
            terminal.until("Zahl der Empfänger ein (1)")
            terminal.type("1\n")
        assert terminal.end() == code


def test_ctrl_c_at_the_question_sends_nothing(small_workspace: Path) -> None:
    """Leaving the question is a no."""
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        terminal.until("die Zahl der Empfänger ein (3)")

        assert terminal.interrupt() == 1
    assert "Traceback" not in terminal.said
    assert mails(small_workspace) == 0


@pytest.mark.parametrize("columns", [80, 160])
def test_status_fits_the_screen(small_workspace: Path, columns: int) -> None:
    """Where the words don't fit beside a name they stand beneath; no word is cut in two."""
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        terminal.until("ein (3)")
        terminal.type("3\n")
        terminal.end()
    with at_a_terminal(small_workspace, "status", MEETING, "--mails") as terminal:
        size = struct.pack("HHHH", 40, columns, 0, 0)
        fcntl.ioctl(terminal.screen, termios.TIOCSWINSZ, size)
        terminal.end()

    with_words = [line for line in terminal.said.splitlines() if line.endswith(".eml")]
    assert len(with_words) == 3
    assert max(map(len, with_words)) <= columns
    assert all(("<" in line) is (columns > 100) for line in with_words)


# What the invitation's template has in the place of the answer.
PALE = '<p style="color:#aaaaaa">blass</p>'
BROKEN = '<p><a style="color:#14505c" href="#nirgends">Zum Programm</a></p>'


def with_words(folder: Path, html: str) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}<tr><td>'
        f"{html}</td></tr>{{% endblock %}}",
        encoding="utf-8",
    )


def test_an_error_in_a_mail_comes_before_the_question(small_workspace: Path) -> None:
    """Where a mail has an error nobody is asked for a number: nothing would go out anyway."""
    with_words(small_workspace, BROKEN)
    with at_a_terminal(small_workspace, "send", *NOW) as terminal:
        assert terminal.end() == 2

    assert "--force link-lost" in terminal.said
    assert "Zahl der Empfänger" not in terminal.said
    assert mails(small_workspace) == 0


@pytest.mark.parametrize(
    ("html", "words"), [(PALE, ()), (BROKEN, ("--force", "link-lost"))], ids=["hint", "let pass"]
)
def test_what_was_found_stands_above_the_question(
    small_workspace: Path, html: str, words: tuple[str, ...]
) -> None:
    """A hint, or an error that is let pass, is read before the number is typed, and only once."""
    with_words(small_workspace, html)
    code = "link-lost" if words else "contrast"
    with at_a_terminal(small_workspace, "send", *words, *NOW) as terminal:
        shown = terminal.until("die Zahl der Empfänger ein (3)")
        terminal.type("3\n")

        assert terminal.end() == 0
    assert shown.count(f"{code}: ") == terminal.said.count(f"{code}: ") == 1
    assert mails(small_workspace) == 6
