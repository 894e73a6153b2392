"""What a reader will see of a mail and what their calendar will do: as a value, and as a page."""

from rundbrief.preview.page import page
from rundbrief.preview.sheet import sheet
from rundbrief.preview.view import CalendarEntry, EntryState, Part, View, view

__all__ = ["CalendarEntry", "EntryState", "Part", "View", "page", "sheet", "view"]
