"""The rows that take no thought, a million of them if need be; the others go by hand (`row`).

    row ─▶ as wide as the header, an address, every cell known (`memo`) ─▶ Recipient
                      └── anything else ─▶ Odd ─▶ by hand

A row is plain where reading it by hand would give the same recipient without a word: a test
compares the two. One long function on purpose: calls are most of what it would cost.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rundbrief.problems import Problem
from rundbrief.recipients.address import (
    ADDRESS_LIMIT,
    DOT_STRING,
    LOCAL_PART_LIMIT,
    ascii_domain,
)
from rundbrief.recipients.cells import clean, read_language, read_tags, read_text
from rundbrief.recipients.consent import consent, read_date
from rundbrief.recipients.csv_rows import Row
from rundbrief.recipients.header import ABSENT, Column, Header
from rundbrief.recipients.mailboxes import read_former
from rundbrief.recipients.memo import Memo, Odd
from rundbrief.recipients.names import plain_family_name, plain_form, plain_name
from rundbrief.recipients.recipient import Recipient

_SELDOM = (Column.FORMER, Column.BASIS, Column.SOURCE, Column.GIVEN_ON)


def read_rows(
    rows: Iterable[Row | Problem],
    header: Header,
    file: str,
    by_hand: Callable[[Row | Problem], Iterable[Recipient | Problem]],
) -> Iterator[Recipient | Problem]:
    """What each row gives, in their order."""
    places, width = header.places, header.width
    is_padded = width > len(header.names)
    has_seldom = any(places[column] != ABSENT for column in _SELDOM)
    address_at, office_at, form_at, title_at, given_name_at, family_name_at = (
        *(places[Column.ADDRESS], places[Column.OFFICE], places[Column.FORM]),
        *(places[Column.TITLE], places[Column.GIVEN_NAME], places[Column.FAMILY_NAME]),
    )
    tier_at, place_at, tags_at, language_at = (
        *(places[Column.TIER], places[Column.PLACE]),
        *(places[Column.TAGS], places[Column.LANGUAGE]),
    )
    former_at, *grounds_at = (places[column] for column in _SELDOM)
    texts: Memo[str] = Memo(read_text)
    forms: Memo[str] = Memo(read_text, plain_form)
    names: Memo[str] = Memo(read_text, plain_name)
    family_names: Memo[str] = Memo(read_text, plain_family_name)
    tags: Memo[str] = Memo(clean, read_tags)
    languages: Memo[str] = Memo(read_text, read_language)
    formers: Memo[str] = Memo(read_former)
    dates: Memo[str] = Memo(read_text, read_date)
    domains: Memo[str] = Memo(_plain_domain)
    new: Any = tuple.__new__
    for row in rows:
        try:
            if isinstance(row, Problem):
                raise Odd
            line, cells = row
            if len(cells) != width or (is_padded and any(cells[len(header.names) :])):
                raise Odd
            written = cells[address_at]
            local, _, domain = written.rpartition("@")
            before, dot, behind = local.partition(".")
            # Letters and digits with at most one dot among them, or else the whole rule.
            is_simple = before.isalnum() and (behind.isalnum() or not dot) and local.isascii()
            if not is_simple and not DOT_STRING.fullmatch(local):
                raise Odd
            known = domains[domain]
            address = written if known == domain else f"{local}@{known}"
            if len(local) > LOCAL_PART_LIMIT or len(address) > ADDRESS_LIMIT:
                raise Odd
            cells.append("")  # what stands in absent columns
            former, grounds = (), None
            if has_seldom:
                basis, source, given_on = (cells[at] for at in grounds_at)
                former = formers[cells[former_at]]
                grounds = consent(texts[basis], texts[source], dates[given_on])
            made = new(
                Recipient,
                (
                    address,
                    address.lower(),
                    texts[cells[office_at]],
                    forms[cells[form_at]],
                    # Offices have no names: a blank cell needs no look.
                    (cell := cells[title_at]) and names[cell],
                    (cell := cells[given_name_at]) and names[cell],
                    (cell := cells[family_name_at]) and family_names[cell],
                    texts[cells[tier_at]],
                    texts[cells[place_at]],
                    tags[cells[tags_at]],
                    languages[cells[language_at]],
                    former,
                    grounds,
                    file,
                    line,
                ),
            )
        except Odd:
            yield from by_hand(row)
        else:
            yield made


def _plain_domain(domain: str) -> str:
    known = ascii_domain(domain)
    if not known:
        raise Odd
    return known
