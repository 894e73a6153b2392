"""A list's bytes in, recipients and problems out; several lists made one; one bare address."""

from collections.abc import Iterable

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.address import read_address
from rundbrief.recipients.csv_rows import csv_rows, csv_text
from rundbrief.recipients.fault import Fault, shown
from rundbrief.recipients.header import rate_header
from rundbrief.recipients.recipient import Recipient
from rundbrief.recipients.table import read_table


def read_csv(data: bytes, file: str) -> tuple[list[Recipient], list[Problem]]:
    """The recipients of a CSV file in its order, and everything that is wrong with it.

    `file` is its name in problems, relative to the workspace. A row with an error gives no
    recipient; the same address twice is `merge`'s affair.
    """
    text = csv_text(data, file)
    if isinstance(text, Problem):
        return [], [text]
    return read_table(csv_rows(text, file, rate_header=rate_header), file)


def merge(recipients: Iterable[Recipient]) -> tuple[list[Recipient], list[Problem]]:
    """Each address once: the first stays, a later one becomes a warning that names both places."""
    first: dict[str, Recipient] = {}
    problems = []
    for recipient in recipients:
        kept = first.setdefault(recipient.identity, recipient)
        if kept is not recipient:
            problems.append(_twice(recipient, kept))
    return list(first.values()), problems


def bare_recipient(text: str) -> Recipient | Problem:
    """Whoever is behind an address that stands on no list: nothing but the address is known."""
    read = read_address(text.strip())
    if isinstance(read, Fault):
        return Problem("", None, shown(text), read.code, read.values)
    return Recipient(address=read.address, identity=read.identity)


def _twice(recipient: Recipient, kept: Recipient) -> Problem:
    return Problem(
        recipient.file,
        recipient.line,
        "",
        "recipients.address-twice",
        {"address": recipient.address, "file": kept.file, "line": kept.line},
        Severity.WARNING,
    )
