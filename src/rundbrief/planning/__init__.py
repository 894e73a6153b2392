"""Desired − held = plan: who gets what, why, and what it does to their calendar."""

from rundbrief.planning.answers import Given, Got, Source, asked_since, counting
from rundbrief.planning.audience import audience_problems, members
from rundbrief.planning.difference import make_plan
from rundbrief.planning.holdings import Held, Holdings, NothingHeld
from rundbrief.planning.list_change import ListChange, Listed, list_change, listed
from rundbrief.planning.material import fingerprint
from rundbrief.planning.plan import Effect, Note, Plan, PlanItem, Why
from rundbrief.planning.revision import Revision
from rundbrief.planning.succession import identities, succession_problems

__all__ = [
    "Effect",
    "Given",
    "Got",
    "Held",
    "Holdings",
    "ListChange",
    "Listed",
    "Note",
    "NothingHeld",
    "Plan",
    "PlanItem",
    "Revision",
    "Source",
    "Why",
    "asked_since",
    "audience_problems",
    "counting",
    "fingerprint",
    "identities",
    "list_change",
    "listed",
    "make_plan",
    "members",
    "succession_problems",
]
