"""What templates may do with a reader's words while nobody knows them, and what not."""

from collections.abc import Callable
from typing import Any

import pytest

from rundbrief.rendering import Marks, Question, TemplateProblem, Token

PRINTED = {
    # printed as they are, escaped where the template escapes
    ("mail.html", "{{ recipient.name }}"): "«name html»",
    ("mail.txt", "{{ recipient.name }}"): "«name»",
    ("mail.html", "{{ token }}{{ recipient.token }}"): "«token»«token»",
    # for addresses
    ("mail.html", "{{ recipient.name|urlencode }}"): "«name percent html»",
    ("mail.txt", "{{ recipient.name|urlencode }}"): "«name percent»",
    ("mail.html", "{{ recipient.name|e }}"): "«name html»",
    # put together with text that is escaped like them
    ("mail.html", "{{ '<' ~ recipient.name }}"): "&lt;«name html»",
    ("mail.txt", "{{ '<' ~ recipient.name }}"): "<«name»",
    ("mail.html", "{{ ('&' ~ recipient.name)|urlencode }}"): "%26«name percent html»",
    ("mail.txt", "{{ ('& ' ~ recipient.name)|urlencode }}"): "%26%20«name percent»",
    (
        "mail.html",
        "{% set x %}<b>{{ recipient.name }}</b>{% endset %}{{ x }}",
    ): "<b>«name html»</b>",
    ("mail.html", "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(recipient.name) }}"): (
        "<i>«name html»</i>"
    ),
    ("mail.txt", "{{ [recipient.title, recipient.name]|join(' ') }}"): "«title» «name»",
    ("mail.html", "{{ [recipient.title, recipient.name]|join(' & ') }}"): (
        "«title html» &amp; «name html»"
    ),
    # put into a sentence
    ("mail.html", "{{ say(greeting='<', name=recipient.name) }}"): "&lt; &amp; «name html»",
    ("mail.txt", "{{ say(greeting='<', name=recipient.name) }}"): "< & «name»",
    # a default is a question and a print
    ("mail.txt", "{{ recipient.title|default('ohne', true) }}"): "ohne",
    ("mail.txt", "{{ recipient.title or recipient.name }}"): "«name»",
    # a text with words of its own is never empty, whoever reads it
    ("mail.txt", "{% set x = 'Tag ' ~ recipient.name %}{% if x %}{{ x }}{% endif %}"): "Tag «name»",
}


@pytest.mark.parametrize(("name", "source"), PRINTED)
def test_printed(setting: Any, name: str, source: str) -> None:
    """A mark is printed as a token with the steps its words will go through."""
    assert setting.marked(source, name) == PRINTED[name, source]


ASKED = {
    "{% if recipient.title %}x{% endif %}": [(Question("title", "is"), False)],
    "{{ 'x' if not recipient.office }}": [(Question("office", "is"), True)],
    "{% if recipient.tier == 'Kreis' %}x{% endif %}": [(Question("tier", "==", "Kreis"), False)],
    "{% if 'Stadt' == recipient.tier %}x{% endif %}": [(Question("tier", "==", "Stadt"), True)],
    "{% if recipient.tier != 'Kreis' %}x{% endif %}": [(Question("tier", "==", "Kreis"), False)],
    "{% if recipient.tier is eq 'Stadt' %}x{% endif %}": [(Question("tier", "==", "Stadt"), True)],
    "{% if 'KI' in recipient.tags %}x{% endif %}": [(Question("tags", "has", "KI"), True)],
    "{% if 'x' not in recipient.tags %}x{% endif %}": [(Question("tags", "has", "x"), False)],
    "{% if 'Stadt' in recipient.office %}x{% endif %}": [
        (Question("office", "has", "Stadt"), True)
    ],
    # asked one by one, as far as needed
    "{% if recipient.tier in ['Kreis', 'Stadt', 'Dorf'] %}x{% endif %}": [
        (Question("tier", "==", "Kreis"), False),
        (Question("tier", "==", "Stadt"), True),
    ],
    # once is enough
    "{% if recipient.title %}{% endif %}{% if recipient.title %}{% endif %}": [
        (Question("title", "is"), False)
    ],
    # no question: it is the same for all
    "{% if recipient.title is defined %}{% endif %}{% if recipient.title == none %}{% endif %}": [],
}


@pytest.mark.parametrize("source", ASKED)
def test_asked(setting: Any, source: str) -> None:
    """A test is answered with the representative's value, and written to the trail."""
    assert setting.marked(source) == setting.plain(source)
    assert list(setting.trail.outcomes.items()) == ASKED[source]


REFUSED = {
    # filters that would need the words
    "{{ recipient.name|upper }}": "upper",
    "{{ recipient.name|length }}": "length",
    "{{ recipient.name|trim }}": "trim",
    "{{ recipient.name|replace('a', 'b') }}": "replace",
    "{{ 'x'|replace('x', recipient.name) }}": "replace",
    "{{ '%s'|format(recipient.name) }}": "format",
    "{{ recipient.name|safe }}": "safe",
    "{{ [recipient.name]|map('upper')|join }}": "upper",
    "{{ ('a' ~ recipient.name)|upper }}": "upper",
    "{% filter upper %}{{ recipient.name }}{% endfilter %}": "upper",
    # methods, parts, arithmetic
    "{{ recipient.name.upper() }}": ".upper",
    "{{ ('a' ~ recipient.name).upper() }}": ".upper",
    "{{ recipient.name[0] }}": "[ ]",
    "{{ recipient.name[:3] }}": "[ ]",
    "{{ recipient.name + '!' }}": "+",
    "{{ 'Tag ' + recipient.name }}": "+",
    "{{ 'Tag %s' % recipient.name }}": "%",
    "{{ {'Kreis': 1}[recipient.tier] }}": "[ ]",
    # what is compared or walked through
    "{% if recipient.name < 'm' %}{% endif %}": "<",
    "{% for letter in recipient.name %}{% endfor %}": "for",
    "{% for tag in recipient.tags %}{% endfor %}": "for",
    "{{ recipient.tags }}": "print",
    "{{ recipient }}": "print",
    "{% if recipient.name is upper %}{% endif %}": "upper",
    "{{ lines.index(recipient.name) }}": "index( )",
}


@pytest.mark.parametrize("source", REFUSED)
def test_refused(problem: Callable[[str], TemplateProblem], source: str) -> None:
    """Whatever changes a reader's words is a problem with place, variable and deed."""
    found = problem(f"eins\n{source}\n").problem

    assert (found.file, found.line) == ("templates/mail.html", 2)
    assert found.code == "rendering.reader-transformed"
    assert found.field.startswith("recipient")
    assert found.values["doing"] == REFUSED[source]


TESTED_TOO_LATE = [
    "{% set x = '' ~ recipient.name %}{% if x %}{% endif %}",
    "{% set x %}{{ recipient.name }}{% endset %}{{ x or 'niemand' }}",
    "{% set x = '' ~ recipient.name %}{{ 'a' if not x }}",
    "{% set x = 'a' ~ recipient.name %}{% if x == 'ab' %}{% endif %}",
    "{% set x = 'a' ~ recipient.name %}{% if 'b' in x %}{% endif %}",
    "{% set x = 'a' ~ recipient.name %}{% for y in x %}{% endfor %}",
    "{% set x = 'a' ~ recipient.name %}{{ x[:2] }}",
    "{% if recipient.name == recipient.office %}{% endif %}",
]


@pytest.mark.parametrize("source", TESTED_TOO_LATE)
def test_tested_too_late(problem: Callable[[str], TemplateProblem], source: str) -> None:
    """A text that a reader's words are part of can't be tested: the answer would be the mark's."""
    assert problem(source).problem.code == "rendering.reader-tested"


def test_nonce() -> None:
    """A nonce that could be mistaken for the opening of a token is refused."""
    with pytest.raises(ValueError, match="nonce"):
        Marks("quo")


def test_tokens_side_by_side() -> None:
    """Tokens are told apart wherever they stand, also with no blank between."""
    marks = Marks("n0nce")
    text = f"a{marks.token('name')}{marks.token('office', 'html')}q{marks.token('name')}z"

    name, office = Token("name"), Token("office", ("html",))

    assert list(marks.split(text)) == ["a", name, office, "q", name, "z"]
