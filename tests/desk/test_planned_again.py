"""Called off and planned again: the mail that leaves says so, and the one that is looked at."""

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from rundbrief.desk import Desk, Sent, open_desk, plan, send
from rundbrief.desk.look import Survey, Wish, look, survey
from rundbrief.messages import Kind
from rundbrief.planning import Why

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWCOMER = "neu@stadt.example"
AGAIN = "findet nun doch statt"
OFF = ('status = "planned"', 'status = "cancelled"\nreason = "Die Referentin ist krank."')


def on(folder: Path, now: str) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=datetime.fromisoformat(now))
    assert desk, problems
    return desk


def sent(folder: Path, now: str) -> dict[str, str]:
    """Send what is due: the plain text of each new mail, by its recipient."""
    before = set(folder.glob("outbox/*.eml"))
    desk = on(folder, now)
    made, problems = plan(desk, [Path(FILE)])
    assert made, problems
    done, problems = send(desk, made.hash, [Path(FILE)])
    assert isinstance(done, Sent), problems
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in set(folder.glob("outbox/*.eml")) - before
    ]
    found = {}
    for mail in mails:
        text = mail.get_body(("plain",))
        assert text is not None
        found[str(mail["To"].addresses[0].addr_spec)] = " ".join(text.get_content().split())
    return found


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / FILE
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def told_off(seen: Survey) -> str:
    """Somebody who got the cancellation and is written to in German, by the lists' first row."""
    subject = seen.subject(FILE)
    assert subject is not None
    due = seen.due(subject.id).items()
    return next(who for who, ((part, _), *_) in due if part.why is Why.PLANNED_AGAIN)


@pytest.fixture
def again(small_workspace: Path) -> Path:
    """All were invited and told that it is off; now it is planned again, and someone is new."""
    sent(small_workspace, "2025-08-04T09:00")
    edit(small_workspace, *OFF)
    assert len(sent(small_workspace, "2025-08-05T09:00")) == 3
    edit(small_workspace, *reversed(OFF))
    path = small_workspace.parent / "recipients" / "liste.csv"
    path.write_text(path.read_text("utf-8") + f"{NEWCOMER};Neu;;;;;;;;\n", "utf-8")
    return small_workspace


def test_the_mails_that_leave(again: Path) -> None:
    """Who got the cancellation hears that it takes place after all; a newcomer is just invited."""
    mails = sent(again, "2025-08-06T09:00")

    newcomers = mails.pop(NEWCOMER)
    assert AGAIN not in newcomers
    assert len(mails) == 3
    assert all(AGAIN in text or "taking place after all" in text for text in mails.values())


def test_the_mail_that_is_looked_at(again: Path) -> None:
    """Each is shown their own: after a cancellation with that sentence, else without it."""
    seen = survey(on(again, "2025-08-06T09:00"))
    told = told_off(seen)

    shown = {}
    for who in (told, NEWCOMER):
        looked, problems = look(seen, Wish(FILE, who))
        assert looked, problems
        assert looked.letter.kind is Kind.INVITATION
        assert looked.is_due
        shown[who] = " ".join(looked.view.text.split())

    assert AGAIN in shown[told]
    assert AGAIN not in shown[NEWCOMER]


def test_it_was_off_in_their_calendars(again: Path) -> None:
    """What their calendar has before the mail is the meeting as called off."""
    seen = survey(on(again, "2025-08-06T09:00"))
    told = told_off(seen)

    looked, _ = look(seen, Wish(FILE, told))

    assert looked is not None
    assert looked.before is not None
    assert looked.before.status == "cancelled"
