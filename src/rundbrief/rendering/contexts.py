"""What a template about a meeting can reach: one frozen context for each kind, its fields.

    Stationery, Meeting            ──▶ save_the_date, invitation, withdrawal, recap ──▶ …Context
    …, Meeting as it was           ──▶ update, cancellation, copy
    …, Reminder                    ──▶ reminder

`meeting` is what the reader is to believe from now on; a letter that takes back shows it as the
reader has it, for that is what they look for in their calendar.
"""

from dataclasses import dataclass
from typing import Any

from rundbrief.definitions import Meeting, MeetingStatus, Reminder
from rundbrief.rendering.changes import Change, changes, is_moved
from rundbrief.rendering.frame import Frame, Stationery
from rundbrief.rendering.links import MailLink, answer_links
from rundbrief.rendering.views import MeetingView, Prose, meeting_view, prose


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTheDateContext(Frame):
    """A save-the-date: the day is certain, the rest will follow. `again` as for an invitation."""

    meeting: MeetingView
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationContext(Frame):
    """An invitation: `answers` holds the two mail answers, or nothing where none are asked for.

    `again` is true where the meeting was cancelled and takes place after all.
    """

    meeting: MeetingView
    answers: tuple[MailLink, ...]
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContext(Frame):
    """A change: `meeting` as it is now, `changes` what was before and what is now.

    `moved` is true where the date or time is another one, and so everyone is asked anew.
    `changes` may be empty: then only texts changed.
    """

    meeting: MeetingView
    changes: tuple[Change, ...]
    moved: bool
    answers: tuple[MailLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationContext(Frame):
    """A meeting that is called off: `meeting` as the reader has it, `reason` line by line."""

    meeting: MeetingView
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalContext(Frame):
    """An invitation that is taken back from this one reader; the meeting itself takes place."""

    meeting: MeetingView


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyContext(Frame):
    """The organiser's own copy: `meeting` as her calendar is to have it.

    `changes` are what was before and what is now, empty where her calendar has nothing of it yet;
    `reason` stands where it is called off.
    """

    meeting: MeetingView
    changes: tuple[Change, ...]
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext(Frame):
    """A reminder: `text` is the organiser's own, and may be empty.

    What the reader answered is `recipient.answer`.
    """

    meeting: MeetingView
    text: Prose
    answers: tuple[MailLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapContext(Frame):
    """What was said at a meeting that is over: `meeting.recap`, with its documents."""

    meeting: MeetingView


def as_held(meeting: Meeting, previous: Meeting | None) -> Meeting:
    """What is taken back: date and place that the reader's calendar has, and why it is off now."""
    now = {"status": meeting.status, "reason": meeting.reason}
    return previous.model_copy(update=now) if previous else meeting


def save_the_date_context(
    paper: Stationery, meeting: Meeting, *, again: bool = False
) -> SaveTheDateContext:
    """The day of a meeting, to be kept free; `again` after a cancellation."""
    view = meeting_view(meeting, paper.language)
    lead = f"{view.when} · {view.place.summary}"
    return SaveTheDateContext(
        meeting=view, again=again, **_framed(paper, "save-the-date", view, lead)
    )


def invitation_context(
    paper: Stationery, meeting: Meeting, *, again: bool = False
) -> InvitationContext:
    """The invitation to a meeting, framed in the mail's language around the meeting's texts.

    `again` after a cancellation.
    """
    view = meeting_view(meeting, paper.language)
    lead = f"{view.when} · {view.place.summary}"
    return InvitationContext(
        meeting=view,
        answers=_answers(paper, meeting),
        again=again,
        **_framed(paper, "invitation", view, lead),
    )


def update_context(paper: Stationery, meeting: Meeting, previous: Meeting | None) -> UpdateContext:
    """What changed since `previous`, which the reader's calendar has; None where nobody knows."""
    view = meeting_view(meeting, paper.language)
    moved = previous is not None and is_moved(previous, meeting)
    return UpdateContext(
        meeting=view,
        changes=changes(previous, meeting, paper.language) if previous else (),
        moved=moved,
        answers=_answers(paper, meeting),
        **_framed(paper, "move" if moved else "update", view, paper.say("press-update")),
    )


def cancellation_context(
    paper: Stationery, meeting: Meeting, previous: Meeting | None
) -> CancellationContext:
    """The end of a meeting; `previous` is what the reader's calendar has, where that is known."""
    view = meeting_view(as_held(meeting, previous), paper.language)
    return CancellationContext(
        meeting=view,
        reason=_reason(meeting),
        **_framed(paper, "cancellation", view, paper.say("press-cancel")),
    )


def withdrawal_context(
    paper: Stationery, meeting: Meeting, previous: Meeting | None
) -> WithdrawalContext:
    """The end of one reader's invitation; `previous` as for a cancellation."""
    view = meeting_view(as_held(meeting, previous), paper.language)
    lead = paper.say("press-cancel")
    return WithdrawalContext(meeting=view, **_framed(paper, "withdrawal", view, lead))


def copy_context(paper: Stationery, meeting: Meeting, previous: Meeting | None) -> CopyContext:
    """The organiser's own copy; `previous` is what her calendar has, None where it has nothing."""
    is_off = meeting.status is MeetingStatus.CANCELLED
    view = meeting_view(as_held(meeting, previous) if is_off else meeting, paper.language)
    lead = f"{view.when} · {view.place.summary}"
    return CopyContext(
        meeting=view,
        changes=changes(previous, meeting, paper.language) if previous and not is_off else (),
        reason=_reason(meeting),
        is_own=True,
        **_framed(paper, "copy-off" if is_off else "copy", view, lead),
    )


def reminder_context(paper: Stationery, meeting: Meeting, reminder: Reminder) -> ReminderContext:
    """A word about a meeting that the reader was invited to."""
    view = meeting_view(meeting, paper.language)
    lead = f"{view.when} · {view.place.summary}"
    return ReminderContext(
        meeting=view,
        text=prose(reminder.text),
        answers=_answers(paper, meeting),
        **_framed(paper, "reminder", view, lead),
    )


def recap_context(paper: Stationery, meeting: Meeting) -> RecapContext:
    """The recap of a meeting, for those who were there or would have been."""
    view = meeting_view(meeting, paper.language)
    lead = f"{view.when.date} · {view.place.summary}"
    return RecapContext(meeting=view, **_framed(paper, "recap", view, lead))


def _framed(paper: Stationery, kind: str, view: MeetingView, preheader: str) -> dict[str, Any]:
    subject = paper.say(f"{kind}-subject", title=view.title, date=view.when.short_date)
    return paper.frame(subject=subject, preheader=preheader, contact=view.contact)


def _reason(meeting: Meeting) -> tuple[str, ...]:
    return tuple(line.strip() for line in meeting.reason.splitlines() if line.strip())


def _answers(paper: Stationery, meeting: Meeting) -> tuple[MailLink, ...]:
    return answer_links(meeting, paper.sender, paper.language, paper.token)
