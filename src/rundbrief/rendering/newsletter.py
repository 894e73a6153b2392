"""What a newsletter's template can reach: meetings to come, recaps, articles, in its order.

    Newsletter, the meetings it picks ─▶ newsletter_context ─▶ NewsletterContext ─▶ newsletter.*

A coming meeting is offered as a file for the calendar: attached, or where there is a site, as a
link to it there. That file, and the links that fill in a web calendar's form, carry no guest and
never move, so the words beside them say so, and the links are for those alone who hold nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Literal

from rundbrief.definitions import Article, Meeting, MeetingStatus, Newsletter, Picture
from rundbrief.rendering.frame import Frame, Stationery
from rundbrief.rendering.links import Link, content_id
from rundbrief.rendering.views import MeetingView, Prose, meeting_view, person, prose
from rundbrief.rendering.web_calendars import web_calendars
from rundbrief.wording import Language

PICTURE_WIDTH: Final = 560  # CSS pixels: a letter's column less its paddings
MEETINGS_ON_SITE: Final = "termine"  # the folder in which the site keeps its meetings' files


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture of an article: `source` for `src`, `width` and `height` in CSS pixels."""

    source: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOffer:
    """A coming meeting for the reader's calendar, as an entry that never moves.

    It is the attachment `file`, or stands at `address`; the other is empty. `web` fills in the
    form of a calendar on the web, for those who hold nothing of this meeting:
    `{% if section.meeting.id in recipient.lacks %}`.
    """

    file: str
    address: str
    web: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One entry of the newsletter. `meeting` is None for an article of its own.

    `anchor` is the HTML id that the contents list points to. `calendar` is None but for a meeting
    that is to come, `picture` but for an article that has one.
    """

    kind: Literal["announcement", "recap", "article"]
    anchor: str
    title: str
    language: Language
    body: Prose
    meeting: MeetingView | None = None
    calendar: CalendarOffer | None = None
    picture: PictureView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterContext(Frame):
    """A newsletter: its sections in the order of its file, meetings before articles.

    `content_language` is that of title, introduction and articles.
    """

    title: str
    content_language: Language
    introduction: Prose
    sections: tuple[Section, ...]


def newsletter_context(
    paper: Stationery,
    newsletter: Newsletter,
    meetings: Sequence[Meeting],
    *,
    now: datetime,
    pictures: Mapping[str, Picture],
) -> NewsletterContext:
    """The newsletter with the meetings it picks out of `meetings`, in its file's order.

    A meeting that is not over at `now` (aware) shows its announcement, a past one its recap; one
    without is left out. A draft is shown as it will be.
    `pictures` are those of the articles by the path that names them.
    """
    known = {meeting.id: meeting for meeting in meetings}
    parts = [
        *_of_meetings(paper, [known[each] for each in newsletter.meetings if each in known], now),
        *(_of_article(paper, newsletter, article, pictures) for article in newsletter.articles),
    ]
    sections = tuple(part(anchor=f"part-{number}") for number, part in enumerate(parts, 1))
    return NewsletterContext(
        title=newsletter.title,
        content_language=newsletter.language,
        introduction=prose(newsletter.introduction, heading_level=2),
        sections=sections,
        **paper.frame(
            subject=newsletter.title,
            preheader=" · ".join(section.title for section in sections),
            contact=person(newsletter.contact, newsletter.language),
        ),
    )


def _of_meetings(
    paper: Stationery, meetings: Sequence[Meeting], now: datetime
) -> Iterator[partial[Section]]:
    files: Counter[str] = Counter()
    for meeting in meetings:
        view = meeting_view(meeting, paper.language)
        is_coming = meeting.end > now
        if not is_coming and not view.recap:
            continue
        offer = None
        if is_coming and meeting.status is not MeetingStatus.CANCELLED:
            day = meeting.start.date().isoformat()
            files[day] += 1
            offer = _offer(paper, meeting, day if files[day] == 1 else f"{day}-{files[day]}")
        yield partial(
            Section,
            kind="announcement" if is_coming else "recap",
            title=view.title,
            language=view.language,
            body=view.announcement if is_coming else view.recap,
            meeting=view,
            calendar=offer,
        )


def _offer(paper: Stationery, meeting: Meeting, day: str) -> CalendarOffer:
    site = paper.organisation.site.rstrip("/")
    return CalendarOffer(
        file="" if site else paper.say("meeting-file", day=day),
        address=f"{site}/{MEETINGS_ON_SITE}/{meeting.id}.ics" if site else "",
        web=web_calendars(meeting, paper.language),
    )


def _of_article(
    paper: Stationery, newsletter: Newsletter, article: Article, pictures: Mapping[str, Picture]
) -> partial[Section]:
    return partial(
        Section,
        kind="article",
        title=article.title,
        language=newsletter.language,
        body=prose(article.text),
        picture=_picture(paper, article, pictures),
    )


def _picture(
    paper: Stationery, article: Article, pictures: Mapping[str, Picture]
) -> PictureView | None:
    found = pictures.get(article.picture)
    if found is None:
        return None
    width = min(found.width, PICTURE_WIDTH)
    return PictureView(
        source=f"cid:{content_id(found, paper.sender)}",
        alt=article.alt,
        width=width,
        height=max(1, round(width * found.height / found.width)),
    )
