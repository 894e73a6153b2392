"""A command as it can be typed again: this program, those words, at the same desk."""

import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path


def command_line(*words: str) -> str:
    """The command for this system's shell, words with spaces in quotation marks."""
    quoted = subprocess.list2cmdline if os.name == "nt" else shlex.join
    return " ".join(filter(None, (program(), quoted(words))))


def same_desk(folder: Path, now: datetime | None) -> list[str]:
    """The options that lead another command to the same desk."""
    words = [] if folder == Path() else ["-C", folder.as_posix()]
    return words + ([] if now is None else ["--now", now.isoformat(timespec="minutes")])


def program() -> str:
    """This program as it can be typed where it was started."""
    if "UV" in os.environ:
        return "uv run rundbrief"
    started, known = Path(sys.argv[0]), shutil.which("rundbrief")
    if started.stem != "rundbrief" or (known and started.resolve() == Path(known).resolve()):
        return "rundbrief"
    here = Path.cwd()
    inside = started.absolute().is_relative_to(here)
    path = str(started.absolute().relative_to(here) if inside else started.absolute())
    return subprocess.list2cmdline([path]) if os.name == "nt" else shlex.quote(path)
