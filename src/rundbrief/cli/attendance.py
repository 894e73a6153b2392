"""Who comes to a meeting, on the screen, as a table and for other programs.

    Kultur im Gespräch
      12 Zusagen · 3 vielleicht · 5 Absagen · 58 ohne Antwort
      kommt (12)
        Dr. Erika Muster, Kreis Muster <…>  am 04.08.2025  „mit Kollegin“

Numbers first, names in the order of a register.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.group import language
from rundbrief.cli.show import heading, mailbox, say, when
from rundbrief.cli.spreadsheet import spreadsheet, time_cell
from rundbrief.definitions import MeetingStatus
from rundbrief.planning import SAID, Attendance, Guest, Reach
from rundbrief.wording import sentence


def show_attendance(lists: Sequence[Attendance], zone: ZoneInfo) -> None:
    """Each meeting: the numbers, then by name who said what, who is silent, who was not asked."""
    for each in lists:
        heading(each.meeting.title)
        click.echo(f"  {each.meeting.file}")
        click.echo(f"  {when(each.meeting.start)}")
        if each.meeting.status is MeetingStatus.CANCELLED:
            click.echo("  " + _word("cancelled"))
        click.echo("  " + (numbers(each) if each.invited else say("attendance.nobody")))
        for remark in _remarks(each):
            click.echo(f"  {remark}")
        for said in SAID:
            _show_group(say(f"attendance.group.{said}"), each.who(said), zone)
        refused = [guest for guest in each.guests if not guest.is_invited]
        _show_group(say("attendance.group.refused"), refused, zone)
        click.echo()


def numbers(attendance: Attendance) -> str:
    """How many gave which answer, in one line."""
    counts = attendance.counts.items()
    return " · ".join(_word(f"count.{name}", count=count) for name, count in counts)


def _remarks(attendance: Attendance) -> Iterator[str]:
    """What the numbers don't say."""
    elsewhere = sum(guest.has_other_date for guest in attendance.invited)
    counts = {
        "other-date": elsewhere,
        "told-off": attendance.told_off,
        "erased": attendance.erased,
    }
    for name, count in counts.items():
        if count:
            yield say(f"attendance.{name}", count=count)


def _show_group(name: str, guests: Sequence[Guest], zone: ZoneInfo) -> None:
    if guests:
        click.echo("  " + say("attendance.group", name=name, number=len(guests)))
    for guest in guests:
        parts = (_who(guest), _day(guest, zone), _quoted(guest.note), _state(guest))
        click.echo("    " + "  ".join(filter(None, parts)))


def _who(guest: Guest) -> str:
    name = ", ".join(filter(None, (guest.display_name, guest.office)))
    return mailbox(name, guest.address)


def _day(guest: Guest, zone: ZoneInfo) -> str:
    return f"{guest.given_at.astimezone(zone):%d.%m.%Y}" if guest.given_at else ""


def _quoted(note: str) -> str:
    return say("attendance.note", note=note) if note else ""


def _state(guest: Guest) -> str:
    """What is to be known of the mails to someone, nothing where all is well."""
    if guest.has_other_date:
        return say("attendance.state.other-date")
    if guest.reach is Reach.TAKEN or not guest.is_invited:
        return ""
    return say(f"attendance.state.{guest.reach}")


# What a table has of each guest; answer and state in words, times in the organiser's own zone.
COLUMNS: Mapping[str, Callable[[Attendance, Guest, ZoneInfo], object]] = {
    "title": lambda whole, *_: whole.meeting.title,
    "start": lambda whole, *_: time_cell(whole.meeting.start),
    "answer": lambda whole, guest, _: _word(f"said.{whole.said(guest)}"),
    "family-name": lambda _, guest, __: guest.recipient.family_name if guest.recipient else "",
    "given-name": lambda _, guest, __: guest.recipient.given_name if guest.recipient else "",
    "name": lambda _, guest, __: guest.display_name,
    "office": lambda _, guest, __: guest.office,
    "place": lambda _, guest, __: guest.recipient.place if guest.recipient else "",
    "recipient": lambda _, guest, __: guest.address,
    "note": lambda _, guest, __: guest.note,
    "given-at": lambda _, guest, zone: (
        guest.given_at and time_cell(guest.given_at.astimezone(zone))
    ),
    "state": lambda _, guest, __: (
        _state(guest) if guest.is_invited else say("attendance.group.refused")
    ),
}


def attendance_table(lists: Sequence[Attendance], zone: ZoneInfo) -> bytes:
    """The table for Excel, a row for each guest."""
    headings = [say(f"attendance.column.{name}") for name in COLUMNS]
    rows = (
        [cell(each, guest, zone) for cell in COLUMNS.values()]
        for each in lists
        for guest in each.guests
    )
    return spreadsheet(headings, rows)


def attendance_values(attendance: Attendance) -> dict[str, Any]:
    """One meeting's list for `--json`."""
    return {
        "file": attendance.meeting.file,
        "title": attendance.meeting.title,
        "start": attendance.meeting.start.isoformat(),
        "counts": {said: len(attendance.who(said)) for said in SAID},
        "told_off": attendance.told_off,
        "erased": attendance.erased,
        "guests": [
            {
                "address": guest.address,
                "name": guest.display_name,
                "office": guest.office,
                "answer": guest.answer,
                "said": attendance.said(guest),
                "note": guest.note,
                "given_at": guest.given_at and guest.given_at.isoformat(),
                "invited": guest.is_invited,
                "reach": guest.reach,
                "other_date": guest.has_other_date,
            }
            for guest in attendance.guests
        ],
    }


def _word(key: str, **values: object) -> str:
    """A word that stands on the printed sheet as well."""
    return sentence(f"attendance.{key}", language(), **values)
