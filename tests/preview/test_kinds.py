"""What the preview says of each kind: what becomes of the entry, and what is asked."""

from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from uuid import UUID

import pytest

from rundbrief.messages import Kind, Message
from rundbrief.planning import Effect, PlanItem, Why
from rundbrief.preview import View, page, view
from rundbrief.recipients import Recipient
from rundbrief.wording import Language

DOCS = Path(__file__).parents[2] / "docs"
STATES = {
    Kind.SAVE_THE_DATE: "tentative",
    Kind.INVITATION: "firm",
    Kind.UPDATE: "firm",
    Kind.CANCELLATION: "cancelled",
    Kind.WITHDRAWAL: "withdrawn",
    Kind.COPY: "firm",
}


@pytest.fixture(scope="module")
def mails() -> dict[Kind, Message]:
    """A mail of each kind, as the docs show them."""
    made: dict[Kind, Message] = run_path(str(DOCS / "every_kind.py"))["every_kind"]()
    return made


def viewed(message: Message) -> View:
    reader = Recipient(address=message.recipient, identity=message.recipient)
    why, effect = Why.NOT_YET_SENT, Effect.NONE

    return view(PlanItem(reader, message.kind, UUID(int=1), "a.toml", why, effect), message, "T")


@pytest.mark.parametrize("kind", Kind)
def test_state(mails: dict[Kind, Message], kind: Kind) -> None:
    """Each kind says what becomes of the entry; three kinds have none."""
    entry = viewed(mails[kind]).entry

    assert (entry.state if entry else None) == STATES.get(kind)


@pytest.mark.parametrize("kind", Kind)
def test_asks(mails: dict[Kind, Message], kind: Kind) -> None:
    """Only an invitation and a change that nobody answered ask for a reply."""
    entry = viewed(mails[kind]).entry

    assert bool(entry and entry.asks) is (kind in (Kind.INVITATION, Kind.UPDATE))


def test_offered(mails: dict[Kind, Message]) -> None:
    """A newsletter's calendar files are named; an invitation's copy is no offer."""
    assert viewed(mails[Kind.NEWSLETTER]).offered == ("termin-2025-09-08.ics",)
    assert viewed(mails[Kind.INVITATION]).offered == ()


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_of_every_kind(mails: dict[Kind, Message], language: Language) -> None:
    """One page shows all of them, in both languages."""
    views = [viewed(message) for message in mails.values()]

    made = page(views, organisation="N", now=datetime(2025, 8, 4, tzinfo=UTC), language=language)

    assert made.count('"subject":') == len(Kind)
