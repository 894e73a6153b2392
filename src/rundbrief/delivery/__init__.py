"""Bytes out: one engine, any `Transport`, every step written to a `Journal`."""

from rundbrief.delivery.contract import Event, Journal, Outcome, State, Transport, TransportDown

__all__ = ["Event", "Journal", "Outcome", "State", "Transport", "TransportDown"]
