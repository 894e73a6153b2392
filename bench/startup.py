"""How long `rundbrief --help` takes beside `python -c "import click"`, whole processes in turn.

    python bench/startup.py [--rounds N] [--json FILE]

`ratio` is the median of the paired rounds' ratios; the house allows 1.25.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

HELP = [sys.executable, "-c", "from rundbrief.cli import main; main()", "--help"]
CLICK = [sys.executable, "-c", "import click"]


def seconds(command: list[str]) -> float:
    """The wall time of one process, its output thrown away."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return perf_counter() - start


def measure(rounds: int) -> dict[str, float]:
    """Medians in milliseconds, and of the ratios, after one warm-up of each."""
    seconds(HELP)
    seconds(CLICK)
    pairs = [(seconds(HELP), seconds(CLICK)) for _ in range(rounds)]
    return {
        "rounds": rounds,
        "help_ms": 1000 * median(ours for ours, _ in pairs),
        "import_click_ms": 1000 * median(click for _, click in pairs),
        "ratio": median(ours / click for ours, click in pairs),
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures = measure(asked.rounds)
    for name, value in figures.items():
        print(f"{name:>16}  {value:.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
