"""The relay's password: where it comes from, what is told where it doesn't."""

import importlib
import logging
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from rundbrief.delivery import TransportDown, explained
from rundbrief.workspace import Workspace, open_transport, open_workspace, transport_problems
from rundbrief.workspace import secrets as secrets_room

SECRET = "hunter2-g3heim"  # noqa: S105 - to be looked for in what is told

HEAD = """\
[organisation]
name = "Netz"
imprint = "Musterstraße 1"
[sender]
name = "Netz"
email = "rundbrief@netz.example"
[transport]
kind = "smtp"
host = "relay.example"
"""

Open = Callable[[str], Workspace]


@pytest.fixture
def with_lines(tmp_path: Path) -> Open:
    """A workspace with those lines below [transport]."""

    def make(lines: str) -> Workspace:
        (tmp_path / "rundbrief.toml").write_text(HEAD + lines + "\n", encoding="utf-8")
        workspace, problems = open_workspace(tmp_path)
        assert workspace is not None, problems
        return workspace

    return make


def program(folder: Path, body: str) -> str:
    """A program of those lines, as an entry of `password_command` or `token_command`."""
    script = folder / "say.py"
    script.write_text(body, encoding="utf-8")
    return f'["{Path(sys.executable).as_posix()}", "{script.as_posix()}"]'


def asked(workspace: Workspace, environment: dict[str, str] | None = None) -> str:
    """The secret that the transport would log in with."""
    transport: Any = open_transport(workspace, environment or {})
    said: str = transport.settings.login.secret()
    return said


def missed(workspace: Workspace) -> str:
    """What is told where there is no secret to be had."""
    with pytest.raises(TransportDown) as down:
        asked(workspace)
    return f"{down.value.outcome.cause}: {explained(down.value.outcome, 'de')}"


@pytest.mark.parametrize("key", ["password_command", "token_command"])
def test_the_first_line_of_a_program(key: str, tmp_path: Path, with_lines: Open) -> None:
    """What follows it are notes, as `pass` keeps them; no shell reads the words."""
    command = program(tmp_path, f"print('{SECRET}'); print('user: netz')")
    workspace = with_lines(f'user = "netz"\n{key} = {command}')

    assert transport_problems(workspace, {}) == []
    assert asked(workspace) == SECRET


@pytest.mark.parametrize(("key", "times"), [("password_command", 1), ("token_command", 2)])
def test_how_often_a_program_is_asked(
    key: str, times: int, tmp_path: Path, with_lines: Open
) -> None:
    """A password once, since it may cost a passphrase; a token anew each time, since it expires."""
    count = tmp_path / "count"
    command = program(
        tmp_path, f"open({str(count)!r}, 'a').write('x'); print(open({str(count)!r}).read())"
    )
    transport: Any = open_transport(with_lines(f'user = "netz"\n{key} = {command}'), {})

    said = [transport.settings.login.secret() for _ in range(2)]

    assert said[-1] == "x" * times


@pytest.mark.parametrize(
    ("body", "cause", "words"),
    [
        # it fails: its exit code is told, nothing of what it wrote
        (
            f"import sys; print('{SECRET}'); sys.exit('bad login {SECRET}')",
            "delivery.secret-failed",
            "(1)",
        ),
        # it says nothing
        ("", "delivery.secret-empty", "erste Zeile"),
        # it waits for an entry that nobody can make: stdin is closed
        ("input()", "delivery.secret-failed", "von Hand"),
        # it never ends
        ("import time; time.sleep(60)", "delivery.secret-late", "binnen einer Minute"),
    ],
    ids=["fails", "says nothing", "asks", "never ends"],
)
def test_a_program_without_a_secret(
    body: str,
    cause: str,
    words: str,
    tmp_path: Path,
    with_lines: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each way of failing has its sentence, and none has the secret."""
    monkeypatch.setattr(secrets_room, "PATIENCE", 3.0 if "sleep" not in body else 0.3)
    workspace = with_lines(f'user = "netz"\npassword_command = {program(tmp_path, body)}')

    told = missed(workspace)

    assert told.startswith(cause)
    assert words in told
    assert SECRET not in told


def test_a_program_that_is_not_there(with_lines: Open) -> None:
    """It is named before anything is planned."""
    workspace = with_lines('user = "netz"\ntoken_command = ["no-such-program-9"]')

    (problem,) = transport_problems(workspace, {})

    assert (problem.field, problem.code) == ("transport.token_command", "workspace.no-program")


class Box(KeyringBackend):
    """A keyring in memory, or a locked one."""

    priority = 1.0

    def __init__(self, held: dict[tuple[str, str], str] | None) -> None:
        self.held = held

    def get_password(self, service: str, username: str) -> str | None:
        if self.held is None:
            raise KeyringLocked("Failed to unlock the collection!")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


@pytest.fixture
def keys() -> Any:
    """Put that keyring in the place of this machine's."""
    before = keyring.get_keyring()
    yield lambda held: keyring.set_keyring(Box(held))
    keyring.set_keyring(before)


KEYRING = 'user = "netz"\npassword_from = "keyring"'


def test_the_keyring(keys: Any, with_lines: Open) -> None:
    """The password lies there under the service `rundbrief` and the name user@host."""
    keys({("rundbrief", "netz@relay.example"): SECRET})
    workspace = with_lines(KEYRING)

    assert transport_problems(workspace, {}) == []
    assert asked(workspace) == SECRET


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({}, "keyring set rundbrief netz@relay.example"),
        (None, "Failed to unlock"),
    ],
)
def test_a_keyring_without_it(held: Any, words: str, keys: Any, with_lines: Open) -> None:
    """Empty, it says how to fill it; closed, why."""
    keys(held)

    assert words in missed(with_lines(KEYRING))


def test_no_keyring_on_this_machine(with_lines: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without a desktop has none: a sentence names the other ways."""
    backend: Any = importlib.import_module("keyring.backends.fail").Keyring()
    monkeypatch.setattr(keyring, "get_password", backend.get_password)

    assert "password_command" in missed(with_lines(KEYRING))


def test_the_environment_stands_behind_what_the_settings_say(
    tmp_path: Path, with_lines: Open
) -> None:
    """A program that is named is asked, whatever the environment holds."""
    other = {"RUNDBRIEF_SMTP_PASSWORD": "another"}
    command = program(tmp_path, f"print('{SECRET}')")

    assert asked(with_lines(f'user = "netz"\npassword_command = {command}'), other) == SECRET
    assert asked(with_lines('user = "netz"'), other) == "another"


# The table of what goes together: each pair of sources, and a source of nobody.
@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('user = "n"\npassword_from = "keyring"\npassword_command = ["p"]', "two-secrets"),
        ('user = "n"\npassword_from = "keyring"\ntoken_command = ["t"]', "two-secrets"),
        ('user = "n"\npassword_command = ["p"]\ntoken_command = ["t"]', "two-secrets"),
        ('password_from = "keyring"', "secret-without-user"),
        ('password_command = ["p"]', "secret-without-user"),
        ('token_command = ["t"]', "secret-without-user"),
    ],
)
def test_what_does_not_go_together(lines: str, code: str, tmp_path: Path) -> None:
    """One source, of somebody; a contradiction is told, not decided."""
    (tmp_path / "rundbrief.toml").write_text(HEAD + lines + "\n", encoding="utf-8")

    workspace, problems = open_workspace(tmp_path)

    assert workspace is None
    assert [problem.code for problem in problems] == [f"workspace.{code}"]
    assert problems[0].line


@pytest.mark.parametrize(
    "line",
    [
        # under keys that we don't know, in forms that TOML doesn't
        f'password = "{SECRET}"',
        f"passwort = '{SECRET}'",
        f'Kennwort = "{SECRET}"',
        f"password = {SECRET}",
        f"password = “{SECRET}”",
        f'password: "{SECRET}"',
        f'password = "{SECRET}',
        f'smtp_secret = "{SECRET}"',
        # under those that say where it is
        f'password_command = "{SECRET}"',
        f'password_from = "{SECRET}"',
        f'token_command = "{SECRET}"',
    ],
)
def test_a_secret_in_the_file_is_not_repeated(line: str, tmp_path: Path) -> None:
    """Somebody wrote it there all the same: the problem is told, what was written is not."""
    path = tmp_path / "rundbrief.toml"
    path.write_text(f'{HEAD}user = "netz"\n{line}\n', encoding="utf-8")

    _, problems = open_workspace(tmp_path)

    assert problems
    assert "hunter2" not in repr([(problem, dict(problem.values)) for problem in problems])


def test_no_repr_and_no_traceback_shows_it(
    with_lines: Open, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a transport printed by mistake nor an exception with all its locals' names."""
    caplog.set_level(logging.DEBUG)
    environment = {**os.environ, "RUNDBRIEF_SMTP_PASSWORD": SECRET}
    transport: Any = open_transport(with_lines('user = "netz"'), environment)

    try:
        raise RuntimeError(transport.settings)
    except RuntimeError:
        told = traceback.format_exc()

    assert SECRET not in told + repr(transport.settings) + caplog.text


def test_an_authority_of_ones_own(with_lines: Open, tmp_path: Path) -> None:
    """`ca_file` is looked for beside the settings; missing or of another form it is a problem."""
    workspace = with_lines('ca_file = "ca.pem"')

    (missing,) = transport_problems(workspace, {})
    (tmp_path / "ca.pem").write_bytes(b"\x30\x82 a certificate as Windows exports it by default")
    (binary,) = transport_problems(workspace, {})

    assert (missing.code, binary.code) == ("workspace.ca-missing", "workspace.ca-not-pem")
    assert missing.field == "transport.ca_file"
