"""Newsletters with all that they pick by their rule, as of now or of their first sending.

Contents, what went out (ledger) ─▶ planning.with_picks ─▶ Contents
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from rundbrief.desk.desk import Desk
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.planning import Held, with_picks
from rundbrief.workspace import Contents


def picked(contents: Contents, mailings: Mapping[UUID, Sequence[Held]], desk: Desk) -> Contents:
    """Every newsletter with the meetings that its rule picks; `mailings` is what went out."""
    newsletters = (
        with_picks(each, contents.meetings, mailings, desk.now) for each in contents.newsletters
    )
    return replace(contents, newsletters=tuple(newsletters))


def picked_from_ledger(contents: Contents, desk: Desk) -> Contents:
    """The same from the ledger as it lies there; as before anything went out where there is none.

    Nor where it can't be read: `plan` says what is wrong with it.
    """
    if not any(each.pick for each in contents.newsletters):
        return contents
    path = desk.workspace.ledger
    mailings: Mapping[UUID, Sequence[Held]] = {}
    if path.exists():
        try:
            with Ledger.open(path) as ledger:
                mailings = ledger.held(desk.workspace.settings.transport.kind)
        except LedgerError:
            pass
    return picked(contents, mailings, desk)
