"""The words of the mails: dates, places, answers, calendar entries, colours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rundbrief.definitions import (
    AgendaItem,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
    OnlineVenue,
    Organisation,
    Registration,
    Sender,
    Venue,
)
from rundbrief.definitions.models import Article
from rundbrief.rendering import (
    InvitationContext,
    NewsletterContext,
    Stationery,
    invitation_context,
    newsletter_context,
)
from rundbrief.rendering.calendar_words import calendar_words
from rundbrief.rendering.colours import Colour, contrast, palette
from rundbrief.rendering.dates import deadline_words, when
from rundbrief.rendering.links import mailto, telephone
from rundbrief.rendering.reader import Reader
from rundbrief.rendering.views import place
from rundbrief.wording import Language

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 9, 8, 10, tzinfo=BERLIN)
ONLINE = OnlineVenue(kind="online", link="https://treffen.example/eins")
HALL = InPersonVenue(
    kind="in-person", name="Kulturhaus", street="Markt 1", postal_code="48143", town="Münster"
)
BOTH = HybridVenue(
    kind="hybrid", name="Kulturhaus", town="Münster", link="https://treffen.example/eins"
)
SENDER = Sender(name="Kulturnetzwerk", email="einladungen@kulturnetzwerk.example")
ORGANISATION = Organisation(name="Kulturnetzwerk", imprint="Kulturnetzwerk\n\n Musterstraße 1 \n")
READER = Reader(
    salutation="Guten Tag",
    name="Kulturbüro der Stadt Ahlen",
    office="Kulturbüro der Stadt Ahlen",
    title="",
    given_name="",
    family_name="",
    place="Ahlen",
    tier="Stadt",
    address="kulturbuero@ahlen.example",
    written="kulturbuero@ahlen.example",
    token="t0k3n",
    tags=(),
    language="de",
)
CONTACT = Contact(name="Anne Melzig", email="anne.melzig@kulturnetzwerk.example")


@pytest.fixture
def meeting() -> Callable[..., Meeting]:
    """A meeting in Münster on 8 September 2025, but for what a test wants otherwise."""

    def made(**changes: Any) -> Meeting:
        fields: dict[str, Any] = {
            "file": "meetings/a.toml",
            "id": UUID(int=1),
            "status": MeetingStatus.PLANNED,
            "title": "Lokale Vernetzung",
            "start": START,
            "end": START + timedelta(hours=2),
            "zone": BERLIN,
            "language": "de",
            "venue": HALL,
            "contact": CONTACT,
            "answers": "calendar",
        }
        return Meeting(**(fields | changes))

    return made


def paper(language: Language) -> Stationery:
    return Stationery(organisation=ORGANISATION, sender=SENDER, language=language, recipient=READER)


@pytest.fixture
def invitation(meeting: Callable[..., Meeting]) -> Callable[..., InvitationContext]:
    """The context of an invitation to `meeting(…)`."""

    def made(language: Language = "de", **changes: Any) -> InvitationContext:
        return invitation_context(paper(language), meeting(**changes))

    return made


@pytest.fixture
def newsletter(meeting: Callable[..., Meeting]) -> Callable[[datetime], NewsletterContext]:
    """A newsletter of two meetings and an article, as it reads at that time."""

    def made(now: datetime) -> NewsletterContext:
        texts = {"announcement": "Es wird gut.", "recap": "Es war gut."}
        later = {"id": UUID(int=2), "start": START + timedelta(days=30), "title": "Später"}
        meetings = (
            meeting(**texts),
            meeting(**texts, **later, end=START + timedelta(days=30, hours=2)),
        )
        issue = Newsletter(
            file="newsletters/a.toml",
            id=UUID(int=3),
            status=NewsletterStatus.READY,
            title="Herbst",
            language="de",
            meetings=(UUID(int=2), UUID(int=1)),
            articles=(Article(title="Förderung", text="Es gibt Geld."),),
            contact=CONTACT,
        )
        return newsletter_context(paper("de"), issue, meetings, now=now, pictures={})

    return made


# A day and a span, as each language writes them; the zone only for who may live in another.
@pytest.mark.parametrize(
    ("language", "changes", "words"),
    [
        ("de", {}, "Montag, 8. September 2025, 10:00–12:00 Uhr"),
        ("en", {}, "Monday, 8 September 2025, 10:00–12:00 (CEST)"),
        ("en", {"language": "en"}, "Monday, 8 September 2025, 10:00–12:00"),
        (
            "de",
            {"end": datetime(2025, 9, 9, 12, tzinfo=BERLIN)},
            "Montag, 8. September 2025, 10:00 Uhr bis Dienstag, 9. September 2025, 12:00 Uhr",
        ),
        (
            "en",
            {"language": "en", "end": datetime(2025, 9, 9, 12, tzinfo=BERLIN)},
            "Monday, 8 September 2025, 10:00 until Tuesday, 9 September 2025, 12:00",
        ),
    ],
)
def test_when(
    meeting: Callable[..., Meeting], language: Language, changes: dict[str, Any], words: str
) -> None:
    """Date and time are written as the reader's language writes them."""
    assert str(when(meeting(**changes), language)) == words


def test_foreign_zone(meeting: Callable[..., Meeting]) -> None:
    """Where a meeting keeps another time than ours, everyone is told which."""
    lisbon = ZoneInfo("Europe/Lisbon")
    start = datetime(2025, 9, 8, 10, tzinfo=lisbon)

    words = when(meeting(start=start, end=start + timedelta(hours=1), zone=lisbon), "de")

    assert words.time == "10:00–11:00 Uhr (WESZ)"


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (date(2025, 9, 1), "Montag, 1. September 2025"),
        (datetime(2025, 9, 1, 12, tzinfo=BERLIN), "Montag, 1. September 2025, 12:00 Uhr"),
    ],
)
def test_deadline(deadline: date, words: str) -> None:
    """A deadline has a time of day only where the organiser gave one."""
    assert deadline_words(deadline, "de") == words


@pytest.mark.parametrize(
    ("venue", "lines", "link", "summary"),
    [
        (HALL, ("Kulturhaus", "Markt 1", "48143 Münster"), "", "Kulturhaus, Münster"),
        (ONLINE, (), "https://treffen.example/eins", "online"),
        (
            BOTH,
            ("Kulturhaus", "Münster"),
            "https://treffen.example/eins",
            "Kulturhaus, Münster oder online",
        ),
    ],
)
def test_place(venue: Venue, lines: tuple[str, ...], link: str, summary: str) -> None:
    """A place has lines, a link, or both, and no empty ones."""
    view = place(venue, "de")

    assert (view.lines, view.link, view.summary) == (lines, link, summary)


def test_answers_name_day_and_reader(invitation: Callable[..., InvitationContext]) -> None:
    """Both answers go to the functional mailbox; their subjects name the day and the token."""
    parts = [urlsplit(answer.address) for answer in invitation().answers]

    assert {(part.scheme, part.path) for part in parts} == {("mailto", SENDER.email)}
    assert [parse_qs(part.query)["subject"] for part in parts] == [
        ["Ich komme am 8. September 2025 [accepted t0k3n]"],
        ["Ich komme am 8. September 2025 nicht [declined t0k3n]"],
    ]


@pytest.mark.parametrize("answers", ["registration", "none"])
def test_no_answers(invitation: Callable[..., InvitationContext], answers: str) -> None:
    """Where a sign-up counts, or nothing, there are no answers by mail."""
    assert invitation(answers=answers).answers == ()


def test_subject_and_preheader(invitation: Callable[..., InvitationContext]) -> None:
    """A mailbox's list shows what it is, and when and where."""
    context = invitation()

    assert context.subject == "Einladung: Lokale Vernetzung am 8. September 2025"
    assert context.preheader == ("Montag, 8. September 2025, 10:00–12:00 Uhr · Kulturhaus, Münster")


def test_imprint_lines(invitation: Callable[..., InvitationContext]) -> None:
    """The imprint keeps its lines, less empty ones."""
    assert invitation().organisation.imprint == ("Kulturnetzwerk", "Musterstraße 1")


# Before, between, after: what is to come is announced, what is over is looked back upon.
@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        (START - timedelta(days=1), ["announcement", "announcement", "article"]),
        (START + timedelta(hours=1), ["announcement", "announcement", "article"]),
        (START + timedelta(hours=2), ["announcement", "recap", "article"]),
        (START + timedelta(days=60), ["recap", "recap", "article"]),
    ],
)
def test_newsletter_sections(
    newsletter: Callable[[datetime], NewsletterContext], now: datetime, kinds: list[str]
) -> None:
    """Sections stand in the file's order; until its end a meeting is announced."""
    context = newsletter(now.astimezone(UTC))

    assert [section.kind for section in context.sections] == kinds
    assert [section.title for section in context.sections] == [
        "Später", "Lokale Vernetzung", "Förderung",
    ]  # fmt: skip
    texts = {"announcement": "Es wird gut.", "recap": "Es war gut.", "article": "Es gibt Geld."}
    assert [section.body.text for section in context.sections] == [texts[kind] for kind in kinds]
    assert len({section.anchor for section in context.sections}) == 3


# Times where there are any, numbers where there are none, never both.
@pytest.mark.parametrize(
    ("times", "marks"),
    [
        ((time(10), time(11, 30)), ["10:00", "11:30"]),
        ((time(10), None), ["10:00", ""]),
        ((None, None), ["1.", "2."]),
    ],
)
def test_agenda(
    invitation: Callable[..., InvitationContext],
    times: tuple[time | None, ...],
    marks: list[str],
) -> None:
    """An agenda goes by the clock, or else by number."""
    agenda = tuple(AgendaItem(time=each, title="Austausch") for each in times)

    assert [row.mark for row in invitation(agenda=agenda).meeting.agenda] == marks


def test_calendar_entry(meeting: Callable[..., Meeting]) -> None:
    """The entry says what matters, the online link first, the announcement unwrapped."""
    sentence = "Wir möchten uns darüber austauschen, wie das Engagement gestärkt werden kann. " * 3
    words = calendar_words(
        meeting(
            venue=BOTH.model_copy(update={"directions": "Der Zugang ist stufenlos."}),
            announcement=sentence,
            agenda=(AgendaItem(time=time(10), title="Begrüßung", speaker="Anne Melzig"),),
            registration=Registration(email="anmeldung@kultur.example", deadline=date(2025, 9, 1)),
            documents=(Document(title="Leitfragen", link="https://kultur.example/l.pdf"),),
        ),
        "de",
        asks=True,
    )

    assert words.summary == "Lokale Vernetzung"
    assert words.location == "Kulturhaus, Münster"
    assert words.description.split("\n\n") == [
        "Online teilnehmen: https://treffen.example/eins\nDer Zugang ist stufenlos.",
        sentence.strip(),
        "Programm\n10:00 Begrüßung (Anne Melzig)",
        (
            "Bitte antworten Sie mit „Zusagen“ oder „Absagen“ in Ihrem Kalender.\n"
            "Anmeldung: anmeldung@kultur.example\n"
            "Bitte melden Sie sich bis Montag, 1. September 2025 an."
        ),
        "Unterlagen\nLeitfragen: https://kultur.example/l.pdf",
        "Ihre Ansprechperson\nAnne Melzig\nanne.melzig@kulturnetzwerk.example",
    ]


def test_calendar_entry_online(meeting: Callable[..., Meeting]) -> None:
    """An online meeting's place is its link, because few calendars show another."""
    assert calendar_words(meeting(venue=ONLINE), "de").location == "https://treffen.example/eins"


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("0251 591 5081", "tel:02515915081"),
        ("+49 (0)251 591-5081", "tel:+492515915081"),
    ],
)
def test_telephone(number: str, address: str) -> None:
    """A number to press is digits and a plus, however it is written."""
    assert telephone(number) == address


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_mailto(subject: str) -> None:
    """Any subject survives in a mailto address, and nothing in it can add a header."""
    link = urlsplit(mailto("a@kultur.example", subject))

    assert link.path == "a@kultur.example"
    assert parse_qs(link.query, strict_parsing=True) == {"subject": [subject]}


# Each text on each ground that the templates put it on.
PAIRS = [
    *((text, ground) for text in ("link", "ink", "quiet") for ground in ("card", "paper", "tint")),
    ("on_band", "band"),
    ("on_button", "button"),
]
NIGHT_PAIRS = [(f"dark_{text}", f"dark_{ground}") for text, ground in PAIRS]


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(0, 0xFFFFFF))
def test_any_colour_can_be_read(colour: int) -> None:
    """Whatever colour an organisation has, text on every ground has 4.5 : 1, by day and night."""
    made = palette(f"#{colour:06x}")

    unreadable = [
        (text, ground)
        for text, ground in PAIRS + NIGHT_PAIRS
        if contrast(Colour.parse(getattr(made, text)), Colour.parse(getattr(made, ground))) < 4.5
    ]
    assert unreadable == []


def test_a_readable_colour_stays() -> None:
    """Who has a colour that can be read gets it, not a neighbour."""
    made = palette("#14505c")

    assert (made.band, made.button, made.link, made.dark_band) == ("#14505c",) * 4


def test_contrast_is_wcag() -> None:
    """The contrast of WCAG's own examples: black on white is 21, #777777 on white 4.48."""
    white = Colour.parse("#ffffff")

    assert contrast(white, Colour.parse("#000000")) == pytest.approx(21)
    assert contrast(Colour.parse("#777777"), white) == pytest.approx(4.48, abs=0.005)
