"""How fast mails leave, against Postfix's load generator in C and others: one run, one table.

    python bench/delivery.py [--messages N] [--rounds N] [--connections N] [--only ROW]
                             [--json FILE] [--page docs/speed.md] [--anyway]

The demo's real invitation, 20 connections, from the first claim to the last reply; `ours` is what
`rundbrief send` does, composing and ledger included. Each row pairs us with another, in rounds by
turns: each round gives a ratio of rates, and the row is the rounds' median, with the lowest and the
highest beside it. The relay and each sender are processes of their own. Each row has as many
messages as keep the faster side busy for some seconds; a tenth of them goes ahead, untimed. Before
each row it waits until nothing else is at work on the machine, which `--anyway` skips.

| row | against | relay |
| --- | --- | --- |
| `ratio_to_smtp_source` | Postfix's smtp-source: that message, fixed, no ledger | smtp-sink |
| `ratio_to_smtp_source_far` | the same | 20 ms away |
| `ratio_to_nodemailer` | nodemailer's pool, composing | smtp-sink |
| `ratio_to_nodemailer_tls`, `_far` | nodemailer's pool, one ready message | TLS; 20 ms away |
| `ratio_to_aiosmtplib`, `_tls` | aiosmtplib, connections kept, one ready message | smtp-sink; TLS |
| `ratio_to_ours_without_ledger`, `_far` | ourselves without a ledger | smtp-sink; 20 ms away |

`cpu_ratio` is our processor time a message over that of the same engine with one fixed message and
no ledger. Needs smtp-source and smtp-sink (tests/servers.sh installs Postfix) and nodemailer
(tests/package.json); what is missing is left out and said.
"""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from delivering.page import fill
from delivering.relays import Relays, program, relays_of
from delivering.senders import Figures, Sender, nodemailer, ours, smtp_source
from quiet import LOOK, at_work, wait

BENCH = Path(__file__).parent
MESSAGES = 10_000
WARM_UP = 10  # of so many messages one goes ahead, before any is timed


@dataclass(frozen=True)
class Row:
    """Us against another; `share` of the messages, so that the faster runs for some seconds."""

    name: str
    ours: Sender
    theirs: Sender
    needs: str = ""
    share: float = 1


# Else half of what is timed would be connecting, shaking hands and saying goodbye.
FAR, TLS = 0.5, 2.5

ROWS = (
    Row("ratio_to_smtp_source", ours("ours", "sink"), smtp_source("sink"), "postfix"),
    Row("ratio_to_smtp_source_far", ours("ours", "far"), smtp_source("far"), "postfix", FAR),
    Row(
        "ratio_to_nodemailer",
        ours("ours", "sink"),
        nodemailer("composing", "sink"),
        "nodemailer",
    ),
    Row(
        "ratio_to_nodemailer_tls",
        ours("bare", "tls"),
        nodemailer("ready", "tls"),
        "nodemailer",
        TLS,
    ),
    Row(
        "ratio_to_nodemailer_far",
        ours("bare", "far"),
        nodemailer("ready", "far"),
        "nodemailer",
        FAR,
    ),
    Row("ratio_to_aiosmtplib", ours("bare", "sink"), ours("aiosmtplib", "sink")),
    Row(
        "ratio_to_aiosmtplib_tls",
        ours("bare", "tls"),
        ours("aiosmtplib", "tls"),
        share=TLS,
    ),
    Row("ratio_to_ours_without_ledger", ours("ours", "sink"), ours("composing", "sink")),
    Row(
        "ratio_to_ours_without_ledger_far",
        ours("ours", "far"),
        ours("composing", "far"),
        share=FAR,
    ),
    Row("cpu_ratio", ours("ours", "sink"), ours("bare", "sink")),
)


def measure(row: Row, relays: Relays, messages: int, rounds: int) -> Figures:
    """The row's median ratio, its spread, both rates in messages a second, and how many went."""
    count = max(1, round(messages * row.share))
    for sender in (row.ours, row.theirs):
        sender(relays, max(1, count // WARM_UP))
    ratios, mine, others = [], [], []
    for number in range(rounds):
        # By turns who comes first.
        pair = [row.theirs, row.ours] if number % 2 else [row.ours, row.theirs]
        figures = {sender: sender(relays, count) for sender in pair}
        us, them = figures[row.ours], figures[row.theirs]
        if row.name == "cpu_ratio":
            ratios.append(us["cpu"] / them["cpu"])
            mine.append(us["cpu"] / count * 1e6)
            others.append(them["cpu"] / count * 1e6)
        else:
            ratios.append(them["seconds"] / us["seconds"])
            mine.append(count / us["seconds"])
            others.append(count / them["seconds"])
    return {
        "ratio": median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
        "ours": median(mine),
        "theirs": median(others),
        "messages": count,
    }


def missing() -> set[str]:
    """What this machine lacks."""
    found = set()
    if not (program("smtp-source") and program("smtp-sink")):
        found.add("postfix")
    if not (BENCH.parent / "tests" / "node_modules" / "nodemailer").is_dir():
        found.add("nodemailer")
    return found


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--messages",
        type=int,
        default=MESSAGES,
        help="to the near relay; half as many to the far one, 2.5 times as many by TLS",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--only", action="append", help="a row's name; again for more")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path, help="a page whose table is to be filled")
    parser.add_argument("--anyway", action="store_true", help="don't wait for a quiet machine")
    return parser.parse_args()


def measured(asked: argparse.Namespace, rows: Sequence[Row]) -> dict[str, Any]:
    """Each row's figures, printed as they come, and the machine's."""
    lacking = missing()
    found: dict[str, Figures] = {}
    busy = 0.0
    with relays_of(asked.connections) as relays:
        print(f"{'row':34}{'ratio':>7}{'lowest':>8}{'highest':>8}{'ours':>9}{'theirs':>9}")
        for row in rows:
            if row.needs in lacking:
                print(f"{row.name:34}  left out: {row.needs} is not here")
                continue
            busy = max(busy, at_work(LOOK) if asked.anyway else wait())
            figures = found[row.name] = measure(row, relays, asked.messages, asked.rounds)
            numbers = "{ratio:7.2f}{lowest:8.2f}{highest:8.2f}{ours:9.0f}{theirs:9.0f}"
            print(f"{row.name:34}{numbers.format(**figures)}", flush=True)
    flat = {name: round(figures["ratio"], 3) for name, figures in found.items()}
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "busy": busy,
        "messages": asked.messages,
        "rounds": asked.rounds,
        "connections": asked.connections,
    }
    return {**flat, "rows": found, "machine": machine}


def main() -> None:
    """Measure, print a table, write the JSON and the page."""
    asked = arguments()
    rows = [row for row in ROWS if not asked.only or row.name in asked.only]
    written = measured(asked, rows)
    if asked.json:
        asked.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    if asked.page:
        fill(asked.page, written)


if __name__ == "__main__":
    main()
