"""Decision 1's table, cell by cell: what a mail of a kind may carry, and to whom.

    Mail, kind, who is meant ─▶ breach ─▶ None, or the sentence that says what is broken

"Who is meant" is an address, or a mark that stands for it in a skeleton; the rules are the same.
RFC 5322 §3.6 (how often a header may stand), RFC 5546 §3.2 (METHOD, ATTENDEE, ORGANIZER),
RFC 2369 and 2919 (List-*). Changes nothing and raises nothing.
"""

from collections.abc import Iterator

from rundbrief.messages.kind import RULES, Kind
from rundbrief.messages.reading import Calendar, Mail, address_of

EXACTLY_ONE = ("from", "to", "date", "message-id")
AT_MOST_ONE = ("subject", "sender", "reply-to", "mime-version", "content-type")

# Whoever stands in these gets the mail too, or is told that somebody else did.
OTHER_GUESTS = ("cc", "bcc", "apparently-to", "delivered-to", "x-original-to", "envelope-to")

# Headers that hold addresses by right, or text of the organiser's. In any other, a foreign address
# would travel unseen; an encoded word there could hide one.
MAY_HOLD_ADDRESSES = (
    *("from", "sender", "reply-to", "to", "subject"),
    *("message-id", "in-reply-to", "references", "dkim-signature", "content-type"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post"),
)

# Each of them silences "has left, her successor is …" (decision 9; RFC 3834 §2, MS-OXCMAIL).
UNLISTED_NEVER = ("auto-submitted", "precedence", "x-auto-response-suppress")


def breach(mail: Mail, kind: Kind, *, to: str, attendee: str) -> str | None:
    """The first thing in this mail that its kind may not carry, None when it is as it should be.

    `to` is what the To header must be: an address (alone or behind a name), or a mark. `attendee`
    is what must stand behind `mailto:` in the calendar, where the kind has one.
    """
    return next(_breaches(mail, kind, to, attendee), None)


def _breaches(mail: Mail, kind: Kind, to: str, attendee: str) -> Iterator[str]:
    """Lazily: a later rule may count on the earlier ones being kept."""
    if mail.defects:
        yield f"unreadable: {', '.join(mail.defects)}"
    yield from _in_counts(mail)
    yield from _in_headers(mail, to)
    yield from _in_list_headers(mail, kind)
    yield from _in_parts(mail)
    yield from _in_calendars(mail, kind, attendee)


def _in_counts(mail: Mail) -> Iterator[str]:
    for name in EXACTLY_ONE:
        if (count := len(mail.values(name))) != 1:
            yield f"{count} {name} headers"
    for name in AT_MOST_ONE:
        if len(mail.values(name)) > 1:
            yield f"more than one {name} header"


def _in_headers(mail: Mail, to: str) -> Iterator[str]:
    (written_to,), (written_from,) = mail.values("to"), mail.values("from")
    if to not in (written_to, address_of(written_to)):
        yield f"To is {written_to!r}, not {to}"
    if address_of(written_from) is None:
        yield f"From is not one address: {written_from!r}"
    for name, value in mail.headers:
        if name in OTHER_GUESTS or name.startswith("resent-"):
            yield f"a {name} header"
        if name not in MAY_HOLD_ADDRESSES and ("@" in value or "=?" in value):
            yield f"an address in the {name} header"


def _in_list_headers(mail: Mail, kind: Kind) -> Iterator[str]:
    listed = RULES[kind].listed
    for name in ("list-id", "list-unsubscribe"):
        if listed and len(mail.values(name)) != 1:
            yield f"{len(mail.values(name))} {name} headers in a {kind}"
    for name, _ in mail.headers:
        if not listed and (name.startswith("list-") or name in UNLISTED_NEVER):
            yield f"a {name} header in a {kind}"


def _in_parts(mail: Mail) -> Iterator[str]:
    for content_type in mail.types:
        if content_type.startswith("message/"):
            yield f"a mail within the mail ({content_type})"
    for name, _ in mail.part_headers:
        if not name.startswith("content-"):
            yield f"a {name} header in a part"


def _in_calendars(mail: Mail, kind: Kind, attendee: str) -> Iterator[str]:
    rule = RULES[kind]
    in_body = [calendar for calendar in mail.calendars if not calendar.attached]
    if len(in_body) != (rule.method is not None):
        yield f"{len(in_body)} text/calendar parts in the body of a {kind}"
    for calendar in mail.calendars:
        yield from _in_any(calendar, rule.method or "PUBLISH")
        if rule.has_guest:
            yield from _in_guests(calendar, attendee)
        elif calendar.of("ATTENDEE"):
            yield "an ATTENDEE in a PUBLISH"  # RFC 5546 §3.2.1
        if rule.method is not None:
            yield from _in_own(calendar, rule.method, mail)
    if rule.method is not None and any(each.text != in_body[0].text for each in mail.calendars):
        yield "the attached calendar is not the same as the body's"


def _in_own(calendar: Calendar, method: str, mail: Mail) -> Iterator[str]:
    """What calendars act on: from who sends the mail (decision 8)."""
    if not calendar.attached and (calendar.type_method, calendar.charset) != (method, "utf-8"):
        yield f"a text/calendar part without method={method}; charset=utf-8 in its Content-Type"
    sender = address_of(mail.values("from")[0])
    if [_is_mailto(found.value, sender) for found in calendar.of("ORGANIZER")] != [True]:
        yield f"the ORGANIZER is not the From, {sender}"


def _in_guests(calendar: Calendar, attendee: str) -> Iterator[str]:
    """A REQUEST or CANCEL is to one guest."""
    attendees = calendar.of("ATTENDEE")
    if len(attendees) != 1:
        yield f"{len(attendees)} ATTENDEEs"
    (guest,) = attendees
    if not _is_mailto(guest.value, attendee):
        yield f"the ATTENDEE is {guest.value!r}, not mailto:{attendee}"
    if "mailto:" in guest.parameters.lower():
        yield f"an address in the ATTENDEE's parameters: {guest.parameters!r}"


def _in_any(calendar: Calendar, method: str) -> Iterator[str]:
    methods = [found.value for found in calendar.of("METHOD")]
    if methods != [method]:
        yield f"METHOD is {', '.join(methods) or 'missing'}, not {method}"
    if calendar.type_method not in (None, method):
        yield f"Content-Type says method={calendar.type_method}, the calendar METHOD:{method}"
    for name, parameters, value in calendar.properties:
        if not name:
            yield "a line in the calendar that is no property"
        if name.startswith("X-") and "@" in parameters + value:
            yield f"an address in the calendar's {name}"


def _is_mailto(value: str, address: str | None) -> bool:
    scheme, _, rest = value.partition(":")
    return scheme.lower() == "mailto" and rest == address
