"""What leaves her desk by other ways than mail: the site of all meetings, the report on access.

Place.to, the folder that was typed ─▶ pages/site.html
check, accessibility_report         ─▶ a page of its own, to be printed or filed
"""

from rundbrief.desk import accessibility_report, check
from rundbrief.web.drawing import Told, draw, say
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language

FOLDER = "site"  # beside her meetings, until she says another


def site_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """Where the site is written, and what that comes to."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    return draw(
        "site",
        session,
        language,
        told=told,
        folder=place.to or FOLDER,
        whole=say(language, "site-folder-note", folder=desk.workspace.folder.resolve()),
    )


def report_page(session: Session, _: Place, language: Language) -> str:
    """The report on accessibility; empty where there is no workspace."""
    if session.desk is None:
        return ""
    return accessibility_report(session.desk, check(session.desk), language)
