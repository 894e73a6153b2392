"""What mails in `inbox/` say of deliveries that nobody knows of, and what follows from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.desk import Desk, Evidence, Question, evidence, forget, open_desk, plan, send
from rundbrief.desk.evidence import CODES, REPORTED
from rundbrief.desk.forget import Place
from rundbrief.inbox import Action
from rundbrief.ledger import Ledger
from rundbrief.messages import Kind
from rundbrief.rendering import links
from rundbrief.wording import LANGUAGES

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
CONFIRMED = datetime(2025, 8, 4, 7, tzinfo=UTC)
UID = UUID("5f0c2a52-8a2e-4a0e-9d52-0c9a8f1b2c3d")
NAME = "4f5a1c2b3d4f5a1c2b3d"
OURS = f"<{NAME}@kulturnetzwerk.example>"
HERS = "arts@york.example"

UNCLEAR = Question(
    message_id=OURS,
    subject=UID,
    kind=Kind.INVITATION,
    title="Kreisverwaltungen",
    file="meetings/x.toml",
    transport="smtp",
    address="Arts@york.example",
    identity=HERS,
    display_name="",
    state=State.UNCLEAR,
    at=CONFIRMED,
    code=None,
    words="",
    cause="",
    answer=None,
    answered_at=None,
    is_overtaken=False,
    sequence=2,
    confirmed_at=CONFIRMED,
)
OTHER = replace(
    UNCLEAR, message_id="<0000aaaa@x.example>", identity="b@x.example", subject=UUID(int=1)
)

Keep = Callable[..., None]


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk, where nothing was sent yet."""
    made, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert made, problems
    return made


@pytest.fixture
def keep(desk: Desk) -> Keep:
    """Puts a mail into the folder, of a day in August unless it says another."""
    inbox = desk.workspace.inbox
    inbox.mkdir()

    def put(name: str, *fields: str, body: str = "Guten Tag", day: int = 11) -> None:
        date = f"Date: {day:02} Aug 2025 09:00:00 +0200"
        (inbox / name).write_bytes("\r\n".join((*fields, date, "", body)).encode())

    return put


def found(desk: Desk, *asked: Question) -> list[Evidence]:
    """What is known of the first of those, all that is asked being these."""
    known, problems = evidence(desk, asked or (UNCLEAR, OTHER))
    assert problems == []
    return list(known[(asked or (UNCLEAR,))[0].message_id])


def codes(desk: Desk, *asked: Question) -> list[str]:
    return [each.code for each in found(desk, *asked)]


def reported(action: str, status: str = "", to: str = HERS, words: str = "") -> dict[str, str]:
    """A report in RFC 3464's form, by the envelope id."""
    said = f"Diagnostic-Code: smtp; {words}\r\n" if words else ""
    return {
        "body": f"--a\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {NAME}"
        f"\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n{said}"
        "\r\n--a--\r\n"
    }


REPORT = "Content-Type: multipart/report; report-type=delivery-status; boundary=a"


def test_a_bounce(desk: Desk, keep: Keep) -> None:
    """A bounce shows that the mail went out, and that the address is wrong; it is said so."""
    keep("x.eml", REPORT, **reported("failed", "5.1.1", words="550 5.1.1 unbekannt"))

    (only,) = found(desk)

    assert (only.code, only.file, only.line) == ("bad-address", "inbox/x.eml", None)
    assert only.sentence("de") == (
        "Ein Rückläufer nennt diese Mail: 550 5.1.1 unbekannt (inbox/x.eml, 11.08.2025). Sie ging "
        "also hinaus und kam zurück. Berichtigen Sie die Adresse in der Liste; dann steht die neue "
        "im nächsten Plan."
    )


# What a report says decides which sentence stands there.
@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        pytest.param("failed", "5.1.10", "bad-address", id="no such address"),
        pytest.param("failed", "5.2.2", "bounced", id="mailbox full"),
        pytest.param("delayed", "4.4.1", "delayed", id="on its way"),
        pytest.param("delivered", "2.0.0", "delivered", id="there"),
        pytest.param("relayed", "2.0.0", "relayed", id="handed on"),
        pytest.param("expanded", "2.0.0", "relayed", id="to a mailing list"),
        pytest.param("eaten", "", "reported", id="anything else"),
    ],
)
def test_what_a_report_says(desk: Desk, keep: Keep, action: str, status: str, code: str) -> None:
    """An action and a status of RFC 3464 make the sentence."""
    keep("x.eml", REPORT, **reported(action, status))

    assert codes(desk) == [code]


def test_it_was_passed_on(desk: Desk, keep: Keep) -> None:
    """Where a report speaks of another address, that one is named, and ours is right."""
    keep("x.eml", REPORT, **reported("failed", "5.1.1", to="neu@xn--mnster-3ya.example"))
    (passed_on,) = found(desk)
    keep("x.eml", REPORT, **reported("failed", "5.1.1"))
    (ours,) = found(desk)

    assert (passed_on.code, passed_on.values["words"]) == (
        "bounced",
        "neu@münster.example: 5.1.1",
    )
    assert (ours.code, ours.values["words"]) == ("bad-address", "5.1.1")


def test_the_last_report_counts(desk: Desk, keep: Keep) -> None:
    """A delay is over once it bounced; of two bounces the later is shown."""
    keep("a.eml", REPORT, day=14, **reported("failed", "5.2.2", words="550 zweite"))
    keep("b.eml", REPORT, day=13, **reported("failed", "5.2.2", words="550 erste"))
    keep("c.eml", REPORT, day=12, **reported("delayed", "4.2.2"))

    (only,) = found(desk)

    assert (only.code, only.values["words"]) == ("bounced", "550 zweite")


def test_copies(desk: Desk, keep: Keep) -> None:
    """A server's note on a copy shows that it went out; one without says little, and says so."""
    keep("bare.eml", f"Message-ID: {OURS}")
    bare = codes(desk)
    keep(
        "sent.eml", f"Message-ID: {OURS}", "Received: by mx.example; Mon, 4 Aug 2025 09:00:00 +0200"
    )

    assert bare == ["bare-copy"]
    assert codes(desk) == ["copy"]


def test_what_status_wrote_is_no_proof(desk: Desk) -> None:
    """The bytes as we compose them, put there by hand, are a copy without a server's note."""
    planned, _ = plan(desk)
    assert planned
    send(desk, planned.hash)
    with Ledger.open(desk.workspace.ledger) as ledger:
        row = next(iter(ledger.standing()))
    desk.workspace.outbox.rename(desk.workspace.inbox)

    assert codes(desk, replace(UNCLEAR, message_id=row.message_id)) == ["bare-copy"]


def test_replies(desk: Desk, keep: Keep) -> None:
    """Who answers it has it; our own update, which names it as well, answers nothing."""
    keep("update.eml", "From: netz <" + desk.workspace.settings.sender.email.upper() + ">",
         f"In-Reply-To: {OURS}")  # fmt: skip
    before = codes(desk)
    keep("re.eml", "From: Kämmerei <Kollegin@York.example>", f"In-Reply-To: {OURS}")

    (only,) = found(desk)

    assert before == []
    assert only.sentence("en") == (
        "kollegin@york.example has answered this mail, by hand or automatically "
        "(inbox/re.eml, 11.08.2025): it has arrived."
    )


def test_our_own_link(desk: Desk, keep: Keep) -> None:
    """ "Ich komme", pressed in that very mail, names it by the token that our link writes."""
    subject = f"Ich komme am 8. September 2025 [{links.ACCEPTED} {NAME}]"
    keep("x.eml", f"From: {HERS}", f"Subject: {subject}")

    assert codes(desk) == ["reply"]


def calendar(
    uid: UUID = UID, who: str = "ARTS@York.example", sequence: int = 2, said: str = ""
) -> str:
    said = said or "ACCEPTED"
    return (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nSEQUENCE:{sequence}\r\nATTENDEE;PARTSTAT={said}:MAILTO:{who}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


# A calendar's answer counts as the ledger counts answers.
@pytest.mark.parametrize(
    ("text", "day", "kind", "wanted"),
    [
        pytest.param(calendar(), 11, Kind.INVITATION, ["calendar"], id="to this"),
        pytest.param(calendar(sequence=3), 11, Kind.INVITATION, ["calendar"], id="to a later date"),
        pytest.param(calendar(sequence=1), 11, Kind.INVITATION, [], id="to an earlier date"),
        pytest.param(calendar(), 1, Kind.INVITATION, [], id="before it went out"),
        pytest.param(calendar(who="b@x.example"), 11, Kind.INVITATION, [], id="of another guest"),
        pytest.param(calendar(UUID(int=9)), 11, Kind.INVITATION, [], id="to another meeting"),
        pytest.param(calendar(said="NEEDS-ACTION"), 11, Kind.INVITATION, [], id="not yet"),
        pytest.param(calendar(), 11, Kind.REMINDER, [], id="a reminder asks nothing"),
        pytest.param(calendar(), 11, Kind.CANCELLATION, [], id="nor does a cancellation"),
    ],
)
def test_calendars(
    desk: Desk, keep: Keep, text: str, day: int, kind: Kind, wanted: list[str]
) -> None:
    """By UID and guest, to this revision or a later one, since it was confirmed."""
    keep("x.eml", "Content-Type: text/calendar; method=REPLY", body=text, day=day)

    assert codes(desk, replace(UNCLEAR, kind=kind)) == wanted


def test_nothing_is_guessed(desk: Desk, keep: Keep) -> None:
    """The right address, subject and day are not enough: it may be about another mail."""
    keep("a.eml", "From: mailer-daemon@york.example", f"X-Failed-Recipients: {HERS}",
         "Subject: Undelivered: Einladung", body="550 5.1.1 no such user")  # fmt: skip
    keep("b.eml", f"From: {HERS}", "Subject: Re: Einladung")
    keep(
        "c.eml", f"From: {HERS}", "In-Reply-To: <x@y.example>", f"References: {OURS} <x@y.example>"
    )

    assert codes(desk) == []


def test_what_the_ledger_knows_comes_first(desk: Desk, keep: Keep) -> None:
    """An answer written down and a later mail stand beside what the folder holds."""
    keep("x.eml", REPORT, **reported("delayed"))
    told = replace(
        UNCLEAR,
        answer=Answer.ACCEPTED,
        answered_at=CONFIRMED + timedelta(days=1),
        is_overtaken=True,
    )

    first, *others = found(desk, told)

    assert first.sentence("de") == (
        "Spricht dafür, dass sie ankam: Am 05.08.2025 wurde geantwortet („kommt“)."
    )
    assert [each.code for each in others] == ["later", "delayed"]


def test_where_nothing_is_asked_nothing_is_read(desk: Desk, keep: Keep) -> None:
    """The folder may be large: it is opened only for a question."""
    keep("x.eml", body="")
    (desk.workspace.inbox / "bild.png").write_bytes(b"\x89PNG")

    assert evidence(desk, ()) == ({}, [])
    assert [each.code for each in evidence(desk, (UNCLEAR,))[1]] == ["inbox.other-file"]


def test_in_an_mbox_the_line_is_named(desk: Desk, keep: Keep) -> None:
    """Where a file holds many mails, the line leads there."""
    keep("Gesendet", "From - Mon Aug  4", "Subject: x")
    with (desk.workspace.inbox / "Gesendet").open("ab") as file:
        file.write(f"\r\n\r\nFrom - Mon Aug  4\r\nMessage-ID: {OURS}\r\n\r\n".encode())

    (only,) = found(desk)

    assert (only.file, only.line) == ("inbox/Gesendet", 7)
    assert "inbox/Gesendet:7" in only.sentence("de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_sort_has_its_sentence(code: str, language: str) -> None:
    """Both languages have a sentence for each, and it says where the mail lies."""
    values = {"words": "550", "author": "a@b.example", "answer": "accepted"}
    one = Evidence(code, "inbox/x.eml", None, CONFIRMED, values)

    text = one.sentence(language)  # type: ignore[arg-type] # one of LANGUAGES

    assert ("inbox/x.eml, 04.08.2025" in text) is (code != "answer")


def test_every_action_is_known() -> None:
    """No report is without a place in the table."""
    assert REPORTED.keys() == set(Action)


def test_forget_names_the_files(desk: Desk, keep: Keep) -> None:
    """Mails in the folder are hers: they are named, and left."""
    keep("a.eml", f"From: {HERS}")
    keep("b.eml", "From: b@x.example")

    done, problems = forget(desk, HERS)

    assert done, problems
    assert Place("inbox/a.eml", None) in done.still
    assert "inbox/b.eml" not in {each.file for each in done.still}
    assert (desk.workspace.inbox / "a.eml").exists()
