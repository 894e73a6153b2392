"""A meeting's content as once sent, with its SEQUENCE."""

from dataclasses import dataclass
from datetime import datetime

WITHDRAWN = "withdrawn"  # the fingerprint of what one guest was told, and no other is to have


@dataclass(frozen=True, slots=True)
class Revision:
    """What a calendar compares (RFC 5546 §2.1.5): SEQUENCE first, then DTSTAMP.

    `dtstamp` is UTC in whole seconds, as RFC 5545 §3.8.7.2 writes it. `fingerprint` is that of
    what is material; empty for what has no calendar entry.
    """

    sequence: int
    dtstamp: datetime
    fingerprint: str
