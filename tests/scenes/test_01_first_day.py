"""She tries the demo on her first day, and again on her second."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scenes.conftest import Demo, Rundbrief

NETWORK = 78  # addresses on the three lists


def test_the_demo_says_what_was_done_where_to_look_and_what_comes_next(demo: Demo) -> None:
    """One command checks, plans, composes, delivers and previews, and says so in plain words."""
    said = demo.said

    assert "Die Uhr steht auf Montag, 4. August 2025, 09:00 Uhr" in said
    assert f"4 Termine, 1 Newsletter, {NETWORK} Empfänger auf 3 Listen" in said
    assert f"an {NETWORK} Empfänger" in said
    assert f"{2 * NETWORK} Mails wurden im Ordner outbox abgelegt" in said
    assert "index.html" in said


def test_everyone_gets_one_invitation_and_one_newsletter(demo: Demo) -> None:
    """The plan of the demo: one invitation and one newsletter for everyone on the lists."""
    names = [name.partition("_")[0] for name in demo.mails]

    assert {kind: names.count(kind) for kind in names} == {
        "invitation": NETWORK,
        "newsletter": NETWORK,
    }


def test_nobody_is_invited_to_what_is_past_and_the_plan_says_so(demo: Demo) -> None:
    """Each of the three past meetings is named as left out."""
    left_out = demo.said.partition("Nicht dabei:")[2].partition("Zusammen")[0]

    assert re.findall(r"meetings/(\S+)\.toml: Der Termin ist vorbei", left_out) == [
        "2024-05-17-personal",
        "2024-11-20-vernetzung",
        "2025-03-06-kuenstliche-intelligenz",
    ]


def test_the_three_next_commands_work_as_printed(
    demo: Demo, rundbrief: Rundbrief, tmp_path: Path
) -> None:
    """Each command that the demo names runs where the demo ran, as it stands there."""
    after = demo.said.partition("Und so geht es weiter:")[2]
    shutil.copytree(demo.folder, tmp_path / "demo")
    commands = [shlex.split(line) for line in after.splitlines() if " -C " in line]

    assert len(commands) == 3
    for command in commands:
        assert rundbrief(*command[1:], cwd=tmp_path).returncode == 0


def test_run_again_there_is_nothing_left_to_send(demo: Demo, rundbrief: Rundbrief) -> None:
    """A second demo leaves the outbox as it was."""
    before = demo.mails

    again = rundbrief("demo", cwd=demo.folder.parent)

    assert again.returncode == 0
    assert "Es gibt nichts zu senden: Alle haben, was sie haben sollen." in again.stdout
    assert "keine Mail ist doppelt entstanden" in again.stdout
    assert demo.mails == before


def test_the_examples_that_came_with_the_program_stay_clean(demo: Demo) -> None:
    """The demo works on a copy: no ledger and no outbox appear beside the stock examples."""
    from rundbrief.workspace import stock

    examples: Path = stock("examples")

    assert not (examples / "outbox").exists()
    assert not (examples / "rundbrief.db").exists()


def test_english_when_asked(demo: Demo, rundbrief: Rundbrief) -> None:
    """The program speaks English where the environment asks for it."""
    done = rundbrief(
        "plan",
        "-C",
        demo.workspace,
        "--now",
        "2025-08-04T09:00",
        cwd=demo.folder,
        RUNDBRIEF_LANG="en",
    )

    assert "There is nothing to send" in done.stdout
