"""Letters to look at: invitations and newsletters as their readers get them, styles inlined.

    meeting(…), newsletter(…) ─▶ context ─▶ stock template ─▶ styles inlined ─▶ Letter

The texts hold every kind of Markdown, because whatever the organiser writes must look right.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    AgendaItem,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Logo,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
    Organisation,
    Picture,
    Reminder,
    Sender,
    Series,
)
from rundbrief.definitions.models import Article
from rundbrief.rendering import (
    Frame,
    Reader,
    Stationery,
    Templates,
    cancellation_context,
    inline_styles,
    invitation_context,
    newsletter_context,
    recap_context,
    reminder_context,
    save_the_date_context,
    update_context,
    withdrawal_context,
)
from rundbrief.wording import Language

STOCK = Path(__file__).parents[2] / "templates"
LOGO = Picture(
    name="logo.png",
    content_type="image/png",
    content=(STOCK.parent / "examples" / "logo.png").read_bytes(),
    width=144,
    height=144,
)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 7, 0, tzinfo=UTC)

EVERY_KIND_OF_MARKDOWN = """\
Kulturverwaltungen spielen eine **große** Rolle, und *manche* Kreise auch. Mehr dazu
[auf unserer Seite](https://kulturnetzwerk.example/mehr).

# Rollen und Aufgaben

- erstens
- zweitens

## Im Einzelnen

1. Ankommen
2. Austauschen

> Eine gezielte Vernetzung kann sich lohnen!

`Kulturengagement`

    eingerückt

---

https://kulturnetzwerk.example/eine/recht/lange/adresse/ohne/jeden/umbruch/und/ohne/ende.html
"""

CONTACT = Contact(
    name="Anne Melzig",
    role="Wissenschaftliche Referentin für bürgerschaftliches Engagement",
    email="anne.melzig@kulturnetzwerk.example",
    phone="0251 591 5081",
)
SENDER = Sender(name="Kulturnetzwerk", email="einladungen@kulturnetzwerk.example")


@dataclass(frozen=True)
class Letter:
    """Both editions of a mail."""

    html: str
    text: str


def organisation(colour: str = "#14505c", logo: int = 64) -> Organisation:
    return Organisation(
        name="Kulturnetzwerk Westfalen-Lippe",
        colour=colour,
        logo=Logo(file="logo.png", alt="Zeichen: fünf Kreise", width=logo) if logo else None,
        website="https://kulturnetzwerk.example",
        imprint="Kulturnetzwerk Westfalen-Lippe\nMusterstraße 1, 48143 Münster",
        privacy="https://kulturnetzwerk.example/datenschutz",
    )


def a_meeting(**changes: Any) -> Meeting:
    return Meeting(
        **{
            "file": "meetings/2025-09-08.toml",
            "id": UUID(int=1),
            "status": MeetingStatus.PLANNED,
            "title": "Kreisverwaltungen und bürgerschaftliches Kulturengagement",
            "start": datetime(2025, 9, 8, 10, tzinfo=BERLIN),
            "end": datetime(2025, 9, 8, 12, tzinfo=BERLIN),
            "zone": BERLIN,
            "language": "de",
            "venue": HybridVenue(
                kind="hybrid",
                name="Kulturhaus am Markt",
                street="Marktplatz 1",
                postal_code="48143",
                town="Münster",
                room="Großer Saal, Erdgeschoss",
                directions="Der Zugang ist stufenlos.",
                link="https://treffen.example/kreisverwaltungen",
                dial_in="0251 000000, Kennung 123",
            ),
            "series": Series(name="Austauschtreffen für Kulturverwaltungen"),
            "announcement": EVERY_KIND_OF_MARKDOWN,
            "recap": EVERY_KIND_OF_MARKDOWN,
            "agenda": (
                AgendaItem(time=time(10), title="Begrüßung", speaker="Anne Melzig"),
                AgendaItem(title="Ausblick und Verabredungen"),
            ),
            "documents": (
                Document(title="Leitfragen (PDF)", link="https://kulturnetzwerk.example/l.pdf"),
            ),
            "contact": CONTACT,
            "answers": "calendar",
            **changes,
        }
    )


def with_pictures(html: str) -> str:
    """The letter as a mail program shows it, its logo in its place."""
    address = f"data:image/png;base64,{b64encode(LOGO.content).decode()}"
    return html.replace(f"cid:{LOGO.digest[:16]}@kulturnetzwerk.example", address)


def stationery(
    language: Language, colour: str = "#14505c", logo: int = 64, **of_reader: Any
) -> Stationery:
    return Stationery(
        organisation=organisation(colour, logo),
        sender=SENDER,
        language=language,
        recipient=reader(language)._replace(**of_reader),
        logo=LOGO,
    )


def made(templates: Templates, name: str, context: Frame) -> Letter:
    return Letter(
        html=with_pictures(inline_styles(templates.render(f"{name}.html", context))),
        text=templates.render(f"{name}.txt", context),
    )


def reader(language: Language) -> Reader:
    return Reader(
        salutation={"de": "Guten Tag", "en": "Good morning"}[language],
        name="Kulturbüro der Stadt Ahlen",
        office="Kulturbüro der Stadt Ahlen",
        title="",
        given_name="",
        family_name="",
        place="Ahlen",
        tier="Stadt",
        address="kulturbuero-der-stadt-ahlen@stadt-ahlen-in-westfalen.example",
        written="kulturbuero-der-stadt-ahlen@stadt-ahlen-in-westfalen.example",
        token="k3f9a2b7c1",
        tags=(),
        language=language,
    )


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The stock templates, with no organiser's before them."""
    return Templates([STOCK])


@pytest.fixture(scope="session")
def meeting() -> Callable[..., Meeting]:
    """A meeting that has everything, but for what a test wants otherwise."""
    return a_meeting


@pytest.fixture(scope="session")
def invitation(templates: Templates) -> Callable[..., Letter]:
    """An invitation in a language: `invitation("en", colour="#ffd500", answers="none")`.

    `logo` is the width of its logo, 0 for none.
    """

    def letter(
        language: Language = "de", colour: str = "#14505c", logo: int = 64, **changes: Any
    ) -> Letter:
        paper = stationery(language, colour, logo)
        return made(templates, "invitation", invitation_context(paper, a_meeting(**changes)))

    return letter


@pytest.fixture(scope="session")
def newsletter(templates: Templates) -> Callable[..., Letter]:
    """A newsletter in a language: one meeting to come, one that is past, an article."""

    def letter(
        language: Language = "de", colour: str = "#14505c", lacks: tuple[str, ...] = ()
    ) -> Letter:
        past = {
            "id": UUID(int=2),
            "title": "Lokale Vernetzung und Netzwerke",
            "start": datetime(2024, 11, 20, 10, tzinfo=BERLIN),
            "end": datetime(2024, 11, 20, 12, tzinfo=BERLIN),
        }
        meetings = (a_meeting(), a_meeting(**past))
        issue = Newsletter(
            file="newsletters/2025-herbst.toml",
            id=UUID(int=3),
            status=NewsletterStatus.READY,
            title="Austausch der Kulturverwaltungen: Herbst 2025",
            language="de",
            introduction="Außerdem blicken wir auf die *ersten* Termine zurück.",
            meetings=tuple(each.id for each in meetings),
            articles=(
                Article(
                    title="Neues Förderprogramm",
                    text=EVERY_KIND_OF_MARKDOWN,
                    picture="foto.png",
                    alt="Fünf Kreise",
                ),
            ),
            contact=CONTACT,
        )
        context = newsletter_context(
            stationery(language, colour, lacks=lacks),
            issue,
            meetings,
            now=NOW,
            pictures={"foto.png": LOGO},
        )
        return made(templates, "newsletter", context)

    return letter


def before(meeting: Meeting, **changes: Any) -> Meeting:
    """The meeting as its readers' calendars had it."""
    return meeting.model_copy(update=changes)


@pytest.fixture(scope="session")
def save_the_date(templates: Templates) -> Callable[..., Letter]:
    """A save-the-date."""

    def letter(language: Language = "de", **changes: Any) -> Letter:
        meeting = a_meeting(**{"status": MeetingStatus.SAVE_THE_DATE, **changes})
        return made(
            templates, "save-the-date", save_the_date_context(stationery(language), meeting)
        )

    return letter


@pytest.fixture(scope="session")
def update(templates: Templates) -> Callable[..., Letter]:
    """A change: another day and another room, but for what `was` says was before."""

    def letter(
        language: Language = "de",
        answer: str = "",
        was: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Letter:
        meeting = a_meeting(**changes)
        old = was or {
            "start": datetime(2025, 9, 5, 14, tzinfo=BERLIN),
            "end": datetime(2025, 9, 5, 16, tzinfo=BERLIN),
            "venue": InPersonVenue(kind="in-person", name="Rathaus", town="Münster"),
        }
        paper = stationery(language, answer=answer)
        return made(templates, "update", update_context(paper, meeting, before(meeting, **old)))

    return letter


@pytest.fixture(scope="session")
def cancellation(templates: Templates) -> Callable[..., Letter]:
    """A meeting that is called off, for a reason of two lines."""

    def letter(language: Language = "de", **changes: Any) -> Letter:
        off = {
            "status": MeetingStatus.CANCELLED,
            "reason": "Das Haus ist nach dem Hochwasser gesperrt.\nEinen neuen Termin suchen wir.",
        }
        meeting = a_meeting(**{**off, **changes})
        context = cancellation_context(stationery(language), meeting, None)
        return made(templates, "cancellation", context)

    return letter


@pytest.fixture(scope="session")
def withdrawal(templates: Templates) -> Callable[..., Letter]:
    """An invitation that is taken back."""

    def letter(language: Language = "de", **changes: Any) -> Letter:
        context = withdrawal_context(stationery(language), a_meeting(**changes), None)
        return made(templates, "withdrawal", context)

    return letter


@pytest.fixture(scope="session")
def reminder(templates: Templates) -> Callable[..., Letter]:
    """A reminder with a text of its own."""

    def letter(
        language: Language = "de",
        answer: str = "",
        text: str = "Es sind *noch* Plätze frei.",
        **changes: Any,
    ) -> Letter:
        meeting = a_meeting(**changes)
        due = Reminder(at=NOW, to="no-answer", until=meeting.start, text=text)
        context = reminder_context(stationery(language, answer=answer), meeting, due)
        return made(templates, "reminder", context)

    return letter


@pytest.fixture(scope="session")
def recap(templates: Templates) -> Callable[..., Letter]:
    """A recap with every kind of Markdown."""

    def letter(language: Language = "de", **changes: Any) -> Letter:
        return made(templates, "recap", recap_context(stationery(language), a_meeting(**changes)))

    return letter


KINDS = (
    "save_the_date",
    "invitation",
    "update",
    "cancellation",
    "withdrawal",
    "reminder",
    "recap",
    "newsletter",
)


@pytest.fixture(params=KINDS)
def letters(request: pytest.FixtureRequest) -> Callable[..., Letter]:
    """Each kind of mail in turn, made like `invitation`."""
    made: Callable[..., Letter] = request.getfixturevalue(request.param)
    return made
