"""Ten ways in which an organiser breaks a template, and the ten sentences that help her."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rundbrief.composing import Letter, Press, TemplateProblem
from rundbrief.definitions import Organisation, Sender
from rundbrief.messages import Kind
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient
from rundbrief.rendering import Templates
from rundbrief.wording import LANGUAGES, problem_sentence

STOCK = Path(__file__).parents[2] / "templates"
CHILD = '{% extends "stock/invitation.html" %}\n{% block facts %}\n'
END = "\n{% endblock %}\n"


class Broken(NamedTuple):
    """A template of hers, what is said of it, and what the sentence names."""

    source: str | bytes
    code: str
    line: int | None
    names: str = ""
    file: str = "invitation.html"


TEN = {
    "1 a block that nothing closes": [
        Broken(CHILD + "{% if meeting.agenda %}\n<tr>…", "unclosed-block", 3, "endif"),
        Broken(CHILD + "<tr><td>…</td></tr>", "unclosed-block", 2, "endblock"),
        Broken(CHILD + "{{ meeting.title }" + END, "syntax-at", 3),
        Broken(CHILD + "{% blok %}" + END, "unknown-tag", 3, "block"),
    ],
    "2 a name that doesn't exist": [
        Broken(CHILD + "{{ meeting.titel }}" + END, "unknown-variable", 3, "title"),
        Broken(CHILD + "{{ organization.name }}" + END, "unknown-variable", 3, "organisation"),
    ],
    "3 a filter that doesn't exist": [
        Broken(CHILD + "{{ meeting.title|uper }}" + END, "unknown-filter", 3, "upper"),
    ],
    "4 a reader's words transformed": [
        Broken(CHILD + "{{ recipient.name|upper }}" + END, "reader-transformed", 3, "upper"),
        Broken(CHILD + '<a href="x{{ recipient.name }}">x</a>' + END, "reader-in-address", 3),
    ],
    "5 another template that isn't there": [
        Broken(CHILD + '{% include "logo.html" %}' + END, "missing-template", 3, "logo.html"),
        Broken('{% extends "einladung.html" %}', "missing-template", 1, "einladung.html"),
    ],
    "6 a block that the parent doesn't have": [
        Broken(CHILD.replace("facts", "fakts") + "x" + END, "unknown-block", 2, "facts"),
        Broken(CHILD + END + "\n<p>Bis bald!</p>\n", "outside-block", 5, "greeting"),
    ],
    "7 HTML or styles left open": [
        Broken(CHILD + "<tr><td>\n<table>\n</td></tr>" + END, "unclosed-element", 4, "table"),
        Broken(CHILD + "<tr><td>a</div></td></tr>" + END, "stray-end", 3, "div"),
        Broken("{{ colours.ink }} { x }\n.a { color: red;\n.b { color: red; }\n",
               "unclosed-style", 2, ".a", file="kept.css"),
        Broken(".a { color: red; } }\n", "stray-brace", 1, file="kept.css"),
    ],
    "8 what a mail must not load or run": [
        Broken(CHILD + '<tr><td><img src="https://x.example/l.png" alt=""></td></tr>' + END,
               "remote-picture", 3, "https://x.example/l.png"),
        Broken(CHILD + "<tr><td style=\"background: url('//x.example/l')\">x</td></tr>" + END,
               "remote-picture", 3, "x.example"),
        Broken("@import 'https://x.example/schrift.css';\n", "remote-picture", 1, "schrift.css",
               file="kept.css"),
        Broken(CHILD + "<!--[if mso]><v:fill src='https://x.example/l'/><![endif]-->" + END,
               "remote-picture", 3, "x.example"),
        Broken(CHILD + "<tr><td><script>alert()</script></td></tr>" + END, "active-element", 3),
        Broken(CHILD + "<tr><td><iframe></iframe></td></tr>" + END, "active-element", 3, "iframe"),
        Broken(CHILD + "<tr><td><form></form></td></tr>" + END, "active-element", 3, "form"),
        Broken(CHILD + '<tr><td><p onclick="x()">x</p></td></tr>' + END, "active-element", 3),
    ],
    "9 saved in another encoding than UTF-8": [
        Broken((CHILD + "schön" + END).encode("cp1252"), "not-utf8", 3),
        Broken("Über uns\n".encode("cp1252"), "not-utf8", 1, file="parts.html"),
    ],
    "10 nothing left, or not what must be": [
        Broken("", "empty-template", None),
        Broken("\n \n", "empty-template", None, file="base.txt"),
        Broken('{% extends "stock/base.html" %}\n{% block footer %}{% endblock %}', "no-opt-out",
               2, "opt_out.address", file="base.html"),
        Broken('{% extends "stock/invitation.txt" %}{% block footer %}{% endblock %}',
               "no-opt-out", 1, "opt_out.subject", file="invitation.txt"),
        Broken('{% extends "stock/base.html" %}\n\n{% block footer %}<a href="{{ opt_out.address }}'
               '">{{ opt_out.words }}</a>{% endblock %}', "no-imprint", 3, file="base.html"),
    ],
}  # fmt: skip


@pytest.fixture
def problem(tmp_path: Path, meeting: Callable[..., Any]) -> Callable[[str, str | bytes], Problem]:
    """What is said of the invitation when the organiser has this template of her own."""

    def found(file: str, source: str | bytes) -> Problem:
        own = tmp_path / "templates"
        own.mkdir(exist_ok=True)
        (own / file).write_bytes(source if isinstance(source, bytes) else source.encode())
        press = a_press(Templates([own, STOCK]), meeting())
        with pytest.raises(TemplateProblem) as caught:
            press.variant(RECIPIENT)
        return caught.value.problem

    return found


RECIPIENT = Recipient(
    address="kultur@ahlen.example", identity="kultur@ahlen.example", office="Kulturbüro"
)


def a_press(templates: Templates, meeting: Any) -> Press:
    letter = Letter(
        kind=Kind.INVITATION,
        subject=meeting,
        organisation=Organisation(
            name="Kulturnetzwerk", imprint="Kulturnetzwerk e. V.\nMusterstraße 1, 48143 Münster"
        ),
        sender=Sender(name="Kulturnetzwerk", email="einladungen@kulturnetzwerk.example"),
        language="de",
        date=datetime(2025, 8, 4, 7, tzinfo=UTC),
        dtstamp=datetime(2025, 8, 4, 7, tzinfo=UTC),
        uid=meeting.id,
    )
    return Press(letter, templates)


@pytest.mark.parametrize(
    "broken", [pytest.param(each, id=f"{way}-{each.code}") for way in TEN for each in TEN[way]]
)
def test_broken(problem: Callable[[str, str | bytes], Problem], broken: Broken) -> None:
    """Each way to break a template is told by file, line, what is wrong and what to do."""
    found = problem(broken.file, broken.source)

    assert (found.code, found.line) == (f"rendering.{broken.code}", broken.line)
    assert found.file == f"templates/{broken.file}"
    for language in LANGUAGES:
        said = problem_sentence(found, language)
        assert broken.names in said
        assert said.count(". ") + said.count("? ") >= 1
        assert said.endswith(".")


def test_ten_messages() -> None:
    """No two of the ten ways are told by the same sentence."""
    codes = [{each.code for each in broken} for broken in TEN.values()]

    assert len(codes) == 10
    assert len(set().union(*codes)) == sum(map(len, codes))


def test_stock_templates_are_sound(tmp_path: Path, meeting: Callable[..., Any]) -> None:
    """Nothing is found in the templates as they came."""
    press = a_press(Templates([tmp_path, STOCK]), meeting())

    assert press.variant(RECIPIENT).kind is Kind.INVITATION
    assert press.problems == []
