"""The program's face, called in this process where a process of its own isn't the point."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

NOW = "2025-08-04T09:00"

Call = Callable[..., Result]


@pytest.fixture
def call(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command in the small workspace, its clock set; nobody sits at a terminal.

    An exception that isn't the command's way to end is raised here.
    """
    monkeypatch.chdir(small_workspace)

    def run(name: str, *words: str) -> Result:
        command = import_module(f"rundbrief.cli.{name}").command
        clock = () if "--now" in words or name == "demo" else ("--now", NOW)
        done = CliRunner().invoke(command, [*words, *clock])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run
