"""Every command that a page shows is run, in the order of the page, and says what is shown.

    a page ─▶ its blocks ─┬─ console        $ rundbrief … is run; what is shown below is looked for
                          ├─ … file=PATH    is written there, as the reader is told to
                          ├─ … change=PATH  is a line there, in the place of the one of that key
                          └─ bat             each line is one of ELSEWHERE

Each page begins beside a `demo/` of its own, as `make demo` leaves it. Pages must not age, so each
command is given a day that every reader has behind them, as they have the examples' meetings.
What a page shows of the program's words has to be said by it, white space aside; a line with "…"
stands for any others. A number that is shown behind the question of `send` is typed.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import click
import pytest

from rundbrief.cli.group import COMMANDS, Commands

ROOT = Path(__file__).parents[2]
PROGRAM = shutil.which("rundbrief", path=str(Path(sys.executable).parent)) or "rundbrief"
CLOCK = ("--now", "2026-01-15T09:00")
QUESTION = re.compile(r"\(\d+\): (\d+)$")

# What is shown and can't be run here, each with its reason.
ELSEWHERE = {
    ". .venv/bin/activate": "the tests' own environment is active",
    "python -m venv .venv": "Windows; `make demo` does the same by tests/venv.sh",
    r".venv\Scripts\pip install --require-hashes -r requirements.txt": "as the Makefile does",
    r".venv\Scripts\pip install --no-deps --no-build-isolation -e .": "as the Makefile does",
    r".venv\Scripts\activate": "the tests' own environment is active",
    r".venv\Scripts\rundbrief demo": "run as `rundbrief demo`",
    "set /p RUNDBRIEF_SMTP_PASSWORD=Passwort:": "Windows' own: asks, and keeps it for the window",
    ".venv/bin/python -m pytest tests/planning": "a room's own tests",
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `demo/` in it, the demo's mails in its outbox; to be copied."""
    folder = tmp_path_factory.mktemp("shown")
    subprocess.run([PROGRAM, "demo"], cwd=folder, env=_environment(), check=True, timeout=300)
    return folder


def _environment() -> dict[str, str]:
    # BROWSER: `preview` opens its page in what stands there.
    quiet = {"BROWSER": "true", "PYTHONUTF8": "1", "COLUMNS": "200"}
    return {**os.environ, **quiet, "RUNDBRIEF_LANG": "de", "RUNDBRIEF_SMTP_PASSWORD": "geheim"}


def test_commands_shown_are_commands_that_work(
    page_with_commands: Any, demo: Path, tmp_path: Path
) -> None:
    """What a page tells its reader to type works, and answers as the page says."""
    folder = tmp_path / "there"
    shutil.copytree(demo, folder)
    for block in page_with_commands.blocks:
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.change:
            _change(folder / block.change, block.text)
        elif block.language == "bat":
            assert [line for line in block.text.splitlines() if line not in ELSEWHERE] == []
        elif block.language == "console":
            for command, shown in _shown(block.text):
                folder = _obey(command, shown, folder, block.exit)


def _change(file: Path, line: str) -> None:
    """Put the line where one of the same key stands, or else at the beginning."""
    key = line.split("=")[0].strip()
    text, count = re.subn(rf"^{key} *=.*\n", line, file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(text if count else line + text, "utf-8")


def _shown(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, [line for line in lines if line.strip() and "…" not in line]


def _obey(command: str, shown: list[str], folder: Path, exit_code: int) -> Path:
    """Do what the line says; the folder we are in then."""
    words = shlex.split(command)
    if words[0] == "cd":
        assert (folder / words[1]).is_dir(), command
        return folder / words[1]
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert words[1] in targets
    elif words[0] == "rundbrief":
        said = _run(words[1:], shown, folder, exit_code)
        assert [line for line in shown if _bare(_question(line)) not in said] == []
    else:
        assert command in ELSEWHERE
    return folder


def _run(
    words: list[str],
    shown: list[str],
    folder: Path,
    exit_code: int,
    clock: tuple[str, ...] = CLOCK,
) -> str:
    """Run the program; what it said, white space made one."""
    if words[0] == "demo" or words[0].startswith("-") or "--now" in words:
        clock = ()
    if words[0] == "preview" and "--export" not in words:
        return _served([*words, *clock], folder)
    typed = next((found[1] for line in shown if (found := QUESTION.search(line))), "")
    done = subprocess.run(
        [PROGRAM, *words, *clock],
        cwd=folder,
        env=_environment(),
        stdin=_terminal(typed) if typed else subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == exit_code, words
    return _bare(done.stdout + done.stderr)


def _served(words: list[str], folder: Path) -> str:
    """Open the page, ask for it as a browser would, and end it by Ctrl-C; what the program said."""
    environment = _environment() | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [PROGRAM, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/\S+", said)
        assert address, said
        browser = build_opener(HTTPCookieProcessor())
        assert browser.open(address[0], timeout=60).status == 200
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == 0
    return _bare(said)


def _terminal(typed: str) -> int:
    """A terminal on which someone has typed that; `send` asks only at one."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode() + b"\n")
    return int(theirs)


def _question(line: str) -> str:
    """The line without what is typed behind it."""
    return QUESTION.sub(lambda found: found[0].removesuffix(f" {found[1]}"), line)


def _bare(text: str) -> str:
    return " ".join(text.split())


def test_relay_shown_is_one_that_settings_accept(
    pages: list[Any], demo: Path, tmp_path: Path
) -> None:
    """Whoever copies a page's [transport] into rundbrief.toml has settings in order."""
    blocks = [
        block.text
        for page in pages
        for block in page.blocks
        if block.language == "toml" and block.text.startswith("[transport]")
    ]
    assert blocks
    for number, text in enumerate(blocks):
        folder = tmp_path / str(number)
        shutil.copytree(demo / "demo", folder, ignore=shutil.ignore_patterns("outbox"))
        settings = folder / "examples" / "rundbrief.toml"
        written = settings.read_text(encoding="utf-8")
        settings.write_text(written.replace('[transport]\nkind = "folder"\n', text), "utf-8")

        assert tomllib.loads(settings.read_text("utf-8"))["transport"]["kind"] == "smtp"
        _run(["check"], [], folder / "examples", 0, clock=())


def test_what_is_not_run_is_still_shown(pages: list[Any]) -> None:
    """No exception outlives what it was made for."""
    text = "\n".join(block.text for page in pages for block in page.blocks)

    assert [command for command in ELSEWHERE if command not in text] == []


def _said_by_hand(pages: list[Any]) -> str:
    return "\n".join(page.text for page in pages if not page.is_generated)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_told(name: str, pages: list[Any]) -> None:
    """No command and no option is without a word in a page that a person wrote."""
    command = Commands("rundbrief").get_command(click.Context(Commands("rundbrief")), name)
    assert command is not None
    options = [max(p.opts, key=len) for p in command.params if isinstance(p, click.Option)]
    text = _said_by_hand(pages)

    assert f"rundbrief {name}" in text
    assert [option for option in options if not re.search(rf"(?<![\w-]){option}\b", text)] == []
