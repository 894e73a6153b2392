"""Decision 1's table: each cell broken, in each kind that has it, by both ways to a seal."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rundbrief.messages import RULES, Kind, Seal, Unsealed, seal_bytes
from rundbrief.messages.reading import address_of

ALL = tuple(Kind)
SCHEDULING = tuple(kind for kind in Kind if RULES[kind].has_guest)
PUBLISHES = tuple(kind for kind in Kind if RULES[kind].method == "PUBLISH")
REQUESTS = tuple(kind for kind in Kind if RULES[kind].method == "REQUEST")
CANCELS = tuple(kind for kind in Kind if RULES[kind].method == "CANCEL")
WITHOUT_CALENDAR = tuple(kind for kind in Kind if not RULES[kind].method)
LISTED = tuple(kind for kind in Kind if RULES[kind].listed)
UNLISTED = tuple(kind for kind in Kind if not RULES[kind].listed)

FROM = 'From: "Netzwerk" <termine@netzwerk.example>\n'
ID = "Message-ID: <1@netzwerk.example>\n"
DATE = "Date: Mon, 04 Aug 2025 09:00:00 +0200\n"
LIST_ID = "List-Id: <rundbrief.netzwerk.example>\n"
UNSUBSCRIBE = "List-Unsubscribe: <mailto:abmelden@netzwerk.example>\n"
ORGANIZER = "ORGANIZER;CN=Netzwerk:mailto:termine@netzwerk.example\n"
OTHER = "other@gemeinde.example"
INTRUDER = f"ATTENDEE:mailto:{OTHER}\n"
MORE_CALENDAR = """
--alternative
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
END:VCALENDAR

--alternative--
"""


@dataclass(frozen=True)
class Breach:
    """An edit to a correct mail, and what the refusal must say. `once`: the first place only."""

    kinds: tuple[Kind, ...]
    old: str
    new: str
    reason: str
    once: bool = False


BREACHES = {
    # RFC 5322 §3.6, and one guest: one To, nobody beside them
    "no To": Breach(ALL, "To: ", "X-To: ", "0 to headers"),
    "two To": Breach(ALL, ID, f"{ID}To: {OTHER}\n", "2 to headers"),
    "Cc": Breach(ALL, ID, f"{ID}Cc: {OTHER}\n", "a cc header"),
    "Bcc": Breach(ALL, ID, f"{ID}Bcc:\n", "a bcc header"),
    "Resent-To": Breach(ALL, ID, f"{ID}Resent-To: {OTHER}\n", "a resent-to header"),
    "Resent-Bcc": Breach(ALL, ID, f"{ID}resent-bcc: {OTHER}\n", "a resent-bcc header"),
    "Delivered-To": Breach(ALL, ID, f"{ID}Delivered-To: {OTHER}\n", "a delivered-to header"),
    "no From": Breach(ALL, FROM, "", "0 from headers"),
    "two From": Breach(ALL, FROM, FROM + FROM, "2 from headers"),
    "From of two": Breach(ALL, FROM, f"{FROM[:-1]}, {OTHER}\n", "From is not one address"),
    "no Message-ID": Breach(ALL, ID, "", "0 message-id headers"),
    "two Message-IDs": Breach(ALL, ID, ID + ID, "2 message-id headers"),
    "no Date": Breach(ALL, DATE, "", "0 date headers"),
    "two Subjects": Breach(ALL, DATE, f"{DATE}Subject: Noch einer\n", "more than one subject"),
    "an address in an X header": Breach(
        ALL, DATE, f"{DATE}X-Guest: {OTHER}\n", "an address in the x-guest header"
    ),
    "an encoded X header": Breach(
        ALL, DATE, f"{DATE}X-Guest: =?utf-8?q?a=40b?=\n", "an address in the x-guest header"
    ),
    # METHOD, inside and in Content-Type
    "METHOD of another kind": Breach(
        SCHEDULING, "METHOD:", "METHOD:X-", "METHOD is X-.*, not (REQUEST|CANCEL)"
    ),
    "REQUEST instead of PUBLISH": Breach(
        PUBLISHES, "METHOD:PUBLISH", "METHOD:REQUEST", "METHOD is REQUEST, not PUBLISH"
    ),
    "somebody in the copy": Breach(
        PUBLISHES, "UID:1\n", f"UID:1\n{INTRUDER}", "an ATTENDEE in a PUBLISH"
    ),
    "another ORGANIZER of the copy": Breach(
        PUBLISHES, ORGANIZER, ORGANIZER.replace("termine@", "frage@"), "the ORGANIZER is not"
    ),
    "no copy in the body": Breach(
        PUBLISHES, "text/calendar", "text/x-calendar", "0 text/calendar parts in the body"
    ),
    "PUBLISH instead": Breach(REQUESTS, "METHOD:REQUEST", "METHOD:PUBLISH", "METHOD is PUBLISH"),
    "REQUEST instead": Breach(CANCELS, "METHOD:CANCEL", "METHOD:REQUEST", "METHOD is REQUEST"),
    "REQUEST attached": Breach(
        WITHOUT_CALENDAR, "METHOD:PUBLISH", "METHOD:REQUEST", "METHOD is REQUEST, not PUBLISH"
    ),
    "no METHOD": Breach(ALL, "METHOD:", "X-METHOD:", "METHOD is missing"),
    "two METHODs": Breach(ALL, "METHOD:", "METHOD:COUNTER\nMETHOD:", "METHOD is COUNTER, "),
    "no method in Content-Type": Breach(SCHEDULING, "; method=", "; x=", "without method="),
    "another method in Content-Type": Breach(
        SCHEDULING, "; method=", "; method=X-", "Content-Type says method=X-"
    ),
    "another charset": Breach(
        SCHEDULING, "utf-8; method", "us-ascii; method", "without method=.*; charset=utf-8"
    ),
    "no calendar": Breach(SCHEDULING, "text/calendar", "text/plain", "0 text/calendar parts"),
    "two calendars": Breach(
        ALL, "\n--alternative--\n", MORE_CALENDAR, "[12] text/calendar parts in the body"
    ),
    # ATTENDEE: exactly one, the reader; none in a PUBLISH
    "no ATTENDEE": Breach(SCHEDULING, "ATTENDEE", "X-ATTENDEE", "X-ATTENDEE|0 ATTENDEEs"),
    "ATTENDEE left out": Breach(
        SCHEDULING,
        "ATTENDEE;CN=Kulturamt;RSVP=TRUE:mailto:\n kultur@stadt.example\n",
        "",
        "0 ATTENDEEs",
    ),
    "two ATTENDEEs": Breach(SCHEDULING, "UID:1\n", f"UID:1\n{INTRUDER}", "2 ATTENDEEs"),
    "a folded ATTENDEE": Breach(
        SCHEDULING, "UID:1\n", f"UID:1\nATTEN\n DEE:mailto:{OTHER}\n", "2 ATTENDEEs"
    ),
    "a lower-case ATTENDEE": Breach(
        SCHEDULING, "UID:1\n", f"UID:1\n{INTRUDER.lower()}", "2 ATTENDEEs"
    ),
    "another ATTENDEE": Breach(
        SCHEDULING, "kultur@stadt.example\n", f"{OTHER}\n", "the ATTENDEE is 'mailto:other@"
    ),
    "ATTENDEE in other letters": Breach(
        SCHEDULING, "\n kultur@", "\n Kultur@", "the ATTENDEE is 'mailto:Kultur@"
    ),
    "ATTENDEE by another scheme": Breach(
        SCHEDULING, "RSVP=TRUE:mailto", "RSVP=TRUE:sip", "the ATTENDEE is 'sip:"
    ),
    "a guest delegated to": Breach(
        SCHEDULING,
        "ATTENDEE;",
        f'ATTENDEE;DELEGATED-TO="mailto:{OTHER}";',
        "an address in the ATTENDEE's parameters",
    ),
    "an ATTENDEE in a PUBLISH": Breach(
        WITHOUT_CALENDAR, "UID:1\n", f"UID:1\n{INTRUDER}", "an ATTENDEE in a PUBLISH"
    ),
    "an address in an X property": Breach(
        ALL, "UID:1\n", f"UID:1\nX-GUEST:{OTHER}\n", "an address in the calendar's X-GUEST"
    ),
    "a line that is no property": Breach(ALL, "UID:1\n", "UID:1\n???\n", "no property"),
    "no ORGANIZER": Breach(SCHEDULING, ORGANIZER, "", "the ORGANIZER is not the From"),
    "another ORGANIZER": Breach(
        SCHEDULING, ":mailto:termine@", ":mailto:chef@", "the ORGANIZER is not the From"
    ),
    "two calendars that differ": Breach(
        SCHEDULING, "DESCRIPTION:", "DESCRIPTION:Anders. ", "not the same as the body's", once=True
    ),
    # decision 9: which headers where
    "no List-Id": Breach(LISTED, LIST_ID, "", "0 list-id headers"),
    "two List-Ids": Breach(LISTED, LIST_ID, LIST_ID + LIST_ID, "2 list-id headers"),
    "no List-Unsubscribe": Breach(LISTED, UNSUBSCRIBE, "", "0 list-unsubscribe headers"),
    "List-Id": Breach(UNLISTED, DATE, DATE + LIST_ID, "a list-id header in a"),
    "List-Unsubscribe": Breach(UNLISTED, DATE, DATE + UNSUBSCRIBE, "a list-unsubscribe header"),
    "List-Help": Breach(UNLISTED, DATE, f"{DATE}List-Help: <x>\n", "a list-help header"),
    "Auto-Submitted": Breach(
        UNLISTED, DATE, f"{DATE}Auto-Submitted: auto-generated\n", "an? auto-submitted header"
    ),
    "Precedence": Breach(UNLISTED, DATE, f"{DATE}Precedence: bulk\n", "a precedence header"),
    # parts
    "a header of the mail's in a part": Breach(
        ALL, "Content-Type: text/plain", f"Cc: {OTHER}\nContent-Type: text/plain", "a cc header in"
    ),
    "a mail within the mail": Breach(
        ALL,
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Type: message/rfc822\n\nSubject: x\n",
        "a mail",
    ),
    "a boundary that never comes": Breach(
        ALL, "boundary=alternative", "boundary=nowhere", "unreadable: .*Boundary"
    ),
    # the wire (RFC 5321 §4.5.2, 5322 §2.1.1)
    "8-bit": Breach(ALL, "Guten Tag", "Schönen Tag", "not 7-bit"),
    "NUL": Breach(ALL, "Guten Tag", "Guten\0Tag", "not 7-bit"),
    "a bare CR": Breach(ALL, "Guten Tag", "Guten\rTag", "CRLF"),
    "a long line": Breach(ALL, "Guten Tag", "x" * 999, "longer than 998"),
    "a dot": Breach(ALL, "Guten Tag", ".", "begins with a dot"),
    "a dot first of all": Breach(ALL, FROM, f".{FROM}", "begins with a dot"),
}


CASES = [
    pytest.param(kind, breach, id=f"{kind}: {name}")
    for name, breach in BREACHES.items()
    for kind in breach.kinds
]


@pytest.mark.parametrize("kind", Kind)
def test_a_correct_mail_is_sealed(
    kind: Kind, mail: Callable[..., str], wire: Callable[[str], bytes], sender: str, guest: str
) -> None:
    """A mail as decision 1 wants it becomes a Message with its bytes untouched."""
    content = wire(mail(kind))

    message = seal_bytes(kind, sender, guest, content)

    assert message == (kind, sender, guest, "<1@netzwerk.example>", content)


@pytest.mark.parametrize(("kind", "breach"), CASES)
def test_a_breach_is_named(
    kind: Kind,
    breach: Breach,
    mail: Callable[..., str],
    wire: Callable[[str], bytes],
    sender: str,
    guest: str,
) -> None:
    """Each cell of the table, broken, is refused with a reason that names it."""
    correct = mail(kind)
    broken = correct.replace(breach.old, breach.new, 1 if breach.once else -1)
    assert broken != correct

    with pytest.raises(Unsealed, match=breach.reason):
        seal_bytes(kind, sender, guest, wire(broken))


@pytest.mark.parametrize(("kind", "breach"), CASES)
def test_a_skeleton_with_a_breach_is_refused(
    kind: Kind, breach: Breach, mail: Callable[..., str], wire: Callable[[str], bytes], sender: str
) -> None:
    """No skeleton gets a seal whose messages would break the table."""
    is_scheduling = RULES[kind].has_guest
    correct = mail(kind, to="tomark", attendee="guestmark")
    old = breach.old.replace("kultur@stadt.example", "guestmark").replace("kultur@", "guestmark")
    broken = correct.replace(old, breach.new, 1 if breach.once else -1)
    assert broken != correct

    with pytest.raises(Unsealed, match=breach.reason):
        Seal(
            kind,
            sender,
            wire(broken),
            to_mark="tomark",
            attendee_mark="guestmark" if is_scheduling else None,
        )


# What another envelope than the mail's would do: somebody gets somebody else's invitation.
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "recipient", ["other@gemeinde.example", "Kultur@stadt.example", "kultur@stadt.example "]
)
def test_the_envelope_is_the_reader(
    kind: Kind,
    recipient: str,
    mail: Callable[..., str],
    wire: Callable[[str], bytes],
    sender: str,
) -> None:
    """RCPT TO is the address in To, as written."""
    content = wire(mail(kind))

    with pytest.raises(Unsealed, match=r"To is|no address in the envelope"):
        seal_bytes(kind, sender, recipient, content)


@pytest.mark.parametrize(
    "to",
    [
        "kultur@stadt.example, other@gemeinde.example",
        "other@gemeinde.example, kultur@stadt.example",
        '"Amt" <other@gemeinde.example>, <kultur@stadt.example>',
        "postmaster, <kultur@stadt.example>",
        "Gruppe: other@gemeinde.example; <kultur@stadt.example>",
        '"Amt" <@gemeinde.example:kultur@stadt.example>',
        "(kultur@stadt.example) other@gemeinde.example",
        "undisclosed-recipients:;",
        "",
    ],
)
def test_to_is_one_mailbox(
    to: str, mail: Callable[..., str], wire: Callable[[str], bytes], sender: str, guest: str
) -> None:
    """No list, group, route or comment in To: one address, with or without a name."""
    content = wire(mail(Kind.REMINDER, to=to))

    with pytest.raises(Unsealed, match="To is"):
        seal_bytes(Kind.REMINDER, sender, guest, content)


@pytest.mark.parametrize(
    "to", ['"' * 100_000, '"' + "\\" * 100_000, "a " * 50_000, "=?" * 50_000, '"a" ' * 50_000]
)
def test_a_hostile_to_costs_no_time(to: str) -> None:
    """Reading an address takes time in proportion to its length, whatever somebody wrote."""
    assert address_of(to) is None
