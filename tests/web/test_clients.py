"""What calendar programs are said to do: nothing without a page that says it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.messages import Kind
from rundbrief.planning import Effect
from rundbrief.preview import CalendarEntry, EntryState, View
from rundbrief.web.clients import PAGES, READ, SOURCES, Happening, happenings, treatments
from rundbrief.wording import LANGUAGES, Language, sentence

BERLIN = ZoneInfo("Europe/Berlin")
ENTRY = CalendarEntry(
    method="REQUEST",
    uid="u",
    sequence=0,
    summary="Treffen",
    start=datetime(2025, 9, 8, 10, tzinfo=BERLIN),
    end=datetime(2025, 9, 8, 12, tzinfo=BERLIN),
    location="",
    description="",
    organizer="netz@x.example",
    attendee="stadt@x.example",
    answer="NEEDS-ACTION",
    asks=True,
    state=EntryState.FIRM,
)


def shown(entry: CalendarEntry | None, *offered: str) -> View:
    """A mail with that entry."""
    return View(
        recipient="stadt@x.example",
        name="Stadt",
        kind=Kind.INVITATION,
        file="meetings/x.toml",
        title="Treffen",
        effect=Effect.NEW_ENTRY,
        subject="Treffen",
        headers=(),
        html="",
        language="de",
        pictures=(),
        text="",
        entry=entry,
        offered=offered,
        parts=(),
        size=0,
    )


@pytest.mark.parametrize(
    ("change", "is_held", "told"),
    [
        ({}, False, (Happening.NEW,)),
        ({}, True, (Happening.CHANGE,)),
        ({"state": EntryState.TENTATIVE}, False, (Happening.NEW, Happening.TENTATIVE)),
        ({"state": EntryState.TENTATIVE}, True, (Happening.CHANGE, Happening.TENTATIVE)),
        ({"method": "CANCEL", "state": EntryState.CANCELLED}, True, (Happening.CANCEL,)),
        ({"method": "CANCEL", "state": EntryState.WITHDRAWN}, True, (Happening.CANCEL,)),
        ({"method": "PUBLISH"}, True, (Happening.PUBLISH,)),
    ],
)
def test_what_a_calendar_is_told(
    change: dict[str, Any], *, is_held: bool, told: tuple[Happening, ...]
) -> None:
    """A first entry, a change, a cancellation, something tentative or a notice."""
    assert happenings(shown(replace(ENTRY, **change)), is_held=is_held) == told


def test_a_file_is_for_information() -> None:
    """What is attached for calendars is no scheduling; a mail without any tells them nothing."""
    assert happenings(shown(None, "treffen.ics"), is_held=False) == (Happening.PUBLISH,)
    assert happenings(shown(None), is_held=False) == ()
    assert treatments((), "de") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("happening", Happening)
def test_every_claim_names_its_page_and_day(happening: Happening, language: Language) -> None:
    """What is claimed is cited with address and day; else it is said that nothing is known."""
    silent = sentence(f"web.client-silent.{happening}", language)
    rows = treatments((happening,), language)

    assert len(rows) == len(SOURCES)
    for row, known in zip(rows, SOURCES.values(), strict=True):
        sources = known.get(happening, ())
        assert (row.words == silent) == (not sources)
        assert all(sentence(f"web.client-page.{each}", language) in row.source for each in sources)
        assert all(PAGES[each] in row.source for each in sources)
        assert row.source.count(str(READ.year)) >= len(sources)
        assert bool(row.source) == bool(sources)


def test_two_happenings_are_told_together() -> None:
    """A save-the-date is new and tentative: one row says what is known of both."""
    rows = treatments((Happening.NEW, Happening.TENTATIVE), "de")
    outlook = rows[0]

    assert sentence("web.client.outlook.new", "de") in outlook.words
    assert sentence("web.client.outlook.tentative", "de") in outlook.words
    assert len(rows) == len(SOURCES)
