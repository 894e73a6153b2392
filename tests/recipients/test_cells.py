"""What a cell may hold, and what it becomes."""

import pytest

from rundbrief.recipients import FormOfAddress, Recipient, read_csv
from rundbrief.wording import LANGUAGES, problem_sentence


def row(**cells: str) -> list[Recipient | str]:
    """The recipient that one row gives, or the codes of its problems."""
    cells = {"E-Mail": "a@b.example", "Ort": "Ahlen"} | cells
    data = "\n".join(";".join(f'"{text}"' for text in line) for line in (cells, cells.values()))
    recipients, problems = read_csv(data.encode(), "liste.csv")
    assert all(problem_sentence(p, language) for p in problems for language in LANGUAGES)
    return recipients + [problem.code.removeprefix("recipients.") for problem in problems]


CLEAN = [
    # Blanks around a value are dropped, also those that copying leaves; inner ones become one.
    ("\u00a0 Amt für  Kultur\t", "Amt für Kultur"),
    ("\ufeffAmt\u200b", "Amt"),
    ("Kreis\u00a0\u2009Unna", "Kreis Unna"),
    # A decomposed umlaut (macOS) is the same letter.
    ("Mu\u0308nster", "Münster"),
    # What merely looks odd is the organiser's.
    ("=SUMME(A1); {{ x }} <b> 🎭", "=SUMME(A1); {{ x }} <b> 🎭"),
    ("x" * 200, "x" * 200),
]


@pytest.mark.parametrize(("cell", "office"), CLEAN)
def test_a_value_is_made_clean(cell: str, office: str) -> None:
    """A value is one line in composed letters, with single blanks inside and none around."""
    (recipient,) = row(Stelle=cell)

    assert isinstance(recipient, Recipient)
    assert recipient.office == office


REFUSED = [
    *(("line-break", letter) for letter in "\n\r\v\f\x85\u2028\u2029"),
    *(("hidden-character", letter) for letter in "\0\t\x1b\x1c\x7f\x9f\u00ad\u200b\u200d\ufeff"),
    # bidirectional controls can show a reader another text than what is sent
    *(("hidden-character", letter) for letter in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
    *(("hidden-character", letter) for letter in "\ue000\U000e0041\uffff"),
]


@pytest.mark.parametrize("column", ["Stelle", "Nachname", "Schlagworte", "E-Mail", "Titel"])
@pytest.mark.parametrize(("code", "letter"), REFUSED, ids=[ascii(x) for _, x in REFUSED])
def test_what_breaks_lines_or_hides_is_refused(column: str, code: str, letter: str) -> None:
    """No line break, control or invisible character is ever inside a recipient's words."""
    assert row(**{column: f"a{letter}@b.example"}) == [code]


def test_a_bidirectional_control_at_the_edge_is_refused_too() -> None:
    """Only blanks may be dropped from the edge of a value."""
    assert row(Stelle="\u202eAmt") == ["hidden-character"]


ADDRESSES = [
    # The part before the @ stays as written; the domain becomes what mail servers know.
    ("Kultur.Amt@Ahlen.EXAMPLE", "Kultur.Amt@ahlen.example"),
    ("kultur@MÜNSTER.example", "kultur@xn--mnster-3ya.example"),
    ("kultur@xn--mnster-3ya.example", "kultur@xn--mnster-3ya.example"),
    ("a@straße.example", "a@xn--strae-oqa.example"),  # IDNA 2008: ß is a letter of its own
    ("o'neill+rundbrief@b.example", "o'neill+rundbrief@b.example"),
    ("\u00a0a@b.example ", "a@b.example"),
    # What is wrong is told apart.
    ("", "address-missing"),
    ("a@b.example, c@d.example", "address-several"),
    ("a@b.example;c@d.example", "address-several"),
    ("a@b.example c@d.example", "address-several"),
    ("Amt <a@b.example>", "address-with-name"),
    ("<a@b.example>", "address-with-name"),
    ("a @b.example", "address-blank"),
    ("a@b. example", "address-blank"),
    ("a(at)b.example", "address-incomplete"),
    ("www.ahlen.example", "address-incomplete"),
    ("@b.example", "address-incomplete"),
    ("a@", "address-incomplete"),
    ("a@ahlen", "address-incomplete"),
    ("mailto:a@b.example", "address-characters"),
    ("a@@b.example", "address-characters"),
    ("a@b_c.example", "address-characters"),
    ("a@[192.0.2.1]", "address-characters"),
    ("kämmerei@b.example", "address-smtputf8"),
    (".a@b.example", "address-dots"),
    ("a..b@b.example", "address-dots"),
    ("a.@b.example", "address-dots"),
    (f"{'a' * 65}@b.example", "address-too-long"),
    (f"{'a' * 20}@{'ü.' * 30}example", "address-too-long"),  # each ü. becomes xn--tda.
    ("a@exchange.local", "address-reserved"),
    ("a@b..example", "address-domain"),
    ("a@-b.example", "address-domain"),
    ("a@b.example.", "address-domain"),
    ("a@192.0.2.1", "address-domain"),
]


@pytest.mark.parametrize(("cell", "outcome"), ADDRESSES)
def test_an_address_is_normalised_or_explained(cell: str, outcome: str) -> None:
    """An address comes out all ASCII, or with what is wrong in it."""
    (found,) = row(**{"E-Mail": cell})

    assert outcome == (found.address if isinstance(found, Recipient) else found)


def test_identity_goes_by_small_letters() -> None:
    """The same mailbox in capitals is the same recipient, in its own spelling."""
    (recipient,) = row(**{"E-Mail": "Kultur@MÜNSTER.example"})

    assert isinstance(recipient, Recipient)
    assert recipient.address == "Kultur@xn--mnster-3ya.example"
    assert recipient.identity == "kultur@xn--mnster-3ya.example"


FRAU, HERR, DIVERS = FormOfAddress
PERSONS = [
    # (Anrede, Titel, Vorname, Nachname) as the row has them, and as they are read
    (("Frau", "Dr.", "A.", "Müller"), (FRAU, "Dr.", "A.", "Müller")),
    (("hr.", "", "", "Muster"), (HERR, "", "", "Muster")),
    (("Herrn", "", "", "Muster"), (HERR, "", "", "Muster")),
    (("Sehr geehrte Frau", "", "", "Muster"), (FRAU, "", "", "Muster")),
    (("DIVERS", "", "", "Muster"), (DIVERS, "", "", "Muster")),
    (("Mx", "", "", "Muster"), (DIVERS, "", "", "Muster")),
    (("", "", "Maria", "Muster"), (None, "", "Maria", "Muster")),
    # Titles that stand with the form of address or the name find their place.
    (("Frau Dr.", "", "", "Müller"), (FRAU, "Dr.", "", "Müller")),
    (("Herr Prof. Dr.-Ing.", "", "", "Muster"), (HERR, "Prof. Dr.-Ing.", "", "Muster")),
    (("Frau Dr.", "Prof. Dr.", "", "Müller"), (FRAU, "Prof. Dr.", "", "Müller")),
    (("Frau", "", "", "Dr. Müller"), (FRAU, "Dr.", "", "Müller")),
    (("Frau", "Prof.", "", "Dr. Müller"), (FRAU, "Prof.", "", "Dr. Müller")),
    (("Frau", "", "", "Drees"), (FRAU, "", "", "Drees")),
    # A form of address counts wherever it stands, and is never doubled.
    (("Herr", "Herr Dr.", "", "Herr Müller"), (HERR, "Dr.", "", "Müller")),
    (("", "", "", "Frau Dr. Müller"), (FRAU, "Dr.", "", "Müller")),
    (("", "Frau", "", "Müller"), (FRAU, "", "", "Müller")),
    # Herr is a family name, too; names that merely begin so are names.
    (("Herr", "", "", "Herr"), (HERR, "", "", "Herr")),
    (("", "", "", "Herrmann"), (None, "", "", "Herrmann")),
    (("", "", "", "Frauke"), (None, "", "", "Frauke")),
    # Contradictions are the organiser's to resolve.
    (("Herr", "", "", "Frau Müller"), "form-contradicts"),
    (("Frau Dr.", "Prof.", "", "Müller"), "title-twice"),
    (("Fräulein", "", "", "Müller"), "form-unknown"),
    (("Frau Müller", "", "", ""), "form-unknown"),
    (("Damen und Herren", "", "", ""), "form-unknown"),
]


@pytest.mark.parametrize(("cells", "outcome"), PERSONS)
def test_a_person_is_what_the_row_states(cells: tuple[str, ...], outcome: object) -> None:
    """Form of address, title and names each stand in one place, and nothing is guessed."""
    names = ("Anrede", "Titel", "Vorname", "Nachname")
    (found,) = row(**dict(zip(names, cells, strict=True)))

    if isinstance(found, Recipient):
        person = (found.form_of_address, found.title, found.given_name, found.family_name)
        assert person == outcome
    else:
        assert found == outcome


@pytest.mark.parametrize(
    ("cell", "language"),
    [("", None), ("de", "de"), ("Deutsch", "de"), ("EN", "en"), ("English", "en")],
)
def test_a_language_is_named_or_left_open(cell: str, language: str | None) -> None:
    """A blank language stays open: the subject's own language will serve."""
    (recipient,) = row(Sprache=cell)

    assert isinstance(recipient, Recipient)
    assert recipient.language == language


@pytest.mark.parametrize("separator", [",", ";", "|", " , "])
def test_tags_are_split_and_stand_once(separator: str) -> None:
    """Tags share a cell, each counts once, blanks between them don't."""
    (recipient,) = row(Schlagworte=separator.join(["KI", "", "Ehrenamt", "KI"]))

    assert isinstance(recipient, Recipient)
    assert recipient.tags == ("KI", "Ehrenamt")
