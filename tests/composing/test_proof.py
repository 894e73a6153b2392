"""A skeleton that would say something else than the naive way is found out before it is used."""

from dataclasses import replace
from typing import Any

import pytest

from rundbrief.composing import Letter, Press, compose_naive
from rundbrief.composing.proof import nasty_readers, prove, reading
from rundbrief.composing.skeleton import Skeleton, fill
from rundbrief.composing.slots import Slot
from rundbrief.composing.typesetting import NotProved
from rundbrief.recipients import Recipient
from rundbrief.rendering import Question, Reader, Token, Trail, reader

TEXT_HTML = Slot("text", (Token("name", ("html",)),))


@pytest.fixture
def nasty(person: Recipient) -> list[Reader]:
    """A person's row and what could be there in its stead."""
    known = reader(person, "de", "t0ken")
    trail = Trail(known)
    trail.ask(Question("name", "is"))  # as every invitation does, for CN
    return [known, *nasty_readers(known, trail)]


def changed(skeleton: Skeleton, old: Slot, new: Slot) -> Skeleton:
    """The skeleton with one slot for another."""
    assert old in skeleton.pieces
    pieces = tuple(new if piece == old else piece for piece in skeleton.pieces)
    return replace(skeleton, pieces=pieces)


WRONG = {
    # a step forgotten, a step too many, another field
    "unescaped": (TEXT_HTML, Slot("text", (Token("name"),)), "text/html"),
    "escaped twice": (TEXT_HTML, Slot("text", (Token("name", ("html", "html")),)), "text/html"),
    "another field": (TEXT_HTML, Slot("text", (Token("address", ("html",)),)), "text/html"),
    "text escaped": (
        Slot("text", (Token("salutation"),)),
        Slot("text", (Token("salutation", ("html",)),)),
        "text/plain",
    ),
    "CN as it is": (
        Slot("line", (Token("name", ("parameter",)),)),
        Slot("line", (Token("name"),)),
        "text/calendar",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong(
    letter: Letter, folder: Any, town: Recipient, nasty: list[Reader], case: str
) -> None:
    """A slot filled the wrong way is found out, and the part where it stands is named."""
    old, new, part = WRONG[case]
    templates = folder.write()
    skeleton = Press(letter, templates).variant(town)

    prove(skeleton, letter, templates, nasty)
    with pytest.raises(NotProved) as caught:
        prove(changed(skeleton, old, new), letter, templates, nasty)
    assert caught.value.part.startswith(part)


def test_wrong_text(letter: Letter, folder: Any, town: Recipient, nasty: list[Reader]) -> None:
    """Fixed text that the naive way would not have is found out."""
    templates = folder.write()
    skeleton = Press(letter, templates).variant(town)
    pieces = tuple(
        p.replace("Kultur", "Sport") if isinstance(p, str) else p for p in skeleton.pieces
    )

    with pytest.raises(NotProved):
        prove(replace(skeleton, pieces=pieces), letter, templates, nasty)


def test_nasty_readers(person: Recipient) -> None:
    """Nasty readers answer every question as the one they stand in for; else they are nasty."""
    known = reader(person, "de", "t0ken")
    trail = Trail(known)
    for question in (
        Question("tier", "==", "Kreis"),
        Question("title", "is"),
        Question("place", "is"),
        Question("office", "has", "Kreis"),
    ):
        trail.ask(question)
    readers = list(nasty_readers(known, trail))

    assert all(trail.same_for(each) for each in readers)
    assert {each.tier for each in readers} == {"Kreis"}
    assert {each.office for each in readers} == {known.office}
    assert all(each.salutation != known.salutation for each in readers)
    assert any(not each.salutation for each in readers)
    assert all(each.place for each in readers)
    assert any(len(each.name) > 200 for each in readers)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (b"Subject: ", b"Subject: Re: ", "Subject"),
        (b'method="REQUEST"', b'method="PUBLISH"', "part 4"),
        (b"UID:", b"UID:x", "text/calendar"),
        (b"Guten Tag", b"Hallo", "text/plain"),
        (b"<p>", b"<p><b>", "text/html"),
    ],
)
def test_reading(
    letter: Letter, folder: Any, town: Recipient, old: bytes, new: bytes, part: str
) -> None:
    """What a mail says is told apart, header by header and part by part."""
    mail = compose_naive(letter, folder.write(), reader(town, "de", "t0ken"), "<a@b.example>")
    before, after = reading(mail), reading(mail.replace(old, new))

    assert next(name for name in before if before[name] != after[name]).startswith(part)


def test_audience_proves(letter: Letter, folder: Any, town: Recipient, person: Recipient) -> None:
    """The nastiest of the audience are among those that prove a skeleton."""
    press = Press(letter, folder.write(), audience=[town, person])

    assert [each.address for each in press.nastiest] == [person.address, town.address]
    assert fill(press.variant(town), press.values(town, "t0ken"), "b@netz.example")
