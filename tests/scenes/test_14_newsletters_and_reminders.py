"""What goes out around a meeting: newsletters that pick their meetings, reminders, the recap.

Real files, the program's own commands, and the .eml that came out. Three people are on her list: a
county, a town, and an office that reads English.
"""

from __future__ import annotations

import json
import re
import shutil
from email import message_from_bytes, policy
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

COMING = "meetings/2025-09-08-kreisverwaltungen.toml"
LISTING = "newsletters/2025-herbst.toml"
NEXT = "newsletters/2025-winter.toml"
COUNTY, TOWN, OFFICE = "kultur@kreis-borken.example", "m.yilmaz@ahlen.example", "arts@york.example"
ALL = {COUNTY, TOWN, OFFICE}
KREISE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"
PAST = ("Künstliche Intelligenz", "Vernetzung", "Personal")  # newest first

LETTER = """\
id = "{id}"
status = "ready"
title = "{title}"
introduction = "Guten Tag."
pick = ["coming", "recaps"]
"""


class Desk:
    """The workspace over the days, and what came out since it was last looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = "2025-08-04T09:00"
        self._seen: set[str] = set()

    def edit(self, file: str, *changes: tuple[str, str]) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, "utf-8")

    def call(self, name: str, *words: str) -> Any:
        command = import_module(f"rundbrief.cli.{name}").command
        done = CliRunner().invoke(command, ["-C", str(self.folder), "--now", self.day, *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def send(self, *files: str) -> dict[str, EmailMessage]:
        """Send the plan for those files, or all; what came out, by recipient, one each."""
        planned = json.loads(self.call("plan", *files, "--json").stdout)
        assert "hash" in planned, planned
        done = self.call("send", *files, "--plan", planned["hash"])
        assert done.exit_code == 0, done.output
        new = [path for path in self.folder.glob("outbox/*.eml") if path.name not in self._seen]
        self._seen |= {path.name for path in new}
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in new]
        by_reader = {str(mail["To"].addresses[0].addr_spec): mail for mail in mails}
        assert len(by_reader) == len(new)
        return by_reader


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her folder in August: three meetings are past and have their recaps, one is to come."""
    return Desk(small_workspace)


def words(mail: EmailMessage, subtype: str = "plain") -> str:
    """A body's words, white space collapsed."""
    part = mail.get_body((subtype,))
    assert part is not None
    return " ".join(part.get_content().split())


def files(mail: EmailMessage) -> list[Any]:
    return [part for part in mail.walk() if part.get_content_type() == "application/ics"]


def event(part: Any) -> Any:
    return Calendar.from_ical(part.get_content()).walk("VEVENT")[0]


def titles(mail: EmailMessage) -> list[str]:
    """What the newsletter tells of, in its order: the headings of its parts."""
    part = mail.get_body(("html",))
    assert part is not None
    found = re.findall(r'<h2[^>]*id="part-\d+"[^>]*>(.*?)</h2>', part.get_content(), re.DOTALL)
    return [" ".join(each.replace("&shy;", "").replace("\u00ad", "").split()) for each in found]


def recap_of(desk: Desk, day: str, title: str) -> None:
    """One more meeting, over on that day, with its recap."""
    text = (desk.folder / "meetings" / "2025-03-06-kuenstliche-intelligenz.toml").read_text("utf-8")
    (old_id,) = re.findall(r'^id = "([^"]+)"', text, re.MULTILINE)
    text = text.replace(old_id, f"1111{old_id[4:]}").replace("2025-03-06", day)
    text = re.sub(r"^title = .*$", f'title = "{title}"', text, flags=re.MULTILINE)
    desk.write(f"meetings/{day}-weiterer.toml", text)


def test_the_coming_ones_and_recaps_since_the_last(desk: Desk) -> None:
    """The first newsletter tells of all there is, the next of what has happened since."""
    desk.write(LISTING, LETTER.format(id="4f6f3a2e-6c0b-4c52-9a51-7a3f7d1f2c11", title="Herbst"))
    first = desk.send(LISTING)
    desk.day = "2025-11-10T09:00"
    recap_of(desk, "2025-10-06", "Kulturförderung auf dem Land")
    desk.edit(COMING, ("# Der Text der Einladung.", 'recap = "Es war schön."\n# Der Text.'))
    desk.write(NEXT, LETTER.format(id="9b1c7f0e-2f43-4f0f-8a0e-5d6a3c1e7b22", title="Winter"))

    second = desk.send(NEXT)

    assert set(first) == set(second) == ALL
    told = titles(first[COUNTY])
    assert told[0] == KREISE
    assert [next(word for word in PAST if word in each) for each in told[1:]] == list(PAST)
    assert titles(second[COUNTY]) == ["Kulturförderung auf dem Land", KREISE]
    assert "Es war schön." in words(second[COUNTY])


def test_who_joins_later_reads_the_same_newsletter(desk: Desk) -> None:
    """What a rule picked stays picked: a latecomer's newsletter tells what everybody's told."""
    desk.write(LISTING, LETTER.format(id="4f6f3a2e-6c0b-4c52-9a51-7a3f7d1f2c11", title="Herbst"))
    first = desk.send(LISTING)
    desk.day = "2025-08-10T09:00"
    desk.write(NEXT, LETTER.format(id="9b1c7f0e-2f43-4f0f-8a0e-5d6a3c1e7b22", title="Nachtrag"))
    assert titles(desk.send(NEXT)[COUNTY]) == [KREISE]
    desk.day = "2025-08-12T09:00"
    path = desk.folder.parent / "recipients" / "liste.csv"
    path.write_text(path.read_text("utf-8") + "neu@stadt.example;Neu;;;;;;;;\n", "utf-8")
    recap_of(desk, "2025-07-07", "Nachgetragen")
    coming = (desk.folder / COMING).read_text("utf-8").replace("2025-09-08", "2025-10-20")
    (old_id,) = re.findall(r'^id = "([^"]+)"', coming, re.MULTILINE)
    desk.write("meetings/2025-10-20-neu.toml", coming.replace(old_id, f"2222{old_id[4:]}"))

    late = desk.send(LISTING)

    assert titles(late["neu@stadt.example"]) == titles(first[COUNTY])


def test_a_draft_is_looked_at_with_what_it_will_pick(desk: Desk) -> None:
    """The preview and the proof of a newsletter by rule show its meetings, draft or not."""
    letter = LETTER.format(id="4f6f3a2e-6c0b-4c52-9a51-7a3f7d1f2c11", title="Herbst")
    desk.write(LISTING, letter.replace('"ready"', '"draft"'))

    shown = desk.call("preview", LISTING, "--export", str(desk.folder / "seite"))
    proof = desk.call("proof", "kontakt@kulturnetzwerk.example", LISTING)

    assert (shown.exit_code, proof.exit_code) == (0, 0), shown.output + proof.output
    pages = "".join(page.read_text("utf-8") for page in desk.folder.rglob("seite/**/*.html"))
    assert "Vernetzung" in pages
    (path,) = desk.folder.glob("outbox/*.eml")
    mail: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert titles(mail)[0] == KREISE


def test_an_article_with_a_picture(desk: Desk) -> None:
    """An article of its own stands after the meetings; its picture travels along, described."""
    (desk.folder / "bilder").mkdir()
    shutil.copy(desk.folder / "logo.png", desk.folder / "bilder" / "preis.png")
    article = """
[[articles]]
title = "Kulturpreis ausgeschrieben"
text = "Bis **31. Oktober** sind [Vorschläge](https://kultur.example/preis) möglich."
picture = "bilder/preis.png"
alt = "Die Skulptur, die der Preis ist"
"""
    letter = LETTER.format(id="4f6f3a2e-6c0b-4c52-9a51-7a3f7d1f2c11", title="Herbst")
    desk.write(LISTING, letter + article)

    mail = desk.send(LISTING)[TOWN]

    assert titles(mail)[-1] == "Kulturpreis ausgeschrieben"
    body = words(mail, "html")
    pictures = {part["Content-ID"].strip("<>"): part for part in mail.walk() if part["Content-ID"]}
    (shown,) = re.findall(r'<img[^>]*alt="Die Skulptur, die der Preis ist"[^>]*>', body)
    (source,) = re.findall(r'src="cid:([^"]+)"', shown)
    assert pictures[source].get_content() == (desk.folder / "bilder" / "preis.png").read_bytes()
    assert "<strong" in body
    assert "https://kultur.example/preis" in words(mail)
    assert "Die Skulptur, die der Preis ist" in words(mail)


def test_its_meetings_file_is_enclosed(desk: Desk) -> None:
    """Without a site the coming meeting's .ics is attached: published, nobody to answer."""
    desk.send(COMING)

    mail = desk.send(LISTING)[TOWN]

    (part,) = files(mail)
    calendar = Calendar.from_ical(part.get_content())
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert "ATTENDEE" not in event(part)
    assert f"{event(part)['DTSTART'].dt:%d.%m. %H:%M}" == "08.09. 10:00"
    assert part.get_filename() in words(mail)
    assert not [each for each in mail.walk() if each.get_content_type() == "text/calendar"]


def test_its_meetings_file_is_on_the_site(desk: Desk) -> None:
    """Where there is a site, the .ics is a link to the very file that the site has."""
    desk.edit("rundbrief.toml", ("\nwebsite = ", '\nsite = "https://netz.example/t"\nwebsite = '))

    mail = desk.send(LISTING)[TOWN]

    assert files(mail) == []
    (address,) = set(re.findall(r"https://netz\.example/t/(\S+?\.ics)", words(mail)))
    assert desk.call("site", str(desk.folder / "html")).exit_code == 0
    published: Any = Calendar.from_ical((desk.folder / "html" / address).read_bytes())
    assert published.walk("VEVENT")[0]["DTSTART"].dt.isoformat() == "2025-09-08T10:00:00+02:00"


def test_deep_links_for_those_who_hold_nothing(desk: Desk) -> None:
    """Who holds the invitation is shown no second way into the calendar, the rest are warned."""
    desk.edit(COMING, ("\n# Erinnert würde", '\n[audience]\ntiers = ["Kreis"]\n\n# Erinnert würde'))
    assert set(desk.send(COMING)) == {COUNTY}

    mails = desk.send(LISTING)

    assert set(mails) == ALL
    for reader, mail in mails.items():
        for body in (words(mail), words(mail, "html")):
            assert ("calendar.google.com" in body) is (reader != COUNTY), reader
    assert "ändert sich nicht mit" in words(mails[TOWN])


@pytest.mark.parametrize(
    ("group", "readers"),
    [("no-answer", {OFFICE}), ("accepted", {COUNTY}), ("all-but-declined", {COUNTY, OFFICE})],
)
def test_a_reminder_goes_to_its_group(desk: Desk, group: str, readers: set[str]) -> None:
    """Each group as its name says, with the answer they gave; the organiser's words are in it."""
    desk.send(COMING)
    desk.call("answer", COMING, COUNTY, "accepted")
    desk.call("answer", COMING, TOWN, "declined")
    reminder = f'[[reminders]]\nat = 2025-09-01\nto = "{group}"\ntext = "Bis bald am Markt!"\n\n'
    desk.edit(COMING, ("\n[venue]", f"\n{reminder}[venue]"))
    desk.day = "2025-09-01T08:00"

    mails = desk.send(COMING)

    assert set(mails) == readers
    for reader, mail in mails.items():
        assert "Bis bald am Markt!" in words(mail)
        assert files(mail) == []
        said = (
            "Sie haben zugesagt." if reader == COUNTY else "We have not had a reply from you yet."
        )
        assert said in words(mail)
    assert desk.send(COMING) == {}


@pytest.mark.parametrize(
    ("group", "readers"), [("invited", ALL), ("accepted", {COUNTY}), ("nobody", set())]
)
def test_a_recap_goes_to_its_group(desk: Desk, group: str, readers: set[str]) -> None:
    """To all who were invited, to those who said they would come, or to nobody."""
    desk.send(COMING)
    desk.call("answer", COMING, COUNTY, "accepted")
    desk.call("answer", COMING, TOWN, "declined")
    minutes = '[[documents]]\ntitle = "Protokoll"\nlink = "https://netz.example/protokoll.pdf"\n\n'
    text = f'recap = "Es war schön."\nrecap_to = "{group}"\n# Der Text.'
    desk.edit(COMING, ("# Der Text der Einladung.", text), ("\n[venue]", f"\n{minutes}[venue]"))
    desk.day = "2025-09-09T08:00"

    mails = desk.send(COMING)

    assert set(mails) == readers
    for mail in mails.values():
        assert "Es war schön." in words(mail)
        assert "https://netz.example/protokoll.pdf" in words(mail)
        assert files(mail) == []
    assert desk.send(COMING) == {}
