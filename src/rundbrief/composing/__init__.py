"""A letter becomes each reader's own mail: composed once for each variant, then spliced.

Letter, Templates ─▶ Press ─▶ variant(recipient), values(recipient, token) ─▶ fill ─▶ Message
"""

from rundbrief.composing.letter import Letter
from rundbrief.composing.naive import compose_naive
from rundbrief.composing.press import Press, nastiest
from rundbrief.composing.skeleton import Skeleton, fill
from rundbrief.rendering import TemplateProblem

__all__ = ["Letter", "Press", "Skeleton", "TemplateProblem", "compose_naive", "fill", "nastiest"]
