"""What became of every mail to one person, told from the ledger; and a mail's bytes, once more.

address | Message-ID ─▶ stories
Message-ID ─▶ skeleton + values ─▶ fill ─▶ the bytes as they were sent
"""

from rundbrief.composing import Skeleton, fill
from rundbrief.desk.desk import Desk
from rundbrief.ledger import Ledger, LedgerError, Story
from rundbrief.problems import Problem
from rundbrief.recipients import bare_recipient
from rundbrief.workspace import signer


def stories(desk: Desk, who: str) -> tuple[list[Story] | None, list[Problem]]:
    """Every delivery to that address, or the one of that Message-ID, oldest first."""
    bare = who.strip()
    if not (bare.startswith("<") and bare.endswith(">")):
        reader = bare_recipient(bare)
        if isinstance(reader, Problem):
            return None, [reader]
        bare = reader.identity
    found: list[Story] = []
    try:
        if desk.workspace.ledger.exists():
            with Ledger.open(desk.workspace.ledger) as ledger:
                found = ledger.stories(bare) or ledger.stories(f"<{bare}>")
    except LedgerError as error:
        return None, [error.problem]
    if not found:
        return None, [Problem("", None, "--show", "story.nobody", {"who": who})]
    return found, []


def as_sent(desk: Desk, message_id: str) -> tuple[bytes | None, list[Problem]]:
    """That mail byte for byte; what is signed by us is signed by the key of now."""
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            made_of = ledger.frozen(message_id)
            skeleton = Skeleton.from_text(ledger.skeleton(made_of.mailing, made_of.skeleton))
    except LedgerError as error:
        return None, [error.problem]
    sign = signer(desk.workspace, desk.environment)
    return fill(skeleton, made_of.values, made_of.sender, sign).content, []
