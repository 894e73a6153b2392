"""The fast way: a seal cut for one skeleton, and what it refuses message by message."""

import copy
import pickle
from collections.abc import Callable

import pytest

from rundbrief.messages import RULES, Kind, Message, Seal, Unsealed, seal_bytes

CutSeal = Callable[[Kind], Seal]
Fill = Callable[..., bytes]


@pytest.fixture
def cut(mail: Callable[..., str], wire: Callable[[str], bytes], sender: str) -> CutSeal:
    """Cut the seal of a correct skeleton of a kind."""

    def seal(kind: Kind) -> Seal:
        skeleton = wire(mail(kind, to="tomark", attendee="guestmark"))
        mark = "guestmark" if RULES[kind].has_guest else None
        return Seal(kind, sender, skeleton, to_mark="tomark", attendee_mark=mark)

    return seal


@pytest.fixture
def fill(mail: Callable[..., str], wire: Callable[[str], bytes], guest: str) -> Fill:
    """Fill the skeleton of a kind for the guest, or for who is named."""

    def content(kind: Kind, to: str = guest, attendee: str = guest) -> bytes:
        return wire(mail(kind, to=to, attendee=attendee))

    return content


@pytest.mark.parametrize("kind", Kind)
def test_both_ways_make_the_same_message(
    kind: Kind, cut: CutSeal, fill: Fill, sender: str, guest: str
) -> None:
    """What a seal makes of a filled skeleton is what reading the whole mail makes of it."""
    content = fill(kind)
    attendee = guest if RULES[kind].has_guest else None

    message = cut(kind).message(recipient=guest, attendee=attendee, content=content)

    assert message == seal_bytes(kind, sender, guest, content)
    assert message.content is content


@pytest.mark.parametrize(
    "to",
    [
        "{}",
        "<{}>",
        '"Amt; fuer, alle: <a@b.example>" <{}>',
        '"Das \\"Kulturamt\\" \\\\" <{}>',
        "=?utf-8?q?Kulturb=C3=BCro?=\n =?utf-8?q?_der_Stadt?=\n <{}>",
        '"Amt fuer\n Kultur" <{}>',
    ],
)
def test_any_name_may_stand_before_the_address(
    to: str, cut: CutSeal, fill: Fill, guest: str
) -> None:
    """A name, however quoted, encoded or folded, is no second guest."""
    content = fill(Kind.REMINDER, to=to.format(guest))

    message = cut(Kind.REMINDER).message(recipient=guest, attendee=None, content=content)

    assert message.recipient == guest


@pytest.mark.parametrize(
    ("recipient", "to", "attendee"),
    [
        ("other@gemeinde.example", "kultur@stadt.example", "kultur@stadt.example"),
        ("kultur@stadt.example", "other@gemeinde.example", "kultur@stadt.example"),
        ("kultur@stadt.example", "kultur@stadt.example", "other@gemeinde.example"),
        ("kultur@stadt.example", "kultur@stadt.example", "Kultur@stadt.example"),
        ("kultur@stadt.example", "kultur@stadt.example", None),
        ("kultur@stadt.example", "x@y.example, kultur@stadt.example", "kultur@stadt.example"),
        ("kultur@stadt.example", "root, <kultur@stadt.example>", "kultur@stadt.example"),
        (
            "kultur@stadt.example",
            "kultur@stadt.example\nBcc: other@gemeinde.example",
            "kultur@stadt.example",
        ),
    ],
)
def test_envelope_to_and_attendee_are_one_address(
    recipient: str, to: str, attendee: str | None, cut: CutSeal, fill: Fill
) -> None:
    """Whichever of the three is another's, the message is refused."""
    content = fill(Kind.INVITATION, to=to)

    with pytest.raises(Unsealed, match=r"To|ATTENDEE"):
        cut(Kind.INVITATION).message(recipient=recipient, attendee=attendee, content=content)


def test_no_attendee_where_the_kind_has_none(cut: CutSeal, fill: Fill, guest: str) -> None:
    """A newsletter for which somebody filled an ATTENDEE mark is not that skeleton's."""
    content = fill(Kind.NEWSLETTER)

    with pytest.raises(Unsealed, match="ATTENDEE"):
        cut(Kind.NEWSLETTER).message(recipient=guest, attendee=guest, content=content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("termine@netzwerk.example>\r\nTo", "chef@netzwerk.example>\r\nTo"),
        ("From: ", "Cc: other@gemeinde.example\r\nFrom: "),
        ("Message-ID: ", "Cc: other@gemeinde.example\r\nMessage-ID: "),
        ("<1@netzwerk.example>", "1@netzwerk.example"),
        ("<1@netzwerk.example>", "<1@netzwerk.example> <2@netzwerk.example>"),
        ("<1@netzwerk.example>", "<1@netz\r\nBcc: other@gemeinde.example>"),
    ],
)
def test_the_beginning_is_the_skeletons(
    old: str, new: str, cut: CutSeal, fill: Fill, guest: str
) -> None:
    """Bytes that don't begin as the judged skeleton does are not that skeleton's message."""
    content = fill(Kind.REMINDER)
    altered = content.replace(old.encode(), new.encode())
    assert altered != content

    with pytest.raises(Unsealed, match="does not begin"):
        cut(Kind.REMINDER).message(recipient=guest, attendee=None, content=altered)


@pytest.mark.parametrize(
    ("to", "attendee", "reason"),
    [
        ("tomark, other@gemeinde.example", "guestmark", "To is 'tomark, "),
        ('"Amt" <tomark>', "guestmark", "To is"),
        ("othermark", "guestmark", "To is 'othermark'"),
        ("tomark", "othermark", "the ATTENDEE is 'mailto:othermark'"),
        ("tomark", "guestmark, other", "the ATTENDEE is"),
        ("tomark", "tomark", "the ATTENDEE is"),
    ],
)
def test_a_mark_stands_alone(
    to: str,
    attendee: str,
    reason: str,
    mail: Callable[..., str],
    wire: Callable[[str], bytes],
    sender: str,
) -> None:
    """To and ATTENDEE hold their own mark and nothing else."""
    skeleton = wire(mail(Kind.INVITATION, to=to, attendee=attendee))

    with pytest.raises(Unsealed, match=reason):
        Seal(Kind.INVITATION, sender, skeleton, to_mark="tomark", attendee_mark="guestmark")


def test_the_to_mark_stands_once(
    mail: Callable[..., str], wire: Callable[[str], bytes], sender: str
) -> None:
    """A To mark in the text would show one reader's mailbox where no one put it."""
    text = mail(Kind.REMINDER, to="tomark").replace("Guten Tag", "tomark")

    with pytest.raises(Unsealed, match="stands elsewhere too"):
        Seal(Kind.REMINDER, sender, wire(text), to_mark="tomark")


def test_message_id_follows_to(
    mail: Callable[..., str], wire: Callable[[str], bytes], sender: str
) -> None:
    """The two that change from message to message stand together, so both are read each time."""
    first, to, message_id, rest = mail(Kind.REMINDER, to="tomark").split("\n", 3)
    text = "\n".join([first, message_id, to, rest])

    with pytest.raises(Unsealed, match="Message-ID is not the header behind To"):
        Seal(Kind.REMINDER, sender, wire(text), to_mark="tomark")


@pytest.mark.parametrize(
    ("kind", "mark"), [(Kind.INVITATION, None), (Kind.CANCELLATION, None), (Kind.RECAP, "x")]
)
def test_an_attendee_mark_for_the_kinds_that_have_one(
    kind: Kind,
    mark: str | None,
    mail: Callable[..., str],
    wire: Callable[[str], bytes],
    sender: str,
) -> None:
    """A REQUEST or CANCEL without an ATTENDEE mark would be one for nobody, or for everybody."""
    skeleton = wire(mail(kind, to="tomark"))

    with pytest.raises(Unsealed, match="ATTENDEE mark"):
        Seal(kind, sender, skeleton, to_mark="tomark", attendee_mark=mark)


@pytest.mark.parametrize(
    "sender", ["", "Amt <a@b.example>", "a@b.example\r\nRCPT TO:<c@d.example>"]
)
def test_bounces_have_somewhere_to_go(
    sender: str, mail: Callable[..., str], wire: Callable[[str], bytes], guest: str
) -> None:
    """The envelope sender is one bare address in both ways."""
    with pytest.raises(Unsealed, match="no address in the envelope"):
        seal_bytes(Kind.REMINDER, sender, guest, wire(mail(Kind.REMINDER)))
    with pytest.raises(Unsealed, match="no address in the envelope"):
        Seal(Kind.REMINDER, sender, wire(mail(Kind.REMINDER, to="tomark")), to_mark="tomark")


def test_no_message_without_a_seal(cut: CutSeal, fill: Fill, guest: str) -> None:
    """A Message can't be made, altered or conjured out of a pickle by hand."""
    content = fill(Kind.REMINDER)
    message = cut(Kind.REMINDER).message(recipient=guest, attendee=None, content=content)

    with pytest.raises(Unsealed):
        Message(*message)
    with pytest.raises(Unsealed):
        message._replace(recipient="other@gemeinde.example")
    with pytest.raises(Unsealed):
        copy.copy(message)
    with pytest.raises(Unsealed):
        pickle.loads(pickle.dumps(message))  # noqa: S301 (our own bytes)
    with pytest.raises(AttributeError):
        message.recipient = "other@gemeinde.example"  # type: ignore[misc]
