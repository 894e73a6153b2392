"""Where a delivery stands, and every step it may take. What isn't in the table is forbidden.

    pending ─▶ claimed ─▶ handed over ─▶ sent | deferred | failed | unclear
       ▲          │            ╵ content leaves between here and there (RFC 1047)
       └──────────┴── recovered after a kill: nothing had left

A delivery goes out at most once by itself: no way leads from `handed over` or `unclear` back to
`claimed` but over the organiser's word.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDED_OVER = "handed over"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCLEAR = "unclear"
    SUPERSEDED = "superseded"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.PENDING: frozenset(
        {
            State.CLAIMED,  # chosen for sending
            State.SUPERSEDED,  # the meeting changed before it went out
            State.UNCLEAR,  # an older ledger goes on: it may have left since
        }
    ),
    State.CLAIMED: frozenset(
        {
            State.HANDED_OVER,  # its recipient is accepted, its content goes out now
            State.DEFERRED,  # refused for now, before any content left
            State.FAILED,  # refused for good, before any content left
            State.PENDING,  # released, or recovered after a kill: no content had left
            State.UNCLEAR,  # after a power cut: what was handed over may not have reached the disk
        }
    ),
    State.HANDED_OVER: frozenset(
        {
            State.SENT,  # the server took it over
            State.DEFERRED,  # the server did not take it, and may later
            State.FAILED,  # the server does not want it
            State.UNCLEAR,  # no reply was read
        }
    ),
    State.DEFERRED: frozenset(
        {
            State.CLAIMED,  # tried again
            State.SUPERSEDED,  # the meeting changed meanwhile
            State.UNCLEAR,  # an older ledger goes on: it may have been taken since
        }
    ),
    State.FAILED: frozenset(
        {
            State.PENDING,  # on the organiser's word only: the address works again
        }
    ),
    State.UNCLEAR: frozenset(
        {
            State.SENT,  # on the organiser's word only: it has arrived
            State.PENDING,  # on the organiser's word only: once more, same Message-ID
            State.SUPERSEDED,  # the meeting changed: once more would only confuse
        }
    ),
    State.SENT: frozenset(),
    State.SUPERSEDED: frozenset(),
}
