"""What each command says, for people and as JSON, and the code that it ends with."""

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"
MEND_FIRST = 2

Call = Callable[..., Result]


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def send_all(call: Call) -> Result:
    """Everything that the plan says."""
    return call("send", "--plan", as_json(call("plan", "--json"))["hash"])


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_of_what_is_well(call: Call) -> None:
    """Says how much was read, in whole words, and that all is well."""
    done = call("check")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "4 Fassungen der Mails wurden geprüft, so wie sie hinausgehen.",
        "Dazu 8 für den Fall, dass ein Termin sich ändert oder ausfällt.",
        "Gelesen: 4 Termine, 1 Newsletter, 3 Empfänger auf 1 Liste.",
        "Alles in Ordnung.",
    ]


def test_check_names_every_problem_of_every_file(call: Call, small_workspace: Path) -> None:
    """All at once, each with its place, on standard output: it is what was asked for."""
    change(small_workspace / MEETING, 'status = "planned"', 'status = "geplant"')
    change(small_workspace / NEWSLETTER, 'status = "ready"', 'staus = "ready"')

    done = call("check")

    assert done.exit_code == MEND_FIRST
    assert f"{MEETING}:10: status: " in done.stdout
    assert f"{NEWSLETTER}:6: staus: " in done.stdout
    assert "Gelesen: 4 Termine, 1 Newsletter, 3 Empfänger" in done.stdout
    assert "2 Stellen sind zu beheben" in done.stdout
    assert done.stderr == ""


def test_check_of_a_long_list_that_is_all_wrong(call: Call, small_workspace: Path) -> None:
    """Of 5,000 rows wrong alike a hundred are named and the rest counted; nothing else drowns."""
    change(small_workspace / NEWSLETTER, 'status = "ready"', 'staus = "ready"')
    rows = "".join(f"amt{number}.example;Amt {number}\n" for number in range(5000))
    wrong = small_workspace.parent / "recipients" / "gross.csv"
    wrong.write_text(f"E-Mail;Stelle\n{rows}", "utf-8")

    done = call("check")

    lines = done.stdout.splitlines()
    assert done.exit_code == MEND_FIRST
    assert sum("ist keine vollständige Adresse" in line for line in lines) == 100
    assert (
        "../recipients/gross.csv: Dasselbe gilt für 4900 weitere Zeilen hinter Zeile 101." in lines
    )
    assert any(line.startswith(f"{NEWSLETTER}:6: staus: ") for line in lines)
    assert lines[-1] == "5001 Stellen sind zu beheben, bevor etwas gesendet werden kann."
    assert len(lines) < 110


def test_check_as_json(call: Call, small_workspace: Path) -> None:
    """Counts, and each problem with its place, code and sentence."""
    change(small_workspace / MEETING, 'status = "planned"', 'status = "geplant"')

    done = call("check", "--json")

    assert done.exit_code == MEND_FIRST
    values = as_json(done)
    assert values["recipients"] == 3
    first = values["problems"][0]
    assert (first["file"], first["line"], first["field"]) == (MEETING, 10, "status")
    assert first["code"].startswith("definitions.")
    assert first["severity"] == "error"
    assert first["sentence"].startswith(f"{MEETING}:10: status: ")


def test_a_hint_is_told_as_one_and_stops_nothing(call: Call, small_workspace: Path) -> None:
    """A warning opens with "Hinweis:", goes to standard error, and the plan stands."""
    people = small_workspace.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + "arts@york.example;;;;;;;;;\n", "utf-8")

    done = call("plan")

    assert done.exit_code == 0
    assert done.stderr.startswith("Hinweis: ../recipients/liste.csv:5: ")


def test_a_plan_says_who_gets_what_why_and_to_what_effect(call: Call) -> None:
    """Every mailing with its file, reason and effect, the sum, and the command that sends it."""
    done = call("plan")

    assert done.exit_code == 0
    said = done.stdout
    assert "an 3 Empfänger" in said
    assert "Dr. Mara Yılmaz <m.yilmaz@ahlen.example>" in said
    assert "Der Termin kommt neu in den Kalender." in said
    assert "Zusammen 6 Mails an 3 Empfänger." in said
    command = shlex.split(said.splitlines()[-1])
    assert command[-2:] == ["--plan", as_json(call("plan", "--json"))["hash"]]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("calendar", "Geantwortet wird mit den Knöpfen des Kalenders"),
        ("registration", "Geantwortet wird über Ihre Anmeldung; der Kalender fragt nicht."),
        ("none", "Um eine Antwort wird nicht gebeten"),
    ],
)
def test_a_plan_says_how_they_answer(
    call: Call, small_workspace: Path, answers: str, said: str
) -> None:
    """Which of the answering modes holds is read before anything goes out."""
    path = small_workspace / MEETING
    change(path, 'answers = "calendar" ', f'answers = "{answers}" ')
    change(path, "[venue]", '[registration]\nlink = "https://kultur.example/anmeldung"\n\n[venue]')

    assert said in call("plan", MEETING).stdout
    values = as_json(call("plan", MEETING, "--json"))
    assert {item["answers"] for item in values["items"]} == {answers}


def test_a_plan_as_json(call: Call) -> None:
    """`hash`, and `items` with recipient, kind, file, why and effect."""
    values = as_json(call("plan", "--json"))

    assert len(values["hash"]) == 8
    assert (values["recipients"], values["waiting"]) == (3, 0)
    assert {
        "recipient": "arts@york.example",
        "kind": "invitation",
        "file": MEETING,
        "why": "not-yet-invited",
        "effect": "new-entry",
        "occurrence": "",
        "answer": None,
        "answers": "calendar",
    } in values["items"]
    assert {i["answers"] for i in values["items"] if i["kind"] == "newsletter"} == {""}
    assert {note["code"] for note in values["notes"]} == {"past"}


def test_a_plan_writes_nothing(call: Call, small_workspace: Path) -> None:
    """No ledger, no lock, no outbox appears by looking."""
    before = sorted(small_workspace.rglob("*"))

    for words in (["plan"], ["plan", "--json"], ["status"], ["check"]):
        call(*words)

    assert sorted(small_workspace.rglob("*")) == before


def test_a_plan_of_one_file(call: Call) -> None:
    """A file may be named by its bare name, and only its mails are planned."""
    values = as_json(call("plan", "2025-herbst.toml", "--json"))

    assert {item["kind"] for item in values["items"]} == {"newsletter"}


def test_a_long_list_is_shortened_and_all_names_all(call: Call, small_workspace: Path) -> None:
    """Twelve names of a mailing, then how many more; `--all` spells them out."""
    people = small_workspace.parent / "recipients" / "liste.csv"
    rows = "".join(f"amt{n}@stadt.example;Amt {n};;;;;;;;\n" for n in range(11))
    people.write_text(people.read_text("utf-8") + rows, "utf-8")

    short, whole = call("plan", MEETING).stdout, call("plan", MEETING, "--all").stdout

    assert "amt10@stadt.example" not in short
    assert "… und 2 weitere (--all nennt alle)" in short
    assert "amt10@stadt.example" in whole


@pytest.mark.parametrize("command", ["plan", "send", "status", "preview"])
def test_an_unknown_file_is_told_with_the_likely_one(call: Call, command: str) -> None:
    """Exit code 2 and the file that may be meant."""
    done = call(command, "meetings/2025-09-08-kreis.toml")

    assert done.exit_code == MEND_FIRST
    assert f"Meinten Sie „{MEETING}“?" in done.stderr


def test_send_without_anyone_to_ask(call: Call, small_workspace: Path) -> None:
    """Without a terminal and without a hash nothing goes out; the hash is offered."""
    done = call("send")

    assert done.exit_code == MEND_FIRST
    assert "--plan " + as_json(call("plan", "--json"))["hash"] in done.stderr
    assert not (small_workspace / "outbox").exists()


def test_send_of_another_plan_is_refused(call: Call, small_workspace: Path) -> None:
    """What was looked at is no longer what would go out: nothing goes out."""
    looked_at = as_json(call("plan", "--json"))["hash"]
    change(small_workspace / MEETING, "10:20:00", "10:25:00")

    done = call("send", "--plan", looked_at)

    assert done.exit_code == MEND_FIRST
    assert f"nicht mehr {looked_at}" in done.stderr
    assert not (small_workspace / "outbox").exists()


@pytest.mark.parametrize("words", [["--json"], ["--json", "--plan", "00000000"]])
def test_send_as_json_never_asks(call: Call, words: list[str]) -> None:
    """What is refused is refused in JSON too, beside the plan that there is now."""
    done = call("send", *words)

    assert done.exit_code == MEND_FIRST
    values = as_json(done)
    assert values["refused"]
    assert values["hash"] == as_json(call("plan", "--json"))["hash"]


def test_send_as_json(call: Call) -> None:
    """How many there were of each outcome, and by which way."""
    done = call("send", "--json", "--plan", as_json(call("plan", "--json"))["hash"])

    assert done.exit_code == 0
    values = as_json(done)
    assert {mail["kind"] for mail in values.pop("mails")} == {"invitation", "newsletter"}
    assert values == {
        "sent": 6,
        "deferred": 0,
        "failed": 0,
        "unclear": 0,
        "untried": 0,
        "transport": "folder",
        "interrupted": False,
    }


def test_sent_once_is_sent(call: Call, small_workspace: Path) -> None:
    """A second send says that there was nothing to send, and makes no mail."""
    assert send_all(call).exit_code == 0
    mails = sorted((small_workspace / "outbox").iterdir())

    again = call("send")

    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1] == "Es wurde nichts gesendet."
    assert sorted((small_workspace / "outbox").iterdir()) == mails
    assert "Alle haben, was sie haben sollen." in call("plan").stdout


def test_nothing_to_send_is_no_praise_while_something_waits(
    call: Call, small_workspace: Path
) -> None:
    """ "Alle haben, was sie haben sollen" isn't said where a draft or an empty list is why."""
    change(small_workspace / MEETING, 'status = "planned"', 'status = "draft"')
    change(small_workspace / NEWSLETTER, 'status = "ready"', 'status = "draft"')

    done = call("plan")

    assert "Das ist noch ein Entwurf" in done.stdout
    assert done.stdout.splitlines()[-1] == "Es gibt zurzeit nichts zu senden."


def test_status_before_anything_was_sent(call: Call) -> None:
    """Says so, and in JSON an empty list."""
    assert call("status").stdout == "Es ist noch nichts verschickt.\n"
    assert as_json(call("status", "--json")) == []


def test_status_for_people(call: Call) -> None:
    """Each mailing, how many are in which state, and one line for each delivery."""
    send_all(call)

    lines = call("status", MEETING, "--mails").stdout.splitlines()

    assert lines[0].endswith("an 3 Empfänger")
    assert lines[1] == f"  {MEETING}"
    assert lines[2] == "  im Ordner abgelegt: 3"
    assert lines[3].startswith("    04.08.2025 09:00  ")
    assert sum("<m.yilmaz@ahlen.example>  " in line for line in lines) == 1


def test_status_as_json(call: Call) -> None:
    """A row for each delivery, with the times of acceptance and the words for it."""
    send_all(call)

    rows = as_json(call("status", "--json"))

    assert len(rows) == 6
    assert rows[0].keys() == {
        *("recipient", "name", "kind", "file", "title", "subject", "sequence"),
        *("transport", "state", "due", "at", "code", "enhanced", "words", "message_id"),
    }
    assert {row["state"] for row in rows} == {"sent"}
    assert len({row["message_id"] for row in rows}) == 6


def test_the_preview_is_written_where_it_was_asked_for(
    call: Call, small_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--export` makes the folder and the page in it, and opens nothing."""
    monkeypatch.setattr("webbrowser.open", lambda url: pytest.fail(f"opened {url}"))

    done = call("preview", "--export", "vor/schau")

    assert done.exit_code == 0
    assert (small_workspace / "vor" / "schau" / "index.html").stat().st_size > 10_000


def test_the_page_is_opened(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--export` the browser gets an address on this machine, at the named file."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("rundbrief.web.Serving.run", lambda serving: serving._socket.close())

    done = call("preview", MEETING)

    assert done.exit_code == 0
    (url,) = opened
    assert url in done.stdout
    assert url.startswith("http://127.0.0.1:")
    assert url.endswith("file=meetings%2F2025-09-08-kreisverwaltungen.toml")


@pytest.mark.parametrize("value", ["gestern", "2025-13-01", "9 Uhr", ""])
def test_a_time_that_is_none(call: Call, value: str) -> None:
    """`--now` says what a time looks like."""
    done = call("plan", "--now", value)

    assert done.exit_code == MEND_FIRST
    assert "2025-08-04T09:00" in done.stderr


def test_the_clock_is_not_set_where_someone_would_get_mails(
    call: Call, small_workspace: Path
) -> None:
    """With a real relay `--now` is refused."""
    settings = small_workspace / "rundbrief.toml"
    change(settings, '\nkind = "folder"\n', '\nkind = "smtp"\nhost = "relay.example"\n')

    done = call("plan")

    assert done.exit_code == MEND_FIRST
    assert "--now" in done.stderr


def test_commands_are_printed_as_they_can_be_typed(
    call: Call, small_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder's name with spaces and umlauts comes back from a shell as it was."""
    target = small_workspace.with_name("mein schöner Ordner")
    shutil.move(small_workspace, target)
    monkeypatch.chdir(target.parent)

    said = call("plan", "-C", target.name).stdout

    words = shlex.split(said.splitlines()[-1])
    assert words[words.index("-C") + 1] == target.name
