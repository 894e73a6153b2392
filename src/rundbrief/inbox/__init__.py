"""Mails that came back or were kept: what each says of mails that we sent. Read, never written."""

from rundbrief.inbox.folder import Kept, mails_in
from rundbrief.inbox.holders import holders
from rundbrief.inbox.reports import Action, Report
from rundbrief.inbox.traces import Copy, Found, Reply, Trace, traces

__all__ = [
    "Action",
    "Copy",
    "Found",
    "Kept",
    "Reply",
    "Report",
    "Trace",
    "holders",
    "mails_in",
    "traces",
]
