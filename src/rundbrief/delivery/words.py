"""States and outcomes as the organiser reads them."""

from rundbrief.delivery.contract import Outcome
from rundbrief.delivery.states import State
from rundbrief.wording import Language, sentence


def state_name(state: State, kind: str, language: Language) -> str:
    """A state's name, for the kind of transport that it is about.

    `sent` is never "delivered": a relay has accepted it, a folder has it and nobody was given it.
    """
    name = "stored" if (state, kind) == (State.SENT, "folder") else state.replace(" ", "-")
    return sentence(f"delivery.state.{name}", language)


def explained(outcome: Outcome, language: Language) -> str:
    """What happened and what to do; the server's words where those say it all."""
    words = " ".join(f"{outcome.code or ''} {outcome.words}".split())
    return sentence(outcome.cause, language, words=words) if outcome.cause else words
