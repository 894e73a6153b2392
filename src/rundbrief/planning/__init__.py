"""Desired − held = plan: who gets what, why, and what it does to their calendar."""

from rundbrief.planning.answers import Given, Got, Source, asked_since, counting, same_date
from rundbrief.planning.attendance import Attendance, Guest, Mail, Reach, attendance
from rundbrief.planning.audience import audience_problems, members
from rundbrief.planning.difference import make_plan
from rundbrief.planning.holdings import Held, Holdings, NothingHeld
from rundbrief.planning.list_change import ListChange, Listed, list_change, listed
from rundbrief.planning.material import fingerprint
from rundbrief.planning.plan import Effect, Note, Plan, PlanItem, Why
from rundbrief.planning.revision import Revision
from rundbrief.planning.succession import heirs, identities, succession_problems

__all__ = [
    "Attendance",
    "Effect",
    "Given",
    "Got",
    "Guest",
    "Held",
    "Holdings",
    "ListChange",
    "Listed",
    "Mail",
    "Note",
    "NothingHeld",
    "Plan",
    "PlanItem",
    "Reach",
    "Revision",
    "Source",
    "Why",
    "asked_since",
    "attendance",
    "audience_problems",
    "counting",
    "fingerprint",
    "heirs",
    "identities",
    "list_change",
    "listed",
    "make_plan",
    "members",
    "same_date",
    "succession_problems",
]
