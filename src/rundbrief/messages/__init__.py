"""One guest per mail: `Message`, and the seal, its only maker."""

from rundbrief.messages.kind import RULES, Kind, Rule
from rundbrief.messages.message import Message, Unsealed
from rundbrief.messages.seal import Seal, seal_bytes

__all__ = ["RULES", "Kind", "Message", "Rule", "Seal", "Unsealed", "seal_bytes"]
