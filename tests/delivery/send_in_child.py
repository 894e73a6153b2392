"""A sender of its own process, for the tests that interrupt it: events and tally as lines of JSON.

python send_in_child.py PORT [MAILS A MINUTE]
    ─▶ {"state": "handed over"} … {"sent": 1, "is_interrupted": true}
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from rundbrief.delivery import Event, Pace, run
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Kind
from rundbrief.messages.message import sealed


def say(**values: object) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


class Told:
    """A journal that lasts: whoever started us has read it."""

    def record(self, events: Sequence[Event]) -> None:
        for event in events:
            say(state=event.state)


def main(port: int, per_minute: int | None = None) -> None:
    """Send three letters to that port on this machine."""
    letters = [
        sealed(Kind.REMINDER, "a@netz.example", "b@stadt.example", f"<{n}@netz.example>", b"x\r\n")
        for n in range(3)
    ]
    tally = run(
        iter(letters),
        SmtpTransport(SmtpSettings("127.0.0.1", port, tls="none")),
        Told(),
        now=lambda: datetime.now(UTC),
        stopping=lambda: say(stopping=True),
        pace=Pace(per_minute),
    )
    say(sent=tally.sent, unclear=tally.unclear, is_interrupted=tally.is_interrupted)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
