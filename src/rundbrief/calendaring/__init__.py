"""Calendars: what an entry says (`entry`), asks and takes back (`itip`), tells all (`feed`)."""

from rundbrief.calendaring.entry import Attendee, Entry, Party
from rundbrief.calendaring.feed import Heading, feed, publication
from rundbrief.calendaring.itip import cancel, publish, request
from rundbrief.calendaring.lines import fold, fold_line, parameter_value, text_value, unfold

__all__ = [
    "Attendee",
    "Entry",
    "Heading",
    "Party",
    "cancel",
    "feed",
    "fold",
    "fold_line",
    "parameter_value",
    "publication",
    "publish",
    "request",
    "text_value",
    "unfold",
]
