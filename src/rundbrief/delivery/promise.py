"""What is on disk at each step of a transaction, and what is known after it was cut short.

    chosen ─▶ MAIL RCPT DATA ─▶ content ─▶ reply
       └ what stands in the ledger then ─▶ STEPS ─▶ what `recover` makes of it, the docs' table

Decision 4. Between the final dot and the reply nobody can know (RFC 1047): so `handed over` is on
disk before the content leaves. A kill takes no write with it. A power cut may take the last ones,
those that were not forced to the disk; then whatever was claimed may have got further than it says.
"""

from dataclasses import dataclass

from rundbrief.delivery.states import State


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is being done, what was on disk before it, and what a dead worker leaves.

    `after_kill` holds while the machine has not started anew since (the same boot id),
    `after_power_cut` where it has, or where that can't be known. None: as the reply says.
    """

    doing: str
    on_disk: State | None
    how: str
    after_kill: State | None
    after_power_cut: State | None


STEPS = (
    Step(
        "chosen for sending",
        State.CLAIMED,
        "with worker and boot id, at most 4 for each connection, one commit, forced to the disk",
        State.PENDING,
        State.UNCLEAR,
    ),
    Step(
        "MAIL, RCPT, DATA",
        State.CLAIMED,
        "no content has left",
        State.PENDING,
        State.UNCLEAR,
    ),
    Step(
        "content, up to the final dot",
        State.HANDED_OVER,
        "written once the recipient is accepted, before the first byte of the content",
        State.UNCLEAR,
        State.UNCLEAR,
    ),
    Step(
        "reply read",
        None,
        "the outcome with the server's words, committed with the other events of that moment",
        None,
        State.UNCLEAR,
    ),
)
UNDER_WAY = frozenset(step.on_disk for step in STEPS if step.on_disk)


def left(state: State, *, is_same_boot: bool) -> State:
    """What a delivery is that a dead worker left in that state. KeyError for one at rest."""
    step = {each.on_disk: each for each in STEPS}[state]
    known = step.after_kill if is_same_boot else step.after_power_cut
    return known or State.UNCLEAR
