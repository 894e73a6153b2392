"""The line a mail begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.recipients import FormOfAddress, Recipient, salutation
from rundbrief.wording import LANGUAGES, Language

FRAU, HERR, DIVERS = FormOfAddress


def recipient(
    form: FormOfAddress | None, title: str, given_name: str, family_name: str, office: str = "Amt"
) -> Recipient:
    """A recipient of whom only the name matters."""
    return Recipient(
        address="a@b.example",
        identity="a@b.example",
        office=office,
        form_of_address=form,
        title=title,
        given_name=given_name,
        family_name=family_name,
    )


SALUTATIONS = [
    # With a form of address: the formal line, by family name.
    ((FRAU, "", "Maria", "Müller"), "Sehr geehrte Frau Müller", "Dear Ms Müller"),
    ((HERR, "", "", "Muster"), "Sehr geehrter Herr Muster", "Dear Mr Muster"),
    # A German title stands behind Frau or Herr, an English one in their place.
    ((FRAU, "Dr.", "", "Müller"), "Sehr geehrte Frau Dr. Müller", "Dear Dr. Müller"),
    (
        (HERR, "Prof. Dr.", "Jan", "von der Heide"),
        "Sehr geehrter Herr Prof. Dr. von der Heide",
        "Dear Prof. Dr. von der Heide",
    ),
    # Divers or none given: neutral, by the whole name, and never by a guess from the first one.
    ((DIVERS, "", "Alex", "Muster"), "Guten Tag Alex Muster", "Dear Alex Muster"),
    ((None, "", "Maria", "Muster"), "Guten Tag Maria Muster", "Dear Maria Muster"),
    ((None, "Dr.", "Alex", "Muster"), "Guten Tag Dr. Alex Muster", "Dear Dr. Alex Muster"),
    # With what is there, where not all is there.
    ((None, "", "", "Muster"), "Guten Tag Muster", "Dear Muster"),
    ((HERR, "", "Alex", ""), "Guten Tag Alex", "Dear Alex"),
    # An office, also one that was given a form of address or title by mistake.
    ((None, "", "", ""), "Guten Tag", "Dear colleagues"),
    ((FRAU, "Dr.", "", ""), "Guten Tag", "Dear colleagues"),
    # Never doubled; but Herr is a family name, too.
    ((HERR, "Herr Dr.", "", "Muster"), "Sehr geehrter Herr Dr. Muster", "Dear Dr. Muster"),
    ((HERR, "", "", "Herr Muster"), "Sehr geehrter Herr Muster", "Dear Mr Muster"),
    ((FRAU, "Frau", "", "Muster"), "Sehr geehrte Frau Muster", "Dear Ms Muster"),
    ((HERR, "", "", "Herr"), "Sehr geehrter Herr Herr", "Dear Mr Herr"),
    ((HERR, "", "", "Herrmann"), "Sehr geehrter Herr Herrmann", "Dear Mr Herrmann"),
    # A name is text, whatever stands in it.
    ((FRAU, "", "", "{name} %s"), "Sehr geehrte Frau {name} %s", "Dear Ms {name} %s"),
]


@pytest.mark.parametrize(("who", "german", "english"), SALUTATIONS)
def test_salutation(
    who: tuple[FormOfAddress | None, str, str, str], german: str, english: str
) -> None:
    """The line follows what the row states and reads well in both languages."""
    assert salutation(recipient(*who), "de") == german
    assert salutation(recipient(*who), "en") == english


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)


@given(st.sampled_from([*FormOfAddress, None]), NAMES, NAMES, NAMES, st.sampled_from(LANGUAGES))
def test_any_name_gives_one_clean_line(
    form: FormOfAddress | None, title: str, given_name: str, family: str, language: Language
) -> None:
    """Whatever is missing, the line has no stray blanks and no comma of its own."""
    line = salutation(recipient(form, title, given_name, family), language)

    assert line == " ".join(line.split())
    assert line.count(",") <= (title + given_name + family).count(",")
    assert not family or family in line


@given(NAMES, NAMES, NAMES)
def test_no_gender_without_a_statement(title: str, given_name: str, family_name: str) -> None:
    """Where the row states no form of address, the line has none."""
    line = salutation(recipient(None, title, given_name, family_name), "de")

    assert line.startswith("Guten Tag")
