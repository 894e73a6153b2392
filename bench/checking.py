"""What looking at the mails costs, against composing them.

    python bench/checking.py [--recipients N] [--json FILE]

The demo's real invitation. `naive` composes one mail anew, `variant` makes and proves a skeleton,
`check` runs every check on one mail, read from its bytes. `ratio` is check over naive, the smaller
of the two (the house wants at most 8). Then a mailing of N recipients with six variants (two
languages, three answers): `examined` finds everyone's variant and looks at each once, as `check`
and `send` do; `six` does so for six recipients, `splicing` finds the variants of all N.
`ratio_many` is examined over six and splicing together (1: the rest cost nothing).

Processor time; medians of rounds.
"""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice, product
from pathlib import Path
from statistics import median
from time import process_time

from rundbrief.checking import CLIENTS, Specimen, check_mail
from rundbrief.composing import Press, compose_naive, fill
from rundbrief.definitions import Answer
from rundbrief.desk import open_desk
from rundbrief.desk.examining import Known, examine
from rundbrief.desk.letters import press, templates
from rundbrief.messages import Kind
from rundbrief.planning import Revision
from rundbrief.rendering import reader

EXAMPLES = Path(__file__).parent.parent / "examples"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - the workspace has the zone
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Processor time; the middle of the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return median(times)


def measure(count: int) -> dict[str, float]:
    """The figures, by name."""
    desk, problems = open_desk(EXAMPLES, environment={}, now=NOW)
    assert desk is not None, problems
    contents = desk.workspace.read()
    meeting = next(each for each in contents.meetings if each.start > desk.now)
    revision = Revision(0, desk.now.astimezone(UTC), "")

    def new_press() -> Press:
        return press(
            desk, contents, Kind.INVITATION, meeting, date=desk.now, revision=revision, readers=()
        )

    made, (first, *_) = new_press(), list(contents.recipients)
    letter, settings = made.letter, desk.workspace.settings
    content = fill(made.variant(first), made.values(first, "00ab"), letter.envelope_sender).content
    known = reader(first, "de", "00ab")

    def check() -> None:
        specimen = Specimen(
            kind=letter.kind,
            content=content,
            subject=meeting,
            organisation=settings.organisation,
            sender=settings.sender,
            language="de",
            clients=tuple(CLIENTS),
        )
        check_mail(specimen)

    def naive() -> None:
        compose_naive(letter, templates(desk), known, "<00ab@netz.example>")

    for work in (check, naive):
        work()  # warm: data read, templates compiled
    readers = [first._replace(language=language) for language in ("de", "en")]
    answers = (None, Answer.ACCEPTED, Answer.TENTATIVE)
    six: list[Known] = [(each, answer, (), ()) for each, answer in product(readers, answers)]
    many: list[Known] = [
        (
            each._replace(address=f"a{number}@x.example", identity=f"a{number}@x.example"),
            answer,
            sent,
            lacks,
        )
        for number, (each, answer, sent, lacks) in enumerate(islice(cycle(six), count))
    ]
    found = examine(desk, made, many)
    assert found is not None
    examined = seconds(lambda: examine(desk, made, many))
    of_six = seconds(lambda: examine(desk, made, six))
    splicing = seconds(lambda: [made.variant(*each) for each in many])
    checked, composed, variant = (
        seconds(work) for work in (check, naive, lambda: new_press().variant(first))
    )
    return {
        "check_ms": checked * 1000,
        "naive_ms": composed * 1000,
        "variant_ms": variant * 1000,
        "ratio": checked / composed,
        "recipients": count,
        "variants": found.variants,
        "examined_s": examined,
        "six_s": of_six,
        "splicing_s": splicing,
        "ratio_many": examined / (of_six + splicing),
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures = measure(asked.recipients)
    for name, value in figures.items():
        print(f"{name:>12}  {value:,.3f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
