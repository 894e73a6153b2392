"""Desired − held = plan: who gets what, why, and what it does to their calendar."""

from rundbrief.planning.answers import Given, Got, Source, asked_since, counting, same_date
from rundbrief.planning.attendance import SAID, Attendance, Guest, Mail, Reach, attendance
from rundbrief.planning.audience import Lists, Membership, audience_problems, members
from rundbrief.planning.difference import files_gone, into_past, make_plan
from rundbrief.planning.holdings import Had, Held, Holdings, Other, Person, Position, Question
from rundbrief.planning.list_change import ListChange, Listed, Some, list_change, listed
from rundbrief.planning.material import fingerprint
from rundbrief.planning.picks import with_picks
from rundbrief.planning.plan import Behind, Effect, Note, Part, Plan, PlanItem, Why
from rundbrief.planning.revision import WITHDRAWN, Revision
from rundbrief.planning.stories import ENTRY, TAKEN_BACK
from rundbrief.planning.succession import Succession, identities, succession_problems
from rundbrief.planning.windows import due

__all__ = [
    "ENTRY",
    "SAID",
    "TAKEN_BACK",
    "WITHDRAWN",
    "Attendance",
    "Behind",
    "Effect",
    "Given",
    "Got",
    "Guest",
    "Had",
    "Held",
    "Holdings",
    "ListChange",
    "Listed",
    "Lists",
    "Mail",
    "Membership",
    "Note",
    "Other",
    "Part",
    "Person",
    "Plan",
    "PlanItem",
    "Position",
    "Question",
    "Reach",
    "Revision",
    "Some",
    "Source",
    "Succession",
    "Why",
    "asked_since",
    "attendance",
    "audience_problems",
    "counting",
    "due",
    "files_gone",
    "fingerprint",
    "identities",
    "into_past",
    "list_change",
    "listed",
    "make_plan",
    "members",
    "same_date",
    "succession_problems",
    "with_picks",
]
