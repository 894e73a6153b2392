"""Marks through premailer, and the places in HTML where a reader's words would do harm."""

from typing import Any

import pytest

from rundbrief.rendering import Misuse, check_places, inline_styles

FRAME = "<html><head><style>p { color: red }</style>HEAD</head><body>BODY</body></html>"


def placed(setting: Any, body: str, head: str = "") -> str:
    """The marked template, styles inlined, tokens as they are."""
    setting.write("mail.html", FRAME.replace("HEAD", head).replace("BODY", body))
    return inline_styles(setting.tokens("mail.html"))


ALLOWED = [
    "<p>{{ recipient.name }}</p>",
    '<p title="{{ recipient.name }}">x</p>',
    '<img src="cid:x" alt="{{ recipient.name }}">',
    '<a href="https://example.org/{{ recipient.place|urlencode }}?t={{ token }}">x</a>',
    "<!--[if mso]><p>{{ recipient.name }}</p><![endif]-->",
    "<p>{{ recipient.name }}{{ recipient.office }}<br>{{ recipient.name }}</p>",
]


@pytest.mark.parametrize("body", ALLOWED)
def test_allowed(setting: Any, body: str) -> None:
    """Marks come through premailer one for one, in text, attributes and comments."""
    html = placed(setting, body)

    check_places(html, setting.marks)
    assert len(setting.marks.pattern.findall(html)) == body.count("{{")


HARMFUL = {
    '<a href="https://example.org/{{ recipient.place }}">x</a>': "rendering.reader-in-address",
    '<img alt="" src="{{ recipient.place }}">': "rendering.reader-in-address",
    '<p style="color: {{ recipient.tier }}">x</p>': "rendering.reader-in-markup",
    '<p class="{{ recipient.tier }}">x</p>': "rendering.reader-in-markup",
    '<p id="{{ recipient.place }}">x</p>': "rendering.reader-in-markup",
    "{% autoescape false %}<p>{{ recipient.name }}</p>{% endautoescape %}": (
        "rendering.reader-unescaped"
    ),
    "{% include 'teil.txt' %}": "rendering.reader-unescaped",
}


@pytest.mark.parametrize("body", HARMFUL)
def test_harmful(setting: Any, body: str) -> None:
    """A mark where words would break an address or the markup is told of, with its place."""
    setting.write("teil.txt", "{{ recipient.name }}")
    html = placed(setting, body)

    with pytest.raises(Misuse) as caught:
        check_places(html, setting.marks)
    assert caught.value.code == HARMFUL[body]
    assert caught.value.place == ("teil.txt" if "include" in body else "mail.html", 1)


def test_style_sheets(setting: Any) -> None:
    """A mark in a style sheet is refused, also in one that stays as it is."""
    head = '<style data-premailer="ignore">.{{ recipient.tier }} { color: red } </style>'
    html = placed(setting, "<p>x</p>", head)

    with pytest.raises(Misuse, match="reader-in-markup"):
        check_places(html, setting.marks)


DOCUMENT = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://x.example/">
<html lang="de"><head><title>Ü</title>
<style>p.a { color: red } p { margin: 0 !important }</style>
<style data-premailer="ignore">@media (prefers-color-scheme: dark) { p { color: white } }</style>
<!--[if mso]><xml><o:X>96</o:X></xml><![endif]-->
</head><body><!--[if !mso]><!--><p class="a">ä&nbsp;&shy;</p><!--<![endif]--></body></html>"""


def test_inlining() -> None:
    """Styles go into the elements; doctype, Outlook's comments and ignored styles stay verbatim."""
    html = inline_styles(DOCUMENT)

    assert html.startswith(DOCUMENT.partition("\n")[0])
    assert 'style="color:red; margin:0 !important"' in html
    assert "@media (prefers-color-scheme: dark) { p { color: white } }" in html
    assert "<!--[if mso]><xml><o:X>96</o:X></xml><![endif]-->" in html
    assert "<!--[if !mso]><!-->" in html
    assert "<!--<![endif]-->" in html


def test_doctype() -> None:
    """A document without a doctype gets HTML5's: without one, clients fall into quirks mode."""
    assert inline_styles("<html><body>x</body></html>").startswith("<!DOCTYPE html>\n")


def test_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linked style sheets and pictures are not fetched."""
    monkeypatch.setattr("socket.socket", lambda *_, **__: pytest.fail("a socket was opened"))

    html = inline_styles(
        '<html><head><link rel="stylesheet" href="https://x.example/a.css"></head>'
        '<body><img src="https://x.example/a.png"></body></html>'
    )

    assert "https://x.example/a.css" in html
