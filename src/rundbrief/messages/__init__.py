"""One guest per mail: `Message`, and `seal`, its only maker."""

from rundbrief.messages.kind import RULES, Kind, Rule
from rundbrief.messages.message import Message

__all__ = ["RULES", "Kind", "Message", "Rule"]
