"""She points the program at her relay, lets it be examined, sends, and her readers have it."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from rundbrief.composing import Skeleton, fill
from rundbrief.composing.signing_key import SigningKey
from rundbrief.ledger import Ledger

NOW = "2025-08-04T09:00"
PROGRAM = Path(sys.executable).with_name("rundbrief")
FOLDER_LINE = '\nkind = "folder"\n'
LINES = """
kind = "smtp"
host = "localhost"
port = {port}
ca_file = "ca.pem"
user = "netz"
"""

SIGNING = """
[dkim]
selector = "rsa"
key_file = "rsa.pem"
[dkim.also]
selector = "ed"
key_file = "ed.pem"
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, run once."""
    folder = tmp_path_factory.mktemp("relay")
    subprocess.run([PROGRAM, "demo"], cwd=folder, check=True, capture_output=True)
    return folder / "demo"


@pytest.fixture
def workspace(demo: Path, relay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that sends by the relay: a few lines in a file, the authority's beside it.

    On a machine of its own, which has not seen the other copies of this ledger send.
    """
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shutil.copytree(demo, tmp_path / "demo")
    folder = tmp_path / "demo" / "examples"
    shutil.copy(relay.authority, folder / "ca.pem")
    change(folder, FOLDER_LINE, LINES.format(port=relay.starttls))
    return folder


def change(folder: Path, old: str, new: str) -> None:
    """Write something else into the settings."""
    path = folder / "rundbrief.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def rundbrief(workspace: Path, relay: Any) -> Run:
    """The program in that folder, the password in its environment; it never shows it."""

    def run(*words: str, password: str = relay.password) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [PROGRAM, *words, "-C", str(workspace), "--now", NOW],
            env=os.environ | {"RUNDBRIEF_SMTP_PASSWORD": password, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )
        print(done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        assert password not in done.stdout + done.stderr
        return done

    return run


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What `doctor --json` found, by what was asked."""
    return {row["check"]: row for row in json.loads(done.stdout)["checks"]}


def test_the_relay_is_examined(rundbrief: Run, relay: Any) -> None:
    """All is well: TLS, certificate, login, SIZE, DSN, sender; and nothing was sent."""
    done = rundbrief("doctor", "--json")

    found = checks(done)
    assert done.returncode == 0
    verdicts = {name: row["verdict"] for name, row in found.items()}
    assert verdicts == {
        **dict.fromkeys(("connection", "encryption", "certificate", "login", "size"), "well"),
        **dict.fromkeys(("8bitmime", "pipelining", "dsn", "sender", "mailbox"), "well"),
        "pace": "note",
        **dict.fromkeys(("spf", "dkim", "dmarc"), "open"),
    }
    assert "TLSv1." in found["encryption"]["sentence"]
    assert "localhost, 127.0.0.1" in found["certificate"]["sentence"]
    assert "5 MB" in found["size"]["sentence"]
    assert "per_minute" in found["pace"]["sentence"]
    assert "_dmarc.kulturnetzwerk.example" in found["dmarc"]["tell"]
    assert relay.mailbox("einladungen@kulturnetzwerk.example", wanted=0) == []


@pytest.mark.parametrize(
    ("old", "new", "password", "check", "words"),
    [
        ('ca_file = "ca.pem"\n', "", "", "certificate", "ca_file"),
        ("", "", "falsch-9", "login", "Benutzername und Passwort"),
        ("ruecklaeufer@kulturnetzwerk", "ruecklaeufer@fremd", "", "sender", "Absenderadresse"),
        ('host = "localhost"', 'host = "127.0.0.2"', "", "connection", "nicht zu erreichen"),
    ],
)
def test_what_is_wrong_is_found_where_it_is(
    old: str,
    new: str,
    password: str,
    check: str,
    words: str,
    workspace: Path,
    rundbrief: Run,
    relay: Any,
) -> None:
    """One thing is at fault, with a sentence and a question for the data centre; exit code 2."""
    if old:
        change(workspace, old, new)

    done = rundbrief("doctor", "--json", password=password or relay.password)

    found = checks(done)
    assert done.returncode == 2
    faults = [name for name, row in found.items() if row["verdict"] == "fault"]
    assert faults == [check]
    assert words in found[check]["sentence"]
    assert found[check]["tell"]


@pytest.mark.slow
def test_her_mailing_is_read_back_from_the_mailboxes(
    workspace: Path, rundbrief: Run, relay: Any
) -> None:
    """What the ledger froze is what each reader has, byte for byte but for the servers' traces."""
    plan = json.loads(rundbrief("plan", "--json").stdout)

    sent = rundbrief("send", "--plan", plan["hash"])
    addresses = sorted({item["recipient"] for item in plan["items"]})
    read = {
        message_from_bytes(mail)["Message-ID"]: mail
        for address in addresses
        for mail in relay.mailbox(address, wanted=2)
    }

    assert sent.returncode == 0
    assert "156 Mails wurden vom Mailserver angenommen." in sent.stdout
    assert len(read) == 2 * len(addresses) == 156
    assert read == frozen(workspace)
    rows = table(rundbrief("status", "--csv", "-").stdout)
    by_relay = [row for row in rows if row["Stand"] == "vom Mailserver angenommen"]
    assert {row["Message-ID"] for row in by_relay} == set(read)
    assert all(row["Antwort des Mailservers"].startswith("2.0.0 Ok: queued") for row in by_relay)


def table(content: str) -> list[dict[str, str]]:
    """The table as Excel reads it."""
    assert content.startswith("\ufeff")
    return list(csv.DictReader(StringIO(content[1:]), delimiter=";"))


def frozen(workspace: Path) -> dict[str, bytes]:
    """Every mail for the relay, made anew from the ledger alone."""
    query = """
        SELECT message_id, sender, mailing, skeleton, [values] FROM delivery
        WHERE transport = 'smtp'
    """
    with Ledger.open(workspace / "rundbrief.db") as ledger:
        return {
            message_id: fill(
                Skeleton.from_text(ledger.skeleton(mailing, key)), json.loads(values), sender
            ).content
            for message_id, sender, mailing, key, values in sqlite3.connect(
                workspace / "rundbrief.db"
            ).execute(query)
        }


def test_a_proof_by_a_token(workspace: Path, rundbrief: Run, relay: Any, tmp_path: Path) -> None:
    """A program says the token, and the proof is in her own mailbox."""
    (tmp_path / "token.py").write_text(f"print({relay.token()!r})", encoding="utf-8")
    command = f'["{sys.executable}", "{tmp_path / "token.py"}"]'
    change(workspace, 'user = "netz"\n', f'user = "netz"\ntoken_command = {command}\n')

    done = rundbrief(
        "proof", "ich@kulturnetzwerk.example", "meetings/2025-09-08-kreisverwaltungen.toml"
    )

    assert done.returncode == 0
    (proof,) = relay.mailbox("ich@kulturnetzwerk.example")
    assert b"Subject: =?utf-8?" in proof.replace(b"UTF-8", b"utf-8")


@pytest.mark.slow
def test_the_pace_is_kept(workspace: Path, rundbrief: Run, relay: Any) -> None:
    """So many a minute means so far apart, told before it begins, and by the ledger's clock."""
    change(workspace, 'user = "netz"\n', 'user = "netz"\nper_minute = 600\n')
    meeting = "meetings/2025-09-08-kreisverwaltungen.toml"
    plan = json.loads(rundbrief("plan", meeting, "--json").stdout)

    sent = rundbrief("send", meeting, "--plan", plan["hash"])

    assert sent.returncode == 0
    assert "höchstens 600 Mails in der Minute" in sent.stdout
    rows = json.loads(rundbrief("status", meeting, "--mails", "--json").stdout)
    times = sorted(datetime.fromisoformat(row["at"]) for row in rows if row["transport"] == "smtp")
    count = len(plan["items"])
    assert len(times) == count
    assert times[-1] - times[0] >= timedelta(seconds=(count - 2) * 0.1)


def test_a_signature_survives_the_relay(
    workspace: Path, rundbrief: Run, relay: Any, dkim_judges: Any
) -> None:
    """Signed by both kinds of key, through a real Postfix: both judges let both signatures pass."""
    privates: dict[str, rsa.RSAPrivateKey | Ed25519PrivateKey] = {
        "rsa": rsa.generate_private_key(65537, 2048),
        "ed": Ed25519PrivateKey.generate(),
    }
    for name, private in privates.items():
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (workspace / f"{name}.pem").write_bytes(pem)
    change(workspace, "\n[transport]", f"{SIGNING}\n[transport]")

    done = rundbrief(
        "proof", "gezeichnet@kulturnetzwerk.example", "meetings/2025-09-08-kreisverwaltungen.toml"
    )

    assert done.returncode == 0
    (mail,) = relay.mailbox("gezeichnet@kulturnetzwerk.example")
    records = {
        key.record_name: key.record
        for name, private in privates.items()
        for key in [SigningKey("kulturnetzwerk.example", name, private)]
    }
    passed = [("rsa-sha256", True), ("ed25519-sha256", True)]
    assert dkim_judges(mail, records) == {"dkimpy": passed, "mailauth": passed}
