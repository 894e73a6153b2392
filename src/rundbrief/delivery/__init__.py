"""Bytes out: one engine, any `Transport`, every step written to a `Journal`."""

from rundbrief.delivery.contract import Event, Journal, Outcome, Transport, TransportDown
from rundbrief.delivery.engine import Tally, carry_out, run
from rundbrief.delivery.envelope import envid_of
from rundbrief.delivery.interruption import Brake
from rundbrief.delivery.pacing import Pace
from rundbrief.delivery.retry import may_pass, retries
from rundbrief.delivery.states import TRANSITIONS, State
from rundbrief.delivery.words import explained, state_name

__all__ = [
    "TRANSITIONS",
    "Brake",
    "Event",
    "Journal",
    "Outcome",
    "Pace",
    "State",
    "Tally",
    "Transport",
    "TransportDown",
    "carry_out",
    "envid_of",
    "explained",
    "may_pass",
    "retries",
    "run",
    "state_name",
]
