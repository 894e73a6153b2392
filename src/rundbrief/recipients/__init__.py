"""Who is written to: one address each, with the office or person behind it."""

from rundbrief.recipients.reading import bare_recipient, merge, read_csv
from rundbrief.recipients.recipient import FormOfAddress, Recipient
from rundbrief.recipients.salutation import salutation

__all__ = ["FormOfAddress", "Recipient", "bare_recipient", "merge", "read_csv", "salutation"]
