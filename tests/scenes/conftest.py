"""Whole days of a person: the program is started as she starts it, and its files are read."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

NOW = "2025-08-04T09:00"
PROGRAM = Path(sys.executable).with_name("rundbrief")
SEED = Path(__file__).parents[1] / "seed" / "kulturverwaltungen.txt"

Rundbrief = Callable[..., subprocess.CompletedProcess[str]]


def _run(
    *words: str | Path, cwd: Path, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own; what it said is printed where a test fails."""
    done = subprocess.run(
        [str(PROGRAM), *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(done.stdout, done.stderr, sep="\n")
    assert "Traceback" not in done.stderr
    return done


@dataclass(frozen=True)
class Demo:
    """A finished demo: its folder, and what it said."""

    folder: Path
    said: str

    @property
    def workspace(self) -> Path:
        return self.folder / "examples"

    @property
    def mails(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted((self.workspace / "outbox").glob("*.eml"))}

    def of_kind(self, kind: str) -> dict[str, EmailMessage]:
        mails = {
            name: message_from_bytes(content, policy=policy.default)
            for name, content in self.mails.items()
            if name.startswith(kind)
        }
        assert mails
        return mails  # type: ignore[return-value]  # the default policy makes EmailMessages


@pytest.fixture(scope="session")
def rundbrief() -> Rundbrief:
    """Start the program with these words in that folder."""
    return _run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, run once; tests that change something copy its folder."""
    cwd = tmp_path_factory.mktemp("day")
    done = _run("demo", cwd=cwd)
    assert done.returncode == 0
    return Demo(cwd / "demo", done.stdout)


@pytest.fixture(scope="session")
def seed() -> dict[str, str]:
    """The document the project was born from: each title with its text, white space collapsed."""
    texts: dict[str, str] = {}
    title = ""
    for line in SEED.read_text(encoding="utf-8").splitlines():
        if line.startswith("Ihre Ansprechpartnerin"):
            break
        if ": " in line and line.split(". ")[0].isdigit():
            title = line.partition(": ")[2]
            texts[title] = ""
        else:
            texts[title] = " ".join((texts[title] + " " + line).split())
    assert len(texts) == 4
    return texts
