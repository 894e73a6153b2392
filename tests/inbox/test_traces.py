"""What one mail says of ours: reports in every shape, copies, replies, calendars' answers."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rundbrief.calendaring import CalendarReply
from rundbrief.inbox import Action, Copy, Reply, Report, Trace, traces

OURS = "<4f5a1c2b3d4f5a1c2b3d@kulturnetzwerk.example>"
ENVID = "4f5a1c2b3d4f5a1c2b3d"
TO = "kultur@kreis.example"

Said = Callable[[bytes], list[Trace]]
Sample = Callable[[str], bytes]


def a_mail(*fields: str, body: str = "Guten Tag") -> bytes:
    return "\r\n".join((*fields, "", body)).encode()


# Each shape names the mail, says what became of it, and gives the server's own words.
@pytest.mark.parametrize(
    ("name", "names", "action", "status", "words", "recipient"),
    [
        pytest.param(
            *("exchange-online", {OURS}, Action.FAILED, "5.1.10"),
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kultur@kreis.example not found by"
            " SMTP address lookup",
            TO,
            id="exchange online",
        ),
        pytest.param(
            *("exchange-without-status", {OURS}, Action.FAILED, "5.2.2"),
            *("554 5.2.2 mailbox full ##", ""),
            id="exchange, in words alone",
        ),
        pytest.param(
            *("gmx", {OURS}, Action.FAILED, "5.1.1"),
            *("550 5.1.1 Requested action not taken: mailbox unavailable", ""),
            id="GMX and WEB.DE",
        ),
        pytest.param(
            *("gmail", {OURS}, Action.FAILED, "5.1.1"),
            "550-5.1.1 The email account that you tried to reach does not exist. Please try"
            " 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1"
            " unnecessary spaces. - gsmtp",
            TO,
            id="gmail",
        ),
        pytest.param(
            *("exim-delay", {OURS}, Action.UNKNOWN, "4.7.1"),
            *("451 4.7.1 Greylisting in action, please come back later", TO),
            id="exim, not yet",
        ),
        pytest.param(
            *("qmail", {OURS}, Action.FAILED, ""),
            *("550 sorry, no mailbox here by that name (#5.1.1)", ""),
            id="qmail",
        ),
        pytest.param(
            *("base64-status", {ENVID}, Action.DELAYED, "4.4.1", "", "kollegin@andere.example"),
            id="by its envelope id alone, in base64",
        ),
    ],
)
def test_reports(
    sample: Sample, said: Said, name: str, names: set[str], action: Action, status: str,
    words: str, recipient: str,
) -> None:  # fmt: skip
    """A server's report says of which mail it speaks, what became of it and why."""
    assert said(sample(name)) == [Report(frozenset(names), action, status, words, recipient)]


def test_each_line_end(sample: Sample, said: Said) -> None:
    """A mail that was saved with Unix's line ends says the same."""
    content = sample("exchange-online")

    assert said(content.replace(b"\r\n", b"\n")) == said(content)


def test_forwarded_as_an_attachment(sample: Sample, said: Said) -> None:
    """A bounce that a colleague forwards as an attachment is still that bounce."""
    forwarded = a_mail(
        f"From: kollegin@{TO.partition('@')[2]}",
        "Content-Type: multipart/mixed; boundary=a",
        body="--a\r\n\r\nZur Kenntnis\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n",
    )

    found = said(forwarded + sample("gmail") + b"\r\n--a--\r\n")

    assert found == said(sample("gmail"))


def test_what_a_bounce_returns_is_no_copy(sample: Sample, said: Said) -> None:
    """The mail within a report is what came back, not what somebody keeps."""
    assert not [each for each in said(sample("exchange-online")) if isinstance(each, Copy)]


def test_copies(said: Said) -> None:
    """A mail under our Message-ID is a copy; only a server's note shows that one took it."""
    traced = a_mail(
        "Received: by mx.example; Mon, 11 Aug 2025 09:00:00 +0200", f"Message-ID: {OURS}"
    )
    bare = a_mail("message-id:", f" {OURS}")

    assert said(traced) == [Copy(frozenset({OURS}), is_traced=True)]
    assert said(bare) == [Copy(frozenset({OURS}), is_traced=False)]


# Who answers names the mail in one of these ways.
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([f"In-Reply-To: {OURS}"], id="in-reply-to"),
        pytest.param([f"References: <a@b.example>\r\n {OURS}"], id="last of the references"),
        pytest.param([f"X-MS-Exchange-Parent-Message-Id: {OURS}"], id="exchange, absent"),
    ],
)
def test_replies(said: Said, fields: list[str]) -> None:
    """An answer names the mail that it answers."""
    found = said(a_mail("From: Frau Kreis <Kultur@Kreis.example>", *fields))

    assert found == [Reply(frozenset({OURS}), TO)]


def test_by_our_own_link(said: Said) -> None:
    """ "Ich komme" begins a mail of its own, with the token in its subject, encoded or not."""
    subject = f"=?utf-8?q?Ich_komme_am_8=2E_September_2025_=5Baccepted_{ENVID}=5D?="

    found = said(a_mail(f"From: {TO}", f"Subject: {subject}"))

    assert found == [Reply(frozenset({ENVID}), TO)]


def test_an_earlier_mail_of_the_thread_is_not_answered(said: Said) -> None:
    """Our updates name the mails before them; whoever answers one shows nothing of the others."""
    found = said(
        a_mail(
            f"From: {TO}", "In-Reply-To: <later@x.example>", f"References: {OURS} <later@x.example>"
        )
    )

    assert found == [Reply(frozenset({"<later@x.example>"}), TO)]


def test_a_receipt_is_no_bounce(said: Said) -> None:
    """That somebody opened the mail is reported in the same form, and is an answer."""
    found = said(
        a_mail(
            *(f"From: {TO}", f"In-Reply-To: {OURS}"),
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=a",
            body="--a\r\nContent-Type: message/disposition-notification\r\n\r\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\r\n--a--\r\n",
        )
    )

    assert found == [Reply(frozenset({OURS}), TO)]


def test_a_calendars_answer(sample: Sample, said: Said) -> None:
    """Exchange's REPLY has no ORGANIZER, is base64 and folds the address: it is read."""
    uid = "5f0c2a52-8a2e-4a0e-9d52-0c9a8f1b2c3d"

    assert said(sample("exchange-reply")) == [
        Copy(frozenset({"<AM0PR01MB1@kreis.example>"}), is_traced=True),
        CalendarReply(uid, "Kultur@Kreis.example", "ACCEPTED", 2),
    ]


def test_a_request_is_no_answer(sample: Sample, said: Said) -> None:
    """Whoever sends a meeting on has not answered it."""
    content = sample("exchange-reply").replace(b"method=REPLY", b"method=REQUEST")
    asked = a_mail(
        "Content-Type: text/calendar",
        body="BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nATTENDEE:mailto:a@b.example\n"
        "END:VEVENT\nEND:VCALENDAR",
    )

    assert any(isinstance(each, CalendarReply) for each in said(content))  # METHOD inside decides
    assert said(asked) == []


def test_times(sample: Sample) -> None:
    """A mail's own Date is its time, in UTC; one that is none is no time."""
    (found,) = traces(sample("gmail"))
    (other,) = traces(a_mail(f"Message-ID: {OURS}", "Date: Mon, 99 Foo 2025 25:61:00 +9999"))

    assert found.at == datetime(2025, 8, 11, 7, 2, 11, tzinfo=UTC)
    assert other.at is None
