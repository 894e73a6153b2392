"""What is doubtful about a row although nothing is wrong with it."""

import pytest

from rundbrief.recipients import doubts, read_csv
from rundbrief.wording import LANGUAGES, problem_sentence

HEADER = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene"


def doubtful(*rows: str) -> dict[str, list[str]]:
    """The codes of each doubtful row, by its address."""
    recipients, _ = read_csv("\n".join([HEADER, *rows]).encode(), "liste.csv")
    assert len(recipients) == len(rows)
    found = doubts(recipients)
    for problems in found.values():
        assert all(problem_sentence(p, language) for p in problems for language in LANGUAGES)
        assert {p.severity for p in problems} == {"warning"}
    return {
        identity: [problem.code.removeprefix("recipients.doubt-") for problem in problems]
        for identity, problems in found.items()
    }


ROWS = [
    # As rows should be: an office, or a person with a form of address.
    ("a@b.example;Kulturamt;;;;;", []),
    ("a@b.example;;Frau;Dr.;Alex;Muster;", []),
    ("a@b.example;;divers;;Alex;Muster;", []),
    ("a@b.example;;Herr;;A.;von der Heide;", []),
    ("info@b.example;Kulturamt;;;;;", []),
    # Somebody, but who, or how to be greeted?
    ("a@b.example;;;;;;", ["nobody"]),
    ("a@b.example;Amt;;;Alex;;", ["given-name-only"]),
    ("a@b.example;Amt;Frau;;;;", ["form-without-name"]),
    ("a@b.example;Amt;;Dr.;;;", ["form-without-name"]),
    ("a@b.example;;;;Alex;Muster;", ["form-missing"]),
    # Names that would look odd in a letter.
    ("a@b.example;;Frau;;Alex;MUSTER;", ["capitals"]),
    ("a@b.example;;Frau;;alex;muster;", ["capitals", "capitals"]),
    ("a@b.example;;Frau;;;Muster, Alex;", ["name-characters"]),
    # A person at a desk that several read.
    ("info@b.example;Amt;Frau;;;Muster;", ["desk-with-person"]),
    ("info@b.example;Amt;;;Alex;Muster;", ["form-missing", "desk-with-person"]),
    # An office at such a desk is as it should be, and so it is in the column of names.
    ("kultur@b.example;Amt;;;;;", []),
    ("kultur@b.example;;;;;Kulturamt;", ["form-missing"]),
]


@pytest.mark.parametrize(("row", "codes"), ROWS, ids=[row for row, _ in ROWS])
def test_a_doubtful_row_is_marked(row: str, codes: list[str]) -> None:
    """Each rule marks the rows it is about, and no others."""
    assert doubtful(row).get(row.partition(";")[0], []) == codes


def test_a_tier_that_few_have_is_compared_with_those_that_many_have() -> None:
    """One misspelt tier among many is marked; a rare one that is like no other is not."""
    many = [f"a{number}@b.example;Amt;;;;;Gemeinde" for number in range(40)]

    found = doubtful(*many, "x@b.example;Amt;;;;;Gemeinde.", "y@b.example;Amt;;;;;Kreis")

    assert found == {"x@b.example": ["tier-unlike"]}


def test_a_missing_tier_is_marked_where_others_have_one() -> None:
    """Whoever has no tier is missed by invitations to tiers; lists without tiers are all right."""
    two = [f"a{number}@b.example;Amt;;;;;Kreis" for number in range(2)]

    assert doubtful(*two, "x@b.example;Amt;;;;;") == {"x@b.example": ["tier-missing"]}
    assert doubtful("x@b.example;Amt;;;;;", "y@b.example;Amt;;;;;") == {}
