"""Whether the days of what is still to come are good ones, and whether drafts were looked through.

    meetings to come        ─▶ check_day: holidays, other meetings, days that the texts name
    newsletters             ─▶ check_days_named: weekdays that aren't their dates'
    those still to go out   ─▶ check_listed: meetings that have nothing to tell yet
    whatever is no draft    ─▶ check_marks: assumptions that nobody has confirmed
    what is over            ─▶ check_recap: a recap that is to be sent and isn't there

All need the file's own lines, so each file is read once more.
"""

from collections.abc import Iterator

from rundbrief.definitions import (
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
    check_day,
    check_days_named,
    check_listed,
    check_marks,
    check_recap,
)
from rundbrief.desk.desk import Desk
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.problems import Problem
from rundbrief.workspace import Contents

DRAFTS = (MeetingStatus.DRAFT, NewsletterStatus.DRAFT)


def day_problems(desk: Desk, contents: Contents) -> Iterator[Problem]:
    """What speaks against a day or a text, and what is still to be checked, file by file."""
    workspace, now = desk.workspace, desk.now
    today = now.date()
    coming = [
        each
        for each in contents.meetings
        if each.end > now and each.status is not MeetingStatus.CANCELLED
    ]
    for subject in contents.subjects:
        is_past = isinstance(subject, Meeting) and subject not in coming
        if subject.status in DRAFTS and is_past:
            continue
        data = (workspace.folder / subject.file).read_bytes()
        if subject.status not in DRAFTS:
            yield from check_marks(data.decode("utf-8-sig"), subject.file)
        if isinstance(subject, Newsletter):
            yield from check_days_named(subject, data, today=today)
            yield from _listed(desk, contents, subject, data)
        elif not is_past:
            land = workspace.settings.land
            yield from check_day(subject, data, coming, land=land, today=today)
        else:
            yield from check_recap(subject, data, now=now)


def _listed(
    desk: Desk, contents: Contents, newsletter: Newsletter, data: bytes
) -> Iterator[Problem]:
    """Nothing of one that went out before: what it listed was true then."""
    if newsletter.status is NewsletterStatus.DRAFT:
        return
    found = list(check_listed(newsletter, data, contents.meetings, now=desk.now))
    if found and not _has_left(desk, newsletter):
        yield from found


def _has_left(desk: Desk, newsletter: Newsletter) -> bool:
    """Whether any of its mails can have left; not where nobody can read it, which the plan says."""
    if not desk.workspace.ledger.exists():
        return False
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            held = ledger.held(desk.workspace.settings.transport.kind)
            return any(each.has_left for each in held.get(newsletter.id, ()))
    except LedgerError:
        return False
