"""The keys that `[dkim]` names, read: what signs each mail that leaves.

    [dkim], environment ─▶ signing_problems ─▶ what is wrong with a key, before anything is sent
                       └─▶ signer ─▶ a Signer, or None where mails leave as they were composed

A key stands in a file beside the workspace's others, or as PEM text in RUNDBRIEF_DKIM_KEY; never in
`rundbrief.toml`, and no sentence shows anything of it.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rundbrief.problems import Problem
from rundbrief.workspace.folder import Workspace
from rundbrief.workspace.settings import SETTINGS

if TYPE_CHECKING:  # cryptography comes with it
    from rundbrief.composing.signing import Signer
    from rundbrief.composing.signing_key import SigningKey

KEY = "RUNDBRIEF_DKIM_KEY"
MARKER = "-----BEGIN"

Values = dict[str, str | int]


def signing_problems(workspace: Workspace, environment: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the keys of `[dkim]`; nothing where there is no such table."""
    keys = _keys(workspace, environment).values()
    return workspace.lined(each for each in keys if isinstance(each, Problem))


def signing_keys(workspace: Workspace, environment: Mapping[str, str]) -> "dict[str, SigningKey]":
    """The keys that can sign, each by the name of its file or variable."""
    found = _keys(workspace, environment)
    return {name: key for name, key in found.items() if not isinstance(key, Problem)}


def signer(workspace: Workspace, environment: Mapping[str, str]) -> "Signer | None":
    """What signs the mails of a workspace whose `signing_problems` are none."""
    from rundbrief.composing.signing import Signer

    keys = signing_keys(workspace, environment)
    return Signer(list(keys.values())) if keys else None


def is_exposed(workspace: Workspace, name: str) -> bool:
    """Whether others on this machine may read that key file; Windows' rights we can't judge."""
    path = workspace.folder / name
    return os.name == "posix" and path.is_file() and bool(path.stat().st_mode & 0o077)


def _keys(
    workspace: Workspace, environment: Mapping[str, str]
) -> "dict[str, SigningKey | Problem]":
    settings = workspace.settings.dkim
    if settings is None:
        return {}
    domain = settings.domain or workspace.settings.sender.email.rpartition("@")[2]
    text = environment.get(KEY, "").encode()
    pem: bytes | Problem = text
    if settings.key_file:
        pem = _read(workspace, settings.key_file, "dkim.key_file")
    name = settings.key_file or KEY
    found = {name: _key(pem, name, domain, settings.selector, "dkim.key_file")}
    if also := settings.also:
        field = "dkim.also.key_file"
        pem = _read(workspace, also.key_file, field)
        found[also.key_file] = _key(pem, also.key_file, domain, also.selector, field)
    return found


def _read(workspace: Workspace, file: str, field: str) -> bytes | Problem:
    if MARKER in file:  # the key itself, and no sentence may show it
        return Problem(SETTINGS, None, field, "workspace.key-in-settings")
    try:
        return (workspace.folder / file).read_bytes()
    except OSError as error:
        values: Values = {"name": file, "reason": error.strerror or str(error)}
        return Problem(SETTINGS, None, field, "workspace.key-unreadable", values)


def _key(
    pem: bytes | Problem, name: str, domain: str, selector: str, field: str
) -> "SigningKey | Problem":
    from rundbrief.composing.signing_key import BadKey, read_key

    if isinstance(pem, Problem):
        return pem
    values: Values = {"name": name, "variable": KEY}
    if not pem.strip():
        return Problem(SETTINGS, None, field, "workspace.key-missing", values)
    try:
        return read_key(pem, domain=domain, selector=selector)
    except BadKey as bad:
        return Problem(SETTINGS, None, field, f"workspace.key-{bad.reason}", values)
