"""What people stumbled over at the edges: each is told what they need, in words that fit."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from rundbrief.cli import progress as progress_module
from rundbrief.cli.options import MEND_FIRST
from rundbrief.cli.progress import progress
from rundbrief.delivery import Event, Outcome, State

Call = Callable[..., Result]
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
SETTINGS = "rundbrief.toml"
FOLDER = '[transport]\nkind = "folder"'


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_hints_are_not_all_well(call: Call, small_workspace: Path) -> None:
    """Beneath a hint stands that nothing stops, and that there is something to read."""
    (small_workspace / "meetings" / "notiz.rtf").write_text("x", "utf-8")

    done = call("check")

    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == (
        "Nichts hindert am Senden. Lesen Sie aber den Hinweis oben."
    )


def test_a_word_that_is_no_hash(call: Call, small_workspace: Path) -> None:
    """Nothing changed meanwhile: there never was such a plan."""
    done = call("send", "--plan", "abcd")

    assert done.exit_code == MEND_FIRST
    assert "„abcd“ ist keine Prüfsumme" in done.stderr
    assert "geändert" not in done.stderr
    assert not (small_workspace / "outbox").exists()


def test_a_proof_to_an_address_with_its_name(call: Call, small_workspace: Path) -> None:
    """As it is copied from a mail program, it is that address."""
    done = call("proof", "Kulturamt <kultur@stadt.example>", MEETING)

    assert done.exit_code == 0, done.stderr
    [mail] = (small_workspace / "outbox").glob("*.eml")
    assert b"To: kultur@stadt.example" in mail.read_bytes()


def test_a_proof_to_several_addresses(call: Call) -> None:
    """It goes to one; the sentence speaks of that, not of rows of a list."""
    done = call("proof", "a@stadt.example, b@stadt.example", MEETING)

    assert done.exit_code == MEND_FIRST
    assert "nur eine Adresse" in done.stderr
    assert "Zeile" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        '["no-such-program-9"]',
        f'["{Path(sys.executable).as_posix()}", "-c", "import sys; sys.exit(1)"]',
    ],
    ids=["missing", "failing"],
)
def test_a_proof_whose_password_cannot_be_had(
    call: Call, small_workspace: Path, command: str
) -> None:
    """Missing or failing, the program is hers to mend: one exit code for both."""
    relay = '[transport]\nkind = "smtp"\nhost = "127.0.0.1"\ntls = "none"\nuser = "netz"\n'
    change(small_workspace / SETTINGS, FOLDER, f"{relay}password_command = {command}")

    done = call("proof", "kultur@stadt.example", MEETING)

    assert done.exit_code == MEND_FIRST, done.output


def test_a_log_hears_of_progress_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No matter how many mails there are: one line for each span of time, none for a short run."""
    seconds = iter(range(100))
    monkeypatch.setattr(progress_module, "monotonic", lambda: next(seconds) / 2)
    event = Event("id", State.SENT, datetime.now(UTC), Outcome(State.SENT, "ok", 250))

    with progress(23, as_json=False) as (report, _):
        for _ in range(23):
            report(event)

    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == ["11 von 23", "21 von 23"]
    assert (
        "noch 1 Sekunde; später: 0, abgelehnt: 0, unklar: 0; der Server zuletzt: 250 ok" in said[1]
    )
