"""Where `[dkim]` names a key, everything that leaves is signed, and everything frozen stays so."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from rundbrief.desk import Desk, Planned, Sent, check, open_desk, plan, proof, send
from rundbrief.workspace import signing_keys

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone
MEETING = Path("meetings/2025-09-08-kreisverwaltungen.toml")
Judges = Callable[[bytes, dict[str, str]], dict[str, list[tuple[str, bool]]]]

PASSED = {
    "dkimpy": [("ed25519-sha256", True)],
    "mailauth": [("ed25519-sha256", True)],
}


def new_key(folder: Path) -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "dkim.pem").write_bytes(pem)


def at(folder: Path) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return desk


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk, with a key of its own."""
    new_key(small_workspace)
    path = small_workspace / "rundbrief.toml"
    settings = path.read_text(encoding="utf-8")
    path.write_text(settings + '\n[dkim]\nselector = "rb"\nkey_file = "dkim.pem"\n', "utf-8")
    return at(small_workspace)


def records(desk: Desk) -> dict[str, str]:
    """What stands in the DNS."""
    return {key.record_name: key.record for key in signing_keys(desk.workspace, {}).values()}


def mails(desk: Desk) -> dict[str, bytes]:
    """What lies in the outbox, by file name."""
    return {path.name: path.read_bytes() for path in desk.workspace.outbox.rglob("*.eml")}


def carried_out(desk: Desk, **hooks: Any) -> None:
    planned, problems = plan(desk, [MEETING])
    assert isinstance(planned, Planned), problems
    sent, problems = send(desk, planned.hash, [MEETING], **hooks)
    assert isinstance(sent, Sent), problems


def test_all_that_leaves_is_signed(desk: Desk, dkim_judges: Judges) -> None:
    """Every invitation carries a signature that both judges let pass, and so does a proof."""
    carried_out(desk)
    proof(desk, "ich@kulturnetzwerk.example", MEETING)

    left = mails(desk)
    assert len(left) > 1
    assert [dkim_judges(mail, records(desk)) for mail in left.values()] == [PASSED] * len(left)


def test_another_key_after_it_was_confirmed(desk: Desk, dkim_judges: Judges) -> None:
    """What is made again with another key differs in its signature alone, and that one holds."""
    carried_out(desk)
    before = mails(desk)
    new_key(desk.workspace.folder)
    for path in desk.workspace.outbox.rglob("*.eml"):
        path.unlink()
    again = at(desk.workspace.folder)
    with_ledger_forgotten_sent(again)
    carried_out(again)
    after = mails(again)

    assert {name: unsigned(mail) for name, mail in after.items()} == {
        name: unsigned(mail) for name, mail in before.items()
    }
    assert before != after
    assert {str(dkim_judges(mail, records(again))) for mail in after.values()} == {str(PASSED)}


def unsigned(mail: bytes) -> bytes:
    _, _, rest = mail.partition(b"\r\nFrom: ")
    return rest


def with_ledger_forgotten_sent(desk: Desk) -> None:
    """Every delivery waits again, as after a relay that put all of them off."""
    import sqlite3

    with sqlite3.connect(desk.workspace.ledger_file) as ledger:
        ledger.execute("UPDATE delivery SET state = 'pending'")
    ledger.close()


def test_a_key_that_is_gone_stops_everything(desk: Desk) -> None:
    """Where the key can't be read, nothing is planned and nothing leaves."""
    (desk.workspace.folder / "dkim.pem").unlink()

    assert [problem.code for problem in check(desk).problems] == ["workspace.key-unreadable"]
    planned, problems = plan(desk, [MEETING])
    assert planned is None
    assert [problem.code for problem in problems] == ["workspace.key-unreadable"]
