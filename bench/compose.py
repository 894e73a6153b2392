"""Composed once and spliced, against everything anew for each reader: time for a message.

    python bench/compose.py [--messages N] [--sample N] [--json FILE]

The demo's real invitation for the demo's own recipients, repeated (each time at an address of its
own) until there are N. `spliced` is what sending does: find everyone's variant and values, as the
ledger freezes them, then fill and seal each mail, and let it go. The variants are made before; how
long that takes, with their proof, stands beside it. `naive` keeps its environment, compiled
templates and what premailer itself remembers, and composes a sample that runs through all
recipients; it seals nothing. `ratio` is naive's time for a message over spliced's; the house wants
1,000.

Each is measured in rounds, by turns, in processor time; the figures are the medians.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time, process_time_ns

from rundbrief.composing import Letter, Press, compose_naive, fill
from rundbrief.messages import Kind
from rundbrief.recipients import Recipient
from rundbrief.rendering import Reader, Templates, reader
from rundbrief.rendering.inlining import style_rules
from rundbrief.workspace import open_workspace

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 5


def demo() -> tuple[Letter, Templates, tuple[Recipient, ...]]:
    """The demo's invitation at the demo's clock, its templates and recipients."""
    workspace, problems = open_workspace(EXAMPLES)
    assert workspace is not None, problems
    contents = workspace.read()
    now = datetime(2025, 8, 4, 9, 0, tzinfo=workspace.zone)
    meeting = next(meeting for meeting in contents.meetings if meeting.start > now)
    letter = Letter(
        kind=Kind.INVITATION,
        subject=meeting,
        organisation=workspace.settings.organisation,
        sender=workspace.settings.sender,
        language=meeting.language,
        date=now,
        dtstamp=now.astimezone(UTC),
        uid=meeting.id,
        enclosures=contents.enclosures,
        logo=contents.logo,
    )
    return letter, Templates(workspace.templates), tuple(contents.recipients)


def repeated(recipients: Sequence[Recipient], count: int) -> list[tuple[Recipient, str]]:
    """The recipients over and over, each time at a new address, and a token for each."""
    many = []
    for number, recipient in enumerate(islice(cycle(recipients), count)):
        local, _, domain = recipient.address.partition("@")
        address = f"{local}.{number}@{domain}"
        token = f"{number:016x}"
        many.append((recipient._replace(address=address, identity=address), token))
    return many


def microseconds(work: Callable[[], None], messages: int) -> float:
    """Processor time for each message."""
    start = process_time_ns()
    work()
    return (process_time_ns() - start) / messages / 1000


def measure(messages: int, sample: int) -> dict[str, float]:
    """The figures, by name."""
    letter, templates, recipients = demo()
    many = repeated(recipients, messages)
    start = process_time()
    press = Press(letter, templates)
    for recipient in recipients:
        press.variant(recipient)
    preparing = process_time() - start

    def spliced() -> None:
        frozen = [(press.variant(each), press.values(each, token)) for each, token in many]
        for skeleton, values in frozen:
            fill(skeleton, values, letter.envelope_sender)

    some: list[Reader] = [
        reader(recipient, recipient.language or letter.language, token)
        for recipient, token in repeated(recipients, sample)
    ]

    def naive() -> None:
        for each in some:
            style_rules.cache_clear()  # premailer doesn't remember them: we do
            compose_naive(letter, templates, each, f"<{each.token}@{letter.domain}>")

    first, token = many[0]
    mail = fill(press.variant(first), press.values(first, token), letter.envelope_sender)
    naive()  # warm: templates compiled, style sheets parsed
    rounds = [(microseconds(spliced, messages), microseconds(naive, sample)) for _ in range(ROUNDS)]
    return {
        "messages": messages,
        "variants": len(press.skeletons),
        "bytes": len(mail.content),
        "preparing_s": preparing,
        "spliced_us": median(ours for ours, _ in rounds),
        "naive_us": median(theirs for _, theirs in rounds),
        "ratio": median(theirs / ours for ours, theirs in rounds),
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=80, help="messages composed the naive way")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures = measure(asked.messages, asked.sample)
    for name, value in figures.items():
        print(f"{name:>12}  {value:,.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
