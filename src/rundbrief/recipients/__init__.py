"""Who is written to: one address each, with the office or person behind it."""

from rundbrief.recipients.address import written
from rundbrief.recipients.doubts import doubts
from rundbrief.recipients.header import Headings, is_heading
from rundbrief.recipients.reading import (
    LISTS,
    bare_recipient,
    collect,
    merge,
    read_csv,
    read_list,
    stream_csv,
    stream_list,
)
from rundbrief.recipients.recipient import Consent, FormOfAddress, Recipient
from rundbrief.recipients.salutation import salutation

__all__ = [
    "LISTS",
    "Consent",
    "FormOfAddress",
    "Headings",
    "Recipient",
    "bare_recipient",
    "collect",
    "doubts",
    "is_heading",
    "merge",
    "read_csv",
    "read_list",
    "salutation",
    "stream_csv",
    "stream_list",
    "written",
]
