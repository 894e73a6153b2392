"""The whole list as it will be written to: each recipient, the salutation, and what is doubtful.

Recipients that `check` has read ─▶ Greeted, in the lists' order
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rundbrief.desk.check import Checked
from rundbrief.desk.desk import Desk
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient, doubts, salutation


@dataclass(frozen=True, slots=True)
class Greeted:
    """One recipient as a mail will greet them; `doubts` are warnings, most often none."""

    recipient: Recipient
    salutation: str
    doubts: Sequence[Problem]


def listed(desk: Desk, checked: Checked) -> list[Greeted]:
    """Everyone on the lists, greeted in their own language or else the workspace's."""
    language = desk.workspace.settings.language
    doubtful = doubts(checked.contents.recipients)
    return [
        Greeted(each, salutation(each, each.language or language), doubtful.get(each.identity, ()))
        for each in checked.contents.recipients
    ]
