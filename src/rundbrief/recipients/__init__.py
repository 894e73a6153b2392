"""Who is written to: one address each, with the office or person behind it."""

from rundbrief.recipients.recipient import FormOfAddress, Recipient

__all__ = ["FormOfAddress", "Recipient"]
