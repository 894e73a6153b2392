"""The Atom feed: what is new about the meetings, latest change first. RFC 4287.

    Shown ─▶ entry: date and title, when and where, announcement or recap as HTML

An entry's id is the meeting's own, so it stays the same when the site moves (§4.2.6). Where no one
knows the site's address yet, links are relative to the feed (§2, RFC 3987).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from markupsafe import Markup, escape

from rundbrief.archive.calendars import last_change, site_title
from rundbrief.archive.publisher import ATOM, INDEX, Publisher, Shown
from rundbrief.archive.words import dated_title, prose_of
from rundbrief.rendering import meeting_view

LATEST: Final = 50  # entries: a reader asks often, and keeps what it saw
NAMESPACE: Final = "http://www.w3.org/2005/Atom"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(publisher: Publisher, shown: Sequence[Shown]) -> bytes:
    """The feed's bytes, UTF-8."""
    feed = etree.Element("feed", {LANG: publisher.language}, nsmap={None: NAMESPACE})
    _add(feed, "id", _identity(publisher))
    _add(feed, "title", site_title(publisher, shown))
    _add(feed, "updated", _moment(last_change(shown)))
    _add(_add(feed, "author"), "name", publisher.organisation.name)
    if own := publisher.address(ATOM):
        _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=_link(publisher, INDEX))
    _add(feed, "generator", "Rundbrief")
    latest = sorted(shown, key=lambda each: (each.remembered.updated, each.meeting.start))
    for each in reversed(latest[-LATEST:]):
        _entry(feed, publisher, each)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(feed: etree._Element, publisher: Publisher, shown: Shown) -> None:
    entry = _add(feed, "entry")
    if shown.meeting.language != publisher.language:
        entry.set(LANG, shown.meeting.language)
    title = dated_title(shown.meeting)
    if shown.mark:
        title = f"{publisher.say(f'mark-{shown.mark}')}: {title}"
    _add(entry, "id", f"urn:uuid:{shown.meeting.id}")
    _add(entry, "title", title)
    _add(entry, "published", _moment(shown.remembered.since))
    _add(entry, "updated", _moment(shown.remembered.updated))
    _add(entry, "link", rel="alternate", type="text/html", href=_link(publisher, shown.page))
    _add(entry, "content", _content(shown), type="html")


def _content(shown: Shown) -> Markup:
    """When and where, then the text, as its readers' programs show it."""
    view = meeting_view(shown.meeting, shown.meeting.language)
    where = Markup("<br>").join(filter(None, (view.place.lines or (view.place.summary,))))
    facts = Markup("<p>{}<br>{}</p>").format(str(view.when), where)
    return facts + escape(prose_of(shown, heading_level=3).html)


def _identity(publisher: Publisher) -> str:
    """The feed's id: its address, or, without one, made of the mailbox that meetings come from."""
    own = publisher.address(ATOM)
    return own or uuid5(NAMESPACE_URL, f"mailto:{publisher.sender.email}").urn


def _link(publisher: Publisher, name: str) -> str:
    return publisher.address(name) or name


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element
