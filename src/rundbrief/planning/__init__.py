"""Desired − held = plan: who gets what, why, and what it does to their calendar."""

from rundbrief.planning.plan import Effect, Held, Holdings, Note, Plan, PlanItem, Why

__all__ = ["Effect", "Held", "Holdings", "Note", "Plan", "PlanItem", "Why"]
