"""One sender, in a process of its own: what it cost from the first claim to the last reply.

    python bench/delivering/sender.py WAY PORT MESSAGES [--connections N] [--tls PEM]
        ─▶ {"seconds": …, "cpu": …, "sent": …}

| WAY | what it does |
| --- | --- |
| `ours` | as `rundbrief send`: claimed in the ledger, filled, sealed, delivered, written down |
| `composing` | the same without a ledger |
| `bare` | the same engine with one message that is ready, and no ledger |
| `aiosmtplib` | aiosmtplib used plainly, its connections kept, one message that is ready |

The invitation is the demo's; each reader has an address of their own.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from rundbrief.composing import Press, Skeleton, fill
from rundbrief.delivery import Event, run
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.desk.mails import Mails
from rundbrief.ledger import Ledger, NewDelivery, NewMailing, this_worker
from rundbrief.messages import Message
from rundbrief.messages.message import sealed

sys.path.insert(0, str(Path(__file__).parent.parent))
from compose import demo, repeated

Figures = dict[str, float]


class Forgetful:
    """A journal that keeps nothing."""

    def record(self, events: Sequence[Event]) -> None: ...


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def composed(count: int) -> Iterator[tuple[Skeleton, dict[str, str], str]]:
    """The demo's invitation for so many readers: skeleton, values, envelope sender."""
    letter, templates, recipients = demo()
    press = Press(letter, templates)
    for recipient, token in repeated(list(recipients), count):
        yield press.variant(recipient), press.values(recipient, token), letter.envelope_sender


def settings(asked: argparse.Namespace) -> SmtpSettings:
    """The relay on this machine."""
    return SmtpSettings(
        "localhost" if asked.tls else "127.0.0.1",
        asked.port,
        tls="implicit" if asked.tls else "none",
        ca_file=asked.tls,
        connections=asked.connections,
    )


def measured(messages: Iterator[Message], asked: argparse.Namespace, journal: Any) -> Figures:
    """The engine at work."""
    begun, busy = perf_counter(), process_time()
    tally = run(messages, SmtpTransport(settings(asked)), journal, now=now)
    figures = {"seconds": perf_counter() - begun, "cpu": process_time() - busy}
    assert tally.sent == asked.messages, tally
    return figures | {"sent": tally.sent}


def bare(asked: argparse.Namespace) -> Figures:
    """One message over and over."""
    ((skeleton, values, sender),) = composed(1)
    kind, sender, to, _, content = fill(skeleton, values, sender)
    same = (sealed(kind, sender, to, f"<{n}@x.example>", content) for n in range(asked.messages))
    return measured(same, asked, Forgetful())


def composing(asked: argparse.Namespace) -> Figures:
    """Each filled and sealed as it is pulled."""
    ready = list(composed(asked.messages))
    return measured((fill(*each) for each in ready), asked, Forgetful())


def ours(asked: argparse.Namespace) -> Figures:
    """All of it; confirmed beforehand, as `send` does before it begins."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "rundbrief.db") as it:
        confirm(it, asked.messages)
        worker = this_worker(now())
        with it.sending(worker):
            mails = Mails(
                it, worker, now, transport="smtp", due=None, connections=asked.connections
            )
            return measured(iter(mails), asked, it)


def confirm(ledger: Ledger, count: int) -> None:
    """The demo's invitation, for so many, pending."""
    skeletons: dict[str, str] = {}

    def deliveries() -> Iterator[NewDelivery]:
        for skeleton, values, sender in composed(count):
            if skeleton.key not in skeletons:
                skeletons[skeleton.key] = skeleton.to_text()
            yield NewDelivery(
                address=values["address"],
                identity=values["address"],
                display_name=values["name"],
                sender=sender,
                message_id=values["message_id"],
                skeleton=skeleton.key,
                values=values,
            )

    every = list(deliveries())
    subject = uuid4()
    with ledger.confirming() as confirming:
        confirming.open_mailing(
            NewMailing(
                kind=demo()[0].kind,
                subject=subject,
                revision=confirming.revision(subject, "bench bench", now()),
                title="",
                file="",
                transport="smtp",
                confirmed_at=now(),
                plan_hash="",
                skeletons=skeletons,
                deliveries=every,
            )
        )


def aiosmtplib(asked: argparse.Namespace) -> Figures:
    """Its own `sendmail`, a task for each kept connection."""
    from aiosmtplib import SMTP

    ((skeleton, values, sender),) = composed(1)
    message = fill(skeleton, values, sender)
    left = iter(range(asked.messages))
    to = settings(asked)

    async def lane() -> int:
        client = SMTP(
            hostname=to.host,
            port=to.port,
            use_tls=to.tls == "implicit",
            start_tls=False,
            cert_bundle=str(to.ca_file) if to.ca_file else None,
        )
        sent = 0
        async with client:
            for _ in left:
                await client.sendmail(message.sender, [message.recipient], message.content)
                sent += 1
        return sent

    async def all_lanes() -> int:
        return sum(await asyncio.gather(*(lane() for _ in range(asked.connections))))

    import uvloop  # it, too, gets the fastest loop

    begun, busy = perf_counter(), process_time()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sent = runner.run(all_lanes())
    figures = {"seconds": perf_counter() - begun, "cpu": process_time() - busy}
    assert sent == asked.messages
    return figures | {"sent": sent}


WAYS = {"ours": ours, "composing": composing, "bare": bare, "aiosmtplib": aiosmtplib}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("port", type=int)
    parser.add_argument("messages", type=int)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--tls", type=Path)
    parsed = parser.parse_args()
    print(json.dumps(WAYS[parsed.way](parsed)))
