"""Variants are discovered by what templates ask; readers who answer alike share a skeleton."""

from typing import Any

import pytest

from rundbrief.composing import Letter, Press, TemplateProblem
from rundbrief.problems import Severity
from rundbrief.recipients import Recipient
from rundbrief.wording import LANGUAGES, problem_sentence


def variants(letter: Letter, templates: Any, *recipients: Recipient) -> list[int]:
    """For each recipient the number of their variant, in the order of first need."""
    press = Press(letter, templates)
    keys = [press.variant(recipient).key for recipient in recipients]
    assert sorted(set(keys)) == sorted(press.skeletons)
    first_seen = list(dict.fromkeys(keys))
    return [first_seen.index(key) for key in keys]


def test_no_question(letter: Letter, folder: Any, town: Recipient, person: Recipient) -> None:
    """Where a template asks nothing, everyone has the same skeleton, whatever their words."""
    assert variants(letter, folder.write(), town, person, town) == [0, 0, 0]


@pytest.mark.parametrize(
    "question",
    [
        "{% if recipient.family_name %}A{% endif %}",
        "{% if recipient.tier == 'Kreis' %}A{% endif %}",
        "{% if recipient.tier in ['Kreis', 'Land'] %}A{% endif %}",
        "{% if 'KI' in recipient.tags %}A{% endif %}",
        "{{ recipient.family_name or 'Sie' }}",
    ],
)
def test_question(
    letter: Letter, folder: Any, town: Recipient, person: Recipient, question: str
) -> None:
    """A test makes a variant of each of its outcomes, in HTML and in text."""
    assert variants(letter, folder.write(body=question), town, person, town) == [0, 1, 0]
    assert variants(letter, folder.write(text=question), town, person, town) == [0, 1, 0]


def test_question_behind_a_question(letter: Letter, folder: Any, town: Recipient) -> None:
    """What only some are asked tells only those apart."""
    templates = folder.write(
        "{% if recipient.tier == 'Kreis' %}{% if recipient.place %}{{ recipient.place }}{% endif %}"
        "{% endif %}x"
    )
    city, county = town._replace(place=""), town._replace(tier="Kreis")

    readers = (town, city, county, county._replace(place=""))
    assert variants(letter, templates, *readers) == [0, 0, 1, 0]


def test_language(letter: Letter, folder: Any, town: Recipient) -> None:
    """The language of the mail is the first question; a row that names none gets the letter's."""
    english = town._replace(language="en")

    assert variants(letter, folder.write(), town, english, town._replace(language="de")) == [
        0,
        1,
        0,
    ]


def test_same_words(letter: Letter, folder: Any, town: Recipient, person: Recipient) -> None:
    """Outcomes that lead to the same words share a skeleton."""
    templates = folder.write("{% if recipient.family_name %}x{% else %}x{% endif %}")

    assert variants(letter, templates, town, person) == [0, 0]


def test_nameless(letter: Letter, folder: Any, town: Recipient) -> None:
    """A reader without a name has no empty CN in their calendar: that is a variant, too."""
    assert variants(letter, folder.write(), town, town._replace(office="")) == [0, 1]


def test_many_variants(letter: Letter, folder: Any, town: Recipient) -> None:
    """More than 50 variants are a warning that says how many."""
    places = [f"Ort {number}" for number in range(51)]
    questions = (f"{{% if recipient.place == '{p}' %}}{p}{{% endif %}}" for p in places)
    press = Press(letter, folder.write("".join(questions)))
    for place in places[:50]:
        press.variant(town._replace(place=place))
    before = press.problems
    press.variant(town._replace(place=places[50]))

    assert before == []
    (warning,) = press.problems
    assert (warning.code, warning.severity) == ("rendering.many-variants", Severity.WARNING)
    assert "51" in problem_sentence(warning, "de")


def test_long_html(letter: Letter, folder: Any, town: Recipient) -> None:
    """HTML that Gmail would cut off is a warning."""
    press = Press(letter, folder.write("ä" * 51_000))
    press.variant(town)

    assert [warning.code for warning in press.problems] == ["rendering.long-html"]


UNCOMPOSABLE = {
    "<p>\n{{ recipient.name|upper }}</p>": ("rendering.reader-transformed", 3),
    "<p>\n\n<a href='x:{{ recipient.name }}'>x</a></p>": ("rendering.reader-in-address", 4),
    "<p class='{{ recipient.tier }}'>x</p>": ("rendering.reader-in-markup", 2),
    "{{ recipient.nam }}": ("rendering.unknown-variable", 2),
    # the parser decides where an attribute without quotation marks ends: only proving finds out
    "<p title={{ recipient.name }}>x</p>": ("rendering.not-proved", None),
}


@pytest.mark.parametrize("body", UNCOMPOSABLE)
def test_uncomposable(
    letter: Letter, folder: Any, town: Recipient, person: Recipient, body: str
) -> None:
    """A template that can't be composed once is one problem, told again for each who needs it."""
    press = Press(letter, folder.write(body))
    found = []
    for recipient in (town, person):
        with pytest.raises(TemplateProblem) as caught:
            press.variant(recipient)
        found.append(caught.value.problem)

    assert found[0] is found[1]
    assert (found[0].code, found[0].line) == UNCOMPOSABLE[body]
    assert found[0].file == "templates/invitation.html"
    for language in LANGUAGES:
        assert problem_sentence(found[0], language)


@pytest.mark.parametrize("token", ["", "a b", "ä", "a-b", "a\r\nBcc: x"])
def test_token(letter: Letter, folder: Any, town: Recipient, token: str) -> None:
    """A token that is not letters and digits is refused: it stands unencoded in links."""
    press = Press(letter, folder.write())

    with pytest.raises(ValueError, match="token"):
        press.values(town, token)
