"""What was probably meant: the nearest of some names, and names that people use for ours.

Keys and words are compared without case, umlauts (ä = ae) and the strokes between words.
"""

import difflib
from collections.abc import Iterable

# What organisers write, German and English, and the keys it may stand for; the first that the
# table knows is offered.
KEYS: dict[str, tuple[str, ...]] = {
    "abmeldefrist": ("deadline",),
    "adresse": ("street", "addresses", "email"),
    "adressen": ("addresses",),
    "anfahrt": ("directions",),
    "anhang": ("documents",),
    "ankuendigung": ("announcement",),
    "anmeldefrist": ("deadline",),
    "anmeldeschluss": ("deadline",),
    "anmeldung": ("registration",),
    "ansprechpartner": ("contact",),
    "ansprechpartnerin": ("contact",),
    "ansprechperson": ("contact",),
    "antwort": ("answers",),
    "antworten": ("answers",),
    "art": ("kind",),
    "articles": ("articles",),
    "artikel": ("articles",),
    "attachments": ("documents",),
    "begin": ("start",),
    "beginn": ("start",),
    "beitraege": ("articles",),
    "beschreibung": ("announcement", "text", "directions"),
    "betreff": ("title",),
    "bezeichnung": ("name", "title"),
    "bis": ("end", "deadline"),
    "color": ("colour",),
    "datei": ("file",),
    "date": ("start", "deadline"),
    "datenschutz": ("privacy",),
    "datum": ("start", "deadline"),
    "description": ("announcement", "text"),
    "dokumente": ("documents",),
    "ebene": ("tiers",),
    "ebenen": ("tiers",),
    "einfuehrung": ("introduction",),
    "einladung": ("announcement",),
    "einleitung": ("introduction",),
    "einwahl": ("dial_in",),
    "empfaenger": ("audience", "recipients"),
    "ende": ("end",),
    "events": ("meetings",),
    "farbe": ("colour",),
    "files": ("documents",),
    "frist": ("deadline",),
    "funktion": ("role",),
    "homepage": ("website",),
    "href": ("link",),
    "impressum": ("imprint",),
    "intro": ("introduction",),
    "invitation": ("announcement",),
    "kennung": ("id",),
    "kontakt": ("contact",),
    "lang": ("language",),
    "location": ("venue", "name"),
    "mail": ("email",),
    "mailto": ("email",),
    "meeting": ("meetings",),
    "name": ("title",),
    "ort": ("venue", "town"),
    "place": ("venue", "town"),
    "plz": ("postal_code",),
    "postleitzahl": ("postal_code",),
    "programm": ("agenda",),
    "raum": ("room",),
    "recipients": ("audience",),
    "referent": ("speaker",),
    "referentin": ("speaker",),
    "reihe": ("series",),
    "rolle": ("role",),
    "rueckblick": ("recap",),
    "rsvp": ("answers",),
    "schlagwoerter": ("tags",),
    "sprache": ("language",),
    "stadt": ("town",),
    "strasse": ("street",),
    "subject": ("title",),
    "tagesordnung": ("agenda",),
    "tel": ("phone",),
    "telefon": ("phone",),
    "telefonnummer": ("phone",),
    "termine": ("meetings",),
    "thema": ("title",),
    "titel": ("title", "name"),
    "typ": ("kind",),
    "type": ("kind",),
    "tz": ("timezone",),
    "uhrzeit": ("time", "start"),
    "uid": ("id",),
    "unterlagen": ("documents",),
    "url": ("link", "website"),
    "uuid": ("id",),
    "veranstaltungsort": ("venue",),
    "von": ("start",),
    "webseite": ("website", "link"),
    "wegbeschreibung": ("directions",),
    "when": ("start", "time"),
    "where": ("venue",),
    "zeit": ("time", "start"),
    "zeitzone": ("timezone",),
    "zielgruppe": ("audience",),
    "zip": ("postal_code",),
    "zone": ("timezone",),
    "zugang": ("link", "directions"),
}

# The same for words that stand as a value.
WORDS: dict[str, tuple[str, ...]] = {
    "abgesagt": ("cancelled",),
    "anmeldung": ("registration",),
    "beides": ("hybrid",),
    "canceled": ("cancelled",),
    "deutsch": ("de",),
    "digital": ("online",),
    "english": ("en",),
    "englisch": ("en",),
    "entwurf": ("draft",),
    "faellt aus": ("cancelled",),
    "fertig": ("ready", "planned"),
    "geplant": ("planned", "ready"),
    "german": ("de",),
    "kalender": ("calendar",),
    "keine": ("none",),
    "ordner": ("folder",),
    "planned": ("ready",),
    "praesenz": ("in-person",),
    "ready": ("planned",),
    "videokonferenz": ("online",),
    "virtuell": ("online",),
    "vor ort": ("in-person",),
}

ZONE_NAMES = dict.fromkeys(
    ("mez", "mesz", "cest", "deutschland", "germany", "münchen", "köln", "düsseldorf", "hamburg"),
    "Europe/Berlin",
)

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "-": " ", "_": " "})


def plain(name: str) -> str:
    """The name as it is compared: `Ankündigung` is `ankuendigung`, `in-person` is `in person`."""
    return name.casefold().translate(_UMLAUTS).strip()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` is most likely a slip for; None if none is near."""
    by_plain = {plain(one): one for one in sorted(known)}
    found = difflib.get_close_matches(plain(name), by_plain, n=1, cutoff=0.75)
    return by_plain[found[0]] if found else None


def meant(name: str, known: Iterable[str], meanings: dict[str, tuple[str, ...]]) -> str | None:
    """The known name that people mean by `name`, else the nearest; None if nothing is likely."""
    known = tuple(known)
    for guess in meanings.get(plain(name), ()):
        if guess in known:
            return guess
    return nearest(name, known)
