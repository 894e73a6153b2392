"""`settle` at the keyboard: what waits for a word, what speaks for its arrival, and the word."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LETTER = "newsletters/2025-herbst.toml"
ARTS, AHLEN, BORKEN = "arts@york.example", "m.yilmaz@ahlen.example", "kultur@kreis-borken.example"
LATER = ("--now", "2025-08-04T10:00")
MEND_FIRST, FAILED, UNCLEAR = 2, 4, 5
REASON = "am Telefon gefragt"


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def send(call: Call, *words: str) -> Result:
    """What the plan of those files says."""
    return call("send", *words, "--plan", as_json(call("plan", *words, "--json"))["hash"])


def states(call: Call) -> dict[str, str]:
    return {row["recipient"]: row["state"] for row in as_json(call("status", "--json"))}


@pytest.fixture
def unclear(call: Call, relay: Any) -> Call:
    """Of three invitations two were handed over and never answered for."""
    relay.silent = {ARTS, AHLEN}
    assert send(call, MEETING).exit_code == UNCLEAR
    relay.silent = set()
    return call


def test_sending_says_what_to_type(call: Call, relay: Any, small_workspace: Path) -> None:
    """Whoever has something unclear reads the command that goes on, as it can be typed."""
    relay.silent = {ARTS}

    done = call("send", MEETING, "-C", str(small_workspace), "--plan",
                as_json(call("plan", MEETING, "--json"))["hash"])  # fmt: skip

    (line,) = (line for line in done.stdout.splitlines() if "settle" in line)
    command = shlex.split(line.rpartition(": ")[2])
    assert done.exit_code == UNCLEAR
    assert command[-5:-2] == ["settle", "-C", str(small_workspace)]
    assert call(*command[-5:]).exit_code == 0


def test_status_says_what_to_do(unclear: Call) -> None:
    """Each that is unclear stands there by name, and beneath what to do about it."""
    lines = unclear("status").stdout.splitlines()

    assert [line for line in lines if ARTS in line]
    assert [line for line in lines if AHLEN in line]
    assert lines[-1].startswith("2 Mails sind unklar und warten auf Ihr Wort.")
    assert "rundbrief settle" in lines[-1] or "settle" in shlex.split(lines[-1])


def test_what_waits_is_named(unclear: Call) -> None:
    """Every one by name, with state and Message-ID, and the sentence to say."""
    said = unclear("settle").stdout

    rows = {row["recipient"]: row for row in as_json(unclear("settle", "--json"))}
    assert rows.keys() == {ARTS, AHLEN}
    assert {row["state"] for row in rows.values()} == {"unclear"}
    for row in rows.values():
        assert row["recipient"] in said
        assert row["message_id"] in said
    assert f"rundbrief settle {next(iter(rows))} sent" in said


def test_nothing_waits(call: Call) -> None:
    """Where all is well it says so."""
    assert call("settle").stdout == "Nichts ist unklar, und nichts wurde abgelehnt.\n"


def test_sent(unclear: Call, relay: Any) -> None:
    """ "Sent" for one: it is sent, its reason is kept, the other still waits."""
    done = unclear("settle", ARTS, "sent", "--reason", REASON)
    again = send(unclear, MEETING)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "Notiert: Eine Mail ging hinaus."
    assert states(unclear) == {ARTS: "sent", AHLEN: "unclear", BORKEN: "sent"}
    assert REASON in unclear("status", "--show", ARTS).stdout
    assert again.exit_code == 0
    assert len(relay.mails[ARTS]) == 1


def test_again(unclear: Call, relay: Any) -> None:
    """ "Again" for all: the same bytes go out with the next send, once, under the same name."""
    done = unclear("settle", "--all", "again", "--reason", "im Protokoll fehlt sie")
    sent = send(unclear, MEETING)

    assert done.stdout.startswith("2 Mails gehen mit dem nächsten send noch einmal hinaus")
    assert sent.exit_code == 0
    assert set(states(unclear).values()) == {"sent"}
    for who in (ARTS, AHLEN):
        first, second = relay.mails[who]
        assert first == second
    assert len(relay.mails[BORKEN]) == 1


def test_by_its_message_id(unclear: Call) -> None:
    """A Message-ID names one mail, with or without its brackets."""
    (row, *_) = as_json(unclear("settle", "--json"))

    done = unclear("settle", row["message_id"].strip("<>"), "sent", "--reason", REASON, "--json")

    assert [each["message_id"] for each in as_json(done)["settled"]] == [row["message_id"]]
    assert as_json(done)["word"] == "sent"


def test_an_answer_speaks_for_it(unclear: Call) -> None:
    """Who has answered since must have had it: that is shown beside the question."""
    answered = unclear("answer", MEETING, ARTS, "zusage", *LATER)
    said = unclear("settle", *LATER).stdout
    rows = {row["recipient"]: row for row in as_json(unclear("settle", "--json", *LATER))}

    assert answered.exit_code == 0, answered.stderr
    assert "Am 04.08.2025 wurde geantwortet („kommt“)." in said
    assert said.count("wurde geantwortet") == 1
    assert (rows[ARTS]["answer"], rows[AHLEN]["answer"]) == ("accepted", None)


def test_the_servers_last_words_are_shown(call: Call, relay: Any) -> None:
    """Of what was refused the reply is shown; "again" is possible, "sent" is not."""
    relay.refuse = {ARTS: "550 5.1.1 No such user here"}
    refused = send(call, MEETING)
    said = call("settle").stdout
    sent = call("settle", ARTS, "sent", "--reason", REASON)
    relay.refuse = {}
    again = call("settle", "--refused", "again", "--reason", "Postfach ist wieder offen")
    done = send(call, MEETING)

    assert refused.exit_code == FAILED
    assert "550 5.1.1 No such user here" in said
    assert f"rundbrief settle {ARTS} again" in said
    assert "hat sie abgelehnt, sie kann nicht angekommen sein" in sent.stdout
    assert again.exit_code == 0
    assert done.exit_code == 0
    assert states(call)[ARTS] == "sent"


def test_an_older_mail_does_not_go_out_again(unclear: Call, small_workspace: Path) -> None:
    """Where a newer mail about it has gone out since, "again" is refused, and why is said."""
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace("2025-09-08T10", "2025-09-09T10", 1)
                    .replace("2025-09-08T12", "2025-09-09T12", 1), "utf-8")  # fmt: skip
    moved = send(unclear, MEETING)
    done = unclear("settle", "--all", "again", "--reason", REASON)

    assert moved.exit_code == 0, moved.stderr
    assert "Seither ging dazu schon eine neuere Mail" in unclear("settle").stdout
    assert "2 Mails bleiben, wie sie sind" in done.stdout
    assert as_json(unclear("plan", MEETING, "--json"))["waiting"] == 0


# What can't be done is a sentence, exit code 2, and changes nothing.
@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["sent"], "welche Mail gemeint ist", id="of which"),
        pytest.param([ARTS], "dann „sent“ oder „again“", id="no word"),
        pytest.param([ARTS, "vielleicht"], "dann „sent“ oder „again“", id="another word"),
        pytest.param([ARTS, "sent"], "woher Sie das wissen", id="no reason"),
        pytest.param([ARTS, "--all", "sent"], "welche Mail gemeint ist", id="one and all"),
        pytest.param(
            [BORKEN, "sent", "--reason", REASON], "keine Mail unklar", id="it is not unclear"
        ),
        pytest.param(["--refused", "again", "--reason", REASON], "So steht gerade", id="none"),
        pytest.param(["--here", "--reason", REASON], "nichts zu entscheiden", id="no doubt"),
        pytest.param(["--here", "--all", "sent"], "steht allein", id="here is another matter"),
    ],
)
def test_what_cannot_be_settled(unclear: Call, words: list[str], said: str) -> None:
    """A word that fits nothing was meant otherwise."""
    done = unclear("settle", *words)

    assert done.exit_code == MEND_FIRST
    assert said in done.stderr
    assert states(unclear) == {ARTS: "unclear", AHLEN: "unclear", BORKEN: "sent"}
