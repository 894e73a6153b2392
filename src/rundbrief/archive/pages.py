"""The site's pages, from the templates that the organiser may replace.

    Publisher, Shown ─┬─▶ IndexContext   ─▶ site/index.html   what comes; what was, newest first
                      ├─▶ MeetingContext ─▶ site/meeting.html one meeting
                      └─▶ StyleContext   ─▶ site/site.css

Links are relative, so the site works in any folder, on a disk too. No script, nothing from
elsewhere: the Content-Security-Policy in each page says so to the browser.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from rundbrief.archive.calendars import site_title
from rundbrief.archive.publisher import ATOM, CALENDAR, INDEX, STYLE, Publisher, Shown
from rundbrief.archive.structured import structured
from rundbrief.archive.words import prose_of
from rundbrief.definitions import Contact
from rundbrief.rendering import (
    Letterhead,
    MeetingView,
    Palette,
    Person,
    Prose,
    Say,
    Templates,
    date_words,
    letterhead,
    meeting_view,
    palette,
    person,
    short_date_words,
)
from rundbrief.wording import Language

IN_FULL: Final = 20  # past meetings with their text on the first page; older ones as a line each


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A meeting as a template shows it: `page` and `calendar` are links from where it stands.

    `mark` is `off`, `moved`, `early` or empty, `mark_words` says it; `moved_from` is the date
    before, in words. `date` is for `datetime`. `is_online` where one can take part from afar.
    """

    view: MeetingView
    page: str
    calendar: str
    date: str
    mark: str
    mark_words: str
    moved_from: str
    is_past: bool
    is_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Row):
    """A meeting on the first page: `body` is its recap once it is past, else its announcement."""

    body: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A meeting of long ago: its page, its date in words, and what must be seen at once."""

    page: str
    date: str
    title: str
    mark_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The older meetings of one year, newest first."""

    year: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFrame:
    """What every page has. `root` leads from the page to the site's folder.

    `address` is the page's own on the web, or empty; `feed_address` that of the calendar feed.
    """

    language: Language
    say: Say
    title: str
    root: str
    address: str
    style: str
    atom: str
    index: str
    subscription: str
    feed_address: str
    organisation: Letterhead
    contact: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContext(SiteFrame):
    """The first page: `recent` with their texts, `older` as lines, a year at a time."""

    coming: tuple[Story, ...]
    recent: tuple[Story, ...]
    older: tuple[Year, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingContext(SiteFrame):
    """One meeting's page; `structured` is its schema.org Event."""

    row: Row
    structured: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleContext:
    """What the style sheet is made of."""

    colours: Palette


def style(publisher: Publisher, templates: Templates) -> str:
    """The style sheet in the organisation's colours."""
    context = StyleContext(colours=palette(publisher.organisation.colour))
    return templates.render("site/site.css", context)


def index_page(publisher: Publisher, shown: Sequence[Shown], templates: Templates) -> str:
    """The first page; `shown` is in the order of their dates."""
    past = [each for each in reversed(shown) if each.is_past]
    title = site_title(publisher, shown)
    context = IndexContext(
        **_frame(publisher, title, INDEX, publisher.contact),
        coming=tuple(_story(publisher, each) for each in shown if not each.is_past),
        recent=tuple(_story(publisher, each) for each in past[:IN_FULL]),
        older=tuple(_years(publisher, past[IN_FULL:])),
    )
    return templates.render("site/index.html", context)


def meeting_page(publisher: Publisher, shown: Shown, templates: Templates) -> str:
    """The page of one meeting."""
    meeting = shown.meeting
    context = MeetingContext(
        **_frame(publisher, meeting.title, shown.page, meeting.contact),
        row=Row(**_row(publisher, shown, "../")),
        structured=structured(publisher, shown),
    )
    return templates.render("site/meeting.html", context)


def _frame(publisher: Publisher, title: str, name: str, contact: Contact | None) -> dict[str, Any]:
    root = "../" * name.count("/")
    own = publisher.subscription
    return {
        "language": publisher.language,
        "say": publisher.say,
        "title": title,
        "root": root,
        "address": publisher.address(name),
        "style": root + STYLE,
        "atom": root + ATOM,
        "index": root + INDEX,
        "subscription": own if ":" in own else root + own,
        "feed_address": publisher.address(CALENDAR),
        "organisation": _letterhead(publisher, root),
        "contact": person(contact, publisher.language) if contact else None,
    }


def _letterhead(publisher: Publisher, root: str) -> Letterhead:
    made = letterhead(publisher.organisation, publisher.logo, publisher.sender)
    if made.logo is None:
        return made
    return replace(made, logo=replace(made.logo, source=root + publisher.logo_name))


def _story(publisher: Publisher, shown: Shown) -> Story:
    return Story(**_row(publisher, shown, ""), body=prose_of(shown, heading_level=4))


def _row(publisher: Publisher, shown: Shown, root: str) -> dict[str, Any]:
    meeting, before = shown.meeting, shown.remembered.moved_from
    return {
        "view": meeting_view(meeting, publisher.language),
        "page": root + shown.page,
        "calendar": root + shown.calendar,
        "date": meeting.start.date().isoformat(),
        "mark": shown.mark,
        "mark_words": _mark(publisher, shown),
        "moved_from": date_words(before.astimezone(meeting.zone), publisher.language)
        if before and shown.mark == "moved"
        else "",
        "is_past": shown.is_past,
        "is_online": meeting.venue.kind != "in-person",
    }


def _years(publisher: Publisher, past: Iterable[Shown]) -> Iterable[Year]:
    for year, some in groupby(past, lambda each: each.meeting.start.year):
        yield Year(year=str(year), lines=tuple(_line(publisher, each) for each in some))


def _line(publisher: Publisher, shown: Shown) -> Line:
    meeting = shown.meeting
    return Line(
        page=shown.page,
        date=short_date_words(meeting.start, publisher.language),
        title=meeting.title,
        mark_words=_mark(publisher, shown),
    )


def _mark(publisher: Publisher, shown: Shown) -> str:
    return publisher.say(f"mark-{shown.mark}") if shown.mark else ""
