"""A long list read and checked, against what the csv module alone takes to split it.

    python bench/recipients.py [--rows N] [--json FILE]

The list has offices and persons by turns, in UTF-8 with umlauts, at 5,000 domains, a tenth of them
umlaut domains, ten columns as the demo's lists have them; every address is different. `csv` is a
bare loop over `csv.reader`; `checked` is `stream_csv`, each recipient made and let go; `stored` is
a `Roll` filled from it, duplicates looked for. Each ratio is ours over the csv module's, in
processor time of one run each, the csv module's before and after ours. The peak of memory is our
own growth while reading: it must not depend on the number of rows.
"""

import argparse
import csv
import json
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from rundbrief.ledger import Roll
from rundbrief.recipients import Recipient, stream_csv

HEADER = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte"
PLACES = ("Ahlen", "Borken", "Münster", "Unna", "Siegen", "Höxter", "Herford", "Lippstadt")
DOMAINS = 5_000


def write_list(path: Path, rows: int) -> None:
    """A list with that many rows."""
    dice = random.Random(1)  # noqa: S311 — a bench, no secret
    letters = "abcdefghijklmnopqrstuvwxyz"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{HEADER}\r\n")
        for number in range(rows):
            place = dice.choice(PLACES)
            kind = "städte" if number % 10 == 0 else "stadt"
            domain = f"{kind}{number % DOMAINS}.example"
            if number % 2:
                row = f"kultur{number}@{domain};Kulturbüro der Stadt {place};;;;;Stadt;{place};de;"
                file.write(f"{row}Ehrenamt, Netzwerk\r\n")
                continue
            given, family = (
                f"Alex{dice.choice(letters)}",
                f"Muster{''.join(dice.sample(letters, 2))}",
            )
            form, title = dice.choice(("Frau", "Herr", "")), dice.choice(("", "", "Dr."))
            address = f"{given}.{family}{number}@{domain}".lower()
            person = f"{form};{title};{given};{family}"
            file.write(f"{address};Amt für Kultur;{person};Kreis;{place};de;KI\r\n")


def split(path: Path) -> int:
    """What the csv module alone does."""
    rows = 0
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter=";"):
            rows += 1
    return rows - 1


def check(path: Path) -> int:
    """What we do; every row must come out as a recipient."""
    rows = 0
    with path.open("rb") as file:
        for each in stream_csv(file, path.name):
            assert isinstance(each, Recipient), each
            rows += 1
    return rows


def store(path: Path) -> int:
    """The same, and everyone in the roll."""
    with path.open("rb") as file:
        return len(Roll(stream_csv(file, path.name)))


def seconds(work: Callable[[Path], int], path: Path, rows: int) -> float:
    """Processor time of one run."""
    start = process_time()
    found = work(path)
    assert found == rows
    return process_time() - start


def peak_mb() -> float:
    """The process's peak of memory so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(rows: int) -> dict[str, float]:
    """The figures, by name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liste.csv"
        write_list(path, rows)
        before = seconds(split, path, rows)
        idle = peak_mb()
        checked = seconds(check, path, rows)
        stored = seconds(store, path, rows)
        grown = peak_mb() - idle
        alone = (before + seconds(split, path, rows)) / 2
    return {
        "rows": rows,
        "csv_us": alone / rows * 1e6,
        "checked_us": checked / rows * 1e6,
        "stored_us": stored / rows * 1e6,
        "ratio_checked": checked / alone,
        "ratio_stored": stored / alone,
        "grown_mb": grown,
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures = measure(asked.rows)
    for name, value in figures.items():
        print(f"{name:>14}  {value:,.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
