"""The pages on which something is ordered: a proof, a new file, the first start.

Session, Place ─▶ what the form needs ─▶ pages/proof.html, new.html, start.html
"""

from rundbrief.desk import attendance, attendance_sheet
from rundbrief.web.acting import ASKED
from rundbrief.web.drawing import Told, draw, said
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language, sentence

NEEDED = frozenset({"organisation", "sender", "land"})
# What keeps a folder from being a workspace, and can be made good by making one.
NONE_YET = frozenset({"workspace.no-folder", "workspace.no-settings"})


def proof_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """Where to, and which mail."""
    seen = session.seen()
    if seen is None:
        raise LookupError("there is no workspace")
    subject = seen.subject(place.file)
    contact = seen.desk.workspace.settings.contact
    return draw(
        "proof",
        session,
        language,
        told=told,
        subject=subject.title if subject else place.file,
        file=place.file,
        # Whoever proofs is most often whom participants ask.
        address=place.to if told else (contact.email if contact else ""),
        back=Place(file=place.file).link(),
    )


def new_page(session: Session, language: Language, _: Place, told: Told | None) -> str:
    """A blank draft, or one like another file."""
    seen = session.seen()
    if seen is None:
        raise LookupError("there is no workspace")
    files = [(each.file, f"{each.title} ({each.file})") for each in seen.contents.subjects]
    return draw("new", session, language, told=told, files=files)


def start_page(session: Session, language: Language, _: Place, told: Told | None) -> str:
    """No workspace yet: the demo, or one's own; settings that don't hold: what is wrong in them."""
    problems = session.problems
    fields = [(name, sentence(f"cli.ask.{name}", language), name in NEEDED, "") for name in ASKED]
    return draw(
        "start",
        session,
        language,
        told=told,
        may_begin=bool(problems) and {each.code for each in problems} <= NONE_YET,
        problems=said(problems, language),
        folder=str(session.folder.resolve()),
        fields=fields,
    )


def sheet_page(session: Session, place: Place, language: Language) -> str:
    """The attendance list on paper; empty where there is none."""
    if session.desk is None:
        return ""
    lists, _ = attendance(session.desk, [session.desk.workspace.folder / place.file])
    return attendance_sheet(session.desk, lists, language) if lists else ""
