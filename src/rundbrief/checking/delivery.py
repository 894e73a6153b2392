"""Will it arrive whole, and say who sent it: sizes, leftovers, links, what no mail may be without.

    Specimen ─▶ one function for each rule ─▶ Noticed, …

Limits are those of mail programs and servers, each with where it is documented. What the seal
refuses anyway (two guests, lines too long for SMTP) is looked at here once more, for mails that
were made by hand or read back.
"""

import re
from collections.abc import Iterator
from email.utils import getaddresses
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from rundbrief.checking.finding import Noticed
from rundbrief.checking.specimen import Specimen, shortened, words
from rundbrief.definitions import Meeting
from rundbrief.messages import Kind

CLIPPED = 102 * 1024  # Gmail shows so much HTML and hides the rest behind "[Message clipped]"
LONGEST_SUBJECT = 100  # letters; phones show about 40, wide windows up to 100
MOST_BYTES = 10_000_000  # many mailboxes and their servers take no more (Postfix: 10,240,000)
LONGEST_LINE, WANTED_LINE = 998, 78  # RFC 5322 §2.1.1
LONGEST_NAME = 60  # of an attachment; Outlook and Windows paths cut longer ones

LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|@@|\$\{"
    r"|(?i:\[(?:Name|Datum|Ort|Titel|date|title)\]|lorem ipsum)"
    r"|\b(?:TODO|FIXME|XXX|TBD|NaN)\b"  # "Todo el mundo" is Spanish
)
SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid"})
RISKY_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]|\.(?:exe|js|vbs|bat|cmd|scr|lnk)$', re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?(?!data:|cid:)([^'\")]+)", re.IGNORECASE)


def clipped(specimen: Specimen) -> Iterator[Noticed]:
    """Gmail shows 102 kB of a mail's HTML."""
    size = len(specimen.html.encode())
    if size > CLIPPED:
        yield Noticed("HTML", {"kilobytes": size // 1024})


def too_large(specimen: Specimen) -> Iterator[Noticed]:
    """What many mailboxes don't take."""
    if len(specimen.content) > MOST_BYTES:
        yield Noticed("", {"megabytes": len(specimen.content) // 1_000_000})


def long_line(specimen: Specimen) -> Iterator[Noticed]:
    """RFC 5322 §2.1.1: 998 at most; headers should keep to 78."""
    head, _, _ = specimen.content.partition(b"\r\n\r\n")
    lines = [(line, WANTED_LINE) for line in head.split(b"\r\n")]
    lines += [(line, LONGEST_LINE) for line in specimen.content[len(head) :].split(b"\r\n")]
    for line, most in lines:
        # A word that can't be folded, as a Message-ID or a link, may be as long as it is.
        if len(line) > most and (len(line) > LONGEST_LINE or b" " in line.strip()[most // 2 :]):
            yield Noticed(shortened(line.decode("ascii", "replace")), {"length": len(line)})


def subject_missing(specimen: Specimen) -> Iterator[Noticed]:
    """A mail without a subject line is taken for spam."""
    if not specimen.title.strip():
        yield Noticed("Subject")


def subject_long(specimen: Specimen) -> Iterator[Noticed]:
    """What a list of mails shows of the subject line."""
    if len(specimen.title) > LONGEST_SUBJECT:
        yield Noticed(shortened(specimen.title), {"length": len(specimen.title)})


def text_absent(specimen: Specimen) -> Iterator[Noticed]:
    """Both editions are there: plain text and HTML."""
    for name, text in (("text/plain", specimen.text), ("text/html", specimen.html)):
        if not text.strip():
            yield Noticed(name)


def left_over(specimen: Specimen) -> Iterator[Noticed]:
    """Something that was to be filled or finished."""
    for text in dict.fromkeys((specimen.title, specimen.text, words(specimen.tree))):
        for match in LEFT_OVER.finditer(text):
            around = text[max(0, match.start() - 20) : match.end() + 20]
            yield Noticed(shortened(around), {"found": match[0]})


def imprint_missing(specimen: Specimen) -> Iterator[Noticed]:
    """Who writes: German law wants it in every mail of an authority (§ 5 DDG)."""
    wanted = [line.strip() for line in specimen.organisation.imprint.splitlines() if line.strip()]
    for name, text in (("HTML", words(specimen.tree)), ("Text", specimen.text)):
        flat = " ".join(text.split())
        gone = [line for line in wanted if " ".join(line.split()) not in flat]
        if gone:
            yield Noticed(name, {"line": shortened(gone[0])})


def opt_out_missing(specimen: Specimen) -> Iterator[Noticed]:
    """The way off the list stands in every mail, in both editions; her own copy is to no list."""
    if specimen.kind is Kind.COPY:
        return
    links = [unquote(address) for address, _ in _links(specimen)]
    if not any("opt-out" in link for link in links):
        yield Noticed("HTML")
    if "opt-out" not in unquote(specimen.text):
        yield Noticed("Text")


def contact_missing(specimen: Specimen) -> Iterator[Noticed]:
    """Whom to ask."""
    address = specimen.subject.contact.email
    for name, text in (("HTML", specimen.html), ("Text", specimen.text)):
        plain = text.replace("\u200b", "").replace("<wbr>", "").replace("%40", "@")
        if address not in plain:
            yield Noticed(name, {"address": address})


def link_broken(specimen: Specimen) -> Iterator[Noticed]:
    """An address that no program can follow, or that runs something."""
    for address, said in _links(specimen):
        try:
            parts = urlsplit(address)
            is_web = parts.scheme in ("http", "https")
            wrong = parts.scheme not in SCHEMES or (is_web and not parts.hostname)
        except ValueError:
            wrong = True
        if address.startswith("#"):
            continue
        if (
            wrong
            or " " in address
            or (address.startswith("mailto:") and "@" not in unquote(address))
        ):
            yield Noticed(said, {"address": shortened(address)})


def link_lost(specimen: Specimen) -> Iterator[Noticed]:
    """A jump within the mail to a place that isn't there."""
    there = {element.get("id") or element.get("name") for element in specimen.elements}
    for address, said in _links(specimen):
        if address.startswith("#") and address[1:] not in there:
            yield Noticed(said, {"address": address})


def link_inside(specimen: Specimen) -> Iterator[Noticed]:
    """An address that only works in the organiser's own house."""
    for address, said in _links(specimen):
        host = _host(address)
        if host and _is_inside(host):
            yield Noticed(said, {"address": shortened(address)})


def link_unencrypted(specimen: Specimen) -> Iterator[Noticed]:
    """An address that begins with http: who reads on the way may change what comes."""
    for address, said in _links(specimen):
        if address.startswith("http:"):
            yield Noticed(said, {"address": shortened(address)})


def foreign_request(specimen: Specimen) -> Iterator[Noticed]:
    """Nothing is loaded from anywhere: no reader is observed (decision 11)."""
    for element in specimen.elements:
        tag = str(element.tag)
        for name in ("src", "background", "srcset", "poster"):
            value = str(element.get(name) or "")
            if value and not value.startswith(("cid:", "data:")):
                yield Noticed(f"<{tag} {name}>", {"address": shortened(value)})
        if element.tag == "link" and element.get("href"):
            yield Noticed("<link>", {"address": shortened(str(element.get("href")))})
        sheet = element.text or "" if element.tag == "style" else ""
        for match in _URL.finditer(f"{element.get('style') or ''} {sheet}"):
            yield Noticed(f"<{tag}>", {"address": shortened(match[1])})


def attachment_name(specimen: Specimen) -> Iterator[Noticed]:
    """A name by which it can be saved and opened everywhere."""
    for each in specimen.attachments:
        stem, dot, _ = each.name.rpartition(".")
        if not stem or not dot or len(each.name) > LONGEST_NAME or RISKY_NAME.search(each.name):
            yield Noticed(shortened(each.name) or each.content_type)


def attachment_many(specimen: Specimen) -> Iterator[Noticed]:
    """Attachments that together fill mailboxes."""
    size = sum(each.size for each in specimen.attachments)
    if size > MOST_BYTES // 2:
        names = shortened(", ".join(each.name for each in specimen.attachments))
        yield Noticed(names, {"megabytes": size // 1_000_000})


def other_sender(specimen: Specimen) -> Iterator[Noticed]:
    """From is the workspace's sender, else neither SPF nor DKIM nor the calendar's answers fit."""
    found = [address for _, address in getaddresses([str(specimen.mail["From"] or "")])]
    if found != [specimen.sender.email]:
        yield Noticed("From", {"found": ", ".join(found) or "–", "wanted": specimen.sender.email})


def other_bounces(specimen: Specimen) -> Iterator[Noticed]:
    """Bounces go to another domain: for DMARC only a DKIM signature counts then (RFC 7489 §3.1)."""
    bounces = (specimen.sender.bounces or specimen.sender.email).rpartition("@")[2]
    if not f".{bounces}".endswith(f".{specimen.domain}") and not f".{specimen.domain}".endswith(
        f".{bounces}"
    ):
        yield Noticed("MAIL FROM", {"found": bounces, "wanted": specimen.domain})


def other_guests(specimen: Specimen) -> Iterator[Noticed]:
    """One guest per mail: To holds one address, and there is no Cc and no Bcc."""
    everybody = [
        address
        for name in ("To", "Cc", "Bcc")
        for _, address in getaddresses([str(value) for value in specimen.mail.get_all(name, [])])
    ]
    if len(everybody) != 1:
        yield Noticed("To", {"number": len(everybody)})


def list_headers(specimen: Specimen) -> Iterator[Noticed]:
    """A newsletter says how to leave in its head, a mail about one's own meeting does not."""
    there = specimen.mail["List-Unsubscribe"] is not None
    if there != specimen.is_listed:
        yield Noticed("List-Unsubscribe")


def past(specimen: Specimen) -> Iterator[Noticed]:
    """An invitation to what was over when the mail was written."""
    meeting, date = specimen.subject, specimen.mail["Date"]
    if not isinstance(meeting, Meeting) or specimen.kind is Kind.RECAP or not date:
        return
    if meeting.end <= date.datetime:
        yield Noticed("Date")


def _links(specimen: Specimen) -> Iterator[tuple[str, str]]:
    for element in specimen.elements:
        if element.tag in ("a", "area") and element.get("href") is not None:
            address = str(element.get("href")).strip()
            yield address, shortened(words(element)) or shortened(address)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "") if address.startswith("http") else ""
    except ValueError:
        return ""


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(
            (".local", ".lan", ".intern", ".internal", ".localhost")
        )
