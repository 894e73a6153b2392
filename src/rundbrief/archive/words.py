"""The words that pages and feeds share."""

from rundbrief.archive.publisher import Shown
from rundbrief.definitions import Meeting
from rundbrief.rendering import Prose, prose, short_date_words


def dated_title(meeting: Meeting) -> str:
    """`8. September 2025: Kreisverwaltungen und …`, as the series has always written it."""
    return f"{short_date_words(meeting.start, meeting.language)}: {meeting.title}"


def prose_of(shown: Shown, *, heading_level: int) -> Prose:
    """What there is to read of it: once it is past the recap, before that the announcement."""
    meeting = shown.meeting
    text = (shown.is_past and meeting.recap) or meeting.announcement
    return prose(text, heading_level=heading_level)
