"""Every check fires on a mail that is broken so, and is silent on the stock mails."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.checking import CHECKS, Finding, Specimen, check_mail
from rundbrief.checking.calendar import entry, moment
from rundbrief.definitions import Meeting
from rundbrief.messages import Kind
from rundbrief.wording import LANGUAGES, Language, sentence

Break = Callable[[Specimen, str, str, str], Specimen]
Sample = Callable[[Specimen, Break], Specimen]

HTML, TEXT, CALENDAR, HEAD = "text/html", "text/plain", "text/calendar", "head"
BODY = "</body>"


def part(where: str, old: str, new: str) -> Sample:
    """The invitation with other words in a part."""
    return lambda invitation, broken: broken(invitation, where, old, new)


def added(html: str) -> Sample:
    """The invitation with something more at the end of its HTML."""
    return part(HTML, BODY, f"{html}{BODY}")


def without(pattern: str, where: str = HTML) -> Sample:
    """The invitation without whatever matches."""

    def change(invitation: Specimen, broken: Break) -> Specimen:
        text = invitation.html if where == HTML else invitation.text
        found = re.search(pattern, text, re.DOTALL)
        assert found, pattern
        return broken(invitation, where, found[0], "")

    return change


def at(start: datetime) -> Sample:
    """The invitation to a meeting of another time, its calendar as it was."""

    def change(invitation: Specimen, _: Break) -> Specimen:
        assert isinstance(invitation.subject, Meeting)
        moved = {"start": start, "end": start + timedelta(hours=2)}
        return replace(invitation, subject=invitation.subject.model_copy(update=moved))

    return change


def from_another(bounces: str) -> Sample:
    """The invitation of a sender whose bounces go elsewhere."""
    return lambda invitation, _: replace(
        invitation, sender=invitation.sender.model_copy(update={"bounces": bounces})
    )


def with_file(name: str, size: int) -> Sample:
    """The invitation with one more attachment."""

    def change(invitation: Specimen, _: Break) -> Specimen:
        mail = replace(invitation).mail
        mail.add_attachment(b"x" * size, maintype="application", subtype="pdf", filename=name)
        return replace(invitation, content=mail.as_bytes())

    return change


BERLIN = ZoneInfo("Europe/Berlin")

# For each code, what makes it fire.
SAMPLES: dict[str, Sample] = {
    "client-unsupported": added('<p style="display:grid">x</p>'),
    "language": part(HTML, '<html lang="de"', '<html lang="en"'),
    "title-missing": without("<title>.*?</title>"),
    "heading-order": added("<h5>x</h5>"),
    "heading-missing": lambda mail, broken: broken(
        broken(mail, HTML, "<h1", "<p"), HTML, "<h2", "<p"
    ),
    "contrast": added('<p style="color:#999999">blass</p>'),
    "contrast-dark": added('<div style="background-color:#ffffff"><h2>x</h2></div>'),
    "link-colour": added('<a href="https://a.example/">Unterlagen</a>'),
    "link-words": added('<a style="color:#000000" href="https://a.example/">hier</a>'),
    "link-same": added(
        '<a style="color:#000000" href="https://a.example/">Protokoll</a>'
        '<a style="color:#000000" href="https://b.example/">Protokoll</a>'
    ),
    "alt-missing": part(HTML, 'alt="Zeichen des Netzwerks: fünf verbundene Kreise"', ""),
    "alt-filename": part(HTML, "Zeichen des Netzwerks: fünf verbundene Kreise", "logo.png"),
    "layout-table": added("<table><tr><td>x</td></tr></table>"),
    "text-size": added('<p style="font-size:8pt">klein</p>'),
    "reading-order": added('<div style="float:right">zuerst gesehen</div>'),
    "text-missing": added("<p>Der Raum wurde noch einmal gewechselt.</p>"),
    "calendar-unreadable": part(CALENDAR, "DTSTART;TZID=Europe/Berlin", "DTSTART;TZID=Nirgends"),
    "calendar-other-time": part(CALENDAR, "TZOFFSETTO:+0200", "TZOFFSETTO:+0300"),
    "calendar-clock-change": at(datetime(2025, 10, 26, 10, tzinfo=BERLIN)),
    "calendar-stamp": part(CALENDAR, "Z\nDTSTART;TZID", "\nDTSTART;TZID"),
    "calendar-counter": part(CALENDAR, "X-MICROSOFT-DISALLOW-COUNTER:TRUE", "X-NOTHING:TRUE"),
    "calendar-link": part(CALENDAR, "treffen.example", "anderswo.example"),
    "calendar-name": part(CALENDAR, "ATTENDEE;", 'ATTENDEE;X-CN="Stadt "Nord"";'),
    "html-clipped": added(f"<!-- {'x' * 110_000} -->"),
    "mail-large": with_file("lang.pdf", 9_000_000),
    "line-long": part(HEAD, "MIME-Version", f"X-Long: {'ab ' * 60}\r\nMIME-Version"),
    "subject-missing": part(HEAD, "\r\nSubject: ", "\r\nX-Subject: "),
    "subject-long": part(HEAD, "Subject: ", f"Subject: {'Sehr wichtig! ' * 5}"),
    "part-missing": lambda mail, broken: broken(mail, TEXT, mail.text, " "),
    "left-over": added("<p>Guten Tag {{ recipient.nam }}</p>"),
    "imprint-missing": lambda mail, _: replace(
        mail, organisation=mail.organisation.model_copy(update={"imprint": "Amt\nNirgendwo 7"})
    ),
    "opt-out-missing": part(HTML, "opt-out", "anders"),
    "contact-missing": part(TEXT, "anne.melzig@", "niemand@"),
    "link-broken": added('<a style="color:#000000" href="javascript:alert(1)">Programm</a>'),
    "link-lost": added('<a style="color:#000000" href="#nirgends">Zum Programm</a>'),
    "link-inside": added('<a style="color:#000000" href="https://intranet/kultur">Unterlagen</a>'),
    "link-unencrypted": added('<a style="color:#000000" href="http://a.example/">Unterlagen</a>'),
    "foreign-request": added('<img alt="" src="https://zaehler.example/1.gif">'),
    "attachment-name": with_file("Lageplan: neu?.pdf", 10),
    "attachment-large": with_file("plan.pdf", 6_000_000),
    "other-sender": part(HEAD, "<einladungen@", "<jemand@"),
    "other-bounces": from_another("zurueck@anderswo.example"),
    "other-guests": part(HEAD, "Message-ID:", "Cc: zweite@stadt.example\r\nMessage-ID:"),
    "list-headers": part(HEAD, "Message-ID:", "List-Unsubscribe: <mailto:a@b>\r\nMessage-ID:"),
    "past": at(datetime(2025, 8, 4, 5, tzinfo=BERLIN)),
}  # fmt: skip


# For each code, what is near to that and well.
WELL: dict[str, Sample] = {
    "client-unsupported": added('<p style="padding:4px">x</p>'),
    "language": part(HTML, '<html lang="de"', '<html lang="de-AT"'),
    "title-missing": part(HTML, "<title>", "<title>Neu: "),
    "heading-order": added("<h3>x</h3>"),
    "heading-missing": part(HTML, "<h2", "<p"),
    "contrast": added('<p style="color:#595959">dunkelgrau</p>'),
    "contrast-dark": added('<div style="background-color:transparent"><h2>x</h2></div>'),
    "link-colour": added('<a style="color:#14505c" href="https://a.example/">Unterlagen</a>'),
    "link-words": added('<a style="color:#000000" href="https://a.example/">Hier beginnt es</a>'),
    "link-same": added(
        '<a style="color:#000000" href="https://a.example/">Protokoll</a>'
        '<a style="color:#000000" href="https://a.example/">Protokoll</a>'
    ),
    "alt-missing": added('<img alt="" src="cid:x@y.example">'),
    "alt-filename": added('<img alt="Lageplan des Rathauses" src="cid:x@y.example">'),
    "layout-table": added('<table role="presentation"><tr><td>x</td></tr></table>'),
    "text-size": added('<p style="font-size:9pt">klein</p>'),
    "reading-order": added('<div style="float:left">zuerst gesehen</div>'),
    "text-missing": lambda mail, broken: broken(
        added("<p>Der Raum wurde gewechselt.</p>")(mail, broken),
        TEXT, mail.text, f"{mail.text}\nDer Raum wurde gewechselt.",
    ),
    "calendar-unreadable": part(CALENDAR, "SUMMARY:", "SUMMARY;LANGUAGE=de:"),
    "calendar-other-time": part(
        CALENDAR, "DTSTART;TZID=Europe/Berlin:20250908T100000", "DTSTART:20250908T080000Z"
    ),
    "calendar-clock-change": at(datetime(2025, 10, 27, 10, tzinfo=BERLIN)),
    "calendar-stamp": part(CALENDAR, "Z\nDTSTART;TZID", "Z\nX-A:1\nDTSTART;TZID"),
    "calendar-counter": part(CALENDAR, "METHOD:REQUEST", "METHOD:CANCEL"),
    "calendar-link": part(CALENDAR, "LOCATION:", "X-LOCATION:"),
    "calendar-name": part(CALENDAR, "ATTENDEE;", "ATTENDEE;X-CN=Stadt ^'Nord^';"),
    "html-clipped": added(f"<!-- {'x' * 50_000} -->"),
    "mail-large": with_file("kurz.pdf", 1_000_000),
    "line-long": part(HEAD, "MIME-Version", f"X-Long: {'ab ' * 20}\r\nMIME-Version"),
    "subject-missing": part(HEAD, "Subject: ", "Subject: AW: "),
    "subject-long": part(HEAD, "Subject: ", "Subject: AW: "),
    "part-missing": lambda mail, broken: broken(mail, TEXT, mail.text, "Kurz."),
    "left-over": added("<p>Todo el mundo, {ein Wort} in Klammern, [Raum 3]</p>"),
    "imprint-missing": lambda mail, _: replace(
        mail,
        organisation=mail.organisation.model_copy(
            update={"imprint": "\n\n".join(mail.organisation.imprint.splitlines())}
        ),
    ),
    "opt-out-missing": part(HTML, "opt-out", "opt%2Dout"),
    "contact-missing": part(TEXT, "anne.melzig@", "Anne Melzig, anne.melzig@"),
    "link-broken": added('<a style="color:#000000" href="tel:+492511234">Anrufen</a>'),
    "link-lost": added('<p id="ziel">x</p><a style="color:#000000" href="#ziel">Dorthin</a>'),
    "link-inside": added('<a style="color:#000000" href="https://dms.example/x">Unterlagen</a>'),
    "link-unencrypted": added('<a style="color:#000000" href="https://a.example/">Anderes</a>'),
    "foreign-request": added('<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
    "attachment-name": with_file("Lageplan – neu.pdf", 10),
    "attachment-large": with_file("plan.pdf", 1_000_000),
    "other-sender": part(HEAD, "\r\nReply-To: ", "\r\nX-Sender: a@b.example\r\nReply-To: "),
    "other-bounces": lambda mail, _: from_another(f"zurueck@bounces.{mail.domain}")(mail, _),
    "other-guests": part(HEAD, "Message-ID:", "X-Cc: zweite@stadt.example\r\nMessage-ID:"),
    "list-headers": part(HEAD, "Message-ID:", "X-List: <mailto:a@b>\r\nMessage-ID:"),
    "past": at(datetime(2025, 8, 4, 10, tzinfo=BERLIN)),
}  # fmt: skip


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def test_every_check_has_its_sample() -> None:
    """A check that never fired on a broken mail does not exist, nor one that fires on any."""
    assert set(SAMPLES) == set(WELL) == {check.code for check in CHECKS}


@pytest.mark.parametrize("code", SAMPLES)
def test_it_fires(code: str, invitation: Specimen, broken: Break) -> None:
    """The broken mail has this finding, and the whole one has not."""
    found = check_mail(SAMPLES[code](invitation, broken))

    assert code in codes(found)
    assert code not in codes(check_mail(invitation))


@pytest.mark.parametrize("code", WELL)
def test_it_is_silent(code: str, invitation: Specimen, broken: Break) -> None:
    """It says nothing of a mail that is changed in the same place and is well."""
    assert code not in codes(check_mail(WELL[code](invitation, broken)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_the_stock_mails_are_well(
    kind: Kind, language: Language, stock_mails: dict[tuple[Kind, str], Specimen]
) -> None:
    """Nothing is found in what we ship: each feature is known everywhere, or has a fallback."""
    assert check_mail(stock_mails[kind, language]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SAMPLES)
def test_it_is_said(code: str, language: Any, invitation: Specimen, broken: Break) -> None:
    """What was found, why it matters and what to do are sentences with nothing left open."""
    found = check_mail(SAMPLES[code](invitation, broken))
    finding = next(each for each in found if each.code == code)

    for key in (code, f"{code}.why", f"{code}.do"):
        said = sentence(f"checking.{key}", language, **finding.values)
        assert said
        assert "{" not in said.replace(str(finding.values.get("found")), "")
    assert finding.source.startswith("https://")
    assert finding.place or code == "mail-large"


# Several ways to break the same rule, and ways that keep it.
@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<p style="color:#767676">grau</p>', "contrast"),
        ('<p style="color:#999999;font-size:30px">Groß und blass</p>', "contrast"),
        ('<a style="color:#000000" href="https:///ohne-haus">Ziel</a>', "link-broken"),
        ('<a style="color:#000000" href="mailto:niemand">Schreiben</a>', "link-broken"),
        ('<a style="color:#000000" href="https://10.0.0.7/x">Plan</a>', "link-inside"),
        ('<a style="color:#000000" href="https://dms.intern/x">Plan</a>', "link-inside"),
        ('<a style="color:#000000" href="https://a.example/">&gt; Mehr …</a>', "link-words"),
        ('<p style="background-image:url(https://a.example/b.png)">x</p>', "foreign-request"),
        ("<style>p { background: url('//a.example/b.png') }</style>", "foreign-request"),
        ("<p>TODO: Raum</p>", "left-over"),
        ("<p>Guten Tag [Name]</p>", "left-over"),
        ('<p tabindex="3">x</p>', "reading-order"),
    ],
)
def test_other_ways(html: str, code: str, invitation: Specimen, broken: Break) -> None:
    """The rule is kept by no one of these."""
    assert code in codes(check_mail(added(html)(invitation, broken)))


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:#595959">dunkelgrau</p>',
        '<p style="color:#999999; display:none">nicht zu sehen</p>',
        '<a style="color:#14505c" href="https://a.example/#teil">Das Protokoll</a>',
        '<a style="color:#14505c" href="#agenda">Zum Programm</a>',
        '<img alt="" src="cid:x@y.example">',
        '<table role="presentation"><tr><td></td></tr></table>',
        "<table><tr><th>Zeit</th></tr></table>",
        '<p style="font-size:0;line-height:20px">&#160;</p>',
    ],
)
def test_what_is_well(html: str, invitation: Specimen, broken: Break) -> None:
    """None of these breaks a rule."""
    assert codes(check_mail(added(html)(invitation, broken))) <= {"text-missing", "contrast-dark"}


def test_a_newsletter_without_a_way_to_leave(newsletter: Specimen) -> None:
    """A list's mail that lacks the header is found as well."""
    content = newsletter.content.replace(b"List-Unsubscribe:", b"X-Nothing:")

    assert "list-headers" in codes(check_mail(replace(newsletter, content=content)))


def test_unknown_is_not_supported_nor_unsupported(invitation: Specimen, broken: Break) -> None:
    """Of a program that was never asked nothing is said, neither good nor bad."""
    grid = added('<p style="display:grid">x</p>')
    asked = replace(invitation, clients=("t-online",))

    assert codes(check_mail(grid(asked, broken))) <= {"text-missing"}


def test_a_recap_may_be_late(invitation: Specimen, broken: Break) -> None:
    """What happened at a meeting is told when it is over."""
    late = at(datetime(2025, 8, 4, 5, tzinfo=BERLIN))(invitation, broken)

    assert "past" not in codes(check_mail(replace(late, kind=Kind.RECAP)))


@pytest.mark.parametrize(("address", "is_told"), [("", True), ("x", False)])
def test_a_link_that_opens_a_mail(
    invitation: Specimen, broken: Break, address: str, is_told: bool
) -> None:
    """Its words need not stand in the plain text where the address does, whatever its subject."""
    to = f"{address}{invitation.sender.email}?subject=Fahrgemeinschaft"
    link = f'<p><a style="color:#14505c" href="mailto:{to}">Gemeinsam mit dem Auto fahren</a></p>'

    found = codes(check_mail(added(link)(invitation, broken)))

    assert ("text-missing" not in found) is is_told


# Before, over and after the hour that is skipped or comes twice; `utc` is in hours of that day.
@pytest.mark.parametrize(
    ("start", "hours", "utc"),
    [
        (datetime(2026, 3, 29, 1, tzinfo=BERLIN), 0.5, (0, 0.5)),
        (datetime(2026, 3, 29, 10, tzinfo=BERLIN), 2, (8, 10)),
        (datetime(2025, 10, 26, 1, tzinfo=BERLIN), 4, (-1, 4)),
        (datetime(2025, 10, 26, 10, tzinfo=BERLIN), 2, (9, 11)),
    ],
    ids=["before it is skipped", "after it was skipped", "over both", "after it came twice"],
)
def test_days_on_which_the_clocks_change(
    start: datetime,
    hours: float,
    utc: tuple[float, float],
    meeting_at: Callable[[datetime, datetime], Specimen],
) -> None:
    """The entry is right to an independent reader, and the day is told to the organiser."""
    mail = meeting_at(start, start + timedelta(hours=hours))
    found = entry(mail.calendars[0])
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)

    assert codes(check_mail(mail)) == {"calendar-clock-change"}
    assert [moment(found[name], mail.calendars[0]) for name in ("DTSTART", "DTEND")] == [
        midnight + timedelta(hours=hour) for hour in utc
    ]
