"""Where the relay's password or token comes from. Never from a file of the workspace.

    [transport]                          asked for
    user alone                           RUNDBRIEF_SMTP_PASSWORD in the environment
    password_from = "keyring"            the system's keyring: service `rundbrief`, name user@host
    password_command = ["pass", …]       that program's first line
    token_command = ["oauth2", …]        the same, as an access token; at every login anew

`problem` says beforehand what is plainly missing, without asking anybody for a passphrase;
`ask` asks, and raises TransportDown with what stood in the way. A secret stands in no message:
of a program that fails its exit code is told, never what it wrote.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.util import find_spec

from rundbrief.delivery import Outcome, State, TransportDown
from rundbrief.problems import Problem
from rundbrief.workspace.settings import TransportSettings

PASSWORD = "RUNDBRIEF_SMTP_PASSWORD"  # noqa: S105 - the variable's name, not a password
LEDGER = "RUNDBRIEF_LEDGER"  # an address with a password in it
SERVICE = "rundbrief"
PATIENCE = 60.0  # seconds for a program: long enough to type a passphrase

Values = dict[str, str | int]


def secret_problem(
    settings: TransportSettings, file: str, environment: Mapping[str, str]
) -> Problem | None:
    """What the settings need of this machine and do not find there."""
    for key, command in settings.secret_commands.items():
        if not shutil.which(command[0]):
            values: Values = {"program": command[0]}
            return Problem(file, None, f"transport.{key}", "workspace.no-program", values)
        return None
    if settings.uses_keyring:
        installed = find_spec("keyring") is not None
        field = "transport.password_from"
        return None if installed else Problem(file, None, field, "workspace.no-keyring")
    if not settings.user or environment.get(PASSWORD):
        return None
    values = {"variable": PASSWORD, "user": settings.user}
    return Problem(file, None, "transport.user", "workspace.no-password", values)


def secret(settings: TransportSettings, environment: Mapping[str, str]) -> Callable[[], str]:
    """How to come by the secret; a password is asked for once, a token each time."""
    if settings.token_command:
        return partial(_said_by, settings.token_command)
    if settings.password_command:
        return cache(partial(_said_by, settings.password_command))
    if settings.uses_keyring:
        return cache(partial(_from_keyring, settings.user, settings.host))
    return lambda: environment.get(PASSWORD, "")


def _said_by(command: Sequence[str]) -> str:
    """The first line that the program writes; `pass` keeps notes in those after it."""
    program = command[0]
    try:
        # No shell: what stands in the settings is words, not a script.
        done = subprocess.run(  # noqa: S603 - the organiser's own command, from her own settings
            [shutil.which(program) or program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _down("delivery.secret-late", program) from None
    except OSError as error:
        raise _down("delivery.secret-failed", f"{program}: {error.strerror}") from None
    if done.returncode:
        raise _down("delivery.secret-failed", f"{program} ({done.returncode})")
    lines = done.stdout.decode("utf-8", "surrogateescape").splitlines()
    if not lines or not lines[0]:
        raise _down("delivery.secret-empty", program)
    return lines[0]


def _from_keyring(user: str, host: str) -> str:
    import keyring  # an extra, and slow to import
    from keyring.errors import KeyringError

    name = f"{user}@{host}"
    try:
        found = keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise _down("delivery.keyring-closed", str(error) or type(error).__name__) from None
    if not found:
        raise _down("delivery.keyring-empty", name)
    return found


def _down(cause: str, words: str) -> TransportDown:
    words = "".join(letter if letter.isprintable() else " " for letter in words)
    return TransportDown(Outcome(State.DEFERRED, words, command="secret", cause=cause))


# Keys under which people write a secret, whatever the program calls it.
_SECRETIVE = re.compile("pass|kenn|secret|geheim|token|key_file", re.IGNORECASE)
_EXAMPLES = {
    "password_from": 'password_from = "keyring"',
    "password_command": 'password_command = ["pass", "show", "relay"]',
    "token_command": 'token_command = ["oauth2-token", "relay"]',
    "key_file": 'key_file = "dkim.pem"',
}


def discreet(problems: Sequence[Problem]) -> list[Problem]:
    """The same problems, but none shows what stands behind a key that sounds like a secret's."""
    return [
        _discreet(problem) if _SECRETIVE.search(problem.field.rpartition(".")[2]) else problem
        for problem in problems
    ]


def _discreet(problem: Problem) -> Problem:
    key = problem.field.rpartition(".")[2].partition("[")[0]
    if example := _EXAMPLES.get(key):
        # Who takes the key for the password's own place has written the password there.
        return replace(problem, values={**problem.values, "found": "„…“", "example": example})
    values: Values = {"key": key, "variable": PASSWORD}
    return replace(problem, code="workspace.secret-in-file", values=values)
