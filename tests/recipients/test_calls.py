"""How much of our own code a plain row takes: counted, for times differ from machine to machine."""

import sys
from types import FrameType

from rundbrief.recipients import stream_csv

ROWS = 3_000
HEADING = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte"


def calls(rows: list[str]) -> int:
    """How often a function of ours is entered to read them, each step of a generator counted."""
    count = 0

    def heed(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    stream = stream_csv("\r\n".join([HEADING, *rows, ""]).encode(), "liste.csv")
    before = sys.getprofile()
    sys.setprofile(heed)
    try:
        read = list(stream)
    finally:
        sys.setprofile(before)
    assert len(read) == len(rows)
    return count


def calls_of_more(row: str, first: str = "") -> int:
    """What as many rows again take; each has an address of its own, the first one may differ."""
    rows = [row.format(number) for number in range(2 * ROWS)]
    rows[0] = first or rows[0]
    half = calls(rows[:ROWS])  # first: what is learnt once, of a domain, is learnt here
    return calls(rows) - half


def test_a_plain_row_takes_no_call_of_its_own() -> None:
    """Persons, umlauts and all: the interpreter's loops read them, ours go by blocks."""
    more = calls_of_more("Amt.{0}@müller.example;Amt;Frau;Dr.;Alex;Muster;Stadt;Köln;de;KI")

    assert more < ROWS / 10


def test_a_quoted_row_takes_none_either() -> None:
    """The csv module parts what is quoted, a block at a time."""
    more = calls_of_more('"amt{0}@stadt.example";"Amt; Kultur";"Frau";;;"Muster";;"Köln";"de";""')

    assert more < ROWS / 10


def test_a_cell_that_spans_lines_costs_its_own_block() -> None:
    """Its block is read line by line; what stands below it as quickly as ever."""
    first = 'a@stadt.example;"Amt\n";;;;;;;;'
    more = calls_of_more("amt{0}@stadt.example;Amt;;;;;Stadt;Köln;de;", first)

    assert more < ROWS / 10
