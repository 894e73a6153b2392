"""Bytes out: one engine, any `Transport`, every step written to a `Journal`."""

from rundbrief.delivery.contract import Event, Journal, Outcome, Transport, TransportDown
from rundbrief.delivery.states import TRANSITIONS, State

__all__ = ["TRANSITIONS", "Event", "Journal", "Outcome", "State", "Transport", "TransportDown"]
