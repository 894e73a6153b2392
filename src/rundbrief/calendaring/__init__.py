"""Calendars: what an entry says (`entry`), asks and takes back (`itip`), tells all (`feed`).

What a guest's calendar answers is read by `reply`.
"""

from rundbrief.calendaring.entry import Attendee, Entry, Party
from rundbrief.calendaring.feed import Heading, feed, publication
from rundbrief.calendaring.itip import cancel, publish, request
from rundbrief.calendaring.lines import fold, fold_line, parameter_value, text_value, unfold
from rundbrief.calendaring.reply import CalendarReply, replies_in

__all__ = [
    "Attendee",
    "CalendarReply",
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
    "replies_in",
    "request",
    "text_value",
    "unfold",
]
