"""Is the way out in order? What the relay says of itself, what it means, whom to tell.

    [transport] ─▶ folder: can the outbox be written to, and what would a relay need?
                └▶ smtp:   examine ─▶ Examination ─▶ a row for each thing asked ─▶ Diagnosis

Nothing is sent and nothing written. What the world's mail servers think of the sender (SPF, DKIM,
DMARC) stands in the DNS, which only the relay's people can change and which we ask nothing: no
server but her own hears of what she does. Those rows say which records there must be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from rundbrief.delivery import Outcome, State
from rundbrief.desk.desk import Desk
from rundbrief.ledger import LedgerError, Server, examine_ledger
from rundbrief.problems import Problem
from rundbrief.workspace import (
    is_exposed,
    signing_keys,
    signing_problems,
    smtp_settings,
    transport_problems,
)

if TYPE_CHECKING:  # aiosmtplib comes with it
    from rundbrief.delivery.examination import Examination

EXPIRES_SOON = timedelta(days=21)  # a data centre's holidays
GOOD_BITS = 2048  # RFC 8301 §3.2: signers should take no fewer
SMALL = 2_000_000  # bytes: an invitation with a picture and a PDF comes to about one


class Verdict(StrEnum):
    """How one thing stands: a fault stops sending, a note does not, open is for others to say."""

    WELL = "well"
    NOTE = "note"
    FAULT = "fault"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing asked, and what was found.

    Its sentence is `doctor.<check>.<finding>`, filled with `values`, or what `outcome` explains.
    `tell` says that `doctor.<check>.tell` is to be passed on to the data centre.
    """

    check: str
    verdict: Verdict
    finding: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every row, in the order in which one thing needs the other."""

    transport: str
    rows: tuple[Row, ...]

    @property
    def faults(self) -> int:
        """How many must be mended before anything can be sent."""
        return sum(row.verdict is Verdict.FAULT for row in self.rows)


Values = dict[str, Any]
Asking = Callable[["Examination", Values], Row | None]


def doctor(desk: Desk) -> tuple[Diagnosis | None, list[Problem]]:
    """Examine the way out; without a diagnosis where the settings themselves don't hold."""
    problems = [
        *transport_problems(desk.workspace, desk.environment),
        *signing_problems(desk.workspace, desk.environment),
    ]
    if problems:
        return None, problems
    try:
        ledger = tuple(_ledger(desk))
    except LedgerError as error:
        return None, [error.problem]
    settings = desk.workspace.settings
    sender, transport = settings.sender, settings.transport
    bounces = sender.bounces or sender.email
    values: Values = {
        "host": transport.host,
        "user": transport.user,
        "sender": bounces,
        "mailbox": sender.email,
        "senders": tuple(dict.fromkeys((sender.email, bounces))),
        "domain": _domain(sender.email),
        "envelope_domain": _domain(bounces),
    }
    asked = _folder(desk, values) if transport.kind == "folder" else _relay(desk, values)
    return Diagnosis(transport.kind, (*ledger, *asked, *_records(desk, values))), []


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _ledger(desk: Desk) -> Iterator[Row]:
    """Where the ledger is on a server: whether what it promises to keep is kept there."""
    place = desk.workspace.ledger
    if not isinstance(place, Server):
        return
    found = examine_ledger(place)
    yield Row("ledger", Verdict.WELL, "well", {"name": place.name, "version": found.version})
    for check, is_well, otherwise in (
        ("ledger-disk", found.is_durable, Verdict.FAULT),
        ("ledger-letters", found.is_unicode, Verdict.FAULT),
        ("ledger-rights", found.is_own, Verdict.FAULT),
        ("ledger-line", found.is_private, Verdict.NOTE),
    ):
        if is_well:
            yield Row(check, Verdict.WELL, "well")
        else:
            yield Row(check, otherwise, "not", tell=True)


def _folder(desk: Desk, values: Values) -> Iterator[Row]:
    from rundbrief.delivery.folder import unwritable

    outcome = unwritable(desk.workspace.outbox)
    yield (
        Row("outbox", Verdict.FAULT, outcome=outcome)
        if outcome
        else Row("outbox", Verdict.WELL, "well")
    )
    yield Row("switch", Verdict.OPEN, "open", values, tell=True)


def _relay(desk: Desk, values: Values) -> Iterator[Row]:
    from rundbrief.delivery.examination import examine

    sender, transport = desk.workspace.settings.sender, desk.workspace.settings.transport
    found = examine(
        smtp_settings(desk.workspace, desk.environment),
        sender=sender.bounces or sender.email,
        mailbox=sender.email,
    )
    values |= {"now": desk.now, "mechanisms": ", ".join(found.mechanisms).upper()}
    stopped_at = _stopped_at(found.stopped) if found.stopped else ""
    for check, row in RELAY.items():
        if check == stopped_at:
            yield Row(check, Verdict.FAULT, "", values, found.stopped, tell=True)
        else:
            told = row(found, values)
            yield told or Row(check, Verdict.OPEN, "not-reached", values)
    if transport.per_minute:
        yield Row("pace", Verdict.WELL, "well", {"count": transport.per_minute})
    else:
        yield Row("pace", Verdict.NOTE, "none", values, tell=True)


# Which of the things asked an early end belongs to: command, cause, check; the first that fits.
STOPS = (
    ("*", "delivery.certificate", "certificate"),
    ("*", "delivery.tls-failed", "encryption"),
    ("STARTTLS", "*", "encryption"),
    ("AUTH*", "*", "login"),
    ("secret", "*", "login"),
    ("MAIL", "*", "sender"),
    ("RCPT", "*", "mailbox"),
    ("*", "*", "connection"),
)


def _stopped_at(outcome: Outcome) -> str:
    return next(
        check
        for command, cause, check in STOPS
        if fnmatchcase(outcome.command, command) and fnmatchcase(outcome.cause, cause)
    )


def _connection(found: "Examination", values: Values) -> Row | None:
    return Row("connection", Verdict.WELL, "well", {**values, "port": found.port})


def _encryption(found: "Examination", values: Values) -> Row | None:
    if found.extensions is None:
        return None
    if not found.tls:
        return Row("encryption", Verdict.NOTE, "none", values)
    return Row("encryption", Verdict.WELL, "well", {**values, "version": found.tls})


def _certificate(found: "Examination", values: Values) -> Row | None:
    shown = found.certificate
    if shown is None:
        is_open = found.extensions is not None and not found.tls
        return Row("certificate", Verdict.OPEN, "none", values) if is_open else None
    names = ", ".join(shown.names)
    values = {**values, "names": names, "issuer": shown.issuer, "until": shown.expires.date()}
    if shown.expires - values["now"] < EXPIRES_SOON:
        return Row("certificate", Verdict.NOTE, "soon", values, tell=True)
    return Row("certificate", Verdict.WELL, "well", values)


def _login(found: "Examination", values: Values) -> Row | None:
    if found.login:
        return Row("login", Verdict.WELL, "well", {**values, "mechanism": found.login.upper()})
    if found.extensions is None or values["user"]:
        return None
    return Row("login", Verdict.NOTE, "none", values, tell=True)


def _size(found: "Examination", values: Values) -> Row | None:
    if found.extensions is None:
        return None
    limit = found.extensions.get("size", "").strip()
    if not limit.isdecimal() or limit == "0":  # RFC 1870 §3: no limit, or none that is known
        return Row("size", Verdict.NOTE, "unknown", values, tell=True)
    values = {**values, "megabytes": int(limit) // 1_000_000}
    if int(limit) < SMALL:
        return Row("size", Verdict.NOTE, "small", values, tell=True)
    return Row("size", Verdict.WELL, "well", values)


def _extension(name: str, missing: Verdict) -> Asking:
    def row(found: "Examination", values: Values) -> Row | None:
        if found.extensions is None:
            return None
        if name in found.extensions:
            return Row(name, Verdict.WELL, "well", values)
        return Row(name, missing, "none", values, tell=missing is Verdict.NOTE)

    return row


def _answered(check: str, outcome: Outcome | None, values: Values) -> Row | None:
    if outcome is None:
        return None
    if outcome.state is State.SENT:
        return Row(check, Verdict.WELL, "well", values)
    if outcome.state is State.DEFERRED and not outcome.cause:  # greylisting: it may be fine later
        return Row(check, Verdict.NOTE, "later", {**values, "words": outcome.words})
    return Row(check, Verdict.FAULT, "", values, outcome, tell=True)


RELAY: Mapping[str, Asking] = {
    "connection": _connection,
    "encryption": _encryption,
    "certificate": _certificate,
    "login": _login,
    "size": _size,
    "8bitmime": _extension("8bitmime", Verdict.WELL),
    "pipelining": _extension("pipelining", Verdict.WELL),
    "dsn": _extension("dsn", Verdict.NOTE),
    "sender": lambda found, values: _answered("sender", found.sender, values),
    "mailbox": lambda found, values: _answered("mailbox", found.mailbox, values),
}


def _records(desk: Desk, values: Values) -> Iterator[Row]:
    """What must stand in the DNS of the sender's domain, for the data centre to see to."""
    # RFC 7489 §3.1.2: SPF counts for DMARC only where both domains belong together.
    own = values["domain"] == values["envelope_domain"]
    yield Row("spf", Verdict.OPEN, "open" if own else "other-domain", values, tell=True)
    if desk.workspace.settings.dkim:
        yield from _signatures(desk, values)
    else:
        yield Row("dkim", Verdict.OPEN, "open", values, tell=True)
    yield Row("dmarc", Verdict.OPEN, "open", values, tell=True)


def _signatures(desk: Desk, values: Values) -> Iterator[Row]:
    """Each key by which we sign ourselves, and the record that receivers look it up in."""
    keys = signing_keys(desk.workspace, desk.environment)
    alone = not any(key.bits for key in keys.values())
    for name, key in keys.items():
        faults = {
            "exposed": is_exposed(desk.workspace, name),
            "short": key.bits is not None and key.bits < GOOD_BITS,
            "alone": alone,  # RFC 8463 is younger than most of what checks signatures
        }
        finding = next((fault for fault, is_so in faults.items() if is_so), "well")
        kind = f"RSA, {key.bits} Bit" if key.bits else "Ed25519"
        verdict = Verdict.WELL if finding == "well" else Verdict.NOTE
        yield Row("key", verdict, finding, {"name": name, "kind": kind})
        finding = "open" if _are_related(key.domain, values["domain"]) else "other-domain"
        told = {"record_name": key.record_name, "record": key.record, "signing_domain": key.domain}
        yield Row("signature", Verdict.OPEN, finding, {**values, **told}, tell=True)


def _are_related(one: str, other: str) -> bool:
    """RFC 7489 §3.1.1, as far as it goes without a list of the world's main domains."""
    short, long = sorted((f".{one}", f".{other}"), key=len)
    return long.endswith(short)
