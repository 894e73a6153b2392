"""A meeting for search engines and other programs: schema.org's Event, as JSON-LD.

    Shown ─▶ {"@type": "Event", …} ─▶ safe to stand inside a script element

The online room is named by the meeting's page: its own link is not for strangers. Where nobody
knows yet where the site will be, it is that page's name, relative to the page (JSON-LD 1.1 §7.1).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from rundbrief.archive.publisher import Publisher, Shown
from rundbrief.definitions import HybridVenue, InPersonVenue, OnlineVenue, Venue
from rundbrief.rendering import to_text

SCHEMA: Final = "https://schema.org"
MODES: Final = {"in-person": "Offline", "online": "Online", "hybrid": "Mixed"}
STATUS: Final = {"off": "EventCancelled", "moved": "EventRescheduled"}


def structured(publisher: Publisher, shown: Shown) -> Markup:
    """The event's JSON-LD, which can't end the element it stands in."""
    text = json.dumps(_event(publisher, shown), ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 — escaped in this very line


def _event(publisher: Publisher, shown: Shown) -> dict[str, Any]:
    meeting, before = shown.meeting, shown.remembered.moved_from
    page = publisher.address(shown.page)
    moved = {"previousStartDate": before.isoformat()} if shown.mark == "moved" and before else {}
    series = meeting.series
    return _filled(
        {
            "@context": SCHEMA,
            "@type": "Event",
            "@id": f"urn:uuid:{meeting.id}",
            "name": meeting.title,
            "startDate": meeting.start.isoformat(),
            "endDate": meeting.end.isoformat(),
            **moved,
            "eventStatus": f"{SCHEMA}/{STATUS.get(shown.mark, 'EventScheduled')}",
            "eventAttendanceMode": f"{SCHEMA}/{MODES[meeting.venue.kind]}EventAttendanceMode",
            "location": _locations(meeting.venue, page or shown.page.rpartition("/")[2]),
            "description": to_text(meeting.announcement or meeting.recap, width=None),
            "inLanguage": meeting.language,
            "url": page,
            "superEvent": {"@type": "EventSeries", "name": series.name} if series else None,
            "organizer": _filled(
                {
                    "@type": "Organization",
                    "name": publisher.organisation.name,
                    "url": publisher.organisation.website,
                }
            ),
        }
    )


def _locations(venue: Venue, page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(venue, InPersonVenue | HybridVenue):
        parts = {
            "streetAddress": venue.street,
            "postalCode": venue.postal_code,
            "addressLocality": venue.town,
        }
        # Search engines take no place without an address: where only its name is known, that.
        known = _filled(parts)
        address = {"@type": "PostalAddress", **known} if known else venue.name
        found.append({"@type": "Place", "name": venue.name, "address": address})
    if isinstance(venue, OnlineVenue | HybridVenue):
        found.append({"@type": "VirtualLocation", "url": page})
    return found


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: schema.org knows no empty texts."""
    return {name: value for name, value in values.items() if value}
