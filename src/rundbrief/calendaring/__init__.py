"""Calendars: what an entry says (`entry`), asks and takes back (`itip`), in lines (`lines`)."""

from rundbrief.calendaring.entry import Attendee, Entry, Party
from rundbrief.calendaring.itip import cancel, publish, request
from rundbrief.calendaring.lines import fold, fold_line, parameter_value, text_value, unfold

__all__ = [
    "Attendee",
    "Entry",
    "Party",
    "cancel",
    "fold",
    "fold_line",
    "parameter_value",
    "publish",
    "request",
    "text_value",
    "unfold",
]
