"""What was probably meant: the nearest of some names, and names that people use for ours.

Keys and words are compared without case, umlauts (ä = ae) and the strokes between words.
"""

from collections.abc import Iterable

# What organisers write, German and English, and the keys it may stand for; the first that the
# table knows is offered.
KEYS: dict[str, tuple[str, ...]] = {
    "ab": ("at", "start"),
    "abmeldefrist": ("deadline",),
    "absagegrund": ("reason",),
    "adresse": ("street", "addresses", "email"),
    "adressen": ("addresses",),
    "alternativtext": ("alt",),
    "an": ("to",),
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
    "archiv": ("site",),
    "archive": ("site",),
    "art": ("kind",),
    "articles": ("articles",),
    "artikel": ("articles",),
    "attachments": ("documents",),
    "auswahl": ("pick",),
    "begin": ("start",),
    "beginn": ("start",),
    "begruendung": ("reason",),
    "beitraege": ("articles",),
    "beschreibung": ("announcement", "text", "directions"),
    "betreff": ("title",),
    "bezeichnung": ("name", "title"),
    "bild": ("picture", "logo"),
    "bildbeschreibung": ("alt",),
    "bilder": ("picture",),
    "bis": ("end", "deadline", "until"),
    "color": ("colour",),
    "date": ("start", "deadline", "at"),
    "datei": ("file",),
    "datenschutz": ("privacy",),
    "datum": ("start", "deadline", "at"),
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
    "erinnerung": ("reminders",),
    "erinnerungen": ("reminders",),
    "events": ("meetings",),
    "farbe": ("colour",),
    "files": ("documents",),
    "foto": ("picture",),
    "frist": ("deadline",),
    "funktion": ("role",),
    "grund": ("reason",),
    "homepage": ("website",),
    "href": ("link",),
    "image": ("picture", "logo"),
    "img": ("picture",),
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
    "reminder": ("reminders",),
    "rolle": ("role",),
    "rsvp": ("answers",),
    "rueckblick": ("recap",),
    "rueckblick an": ("recap_to",),
    "schlagwoerter": ("tags",),
    "seite": ("site",),
    "sprache": ("language",),
    "stadt": ("town",),
    "state": ("status",),
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
    "wann": ("at", "start"),
    "webseite": ("website", "link"),
    "wegbeschreibung": ("directions",),
    "wer": ("to",),
    "when": ("start", "time", "at"),
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
    "all": ("all-but-declined", "invited"),
    "alle": ("all-but-declined", "invited"),
    "anmeldung": ("registration",),
    "beides": ("hybrid",),
    "canceled": ("cancelled",),
    "deutsch": ("de",),
    "digital": ("online",),
    "eingeladene": ("invited",),
    "englisch": ("en",),
    "english": ("en",),
    "entwurf": ("draft",),
    "everyone": ("all-but-declined", "invited"),
    "faellt aus": ("cancelled",),
    "fertig": ("ready", "planned"),
    "geplant": ("planned", "ready"),
    "german": ("de",),
    "kalender": ("calendar",),
    "keine": ("none",),
    "keine antwort": ("no-answer",),
    "kommend": ("coming",),
    "kommende": ("coming",),
    "nicht abgesagt": ("all-but-declined",),
    "niemand": ("nobody",),
    "none": ("nobody",),
    "ohne antwort": ("no-answer",),
    "ordner": ("folder",),
    "planned": ("ready",),
    "praesenz": ("in-person",),
    "ready": ("planned",),
    "rueckblick": ("recaps",),
    "rueckblicke": ("recaps",),
    "std": ("save-the-date",),
    "termine": ("coming",),
    "terminvormerkung": ("save-the-date",),
    "unbeantwortet": ("no-answer",),
    "videokonferenz": ("online",),
    "virtuell": ("online",),
    "vor ort": ("in-person",),
    "vormerken": ("save-the-date",),
    "zugesagt": ("accepted",),
    "zusage": ("accepted",),
    "zusagen": ("accepted",),
}

# What stands for a city behind the stroke of a zone, and is none of its names.
ZONE_NAMES = dict.fromkeys(
    (
        *("mez", "mesz", "cest", "deutschland", "germany", "düsseldorf", "duesseldorf", "hamburg"),
        *("münchen", "muenchen", "munich", "köln", "koeln", "cologne", "frankfurt", "stuttgart"),
    ),
    "Europe/Berlin",
)

_LETTERS_A_SLIP = 4
_TELLING = 5  # letters; fewer are part of anything

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "-": " ", "_": " "})


def plain(name: str) -> str:
    """The name as it is compared: `Ankündigung` is `ankuendigung`, `in-person` is `in person`."""
    return name.casefold().translate(_UMLAUTS).strip()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` is most likely a slip for; None if none is near.

    Near is a slip of the finger in every four letters, or the only name that `name` is part of. An
    ending that both have (`.toml`) makes none nearer.
    """
    written, ending = _parts(plain(name))
    by_distance = [
        (_slips(written, _parts(plain(one))[0]), one)
        for one in sorted(known)
        if not ending or plain(one).endswith(ending)
    ]
    slips, found = min(by_distance, default=(0, None))
    if found is not None and slips <= (len(written) + 1) // _LETTERS_A_SLIP:
        return found
    whole = [one for _, one in by_distance if len(written) >= _TELLING and written in plain(one)]
    return whole[0] if len(whole) == 1 else None


def _parts(name: str) -> tuple[str, str]:
    """The name and its ending: `("2025 herbst", ".toml")`."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and ending.isalpha() else (name, "")


def _slips(one: str, other: str) -> int:
    """How many letters are left out, put in, changed or swapped with the next from one to other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, there in enumerate(other, 1):
            least = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != there))
            is_swap = row > 1 < column and letter == other[column - 2] and one[row - 2] == there
            this.append(min(least, before[column - 2] + 1) if is_swap else least)
        before, last = last, this
    return last[-1]


def meant(name: str, known: Iterable[str], meanings: dict[str, tuple[str, ...]]) -> str | None:
    """The known name that people mean by `name`, else the nearest; None if nothing is likely."""
    known = tuple(known)
    for guess in meanings.get(plain(name), ()):
        if guess in known:
            return guess
    return nearest(name, known)
