"""The lists in `recipients/`: the network of the example, as Excel wrote it."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from rundbrief.recipients import Recipient, merge, read_csv

FOLDER = Path(__file__).parents[2] / "recipients"
FILES = sorted(FOLDER.glob("*.csv"))
KREISE = {
    *("Borken", "Coesfeld", "Recklinghausen", "Steinfurt", "Warendorf"),
    *("Gütersloh", "Herford", "Höxter", "Lippe", "Minden-Lübbecke", "Paderborn"),
    *("Ennepe-Ruhr", "Hochsauerland", "Märkischen", "Olpe", "Siegen-Wittgenstein"),
    *("Soest", "Unna"),
}
CITIES = {
    *("Bielefeld", "Bochum", "Bottrop", "Dortmund", "Gelsenkirchen", "Hagen", "Hamm", "Herne"),
    "Münster",
}


@pytest.fixture(scope="module")
def network() -> list[Recipient]:
    """Everyone on the lists."""
    return [r for path in FILES for r in read_csv(path.read_bytes(), path.name)[0]]


def test_they_read_without_any_problem(network: list[Recipient]) -> None:
    """The example's own lists are as lists should be."""
    problems = [p for path in FILES for p in read_csv(path.read_bytes(), path.name)[1]]

    assert problems == []
    assert merge(network) == (network, [])


def test_westfalen_lippe_is_whole(network: list[Recipient]) -> None:
    """All 18 districts and 9 independent cities are there, and a good part of the others."""
    tiers = Counter(r.tier for r in network)

    assert tiers["Kreis"] == len(KREISE) == 18
    assert tiers["kreisfreie Stadt"] == len(CITIES) == 9
    assert tiers["Stadt"] + tiers["Gemeinde"] >= 35
    assert {k for k in KREISE for r in network if r.tier == "Kreis" and k in r.office} == KREISE
    assert {r.place for r in network if r.tier == "kreisfreie Stadt"} == CITIES


def test_no_person_is_on_them(network: list[Recipient]) -> None:
    """They are offices, at addresses that nobody has."""
    for recipient in network:
        assert recipient.office
        assert recipient.form_of_address is None
        assert (recipient.title, recipient.given_name, recipient.family_name) == ("", "", "")
        assert recipient.address.endswith(".example")


def test_both_languages_and_umlaut_domains_run(network: list[Recipient]) -> None:
    """The demo has something to show: English-speaking guests and umlaut domains."""
    assert Counter(r.language for r in network)["en"] >= 3
    assert sum("xn--" in r.address for r in network) >= 5
    assert all(r.tags for r in network)


def test_they_stand_in_the_forms_excel_writes() -> None:
    """git left their bytes alone: one with BOM, one in Windows-1252, all with CRLF."""
    files = {path.name: path.read_bytes() for path in FILES}

    assert files["kreise-und-kreisfreie-staedte.csv"].startswith(b"\xef\xbb\xbfE-Mail;")
    assert b"Kulturb\xfcro" in files["staedte-und-gemeinden.csv"]
    assert files["partner-im-ausland.csv"].startswith(b"E-Mail,")
    for data in files.values():
        assert data.count(b"\r\n") == data.count(b"\n") > 1


def test_the_readers_count_is_a_spreadsheets(network: list[Recipient]) -> None:
    """As many recipients come out as Python's own reader finds rows."""
    encodings = {"staedte-und-gemeinden.csv": "cp1252"}
    rows = 0
    for path in FILES:
        with path.open(encoding=encodings.get(path.name, "utf-8-sig"), newline="") as file:
            rows += sum(1 for _ in csv.reader(file)) - 1

    assert len(network) == rows
