"""Every sentence the program says, German and English, and how dates and numbers are written."""

from rundbrief.wording.catalogue import LANGUAGES, Language, sentence
from rundbrief.wording.problem import problem_sentence

__all__ = ["LANGUAGES", "Language", "problem_sentence", "sentence"]
