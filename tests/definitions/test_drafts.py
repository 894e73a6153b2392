"""New files as text: they are read as they were meant, and what nobody has said is marked."""

import tomllib
from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.definitions import (
    Defaults,
    Meeting,
    MeetingDraft,
    MeetingStatus,
    NewsletterDraft,
    PastedContact,
    check_marks,
    file_name,
    meeting_file,
    newsletter_file,
    read_meeting,
    read_newsletter,
)
from rundbrief.definitions.drafts import toml_line, toml_text
from rundbrief.wording import LANGUAGES, Language

ID = UUID("0ddd3cae-3ae0-4ab7-b158-9267a6367e1e")
DAY = date(2025, 9, 8)


def said(draft: MeetingDraft, defaults: Defaults, language: Language = "de") -> Meeting:
    meeting, problems = read_meeting(meeting_file(draft, language).encode(), "m.toml", defaults)
    assert meeting, problems
    return meeting


def marked(draft: MeetingDraft) -> list[str]:
    text = meeting_file(draft, "de")
    return [str(problem.values["what"]) for problem in check_marks(text, "m.toml")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_said(defaults: Defaults, language: Language) -> None:
    """A blank draft is a good file all the same, and a draft."""
    meeting = said(MeetingDraft(id=ID, day=DAY, last=DAY), defaults, language)

    assert meeting.id == ID
    assert meeting.status is MeetingStatus.DRAFT
    assert (meeting.start.isoformat(), meeting.end.isoformat()) == (
        "2025-09-08T10:00:00+02:00",
        "2025-09-08T12:00:00+02:00",
    )


def test_everything_unsaid_is_marked() -> None:
    """Each thing that nobody has said has its mark, in its own line."""
    draft = MeetingDraft(id=ID, day=DAY, last=DAY, is_day_known=False)

    assert marked(draft) == [
        "der Titel",
        "das Datum, die Uhrzeit",
        "das Ende",
        "Hier fehlt der Text der Einladung.",
        "der Ort",
    ]


def test_what_is_said_is_not_marked(defaults: Defaults) -> None:
    """A draft of which all is known has nothing to check."""
    draft = MeetingDraft(
        id=ID,
        title="Kultur",
        day=DAY,
        last=DAY,
        begins=time(9, 30),
        ends=time(11),
        place="Rathaus",
        announcement="Wir laden ein.",
        contact=PastedContact("Ali Yılmaz", "Leiter", "0251 1", "ali@stadt.example"),
    )

    meeting = said(draft, defaults)

    assert marked(draft) == []
    assert (f"{meeting.start:%H:%M}", f"{meeting.end:%H:%M}") == ("09:30", "11:00")
    assert (meeting.venue.kind, meeting.venue.name) == ("in-person", "Rathaus")
    assert meeting.contact.name == "Ali Yılmaz"
    assert meeting.announcement == "Wir laden ein."


def test_an_address_that_is_supposed_is_marked() -> None:
    """Somebody must look at an address that nobody has said."""
    contact = PastedContact("Ali Yılmaz", email="kultur@stadt.example")
    draft = MeetingDraft(id=ID, day=DAY, last=DAY, contact=contact, is_address_known=False)

    assert "die Adresse" in marked(draft)


@pytest.mark.parametrize(
    ("place", "kind", "name", "link"),
    [
        ("Rathaus, Markt 1", "in-person", "Rathaus, Markt 1", None),
        ("online: https://treffen.example/x", "online", "online", "https://treffen.example/x"),
        ("https://treffen.example/x.", "online", "", "https://treffen.example/x"),
        ("Videokonferenz", "online", "Videokonferenz", "https://treffen.example/bitte-eintragen"),
    ],
)
def test_places(defaults: Defaults, place: str, kind: str, name: str, link: str | None) -> None:
    """A link or a word for it means online."""
    venue = said(MeetingDraft(id=ID, day=DAY, last=DAY, place=place), defaults).venue

    assert (venue.kind, venue.name, getattr(venue, "link", None)) == (kind, name, link)


def test_past_midnight_and_several_days(defaults: Defaults) -> None:
    """An end before the start is the next day's; a last day is the end's."""
    night = said(MeetingDraft(id=ID, day=DAY, last=DAY, begins=time(22), ends=time(1)), defaults)
    days = said(MeetingDraft(id=ID, day=DAY, last=date(2025, 9, 10)), defaults)

    assert night.end.day == 9
    assert (days.start.day, days.end.day) == (8, 10)


lines = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(
    lambda text: text == text.strip() != ""
)


@given(title=lines, text=st.lists(lines, min_size=1, max_size=4))
def test_any_words_come_back(title: str, text: list[str]) -> None:
    """Quotation marks, backslashes, three of them: what goes into a file comes out of it."""
    whole = "\n".join(text)
    toml = f"title = {toml_line(title)}\ntext = {toml_text(whole)}\n"

    values = tomllib.loads(toml)
    assert (values["title"], values["text"].strip("\n")) == (title, whole)


def test_a_newsletter(defaults: Defaults) -> None:
    """Its draft is a good file, with the meetings it was given."""
    text = newsletter_file(NewsletterDraft(id=ID, meetings=("a.toml", "b.toml")), "de")
    ids = {"a.toml": UUID(int=1), "b.toml": UUID(int=2)}

    newsletter, problems = read_newsletter(text.encode(), "n.toml", defaults, ids)

    assert problems == []
    assert newsletter
    assert newsletter.meetings == (UUID(int=1), UUID(int=2))


def test_the_schema_is_named_first() -> None:
    """Taplo looks for it at the very beginning."""
    draft = MeetingDraft(id=ID, day=DAY, last=DAY, schema="../.rundbrief/meeting.schema.json")

    assert meeting_file(draft, "de").startswith("#:schema ../.rundbrief/meeting.schema.json\n")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größe & Maß für Öffentliche Übungen", "groesse-mass-fuer-oeffentliche-uebungen"),
        ("Café „Zürich“: Wie weiter?", "cafe-zuerich-wie-weiter"),
        ("Kreisverwaltungen und bürgerschaftliches Kulturengagement", "kreisverwaltungen"),
        ("CON: ../../etc", "con-etc"),
        ("Mara Yılmaz", "mara-yilmaz"),
        ("日本", ""),
        ("x" * 100, "x" * 40),
    ],
)
def test_file_names(title: str, name: str) -> None:
    """Letters and digits that every system keeps, short, and no word left hanging."""
    assert file_name(DAY, title) == f"2025-09-08{'-' if name else ''}{name}.toml"


def uncommented(text: str) -> str:
    """The file with all that its comments propose: what stands in them two blanks further in."""
    return "\n".join(line.removeprefix("#   ") for line in text.split("\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_meeting_s_comments_propose(defaults: Defaults, language: Language) -> None:
    """Whoever takes the comment signs away has a good file, with times that go before the day."""
    text = uncommented(meeting_file(MeetingDraft(id=ID, day=DAY, last=DAY), language))

    meeting, problems = read_meeting(text.encode(), "m.toml", defaults)

    assert problems == []
    assert meeting
    assert (meeting.recap, meeting.recap_to) == ("…", "invited")
    assert meeting.registration
    assert meeting.registration.deadline == date(2025, 9, 1)
    assert [(each.at.date(), each.to) for each in meeting.reminders] == [
        (date(2025, 8, 25), "no-answer")
    ]
    assert (len(meeting.agenda), len(meeting.documents)) == (1, 1)
    assert meeting.audience.tiers == ("Kreis",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_newsletter_s_comments_propose(defaults: Defaults, language: Language) -> None:
    """The same of a newsletter."""
    text = uncommented(newsletter_file(NewsletterDraft(id=ID), language))

    newsletter, problems = read_newsletter(text.encode(), "n.toml", defaults, {})

    assert problems == []
    assert newsletter
    [article] = newsletter.articles
    assert article.picture
    assert article.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_placeholder_without_its_mark(language: Language) -> None:
    """Who deletes the mark alone sends nothing: what stands in a draft's words is told as well."""
    text = newsletter_file(NewsletterDraft(id=ID), language)
    lines = [line for line in text.split("\n") if not line.startswith("# ")]
    bare = "\n".join(line.split("  #")[0] for line in lines)
    marks = list(check_marks(text, "n.toml"))

    found = list(check_marks(bare, "n.toml"))

    assert [each.values["what"] for each in found] == [each.values["what"] for each in marks]
    assert len(found) == 2


def test_words_of_ones_own_are_no_placeholder() -> None:
    """A text that only holds the words is the organiser's."""
    assert not list(check_marks('introduction = "Hier steht die Einleitung. Und mehr."', "n.toml"))
