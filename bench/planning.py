"""A plan from a full ledger, against what the bare driver takes to fetch the same rows.

    python bench/planning.py [--recipients N] [--meetings N] [--json FILE]

Everyone on the list holds every meeting, so nothing is to be sent. `fetched` reads subject,
identity and state of each delivery by the bare driver; `planned` is the whole plan beside lists
that were read before. `ratio` is one over the other in processor time, medians of five rounds. The
growth of memory while planning is ours alone, and is measured again for a tenth of the recipients:
it must not depend on them.
"""

import argparse
import json
import resource
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from subprocess import check_output
from tempfile import TemporaryDirectory
from time import process_time
from uuid import UUID
from zoneinfo import ZoneInfo

from rundbrief.definitions import Contact, InPersonVenue, Meeting, MeetingStatus
from rundbrief.delivery import State
from rundbrief.ledger import Ledger, NewDelivery, NewMailing, Roll
from rundbrief.messages import Kind
from rundbrief.planning import fingerprint, make_plan
from rundbrief.recipients import Recipient

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
ROUNDS = 5
ROWS = (
    "SELECT r.subject, d.identity, d.state FROM delivery d JOIN revision r ON r.id = d.revision"
    " WHERE d.transport = 'smtp'"
)


def meeting(number: int) -> Meeting:
    """One of the coming meetings."""
    start = datetime(2026, 1, 5, 10, tzinfo=BERLIN) + timedelta(days=7 * number)
    return Meeting(
        file=f"meetings/{number}.toml",
        id=UUID(int=number + 1),
        status=MeetingStatus.PLANNED,
        title="Kultur im Gespräch",
        start=start,
        end=start + timedelta(hours=2),
        zone=BERLIN,
        language="de",
        venue=InPersonVenue(kind="in-person", name="Rathaus", town="Münster"),
        contact=Contact(name="Kulturbüro", email="kultur@netz.example"),
        answers="calendar",
    )


def fill(path: Path, meetings: list[Meeting], people: list[Recipient]) -> None:
    """A ledger in which everyone got everything."""
    values = {"salutation": "Sehr geehrte Frau Dr. Müller-Ödegård", "name": "x" * 120}
    with Ledger.open(path) as ledger, ledger.confirming() as act:
        for each in meetings:
            act.open_mailing(
                NewMailing(
                    kind=Kind.INVITATION,
                    subject=each.id,
                    revision=act.revision(each.id, fingerprint(each), NOW),
                    title=each.title,
                    file=each.file,
                    transport="smtp",
                    confirmed_at=NOW,
                    plan_hash="",
                    skeletons={"k": "text"},
                    deliveries=(
                        NewDelivery(
                            *(one.address, one.identity, one.office, "s@netz.example"),
                            *(f"<{each.id.hex}.{number}@netz.example>", "k", values),
                        )
                        for number, one in enumerate(people)
                    ),
                    content=each.model_dump(mode="json"),
                )
            )
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE delivery SET state = ?", (State.SENT.value,))
    database.close()


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    start = process_time()
    work()
    return process_time() - start


def peak_mb() -> float:
    """The process's peak of memory so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(recipients: int, subjects: int) -> dict[str, float]:
    """The figures, by name."""
    meetings = [meeting(number) for number in range(subjects)]
    addresses = (f"kultur{number}@stadt{number % 500}.example" for number in range(recipients))
    people = [Recipient(address=each, identity=each, office="Kulturbüro") for each in addresses]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rundbrief.db"
        fill(path, meetings, people)
        roll = Roll(people)
        with Ledger.open(path) as ledger:

            def planned() -> None:
                with ledger.beside(roll, "smtp") as holdings:
                    assert not make_plan(meetings, [], holdings, NOW).items

            idle = peak_mb()
            planned()
            grown = peak_mb() - idle

            def fetched() -> None:
                database = sqlite3.connect(path)
                assert len(database.execute(ROWS).fetchall()) == recipients * subjects
                database.close()

            rounds = [(seconds(fetched), seconds(planned)) for _ in range(ROUNDS)]
    bare, ours = (median(each) for each in zip(*rounds, strict=True))
    return {
        "rows": recipients * subjects,
        "fetched_ms": bare * 1e3,
        "planned_ms": ours * 1e3,
        "ratio": median(ours / bare for bare, ours in rounds),
        "grown_mb": grown,
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--meetings", type=int, default=20)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--alone", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.recipients, asked.meetings)
    if asked.alone:
        print(figures["grown_mb"])
        return
    words = ("--alone", "--recipients", str(asked.recipients // 10))
    tenth = check_output([sys.executable, __file__, *words, "--meetings", str(asked.meetings)])
    figures["grown_mb_of_a_tenth"] = float(tenth)
    for name, value in figures.items():
        print(f"{name:>20}  {value:,.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
