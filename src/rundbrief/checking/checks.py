"""Every check, in one table; what the docs list and what `--force` names comes from here.

    Specimen ─▶ CHECKS, each ─▶ Noticed, … ─▶ Finding (code, severity, source)

An error would make the mail wrong, unsafe or unlawful, and stops sending; a warning makes it worse.
`clause` is EN 301 549 V3.2.1's; an accessibility check without one goes beyond what the norm wants.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from rundbrief.checking import accessibility, calendar, delivery, support
from rundbrief.checking.finding import Finding, Noticed
from rundbrief.checking.specimen import Specimen
from rundbrief.problems import Severity

WCAG: Final = "https://www.w3.org/TR/WCAG22/#"
RFC: Final = "https://www.rfc-editor.org/rfc/"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule. `group` is its part of the list; `source` a URL, `clause` EN 301 549's."""

    code: str
    group: str
    severity: Severity
    look: Callable[[Specimen], Iterator[Noticed]]
    source: str
    clause: str = ""


def _error(
    code: str, look: Callable[[Specimen], Iterator[Noticed]], source: str, clause: str = ""
) -> Check:
    return Check(code, _group(look), Severity.ERROR, look, source, clause)


def _warning(
    code: str, look: Callable[[Specimen], Iterator[Noticed]], source: str, clause: str = ""
) -> Check:
    return Check(code, _group(look), Severity.WARNING, look, source, clause)


def _group(look: Callable[[Specimen], Iterator[Noticed]]) -> str:
    return look.__module__.rpartition(".")[2]


CHECKS: Final = (
    _warning("client-unsupported", support.unsupported, "https://www.caniemail.com/"),
    _error("language", accessibility.language, f"{WCAG}language-of-page", "10.3.1.1"),
    _error("title-missing", accessibility.title, f"{WCAG}page-titled", "10.2.4.2"),
    _warning(
        "heading-order", accessibility.heading_order, f"{WCAG}info-and-relationships", "10.1.3.1"
    ),
    _warning("heading-missing", accessibility.heading_missing, f"{WCAG}headings-and-labels"),
    _warning("contrast", accessibility.contrast_light, f"{WCAG}contrast-minimum", "10.1.4.3"),
    _warning("contrast-dark", accessibility.contrast_dark, f"{WCAG}contrast-minimum", "10.1.4.3"),
    _warning("link-colour", accessibility.link_colour, f"{WCAG}contrast-minimum", "10.1.4.3"),
    _warning(
        "link-words", accessibility.link_words, f"{WCAG}link-purpose-in-context", "10.2.4.4"
    ),
    _warning(
        "link-same", accessibility.link_same, f"{WCAG}link-purpose-in-context", "10.2.4.4"
    ),
    _error("alt-missing", accessibility.alt_missing, f"{WCAG}non-text-content", "10.1.1.1"),
    _warning("alt-filename", accessibility.alt_filename, f"{WCAG}non-text-content", "10.1.1.1"),
    _warning(
        "layout-table", accessibility.layout_table, f"{WCAG}info-and-relationships", "10.1.3.1"
    ),
    _warning("text-size", accessibility.text_size, f"{WCAG}resize-text"),
    _warning(
        "reading-order", accessibility.reading_order, f"{WCAG}meaningful-sequence", "10.1.3.2"
    ),
    _warning("text-missing", accessibility.text_missing, f"{RFC}rfc2046#section-5.1.4"),
    _error("calendar-unreadable", calendar.unreadable, f"{RFC}rfc5545#section-3.6.1"),
    _error("calendar-other-time", calendar.other_time, f"{RFC}rfc5545#section-3.6.5"),
    _warning("calendar-clock-change", calendar.clock_change, f"{RFC}rfc5545#section-3.3.5"),
    _error("calendar-stamp", calendar.stamp, f"{RFC}rfc5545#section-3.8.7.2"),
    _warning(
        "calendar-counter",
        calendar.counter,
        "https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical",
    ),
    _warning("calendar-link", calendar.online_link, f"{RFC}rfc7986#section-5.11"),
    _error("calendar-name", calendar.quoted_name, f"{RFC}rfc6868#section-3"),
    _warning(
        "html-clipped",
        delivery.clipped,
        "https://github.com/hteumeuleu/email-bugs/issues/41",
    ),
    _warning("mail-large", delivery.too_large, f"{RFC}rfc1870"),
    _error("line-long", delivery.long_line, f"{RFC}rfc5322#section-2.1.1"),
    _error("subject-missing", delivery.subject_missing, f"{RFC}rfc5322#section-3.6.5"),
    _warning("subject-long", delivery.subject_long, f"{RFC}rfc5322#section-3.6.5"),
    _error("part-missing", delivery.text_absent, f"{RFC}rfc2046#section-5.1.4"),
    _error("left-over", delivery.left_over, "https://jinja.palletsprojects.com/"),
    _error("imprint-missing", delivery.imprint_missing, "https://www.gesetze-im-internet.de/ddg/__5.html"),
    _error("opt-out-missing", delivery.opt_out_missing, "https://gdpr-info.eu/art-21-gdpr/"),
    _error("contact-missing", delivery.contact_missing, "https://www.gesetze-im-internet.de/ddg/__5.html"),
    _error("link-broken", delivery.link_broken, f"{RFC}rfc3986"),
    _error("link-lost", delivery.link_lost, f"{RFC}rfc3986#section-3.5"),
    _warning("link-inside", delivery.link_inside, f"{RFC}rfc1918"),
    _warning("link-unencrypted", delivery.link_unencrypted, f"{RFC}rfc9110#section-17"),
    _error("foreign-request", delivery.foreign_request, "https://gdpr-info.eu/art-5-gdpr/"),
    _warning("attachment-name", delivery.attachment_name, f"{RFC}rfc2183#section-2.3"),
    _warning("attachment-large", delivery.attachment_many, f"{RFC}rfc1870"),
    _error("other-sender", delivery.other_sender, f"{RFC}rfc7489#section-3.1"),
    _warning("other-bounces", delivery.other_bounces, f"{RFC}rfc7489#section-3.1"),
    _error("other-guests", delivery.other_guests, f"{RFC}rfc5546#section-3.2.2"),
    _error("list-headers", delivery.list_headers, f"{RFC}rfc2369"),
    _error("past", delivery.past, f"{RFC}rfc5546#section-3.2.2"),
)  # fmt: skip


def check_mail(specimen: Specimen) -> tuple[Finding, ...]:
    """All that any check notices, in the table's order."""
    return tuple(
        Finding(check.code, check.severity, noticed.place, check.source, noticed.values)
        for check in CHECKS
        for noticed in check.look(specimen)
    )
