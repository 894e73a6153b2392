"""All that went to one person: each mail, from its confirmation to where it stands.

desk.stories ─▶ steps with the server's words ─▶ pages/story.html
desk.as_sent ─▶ the mail's bytes, to be kept
"""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from rundbrief.delivery import state_name
from rundbrief.desk import Story, as_sent, stories
from rundbrief.web.drawing import draw, mailbox, moment, said
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language, sentence


def story_page(session: Session, language: Language, place: Place, *_: object) -> str:
    """The mails to the address that is chosen."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    found, problems = stories(desk, place.to)
    zone = desk.workspace.zone
    return draw(
        "story",
        session,
        language,
        who=mailbox(found[-1].display_name, found[-1].address) if found else place.to,
        problems=said(problems, language),
        mails=[
            {
                "heading": sentence(
                    "story.mail",
                    language,
                    kind=sentence(f"kind.{each.kind}", language),
                    title=each.title,
                    file=each.file,
                ),
                "message_id": each.message_id,
                "steps": [
                    (moment(at.astimezone(zone), language), what)
                    for at, what in _steps(each, language)
                ],
                "eml": f"/eml?{urlencode({'to': each.message_id})}",
            }
            for each in found or ()
        ],
    )


def _steps(story: Story, language: Language) -> Iterator[tuple[datetime, str]]:
    """What happened, in its order, and where it stands if that is more."""
    yield story.confirmed_at, sentence("story.confirmed", language, sequence=story.sequence)
    last = None
    for turn in story.turns:
        if turn.handed_over_at:
            yield turn.handed_over_at, sentence("story.handed-over", language)
        name = state_name(turn.state, story.transport, language)
        words = " ".join(f"{turn.code or ''} {turn.words}".split())
        if turn.reason is not None:
            yield turn.at, sentence("story.settled", language, state=name, reason=turn.reason)
        else:
            yield turn.at, f"{name} {words}".rstrip()
        last = turn.state
    if story.state is not last:
        yield story.changed_at, state_name(story.state, story.transport, language)


def mail_bytes(session: Session, place: Place) -> bytes | None:
    """The mail of that Message-ID as it was sent."""
    desk = session.desk
    found = stories(desk, place.to)[0] if desk and place.to.startswith("<") else None
    return as_sent(desk, found[-1].message_id)[0] if desk and found else None
