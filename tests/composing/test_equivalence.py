"""Whatever a template does with a reader's words, and whoever reads: spliced says what naive says.

    random template (prints, tests, urlencode, sets, macros) ─┬─▶ Press, fill ───▶ reading ─┐
    random recipient (umlauts, quotes, emoji, injections)     └─▶ compose_naive ─▶ reading ─┴─ equal

or both refuse. Judged by what a mail client makes of the bytes, never by the bytes.
"""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rundbrief.composing import Letter, Press, compose_naive, fill
from rundbrief.composing.proof import reading
from rundbrief.recipients import FormOfAddress, Recipient
from rundbrief.rendering import reader

FIELDS = (
    "salutation",
    "name",
    "office",
    "title",
    "given_name",
    "place",
    "tier",
    "address",
    "token",
)

# Text of a template's own that stands the same in HTML and in plain text.
FIXED = st.sampled_from(["Ä", " & ", "x. ", "\n", ".\n", "=3D", "a b", "“", "&amp;", "q", " "])
FIELD = st.sampled_from(FIELDS).map("recipient.{}".format)
OPERAND = st.sampled_from(["Kreis", "Ä", "", "ö", "a'b", "x"]).map(lambda text: f'"{text}"')
TEST = st.one_of(
    FIELD,
    FIELD.map("not {}".format),
    st.tuples(FIELD, st.sampled_from(["==", "!="]), OPERAND).map(" ".join),
    st.tuples(OPERAND, st.sampled_from(["in", "not in"]), FIELD).map(" ".join),
    OPERAND.map("{} in recipient.tags".format),
    st.tuples(FIELD, st.just("in ["), OPERAND, st.just(","), OPERAND, st.just("]")).map(" ".join),
)
VALUE = st.one_of(
    FIELD,
    FIELD.map("{}|urlencode".format),
    FIELD.map("({} or 'Sie')".format),
    FIELD.map("{}|default('–', true)".format),
    st.tuples(OPERAND, FIELD).map("({0[0]} ~ {0[1]})".format),
    st.tuples(OPERAND, FIELD).map("('<&' ~ {0[0]} ~ {0[1]})|urlencode".format),
    st.tuples(TEST, FIELD, OPERAND).map("({0[1]} if {0[0]} else {0[2]})".format),
    st.tuples(FIELD, FIELD).map("[{0[0]}, {0[1]}]|select|join(' & ')".format),
)
PRINT = VALUE.map("{{{{ {} }}}}".format)


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(TEST, inner, inner).map(
            "{{% if {0[0]} %}}{0[1]}{{% else %}}{0[2]}{{% endif %}}".format
        ),
        st.tuples(TEST, inner).map("{{% if {0[0]} and {0[0]} %}}{0[1]}{{% endif %}}".format),
        inner.map("{{% set x %}}{}{{% endset %}}{{{{ x }}}}{{{{ x }}}}".format),
        st.tuples(inner, FIELD).map(
            "{{% macro m(y) %}}{0[0]}{{{{ y }}}}{{% endmacro %}}{{{{ m({0[1]}) }}}}".format
        ),
        inner.map("{{% for n in [1, 2] %}}{{{{ n }}}}{}{{% endfor %}}".format),
    )


TEMPLATE = st.recursive(st.one_of(FIXED, PRINT), _around, max_leaves=8)
LINK = '<a href="https://a.example/?b={{{{ {}|urlencode }}}}&amp;c={{{{ recipient.token }}}}">x</a>'
MARKUP = st.one_of(
    TEMPLATE.map("<p>{}</p>".format),
    TEMPLATE.map("<!--[if mso]><p>{}</p><![endif]-->".format),
    FIELD.map('<p title="{{{{ {} }}}}">x</p>'.format),
    FIELD.map(LINK.format),
)
BODY = st.lists(MARKUP, min_size=1, max_size=3).map("\n".join)

WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "Kulturbüro der Stadt Münster",
            'Amt "Kultur", Sport & <Freizeit>',
            "שלום עולם",
            "👩‍💻 😀",
            "x" * 200,
            "Ü" * 200,
            "=?utf-8?q?=41?=",
            ".",
            "From x",
            "=3D=\u00a0= ",
            "a\r\nBcc: x@y.example",
            "a\nATTENDEE:mailto:x@y.example",
            "a;X=1:mailto:x@y.example\\, \\n",
            "{{ token }}{% if x %}",
            "--=_1",
            "<!-- --> ]]> &amp;",
            "Kreis",
            "\ufffe\uffff\ufdd0 \ufeff",
            "\u200b\u200d\u00ad\u202e",
            "\r",
            "&#39;&lt;",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
ADDRESSES = st.sampled_from(
    [
        "a@b.example",
        "o'neil+x=y@kreis.example",
        f"{'x' * 64}@{'y' * 63}.{'z' * 63}.example",
        "a_b-c@d.example",
    ]
)


@st.composite
def recipients(draw: st.DrawFn) -> Recipient:
    """A row of the list, and rows that its reader would never let in."""
    address = draw(ADDRESSES)
    return Recipient(
        address=address,
        identity=address,
        office=draw(WORDS),
        form_of_address=draw(st.sampled_from([None, *FormOfAddress])),
        title=draw(st.sampled_from(["", "Dr."])),
        given_name=draw(WORDS),
        family_name=draw(WORDS),
        tier=draw(st.sampled_from(["", "Kreis", "Ä"])),
        place=draw(WORDS),
        tags=tuple(draw(st.sampled_from([[], ["Kreis"], ["ö", "x"]]))),
        language=draw(st.sampled_from([None, "de", "en"])),
    )


def both_ways(letter: Letter, templates: Any, recipient: Recipient) -> None:
    """Compose for this recipient both ways; they say the same, or neither is made."""
    try:
        known = reader(recipient, recipient.language or letter.language, "t0ken")
    except ValueError:
        with pytest.raises(ValueError, match="control character"):
            Press(letter, templates).variant(recipient)
        return
    press = Press(letter, templates)
    values = press.values(recipient, "t0ken")
    spliced = fill(press.variant(recipient), values, letter.envelope_sender).content
    naive = compose_naive(letter, templates, known, values["message_id"])

    assert reading(spliced) == reading(naive)
    to = message_from_bytes(spliced, policy=default)["To"]
    assert [each.addr_spec for each in to.addresses] == [recipient.address]


QUICK = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(body=BODY, text=TEMPLATE, recipient=recipients())
@example(
    body="<p>{{ recipient.name }}</p>",
    text="{{ recipient.name }}",
    recipient=Recipient(address="a@b.example", identity="", office="a\r\nBcc: x@y.example"),
)
def test_invitation(
    letter: Letter, folder: Any, body: str, text: str, recipient: Recipient
) -> None:
    """An invitation spliced says what one composed by itself says, headers and calendar too."""
    both_ways(letter, folder.write(body, text), recipient)


@QUICK
@given(body=BODY, text=TEMPLATE, recipient=recipients())
def test_newsletter(
    newsletter: Letter, folder: Any, body: str, text: str, recipient: Recipient
) -> None:
    """A newsletter spliced says what one composed by itself says."""
    both_ways(newsletter, folder.write(body, text), recipient)


def test_many_readers(letter: Letter, folder: Any, town: Recipient, person: Recipient) -> None:
    """A skeleton made for one reader serves the others of its variant as well as its own."""
    templates = folder.write("{% if recipient.title %}Dr.{% endif %} {{ recipient.office }}")
    press = Press(letter, templates)
    others = [person._replace(office=f"{office} &c.") for office in ("Ä", "<b>", "x" * 300)]
    for recipient in (town, person, *others):
        values = press.values(recipient, "t0ken")
        spliced = fill(press.variant(recipient), values, letter.envelope_sender)
        known = reader(recipient, "de", "t0ken")

        naive = compose_naive(letter, templates, known, values["message_id"])
        assert reading(spliced.content) == reading(naive)
    assert len(press.skeletons) == 2
