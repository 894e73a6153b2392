"""Every kind by the stock templates: what each mail carries, and that spliced says what naive says.

One meeting in all its states, one newsletter; judged by reading the bytes back.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from rundbrief.composing import Letter, Press, compose_naive, fill
from rundbrief.composing.proof import reading
from rundbrief.definitions import (
    Answer,
    Article,
    Document,
    Enclosure,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    OnlineVenue,
    Picture,
    Reminder,
)
from rundbrief.messages import RULES, Kind
from rundbrief.recipients import Recipient
from rundbrief.rendering import Templates, reader
from rundbrief.wording import Language

STOCK = Path(__file__).parents[2] / "templates"
BERLIN = ZoneInfo("Europe/Berlin")
PICTURE = Picture("foto.png", "image/png", b"\x89PNG", 1200, 600)
SCHEDULED = [kind for kind in Kind if RULES[kind].method]
PUBLISHED = [kind for kind in Kind if not RULES[kind].has_guest]
REFERENCES = ("<first@netz.example>", f"<{'x' * 40}@netz.example>", "<third@netz.example>")


@pytest.fixture
def moved(meeting: Meeting) -> Meeting:
    """The meeting as its readers have it: a week earlier, in another house."""
    return meeting.model_copy(
        update={
            "start": meeting.start - timedelta(days=7),
            "end": meeting.end - timedelta(days=7),
            "venue": InPersonVenue(kind="in-person", name="Rathaus", town="Münster"),
        }
    )


@pytest.fixture
def letters(
    letter: Letter, newsletter: Letter, meeting: Meeting, moved: Meeting
) -> dict[Kind, Letter]:
    """A letter of each kind."""
    status = {
        Kind.SAVE_THE_DATE: MeetingStatus.SAVE_THE_DATE,
        Kind.CANCELLATION: MeetingStatus.CANCELLED,
    }
    due = Reminder(at=letter.date, to="no-answer", until=meeting.start, text="Noch *Plätze* frei.")
    made = {}
    for kind in Kind:
        about = meeting.model_copy(
            update={
                "status": status.get(kind, meeting.status),
                "reason": "Das Haus ist gesperrt." if kind is Kind.CANCELLATION else "",
                "recap": "Es war *gut*.",
                "documents": (
                    Document(title="Leitfragen", file="a.pdf"),
                    Document(title="Protokoll", link="https://netz.example/p.pdf"),
                ),
            }
        )
        made[kind] = changed(
            letter,
            kind=kind,
            subject=about,
            previous=moved if kind in (Kind.UPDATE, Kind.CANCELLATION, Kind.COPY) else None,
            reminder=due if kind is Kind.REMINDER else None,
            sequence=3,
            enclosures={"a.pdf": Enclosure("a.pdf", "application/pdf", b"%PDF")},
        )
    article = Article(title="Neues", text="Ein Absatz.", picture="foto.png", alt="Ein Foto")
    issue = cast(Newsletter, newsletter.subject).model_copy(
        update={"meetings": (meeting.id,), "articles": (article,)}
    )
    made[Kind.NEWSLETTER] = changed(
        newsletter,
        subject=issue,
        meetings=(meeting,),
        sequences={meeting.id: 2},
        pictures={"foto.png": PICTURE},
    )
    return made


def changed(letter: Letter, **changes: Any) -> Letter:
    fields = {name: getattr(letter, name) for name in letter.__dataclass_fields__}
    return Letter(**(fields | changes))


def compose(letter: Letter, recipient: Recipient, **known: Any) -> EmailMessage:
    """The spliced mail, after it was compared with the naive one."""
    templates = Templates([STOCK])
    press = Press(letter, templates)
    values = press.values(recipient, "t0ken", **known)
    spliced = fill(press.variant(recipient, **known), values, letter.envelope_sender).content
    language = recipient.language or letter.language
    naive = compose_naive(
        letter, templates, reader(recipient, language, "t0ken", **known), values["message_id"]
    )
    assert reading(spliced) == reading(naive)
    mail = message_from_bytes(spliced, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def parts(mail: EmailMessage, *types: str) -> list[EmailMessage]:
    return [each for each in mail.walk() if each.get_content_type() in types]


def event(mail: EmailMessage) -> Any:
    (part,) = parts(mail, "text/calendar")
    return Calendar.from_ical(part.get_content()).walk("VEVENT")[0]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_both_ways(
    letters: dict[Kind, Letter], person: Recipient, kind: Kind, language: Language
) -> None:
    """In both languages every kind says the same, whether spliced or composed for one reader."""
    mail = compose(letters[kind], person._replace(language=language), references=REFERENCES)

    assert mail["References"].split() == list(REFERENCES)
    assert mail["In-Reply-To"] == REFERENCES[-1]
    assert mail["Subject"]


@pytest.mark.parametrize("kind", Kind)
def test_calendar_in_the_body(letters: dict[Kind, Letter], town: Recipient, kind: Kind) -> None:
    """A kind has the calendar that its rule says, twice alike, and no other kind has one."""
    mail = compose(letters[kind], town)

    method = RULES[kind].method
    assert [each.get_param("method") for each in parts(mail, "text/calendar")] == (
        [method] if method else []
    )
    if method:
        assert str(event(mail)["SEQUENCE"]) == "3"


@pytest.mark.parametrize("kind", PUBLISHED)
def test_no_guests_outside_scheduling(
    letters: dict[Kind, Letter], town: Recipient, kind: Kind
) -> None:
    """Whatever calendar else is attached is a PUBLISH without a guest (RFC 5546 §3.2.1)."""
    for part in parts(compose(letters[kind], town), "text/calendar", "application/ics"):
        calendar = Calendar.from_ical(part.get_content())
        assert calendar["METHOD"] == "PUBLISH"
        assert "ATTENDEE" not in calendar.walk("VEVENT")[0]


def test_save_the_date(letters: dict[Kind, Letter], town: Recipient) -> None:
    """A save-the-date is tentative, blocks no time, asks nothing, and says so in its summary."""
    found = event(compose(letters[Kind.SAVE_THE_DATE], town))

    assert (found["STATUS"], found["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")
    assert found["X-MICROSOFT-CDO-INTENDEDSTATUS"] == "TENTATIVE"
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"
    assert found["SUMMARY"] == "Save the Date: Kultur & Verwaltung: Austausch"


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.UPDATE])
@pytest.mark.parametrize(
    ("answer", "partstat", "rsvp"),
    [
        (None, "NEEDS-ACTION", "TRUE"),
        (Answer.ACCEPTED, "ACCEPTED", "FALSE"),
        (Answer.TENTATIVE, "TENTATIVE", "FALSE"),
        (Answer.DECLINED, "DECLINED", "FALSE"),
    ],
)
def test_answer_is_kept(
    letters: dict[Kind, Letter],
    town: Recipient,
    kind: Kind,
    answer: Answer | None,
    partstat: str,
    rsvp: str,
) -> None:
    """An answer that still counts is said again, and none is asked for; without one it is."""
    guest = event(compose(letters[kind], town, answer=answer))["ATTENDEE"].params

    assert (guest["PARTSTAT"], guest["RSVP"]) == (partstat, rsvp)


@pytest.mark.parametrize("answers", ["registration", "none"])
def test_answering_mode(letters: dict[Kind, Letter], town: Recipient, answers: str) -> None:
    """Where the calendar's answer isn't what counts, it is not asked for; the entry can move."""
    letter = letters[Kind.INVITATION]
    letter = changed(letter, subject=letter.subject.model_copy(update={"answers": answers}))

    mail = compose(letter, town)

    assert event(mail)["ATTENDEE"].params["RSVP"] == "FALSE"
    (part,) = parts(mail, "text/calendar")
    assert part.get_param("method") == "REQUEST"


def test_answers_share_what_they_can(
    letters: dict[Kind, Letter], town: Recipient, person: Recipient
) -> None:
    """An answer makes a variant where it shows, and none where nothing shows it."""
    templates = Templates([STOCK])
    shows, hides = (Press(letters[kind], templates) for kind in (Kind.UPDATE, Kind.CANCELLATION))

    for press in (shows, hides):
        for answer in (None, *Answer):
            press.variant(town, answer)
            press.variant(person, answer)

    assert (len(shows.skeletons), len(hides.skeletons)) == (4, 1)


def test_no_thread(letters: dict[Kind, Letter], town: Recipient) -> None:
    """Who got nothing before has no such headers, empty ones least of all."""
    mail = compose(letters[Kind.UPDATE], town)

    assert mail["References"] is None
    assert mail["In-Reply-To"] is None


def test_long_thread_is_folded(letters: dict[Kind, Letter], town: Recipient) -> None:
    """Many Message-IDs stand on lines of their own (RFC 5322 §2.1.1)."""
    many = [f"<{number:032x}@netz.example>" for number in range(40)]
    letter = letters[Kind.UPDATE]
    press = Press(letter, Templates([STOCK]))
    values = press.values(town, "t0ken", None, many)

    content = fill(press.variant(town, None, many), values, letter.envelope_sender).content

    head = content.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert str(message_from_bytes(content, policy=default)["References"]).split() == many


def test_cancellation(letters: dict[Kind, Letter], town: Recipient, moved: Meeting) -> None:
    """A cancelled meeting leaves by STATUS, named by the date that the reader's calendar has."""
    found = event(compose(letters[Kind.CANCELLATION], town))

    assert found["STATUS"] == "CANCELLED"
    assert found["DTSTART"].dt == moved.start
    assert found["SUMMARY"] == "Abgesagt: Kultur & Verwaltung: Austausch"
    assert found["DESCRIPTION"].startswith("Das Haus ist gesperrt.")


def test_withdrawal(letters: dict[Kind, Letter], town: Recipient) -> None:
    """Of one guest's withdrawal the status isn't said: the meeting takes place (§3.2.5)."""
    found = event(compose(letters[Kind.WITHDRAWAL], town))

    assert "STATUS" not in found
    assert found["SUMMARY"] == "Kultur & Verwaltung: Austausch"


@pytest.mark.parametrize("kind", [Kind.UPDATE, Kind.CANCELLATION, Kind.WITHDRAWAL])
def test_first_line(letters: dict[Kind, Letter], town: Recipient, kind: Kind) -> None:
    """Whatever changes a calendar says first what to press, and mailboxes show it."""
    mail = compose(letters[kind], town)
    (text,), (html,) = parts(mail, "text/plain"), parts(mail, "text/html")

    first = " ".join(text.get_content().split("\n\n")[0].split())
    assert first.startswith("Bitte drücken Sie in Ihrem Mailprogramm")
    body = html.get_content().partition("<body")[2]
    assert body.index("Bitte drücken Sie") < body.index("Kulturnetz<")


def test_old_and_new(letters: dict[Kind, Letter], town: Recipient) -> None:
    """A move shows both dates and both places, in words, in both editions."""
    mail = compose(letters[Kind.UPDATE], town)

    for part in parts(mail, "text/plain", "text/html"):
        words = part.get_content()
        assert words.index("Bisher") < words.index("Montag, 1. September 2025")
        assert words.index("Montag, 1. September 2025") < words.index("Montag, 8. September 2025")
        assert words.index("Rathaus") < words.index("Kulturhaus am Markt")
    assert mail["Subject"].startswith("Verlegt:")


def test_only_the_link_changed(letters: dict[Kind, Letter], town: Recipient) -> None:
    """A new link is told as one, not as a move, and nobody is asked anew."""
    letter = letters[Kind.UPDATE]
    now, before = (
        letter.subject.model_copy(update={"venue": OnlineVenue(kind="online", link=link)})
        for link in ("https://neu.example/1", "https://alt.example/1")
    )

    mail = compose(changed(letter, subject=now, previous=before), town)

    (text,) = parts(mail, "text/plain")
    assert mail["Subject"].startswith("Geändert:")
    assert "https://alt.example/1" in text.get_content()
    assert "fragen wir alle neu" not in text.get_content()


@pytest.mark.parametrize("kind", Kind)
def test_documents(letters: dict[Kind, Letter], town: Recipient, kind: Kind) -> None:
    """Documents come with what announces, changes or looks back, not with what takes back."""
    attached = parts(compose(letters[kind], town), "application/pdf")

    assert bool(attached) is (kind in (Kind.INVITATION, Kind.UPDATE, Kind.RECAP))


def test_newsletter_offers_files(letters: dict[Kind, Letter], town: Recipient) -> None:
    """A coming meeting's file has its own UID and its SEQUENCE, but nobody to answer."""
    letter = letters[Kind.NEWSLETTER]

    (part,) = parts(compose(letter, town), "application/ics")

    assert part.get_filename() == "termin-2025-09-08.ics"
    found = Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
    assert found["UID"] == str(letter.meetings[0].id)
    assert str(found["SEQUENCE"]) == "2"
    assert "Zusagen" not in str(found["DESCRIPTION"])


def test_newsletter_with_a_site(letters: dict[Kind, Letter], town: Recipient) -> None:
    """Where there is a site, the file is a link there."""
    letter = letters[Kind.NEWSLETTER]
    site = letter.organisation.model_copy(update={"site": "https://netz.example/termine-site/"})

    mail = compose(changed(letter, organisation=site), town)

    assert parts(mail, "application/ics") == []
    address = f"https://netz.example/termine-site/termine/{letter.meetings[0].id}.ics"
    for part in parts(mail, "text/plain", "text/html"):
        assert address in part.get_content()


def test_deep_links_for_those_who_lack_it(letters: dict[Kind, Letter], town: Recipient) -> None:
    """Only who holds nothing of a meeting is offered an entry that can't move, labelled so."""
    letter = letters[Kind.NEWSLETTER]

    lacking = compose(letter, town, lacks=[letter.meetings[0].id])
    holding = compose(letter, town, lacks=[UUID(int=9)])

    for mail, has_links in ((lacking, True), (holding, False)):
        for part in parts(mail, "text/plain", "text/html"):
            assert ("calendar.google.com" in part.get_content()) is has_links
            assert ("eigenen Mail" in " ".join(part.get_content().split())) is not has_links
            assert "ändert sich nicht mit" in " ".join(part.get_content().split())


def test_article_picture(letters: dict[Kind, Letter], town: Recipient) -> None:
    """An article's picture travels with the mail, described, at the width of the column."""
    mail = compose(letters[Kind.NEWSLETTER], town)

    (picture,) = parts(mail, "image/png")
    (html,) = parts(mail, "text/html")
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html.get_content()
    assert 'alt="Ein Foto"' in html.get_content()
    assert 'width="560" height="280"' in html.get_content()


# Both sides of Europe's change to winter time, and a zone that knows no summer.
SERIES = {
    "before the change": (
        datetime(2027, 10, 25, 10, tzinfo=ZoneInfo("Europe/Berlin")),
        "2027-10-25T08:00:00Z",
    ),
    "after the change": (
        datetime(2027, 11, 1, 10, tzinfo=ZoneInfo("Europe/Berlin")),
        "2027-11-01T09:00:00Z",
    ),
    "no summer time": (
        datetime(2027, 7, 5, 10, tzinfo=ZoneInfo("Asia/Tokyo")),
        "2027-07-05T01:00:00Z",
    ),
}


@pytest.mark.browser
@pytest.mark.parametrize("judge", ["ical_js", "vobject_ics"])
@pytest.mark.parametrize("when", SERIES)
def test_foreign_readers_agree(
    letters: dict[Kind, Letter],
    town: Recipient,
    judge: str,
    when: str,
    request: pytest.FixtureRequest,
) -> None:
    """Readers that obey the VTIMEZONE find each kind's instant, whatever their own zone."""
    read: Callable[[str], list[dict[str, Any]]] = request.getfixturevalue(judge)
    start, instant = SERIES[when]
    times = {"start": start, "end": start + timedelta(hours=2), "zone": start.tzinfo}
    found = []
    for kind in (*SCHEDULED, Kind.NEWSLETTER):
        letter = letters[kind]
        if kind is Kind.NEWSLETTER:
            (meeting,) = letter.meetings
            letter = changed(letter, meetings=(meeting.model_copy(update=times),))
        else:
            there = letter.subject.model_copy(update=times)
            letter = changed(letter, subject=there, previous=there if letter.previous else None)
        for part in parts(compose(letter, town), "text/calendar", "application/ics"):
            content = part.get_content()
            text = content if isinstance(content, str) else content.decode()
            found += [entry["start"] for entry in read("\r\n".join(text.splitlines()) + "\r\n")]

    assert found == [instant] * (2 * len(SCHEDULED) + 1)


def said(mail: EmailMessage) -> list[str]:
    """Each edition's words, without tags, on one line."""
    bodies = [each.get_content() for each in parts(mail, "text/plain", "text/html")]
    return [" ".join(re.sub(r"<[^>]*>", " ", body).split()) for body in bodies]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.COPY])
def test_why_it_comes_is_true(letters: dict[Kind, Letter], person: Recipient, kind: Kind) -> None:
    """What changes an entry comes because of it, perhaps to someone who is on no list any more."""
    is_held = kind in (Kind.UPDATE, Kind.CANCELLATION, Kind.WITHDRAWAL)
    held, listed = "weil dieser Termin in Ihrem Kalender steht", "auf unserer Empfängerliste steht"

    for edition in said(compose(letters[kind], person)):
        assert (held in edition) is is_held
        assert (listed in edition) is not is_held
        assert ("noch nicht abbestellt" in edition or "noch nicht geschehen" in edition) is is_held


def test_own_copy(letters: dict[Kind, Letter], town: Recipient) -> None:
    """The organiser's own copy shows what changed, asks nothing and names its setting."""
    mail = compose(letters[Kind.COPY], town)

    entry = event(mail)
    assert ("ATTENDEE" in entry, entry["STATUS"]) == (False, "CONFIRMED")
    for edition in said(mail):
        assert edition.index("Bisher") < edition.index("Montag, 1. September")
        assert "bei copy_to steht" in edition
        assert "Ich komme" not in edition
        assert "keine weiteren Mails" not in edition.lower()


@pytest.mark.parametrize(
    ("status", "said_of_it", "words"),
    [
        (MeetingStatus.CANCELLED, "CANCELLED", "dieser Termin ist abgesagt."),
        (MeetingStatus.SAVE_THE_DATE, "TENTATIVE", "Ihr eigener Kalendereintrag"),
    ],
)
def test_own_copy_follows_the_status(
    letters: dict[Kind, Letter],
    meeting: Meeting,
    town: Recipient,
    status: MeetingStatus,
    said_of_it: str,
    words: str,
) -> None:
    """It stays a PUBLISH whatever becomes of the meeting: its STATUS says what."""
    reason = "Das Haus ist gesperrt." * (status is MeetingStatus.CANCELLED)
    subject = meeting.model_copy(update={"status": status, "reason": reason})
    mail = compose(changed(letters[Kind.COPY], subject=subject, previous=None), town)

    (part,) = parts(mail, "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    assert event(mail)["STATUS"] == said_of_it
    assert all(words in edition and reason in edition for edition in said(mail))


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.SAVE_THE_DATE])
@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "findet nun doch statt."), ("en", "is taking place after all.")],
)
def test_planned_again(
    letters: dict[Kind, Letter], person: Recipient, kind: Kind, language: Language, words: str
) -> None:
    """Whoever was told that it is off reads first that it takes place after all; nobody else."""
    reader = person._replace(language=language)

    for edition in said(compose(changed(letters[kind], again=True), reader)):
        assert words in edition
    for edition in said(compose(letters[kind], reader)):
        assert words not in edition


def test_an_address_is_shown_as_people_write_it(
    letters: dict[Kind, Letter], person: Recipient
) -> None:
    """In words the domain has its umlauts; To and ATTENDEE have what mail servers want."""
    address = "amt@xn--dren-0ra.example"
    mail = compose(letters[Kind.INVITATION], person._replace(address=address))

    for edition in said(mail):
        assert "Gesendet an: amt@düren.example" in edition
    assert address in mail["To"]
    assert event(mail)["ATTENDEE"] == f"mailto:{address}"
