"""A list's bytes in, recipients and problems out; several lists made one; one bare address."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO, TextIOWrapper
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.csv_rows import csv_rows
from rundbrief.recipients.encoding import read_encoding
from rundbrief.recipients.fault import Fault, shown
from rundbrief.recipients.header import Headings
from rundbrief.recipients.mailboxes import Mailboxes, read_mailboxes
from rundbrief.recipients.recipient import Recipient
from rundbrief.recipients.table import read_table

LISTS = (".csv", ".xlsx", ".xlsm", ".xls", ".ods")
NONE_MAPPED: Mapping[str, str] = MappingProxyType({})


def as_headings(columns: Mapping[str, str] | Headings) -> Headings:
    """What headings mean, for one list or, handed in, for all of them together."""
    return columns if isinstance(columns, Headings) else Headings(columns)


def stream_csv(
    source: bytes | BinaryIO, file: str, columns: Mapping[str, str] | Headings = NONE_MAPPED
) -> Iterator[Recipient | Problem]:
    """The recipients and problems of a CSV file as its rows give them, a block of rows at a time.

    `source` is its bytes or an open, seekable file, which is left open. `file` is its name in
    problems, relative to the workspace. `columns` maps the organiser's headings to ours, a blank
    one to none. A row with an error gives no recipient; the same address twice is `merge`'s affair.
    """
    binary = BytesIO(source) if isinstance(source, bytes) else source
    return chain.from_iterable(_csv_runs(binary, file, as_headings(columns)))


def _csv_runs(
    binary: BinaryIO, file: str, headings: Headings
) -> Iterator[Iterable[Recipient | Problem]]:
    encoding, problems = read_encoding(binary, file)
    yield problems
    if encoding is None:
        return
    text = TextIOWrapper(binary, encoding, newline="")
    try:
        yield from read_table(csv_rows(text, file, rate_header=headings.rate), file, headings)
    finally:
        text.detach()


def read_csv(
    source: bytes | BinaryIO, file: str, columns: Mapping[str, str] = NONE_MAPPED
) -> tuple[list[Recipient], list[Problem]]:
    """The recipients of a CSV file in its order, and everything that is wrong with it."""
    return collect(stream_csv(source, file, columns))


def stream_list(
    source: bytes | BinaryIO, file: str, columns: Mapping[str, str] | Headings = NONE_MAPPED
) -> Iterator[Recipient | Problem]:
    """The same of a list in any form; the ending of its name says which (`LISTS`)."""
    if file.lower().endswith(".csv"):
        return stream_csv(source, file, columns)
    from rundbrief.recipients.spreadsheet import read_sheets  # only who has one loads its reader

    return read_sheets(source, file, as_headings(columns))


def read_list(
    source: bytes | BinaryIO, file: str, columns: Mapping[str, str] = NONE_MAPPED
) -> tuple[list[Recipient], list[Problem]]:
    """The recipients of a list in any form, and everything that is wrong with it."""
    return collect(stream_list(source, file, columns))


def collect(
    outcomes: Iterable[Recipient | Problem],
) -> tuple[list[Recipient], list[Problem]]:
    """What a stream gives, told apart."""
    recipients: list[Recipient] = []
    problems: list[Problem] = []
    for each in outcomes:
        if isinstance(each, Recipient):
            recipients.append(each)
        else:
            problems.append(each)
    return recipients, problems


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
    """Whoever is behind an address that stands on no list: nothing but the address is known.

    "Name <a@b>" and `mailto:a@b` are that address, too.
    """
    read = read_mailboxes(text)
    if isinstance(read, Mailboxes) and len(read.addresses) > 1:
        read = Fault("recipients.one-address", {"addresses": shown(text)})
    if isinstance(read, Fault):
        return Problem("", None, shown(text), read.code, read.values)
    [only] = read.addresses
    return Recipient(address=only.address, identity=only.identity)


def _twice(recipient: Recipient, kept: Recipient) -> Problem:
    return Problem(
        recipient.file,
        recipient.line,
        "",
        "recipients.address-twice",
        {"address": recipient.address, "file": kept.file, "line": kept.line},
        Severity.WARNING,
    )
