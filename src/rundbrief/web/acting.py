"""What is ordered on a page: a form's fields to one of the desk's functions, and back to a page.

POST ─▶ fields ─▶ desk.… ─▶ Told ─▶ the page to look at next
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.desk import (
    DEMO_NOW,
    Beginning,
    Desk,
    Form,
    OptedOut,
    Order,
    Settlement,
    answer,
    forget,
    init,
    lay_out_demo,
    new,
    open_form,
    opt_in,
    opt_out,
    plan,
    proof,
    retyped,
    save,
    settle,
    settle_here,
    site,
)
from rundbrief.problems import Problem, Severity
from rundbrief.web.drawing import Told, mailbox, say
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.web.typed import ACT, acted, typed
from rundbrief.wording import Language, sentence

Fields = Mapping[str, str]
Next = tuple[str, Told]  # the address that is shown next, and what is told there
ASKED = ("organisation", "sender", "contact", "contact_email", "land")


def send_now(session: Session, fields: Fields, language: Language) -> Next:
    """Order the plan of that hash; what it comes to is shown as it goes."""
    desk, seen = session.desk, session.seen()
    place = Place(**{name: fields.get(name, "") for name in ("file", "notify", "withdraw")})
    there = place.link("/plan")
    if desk is None or seen is None or session.dispatch.is_running:
        return there, Told()
    files = (Path(place.file),) if place.file else ()
    planned = plan(desk, files, place.word)[0]
    if planned is None:
        return there, Told()
    halved = planned.change if planned.change and planned.change.is_halved else None
    if halved and fields.get("gone", "").strip() != str(halved.gone.count):
        return there, Told((sentence("cli.send.not-confirmed", language),))
    forced = [code for each in fields.get("force[]", "").split(",") if (code := each.strip())]
    session.dispatch.begin(desk, fields.get("hash", ""), planned.total, files, place.word, forced)
    # Her word is carried out: from here on the plan is again what files and lists say.
    return Place(file=place.file).link("/plan"), Told()


def stop_now(session: Session, *_: object) -> Next:
    """Ask a sending to end after what is under way."""
    session.dispatch.stop()
    return "/plan", Told()


def proof_now(session: Session, fields: Fields, language: Language) -> Next:
    """One marked mail to oneself."""
    address, file = fields.get("address", ""), fields.get("file", "")
    there = Place(file=file, to=address).link("/proof")
    sent, problems = proof(_desk(session), address, Path(file))
    if sent is None:
        return there, Told(problems=problems)
    if sent.tally.sent:
        return there, Told((say(language, f"proof.{sent.transport}", address=address),))
    return there, Told((say(language, "proof.not-sent"),), problems)


def answer_now(session: Session, fields: Fields, language: Language) -> Next:
    """Write down what somebody said; an empty answer takes back what counts."""
    file, said = fields.get("file", ""), fields.get("said", "")
    there = Place(file=file).link("/guests")
    word = Answer(said) if said in list(Answer) else None
    done, problems = answer(
        _desk(session), Path(file), fields.get("address", ""), word, fields.get("note", "")
    )
    if done is None:
        return there, Told(problems=problems)
    who = mailbox(done.person.display_name, done.person.address)
    key = f"answered.{done.counts.answer}" if done.counts else "answered.silent"
    return there, Told((say(language, key, who=who),))


def opt_out_now(session: Session, fields: Fields, language: Language) -> Next:
    """Never write to an address again."""
    address = fields.get("address", "")
    done, problems = opt_out(_desk(session), address, fields.get("reason", ""))
    return "/people", _about(done, problems, address, language)


def opt_in_now(session: Session, fields: Fields, language: Language) -> Next:
    """Let an address be written to again."""
    address = fields.get("address", "")
    done, problems = opt_in(_desk(session), address)
    return "/people", _about(done, problems, address, language)


def _about(
    done: OptedOut | None, problems: list[Problem], address: str, language: Language
) -> Told:
    if done is OptedOut.FORGOTTEN:
        problems = [Problem("", None, address, "cli.optout.was-forgotten")]
    if problems or done is None:
        return Told(problems=problems)
    return Told((sentence(f"cli.optout.{done}", language, address=address),))


def forget_now(session: Session, fields: Fields, language: Language) -> Next:
    """Erase a person, once the address was typed twice."""
    address, again = fields.get("address", ""), fields.get("again", "")
    if not address or address.strip().casefold() != again.strip().casefold():
        return "/people", Told((say(language, "forget-differs"),))
    done, problems = forget(_desk(session), address)
    if done is None:
        return "/people", Told(problems=problems)
    lines = [
        sentence(f"cli.forget.{'before' if done.before else 'done'}", language, address=address)
    ]
    lines += [
        sentence(f"cli.forget.{name}", language, count=count)
        for name in ("deliveries", "answers", "mails", "copies")
        if (count := getattr(done, name))
    ]
    if done.still:
        places = (f"{one.file}:{one.line}" if one.line else one.file for one in done.still)
        lines.append(f"{sentence('cli.forget.still', language)} {', '.join(places)}")
    return "/people", Told(lines)


def settle_now(session: Session, fields: Fields, language: Language) -> Next:
    """Take the organiser's word on one delivery."""
    word, reason = fields.get("word", ""), " ".join(fields.get("reason", "").split())
    if word not in list(Settlement):
        return "/status", Told()
    if not reason:
        return "/status", Told((say(language, "settle-needs-reason"),))
    which = fields.get("which", "")
    every = State(which) if which in {State.UNCLEAR, State.FAILED} else which
    done, problems = settle(_desk(session), every, Settlement(word), reason)
    if done is None:
        return "/status", Told(problems=problems)
    lines = []
    if done.done:
        lines.append(sentence(f"settle.{word}", language, count=len(done.done)))
    if done.left:
        lines.append(sentence("settle.overtaken", language, count=len(done.left)))
    return "/status", Told(lines)


def settle_here_now(session: Session, fields: Fields, language: Language) -> Next:
    """From now on this ledger counts, though another knows more."""
    reason = " ".join(fields.get("reason", "").split())
    if not reason:
        return "/plan", Told((say(language, "settle-needs-reason"),))
    done, problems = settle_here(_desk(session), reason)
    if done is None:
        return "/plan", Told(problems=problems)
    lines = [sentence("settle.here", language)]
    if done.unclear:
        lines.append(sentence("settle.here-unclear", language, count=done.unclear))
    session.dispatch.forget()
    return "/status" if done.unclear else "/plan", Told(lines)


def site_now(session: Session, fields: Fields, language: Language) -> Next:
    """Write the site of all meetings into that folder."""
    desk, typed_folder = _desk(session), fields.get("folder", "").strip()
    there = f"/site?{urlencode({'to': typed_folder})}"
    if not typed_folder:
        return "/site", Told((say(language, "site-needs-folder"),))
    # Path.expanduser refuses a home that nobody has.
    folder = desk.workspace.folder / os.path.expanduser(typed_folder)  # noqa: PTH111
    done, problems = site(desk, folder)
    if done is None:
        return there, Told(problems=problems)
    changes, path = done.changes, folder / "index.html"
    numbers = {
        "written": len(changes.written),
        "removed": len(changes.removed),
        "unchanged": changes.unchanged,
    }
    key = "done" if changes.written or changes.removed else "same"
    lines = [sentence(f"cli.site.{key}", language, path=path, **numbers)]
    if not done.has_address:
        lines.append(sentence("cli.site.no-address", language))
    return there, Told(lines, problems)


def new_now(session: Session, fields: Fields, language: Language) -> Next:
    """A new draft; then its form. From pasted text there may be several: what was made of it."""
    like, pasted = fields.get("like", ""), fields.get("pasted", "").strip()
    what: Any = "newsletter" if fields.get("what") == "newsletter" else "meeting"
    order = Order(
        what=what,
        title=fields.get("title", ""),
        when=fields.get("when", ""),
        like=Path(like) if like else None,
        pasted=pasted,
    )
    files, problems = new(_desk(session), order, language)
    errors = [each for each in problems if each.severity is Severity.ERROR]
    if errors or not files:
        lines = [] if problems else [sentence("cli.new.nothing", language)]
        return "/new", Told(lines, problems=errors or problems)
    if pasted:
        lines = [say(language, "new-made", count=len(files)), *files]
        return Place(file=files[0]).link(), Told(lines, problems)
    return Place(file=files[0]).link("/edit"), Told()


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a form; `focus` is set where it only got another shape.

    `is_checked` where her word that all is right still holds: nothing changed on disk.
    """

    form: Form | None
    problems: Sequence[Problem] = ()
    focus: str = ""
    is_checked: bool = False

    @property
    def is_saved(self) -> bool:
        """Whether the file says now what was typed."""
        is_wrong = any(each.severity is Severity.ERROR for each in self.problems)
        return self.form is not None and not is_wrong and not self.focus


def edit_now(session: Session, fields: Fields) -> Edited:
    """Write the form back, or give it a row more or less; a form where it could not be written."""
    desk, file = _desk(session), fields.get("file", "")
    now, problems = open_form(desk, file)
    session.opened(now)
    form = session.form(file, fields.get("digest", ""))
    if form is None:  # one of another evening
        return Edited(now, [Problem(file, None, "", "desk.edit-meanwhile"), *problems])
    texts, is_checked = typed(form, fields), "checked" in fields
    if ACT in fields:
        texts, focus = acted(form, texts, fields[ACT])
        return Edited(retyped(form, texts), focus=focus or form.what, is_checked=is_checked)
    kept, problems = save(desk, file, form.digest, texts, form.texts, is_checked=is_checked)
    is_same = kept is not None and kept.digest == form.digest
    return Edited(kept, problems, is_checked=is_checked and is_same)


def start_now(session: Session, fields: Fields, language: Language) -> Next:
    """The demo, or a workspace of her own, where there is none yet."""
    if session.desk is not None:
        return "/", Told()
    if fields.get("what") == "demo":
        session.move(lay_out_demo(session.folder / "demo"), DEMO_NOW)
        return "/", Told()
    beginning = Beginning(**{name: fields.get(name, "") for name in ASKED}, language=language)
    files, problems = init(
        session.folder, beginning, language=language, now=datetime.now(UTC).astimezone()
    )
    if not files:
        return "/start", Told(problems=problems)
    session.move(session.folder, session.now)
    return "/", Told()


def _desk(session: Session) -> Desk:
    if session.desk is None:
        raise LookupError("there is no workspace")
    return session.desk


ORDERS: Mapping[str, Callable[[Session, Fields, Language], Next]] = {
    "/send": send_now,
    "/stop": stop_now,
    "/proof": proof_now,
    "/answer": answer_now,
    "/optout": opt_out_now,
    "/optin": opt_in_now,
    "/forget": forget_now,
    "/settle": settle_now,
    "/settle/here": settle_here_now,
    "/site": site_now,
    "/new": new_now,
    "/start": start_now,
}
