"""What a cell may hold, and what it becomes."""

from datetime import date

import pytest

from rundbrief.recipients import Consent, FormOfAddress, Recipient, read_csv
from rundbrief.wording import LANGUAGES, problem_sentence


def row(**cells: str) -> list[Recipient | str]:
    """The recipient that one row gives, or the codes of its problems."""
    cells = {"E-Mail": "a@b.example", "Ort": "Ahlen"} | cells
    quoted = [[text.replace('"', '""') for text in line] for line in (cells, cells.values())]
    data = "\n".join(";".join(f'"{text}"' for text in line) for line in quoted)
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
    *(("hidden-character", letter) for letter in "\0\t\x1b\x1c\x7f\x9f"),
    # bidirectional controls can show a reader another text than what is sent
    *(("hidden-character", letter) for letter in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
    *(("hidden-character", letter) for letter in "\ue000\U000e0041\uffff"),
]


@pytest.mark.parametrize("column", ["Stelle", "Nachname", "Schlagworte", "E-Mail", "Titel"])
@pytest.mark.parametrize(("code", "letter"), REFUSED, ids=[ascii(x) for _, x in REFUSED])
def test_what_breaks_lines_or_hides_is_refused(column: str, code: str, letter: str) -> None:
    """No line break, control or invisible character is ever inside a recipient's words."""
    assert row(**{column: f"a{letter}@b.example"}) == [code]


@pytest.mark.parametrize("column", ["Stelle", "Nachname", "Schlagworte", "Titel"])
@pytest.mark.parametrize("letter", "\u00ad\u200b\u200d\ufeff", ids=ascii)
def test_an_invisible_letter_in_a_word_is_refused(column: str, letter: str) -> None:
    """A word may need what is invisible in it: it is never mended by guessing."""
    assert row(**{column: f"a{letter}b"}) == ["hidden-character"]


@pytest.mark.parametrize("letter", "\u00ad\u200b\u200c\u200d\u2060\ufeff", ids=ascii)
def test_an_invisible_letter_in_an_address_is_dropped(letter: str) -> None:
    """No address has invisible letters: it is read without them, and the reader is told."""
    recipient, found = row(**{"E-Mail": f"kul{letter}tur@b.exam{letter}ple"})

    assert isinstance(recipient, Recipient)
    assert recipient.address == "kultur@b.example"
    assert found == "address-mended"


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
    # What is put around an address, and means nothing else, is dropped without a word.
    ("mailto:a@b.example", "a@b.example"),
    ("MAILTO:a@b.example?subject=Hallo", "a@b.example"),
    ("<a@b.example>", "a@b.example"),
    ("<mailto:a@b.example>", "a@b.example"),
    ("a@b.example;", "a@b.example"),
    ("a@b.example, A@B.example", "a@b.example"),
    ("Stadt Ahlen <a@b.example>", "a@b.example"),  # which the row's own cells say as well
    ('"Stadt Ahlen" <a@b.example>', "a@b.example"),
    # What is wrong is told apart.
    ("", "address-missing"),
    ("a@b.example, c@d", "address-several"),
    ("Amt <a@b>", "address-with-name"),
    ("a @b.example", "address-blank"),
    ("a@b. example", "address-blank"),
    ("a(at)b.example", "address-incomplete"),
    ("www.ahlen.example", "address-incomplete"),
    ("@b.example", "address-incomplete"),
    ("a@", "address-incomplete"),
    ("a@ahlen", "address-incomplete"),
    ("a@@b.example", "address-characters"),
    ("a@b_c.example", "address-characters"),
    ("a@[192.0.2.1]", "address-characters"),
    ("kämmerei@b.example", "address-smtputf8"),
    ("почта@b.example", "address-smtputf8"),
    # Letters that look like Latin ones: Cyrillic а, о, с; Greek omicron.
    ("k\u0430ltur@b.example", "address-look-alike"),
    ("\u0430\u043e\u0441@b.example", "address-look-alike"),
    ("a@st\u0430dt.example", "address-look-alike"),
    ("a@\u043e\u0441\u0430.example", "address-look-alike"),
    ("a@b\u03bfrken.example", "address-look-alike"),
    ("a@пример.example", "a@xn--e1afmkfd.example"),
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
    (found,) = row(**{"E-Mail": cell, "Stelle": "Stadt Ahlen"})

    assert outcome == (found.address if isinstance(found, Recipient) else found)


SEVERAL = ["{}, {}", "{};{}", "{} {}", "{} | {}", "{} und {}", "Amt <{}>; <{}>", "{}; mailto:{};"]


@pytest.mark.parametrize("cell", SEVERAL)
def test_an_office_may_have_several_addresses(cell: str) -> None:
    """Two addresses of an office are two recipients, and the reader is told."""
    first, second, code = row(**{"E-Mail": cell.format("a@b.example", "c@d.example")})

    assert isinstance(first, Recipient)
    assert isinstance(second, Recipient)
    assert (first.address, second.address) == ("a@b.example", "c@d.example")
    assert code == "address-several-read"


@pytest.mark.parametrize("cell", SEVERAL)
def test_a_person_has_one_address(cell: str) -> None:
    """Which of two addresses is the person's is not guessed."""
    cells = {"E-Mail": cell.format("a@b.example", "c@d.example"), "Nachname": "Muster"}

    assert row(**cells) == ["address-several"]


def test_a_name_beside_the_address_is_told() -> None:
    """What stands beside an address and nowhere else in the row is not lost in silence."""
    recipient, code = row(**{"E-Mail": "Alex Muster <a@b.example>"})

    assert isinstance(recipient, Recipient)
    assert (recipient.given_name, recipient.family_name) == ("", "")
    assert code == "address-name-unread"


@pytest.mark.parametrize(
    ("cell", "identities"),
    [
        ("", ()),
        ("Alt@MÜNSTER.example", ("alt@xn--mnster-3ya.example",)),
        ("a1@b.example; a2@b.example", ("a1@b.example", "a2@b.example")),
        ("alt", "address-incomplete"),
    ],
)
def test_former_addresses_are_kept(cell: str, identities: tuple[str, ...] | str) -> None:
    """What an address replaces is known by the identities of the old ones."""
    (found,) = row(frueher=cell)

    assert (found.former if isinstance(found, Recipient) else found) == identities


@pytest.mark.parametrize(
    ("cell", "given_on"),
    [
        ("03.04.2021", date(2021, 4, 3)),
        ("3. 4. 21", date(2021, 4, 3)),
        ("2021-04-03", date(2021, 4, 3)),
        ("2021-04-03T10:22:00", date(2021, 4, 3)),
        ("03.04.2021 10:22", date(2021, 4, 3)),
        ("31.02.2021", "date-unclear"),
        ("letztes Jahr", "date-unclear"),
    ],
)
def test_consent_is_kept_as_stated(cell: str, given_on: date | str) -> None:
    """Legal basis, source and date of consent stand in columns of their own."""
    cells = {"Rechtsgrundlage": "Einwilligung", "Quelle": "Formular", "Einwilligung am": cell}
    (found,) = row(**cells)

    if isinstance(found, Recipient):
        assert found.consent == Consent("Einwilligung", "Formular", given_on)  # type: ignore[arg-type]
    else:
        assert found == given_on


def test_no_grounds_are_none() -> None:
    """A row that states no grounds has none."""
    (recipient,) = row(Rechtsgrundlage="")

    assert isinstance(recipient, Recipient)
    assert recipient.consent is None


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
