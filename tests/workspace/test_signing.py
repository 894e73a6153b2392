"""`[dkim]`: which key signs, and what is told where it can't."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, problem_sentence
from rundbrief.workspace import (
    Workspace,
    is_exposed,
    open_workspace,
    signer,
    signing_keys,
    signing_problems,
)

HEAD = """\
[organisation]
name = "Netz"
imprint = "Musterstraße 1"
[sender]
name = "Netz"
email = "rundbrief@netz.example"
"""

ED, RSA = ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)
Open = Callable[[str], Workspace]


def pem(private: Any, passphrase: bytes = b"") -> str:
    """A private key as a file has it."""
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    text: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    return text.decode()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[str], tuple[Workspace | None, list[Problem]]]:
    """The folder with those lines of settings, and the keys `ed.pem` and `rsa.pem`."""
    (tmp_path / "ed.pem").write_text(pem(ED))
    (tmp_path / "rsa.pem").write_text(pem(RSA))

    def make(lines: str) -> tuple[Workspace | None, list[Problem]]:
        (tmp_path / "rundbrief.toml").write_text(HEAD + lines + "\n", encoding="utf-8")
        return open_workspace(tmp_path)

    return make


@pytest.fixture
def with_lines(opened: Any) -> Open:
    """A workspace whose settings hold."""

    def make(lines: str) -> Workspace:
        workspace, problems = opened(lines)
        assert isinstance(workspace, Workspace), problems
        return workspace

    return make


def test_without_the_table_nothing_is_signed(with_lines: Open) -> None:
    """Mails leave as they were composed, and no key in the environment changes that."""
    workspace = with_lines("")

    assert signing_problems(workspace, {"RUNDBRIEF_DKIM_KEY": pem(ED)}) == []
    assert signer(workspace, {"RUNDBRIEF_DKIM_KEY": pem(ED)}) is None


def test_a_key_from_a_file(with_lines: Open) -> None:
    """It signs for the sender's domain, unless another is named."""
    lines = '[dkim]\nselector = "RB25"\nkey_file = "rsa.pem"'
    named = lines + '\ndomain = "stadt.example"'
    found = [
        key.record_name
        for each in (lines, named)
        for key in signing_keys(with_lines(each), {}).values()
    ]

    assert found == ["rb25._domainkey.netz.example", "rb25._domainkey.stadt.example"]


def test_a_key_from_the_environment(with_lines: Open) -> None:
    """Where no file is named, the key's text is in the environment."""
    workspace = with_lines('[dkim]\nselector = "s"')
    environment = {"RUNDBRIEF_DKIM_KEY": pem(ED)}

    assert signing_problems(workspace, environment) == []
    assert [*signing_keys(workspace, environment)] == ["RUNDBRIEF_DKIM_KEY"]


def test_two_keys(with_lines: Open) -> None:
    """A second key signs as well, under its own selector."""
    workspace = with_lines(
        '[dkim]\nselector = "r"\nkey_file = "rsa.pem"\n'
        '[dkim.also]\nselector = "e"\nkey_file = "ed.pem"'
    )
    signs = signer(workspace, {})

    assert signs is not None
    assert [(key.selector, key.algorithm) for key in signs.keys] == [
        ("r", "rsa-sha256"),
        ("e", "ed25519-sha256"),
    ]


# What stands in the key's file, and what is told of it.
BAD_FILES = {
    "key-missing": "\n",
    "key-not-pem": "geheim",
    "key-public": ED.public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode(),
    "key-locked": pem(ED, b"passwort"),
    "key-other-kind": pem(ec.generate_private_key(ec.SECP256R1())),
}


@pytest.mark.parametrize("code", BAD_FILES)
def test_a_key_that_cannot_sign(code: str, with_lines: Open, tmp_path: Path) -> None:
    """The problem names the file, says what to do, and shows nothing of the key."""
    (tmp_path / "dkim.pem").write_text(BAD_FILES[code])
    workspace = with_lines('[dkim]\nselector = "s"\nkey_file = "dkim.pem"')
    (problem,) = signing_problems(workspace, {})

    assert (problem.field, problem.code) == ("dkim.key_file", f"workspace.{code}")
    for language in LANGUAGES:
        said = problem_sentence(problem, language)
        assert "dkim.pem" in said
        assert not any(line in said for line in BAD_FILES[code].splitlines()[1:-1])


def test_a_file_that_is_not_there(with_lines: Open) -> None:
    """A missing second key is a problem of its own line; nothing is signed by half."""
    workspace = with_lines(
        '[dkim]\nselector = "r"\nkey_file = "rsa.pem"\n'
        '[dkim.also]\nselector = "e"\nkey_file = "fehlt.pem"'
    )
    (problem,) = signing_problems(workspace, {})

    assert (problem.field, problem.code) == ("dkim.also.key_file", "workspace.key-unreadable")


def test_no_key_at_all(with_lines: Open) -> None:
    """Neither file nor variable: the sentence names both ways."""
    (problem,) = signing_problems(with_lines('[dkim]\nselector = "s"'), {})

    said = problem_sentence(problem, "de")
    assert "RUNDBRIEF_DKIM_KEY" in said
    assert "key_file" in said


@pytest.mark.parametrize("quotes", ['"', '"""'])
def test_a_key_in_the_settings_is_not_shown(quotes: str, opened: Any) -> None:
    """Who pastes the key itself is told where it belongs, and reads nothing of it."""
    text = pem(ED) if len(quotes) > 1 else pem(ED).replace("\n", " ")
    workspace, problems = opened(f'[dkim]\nselector = "s"\nkey_file = {quotes}{text}{quotes}')
    if workspace:
        problems += signing_problems(workspace, {})

    secret = pem(ED).splitlines()[1]
    assert problems
    for problem in problems:
        assert secret not in problem_sentence(problem, "de") + repr(problem)


# Values that the settings themselves refuse.
@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ('selector = ""', "dkim.selector", "definitions.empty"),
        ('selector = "größe"', "dkim.selector", "workspace.not-dns-name"),
        ('selector = "a;d=x"', "dkim.selector", "workspace.not-dns-name"),
        ('domain = "bücher.example"', "dkim.domain", "workspace.not-dns-name"),
        ('one_click = "http://x.example/"', "dkim.one_click", "workspace.not-https"),
        ('[dkim.also]\nselector = "t"', "dkim.also.key_file", "definitions.missing-key"),
    ],
)
def test_values_that_are_refused(line: str, field: str, code: str, opened: Any) -> None:
    """What can't stand in a signature or in the DNS is told with its line."""
    selector = "" if line.startswith("selector") else 'selector = "s"\n'
    _, problems = opened(f"[dkim]\n{selector}{line}")

    assert [(problem.field, problem.code) for problem in problems] == [(field, code)]
    assert problems[0].line is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_who_may_read_the_key(with_lines: Open, tmp_path: Path) -> None:
    """A key that others may read is exposed, one for its owner alone is not."""
    workspace = with_lines("")
    (tmp_path / "ed.pem").chmod(0o640)
    (tmp_path / "rsa.pem").chmod(0o600)

    assert is_exposed(workspace, "ed.pem")
    assert not is_exposed(workspace, "rsa.pem")
    assert not is_exposed(workspace, "RUNDBRIEF_DKIM_KEY")
