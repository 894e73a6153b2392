"""What a conversation tells of its messages: the way is free, it is over, it never began.

Ready ─▶ content may leave ─▶ Ended          Returned: it may go by another connection
"""

from typing import NamedTuple

from rundbrief.delivery.contract import Outcome
from rundbrief.messages import Message


class Ready(NamedTuple):
    """The server waits for this message's content: `content` may be asked for."""

    message: Message


class Ended(NamedTuple):
    """The message's transaction is over; `is_down` where the way is closed for every message."""

    message: Message
    outcome: Outcome
    is_down: bool = False


class Returned(NamedTuple):
    """The connection closed before anything about this message was answered; `outcome` is how."""

    message: Message
    outcome: Outcome


Happening = Ready | Ended | Returned
