"""The doctor: what each thing that a relay says means, and whom to tell."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from rundbrief.delivery import Outcome, State
from rundbrief.delivery import examination as examinations
from rundbrief.delivery.examination import Certificate, Examination
from rundbrief.desk import Desk, Diagnosis, Verdict, doctor, open_desk
from rundbrief.desk.doctor import RELAY
from rundbrief.wording import LANGUAGES, sentence

SMTP = """
kind = "smtp"
host = "localhost"
user = "netz"
"""
PASSWORD = {"RUNDBRIEF_SMTP_PASSWORD": "geheim-7"}
TAKEN = Outcome(State.SENT, "Ok", 250)


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """A desk whose transport is the folder."""
    opened, _ = open_desk(small_workspace, environment=PASSWORD)
    assert opened is not None
    return opened


@pytest.fixture
def relay_desk(small_workspace: Path) -> Desk:
    """A desk whose transport is a relay."""
    path = small_workspace / "rundbrief.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('\nkind = "folder"\n', SMTP), encoding="utf-8")
    opened, _ = open_desk(small_workspace, environment=PASSWORD)
    assert opened is not None
    return opened


def healthy(desk: Desk) -> Examination:
    """What is found of a relay with which all is well."""
    return Examination(
        "localhost",
        587,
        tls="TLSv1.3",
        certificate=Certificate(("localhost",), "House", desk.now + timedelta(days=90)),
        extensions={"size": "10000000", "8bitmime": "", "pipelining": "", "dsn": ""},
        mechanisms=("plain",),
        login="plain",
        sender=TAKEN,
        mailbox=TAKEN,
    )


def diagnosed(
    desk: Desk, found: Examination, monkeypatch: pytest.MonkeyPatch
) -> tuple[Diagnosis, dict[str, tuple[Verdict, str]]]:
    """The diagnosis of a relay of which that was found, and its rows by name."""
    monkeypatch.setattr(examinations, "examine", lambda *_, **__: found)
    diagnosis, problems = doctor(desk)
    assert diagnosis is not None, problems
    return diagnosis, {row.check: (row.verdict, row.finding) for row in diagnosis.rows}


def test_a_folder(desk: Desk, small_workspace: Path) -> None:
    """It can be written to, nothing is left there, and what a relay would need is said."""
    diagnosis, problems = doctor(desk)

    assert problems == []
    assert diagnosis is not None
    assert [row.check for row in diagnosis.rows] == ["outbox", "switch", "spf", "dkim", "dmarc"]
    assert diagnosis.faults == 0
    assert not (small_workspace / "outbox").exists()


def test_a_folder_that_is_a_file(desk: Desk, small_workspace: Path) -> None:
    """What lies in its place is a fault."""
    (small_workspace / "outbox").write_text("")

    diagnosis, _ = doctor(desk)

    assert diagnosis is not None
    assert diagnosis.faults == 1


def test_what_the_settings_lack_comes_first(relay_desk: Desk) -> None:
    """Without a password nobody is asked anything."""
    diagnosis, problems = doctor(replace(relay_desk, environment={}))

    assert diagnosis is None
    assert [problem.code for problem in problems] == ["workspace.no-password"]


def test_a_healthy_relay(relay_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is well; the pace is a note; what stands in the DNS is for others to say."""
    diagnosis, rows = diagnosed(relay_desk, healthy(relay_desk), monkeypatch)

    assert diagnosis.faults == 0
    assert {rows[check][0] for check in RELAY} == {Verdict.WELL}
    assert rows["pace"] == (Verdict.NOTE, "none")
    assert {rows[check][0] for check in ("spf", "dkim", "dmarc")} == {Verdict.OPEN}


@pytest.mark.parametrize(
    ("changes", "check", "row"),
    [
        # what works, but should be known
        ({"extensions": {}}, "size", (Verdict.NOTE, "unknown")),
        ({"extensions": {"size": "0"}}, "size", (Verdict.NOTE, "unknown")),
        ({"extensions": {"size": "500000"}}, "size", (Verdict.NOTE, "small")),
        ({"extensions": {}}, "dsn", (Verdict.NOTE, "none")),
        # what is not needed
        ({"extensions": {}}, "8bitmime", (Verdict.WELL, "none")),
        ({"extensions": {}}, "pipelining", (Verdict.WELL, "none")),
        ({"tls": "", "certificate": None}, "encryption", (Verdict.NOTE, "none")),
        ({"tls": "", "certificate": None}, "certificate", (Verdict.OPEN, "none")),
        # what the relay refuses, now or always
        (
            {"mailbox": Outcome(State.DEFERRED, "Greylisted", 450)},
            "mailbox",
            (Verdict.NOTE, "later"),
        ),
        ({"mailbox": Outcome(State.FAILED, "Unknown", 550)}, "mailbox", (Verdict.FAULT, "")),
    ],
)
def test_what_it_means(
    changes: dict[str, object],
    check: str,
    row: tuple[Verdict, str],
    relay_desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One thing is otherwise, and its row says so."""
    found = replace(healthy(relay_desk), **changes)  # type: ignore[arg-type] # fields of it

    assert diagnosed(relay_desk, found, monkeypatch)[1][check] == row


def test_a_certificate_that_ends_soon(relay_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three weeks before its end the data centre is to be told."""
    ends = Certificate(("localhost",), "House", relay_desk.now + timedelta(days=20))
    found = replace(healthy(relay_desk), certificate=ends)

    diagnosis, rows = diagnosed(relay_desk, found, monkeypatch)

    assert rows["certificate"] == (Verdict.NOTE, "soon")
    assert next(row for row in diagnosis.rows if row.check == "certificate").tell


@pytest.mark.parametrize(
    ("command", "cause", "check"),
    [
        ("connect", "delivery.no-connection", "connection"),
        ("EHLO", "delivery.greeting-refused", "connection"),
        ("connect", "delivery.tls-failed", "encryption"),
        ("STARTTLS", "delivery.no-starttls", "encryption"),
        ("STARTTLS", "delivery.certificate", "certificate"),
        ("connect", "delivery.certificate", "certificate"),
        ("AUTH", "delivery.login-refused", "login"),
        ("AUTH XOAUTH2", "delivery.token-refused", "login"),
        ("secret", "delivery.keyring-closed", "login"),
        ("RCPT", "delivery.connection-lost", "mailbox"),
    ],
)
def test_where_it_stopped(
    command: str, cause: str, check: str, relay_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one thing that stopped it is the fault; what came after was not examined."""
    down = Outcome(State.DEFERRED, "words", None, "", command, cause)
    found = Examination("localhost", 587, stopped=down)

    diagnosis, rows = diagnosed(relay_desk, found, monkeypatch)

    assert [name for name, row in rows.items() if row[0] is Verdict.FAULT] == [check]
    assert diagnosis.faults == 1
    assert check == "mailbox" or rows["mailbox"] == (Verdict.OPEN, "not-reached")


def test_every_finding_has_its_sentence() -> None:
    """In both languages, with a name, and with what to tell where something is to be told."""
    source = Path(examinations.__file__).parents[1] / "desk" / "doctor.py"
    text = source.read_text(encoding="utf-8")
    found = {
        f"doctor.{check}.{finding}"
        for check, finding in re.findall(r'Row\(\s*"(\w+)", Verdict\.\w+, "([\w-]+)"', text)
    }
    assert len(found) > 10

    for key in found | {f"doctor.{check}" for check in RELAY}:
        for language in LANGUAGES:
            values = dict.fromkeys(re.findall(r"\{(\w+)\}", _raw(key, language)), "x")
            assert sentence(key, language, **values)


def _raw(key: str, language: str) -> str:
    catalogue = Path(examinations.__file__).parents[1] / "wording" / language / "doctor.po"
    return catalogue.read_text(encoding="utf-8").partition(f'msgid "{key}"')[2].partition("\n\n")[0]


def signing_desk(desk: Desk, *keys: tuple[str, Any], domain: str = "") -> Desk:
    """The desk with those keys under [dkim] and [dkim.also], their files for the owner alone."""
    folder = desk.workspace.folder
    lines = "\n[dkim]\n" + (f'domain = "{domain}"\n' if domain else "")
    for table, (name, private) in zip(("", "[dkim.also]\n"), keys, strict=False):
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
        (folder / f"{name}.pem").chmod(0o600)
        lines += f'{table}selector = "{name}"\nkey_file = "{name}.pem"\n'
    path = folder / "rundbrief.toml"
    path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    opened, _ = open_desk(folder, environment={})
    assert opened is not None
    return opened


ED, RSA, SHORT = (
    ed25519.Ed25519PrivateKey.generate(),
    rsa.generate_private_key(65537, 2048),
    rsa.generate_private_key(65537, 1024),  # noqa: S505 - what the doctor warns of
)


@pytest.mark.parametrize(
    ("keys", "findings"),
    [
        ((("r", RSA),), ["well"]),
        ((("r", RSA), ("e", ED)), ["well", "well"]),
        # what many receivers can't check, or don't count
        ((("e", ED),), ["alone"]),
        ((("s", SHORT),), ["short"]),
    ],
    ids=["rsa", "both", "ed25519 alone", "1024 bits"],
)
def test_our_own_keys(keys: Any, findings: list[str], desk: Desk) -> None:
    """A key that signs is named, with what receivers think of its kind and its length."""
    diagnosis, _ = doctor(signing_desk(desk, *keys))

    assert diagnosis is not None
    assert [row.finding for row in diagnosis.rows if row.check == "key"] == findings
    records = [row.finding for row in diagnosis.rows if row.check == "signature"]
    assert records == ["open"] * len(keys)
    assert "dkim" not in {row.check for row in diagnosis.rows}


def test_a_key_that_others_read(desk: Desk) -> None:
    """A key file that other users may read is a note, with the way to close it."""
    signing = signing_desk(desk, ("r", RSA))
    (desk.workspace.folder / "r.pem").chmod(0o644)
    diagnosis, _ = doctor(signing)

    assert diagnosis is not None
    (row,) = (row for row in diagnosis.rows if row.check == "key")
    assert (row.verdict, row.finding) == (Verdict.NOTE, "exposed")


def test_the_record_to_be_passed_on(desk: Desk) -> None:
    """The doctor writes out the TXT record that the DNS needs, name and text."""
    diagnosis, _ = doctor(signing_desk(desk, ("rb25", ED)))

    assert diagnosis is not None
    (row,) = (row for row in diagnosis.rows if row.check == "signature")
    domain = row.values["domain"]
    public = ED.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    said = sentence("doctor.signature.tell", "de", **row.values)
    assert f"rb25._domainkey.{domain}" in said
    assert f"v=DKIM1; k=ed25519; p={b64encode(public).decode()}" in said


@pytest.mark.parametrize(
    ("domain", "finding"),
    [("mail.{0}", "open"), ("example", "open"), ("x{0}", "other-domain"), ("a.b", "other-domain")],
)
def test_for_whom_is_signed(domain: str, finding: str, desk: Desk) -> None:
    """A signature for a domain that isn't the sender's kin is told to count for little."""
    own = desk.workspace.settings.sender.email.rpartition("@")[2]
    diagnosis, _ = doctor(signing_desk(desk, ("r", RSA), domain=domain.format(own)))

    assert diagnosis is not None
    assert [row.finding for row in diagnosis.rows if row.check == "signature"] == [finding]


def test_a_key_that_cannot_sign(desk: Desk) -> None:
    """There is no diagnosis before the key is one."""
    signing = signing_desk(desk, ("r", RSA))
    (desk.workspace.folder / "r.pem").write_text("geheim")

    assert doctor(signing)[0] is None
    assert [problem.code for problem in doctor(signing)[1]] == ["workspace.key-not-pem"]
