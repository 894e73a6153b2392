"""Words: the Jinja sandbox, Markdown, one frozen context for each kind of mail, marks."""

from rundbrief.rendering.calendar_words import CalendarWords, calendar_words
from rundbrief.rendering.colours import Palette, palette
from rundbrief.rendering.contexts import (
    CancellationContext,
    CopyContext,
    InvitationContext,
    RecapContext,
    ReminderContext,
    SaveTheDateContext,
    UpdateContext,
    WithdrawalContext,
    as_held,
    cancellation_context,
    copy_context,
    invitation_context,
    recap_context,
    reminder_context,
    save_the_date_context,
    update_context,
    withdrawal_context,
)
from rundbrief.rendering.dates import date_words, short_date_words
from rundbrief.rendering.frame import Frame, Say, Stationery
from rundbrief.rendering.inlining import inline_styles
from rundbrief.rendering.inspection import inspect
from rundbrief.rendering.links import content_id, opt_out_link
from rundbrief.rendering.markdown import to_text
from rundbrief.rendering.marks import (
    STEPS,
    Marks,
    Misuse,
    Place,
    Question,
    Token,
    Trail,
    variable,
)
from rundbrief.rendering.newsletter import NewsletterContext, newsletter_context
from rundbrief.rendering.places import check_places
from rundbrief.rendering.reader import Reader, reader
from rundbrief.rendering.template_problem import TemplateProblem, problem_at
from rundbrief.rendering.templates import Templates
from rundbrief.rendering.views import (
    Letterhead,
    MeetingView,
    Person,
    Prose,
    letterhead,
    meeting_view,
    person,
    prose,
)

__all__ = [
    "STEPS",
    "CalendarWords",
    "CancellationContext",
    "CopyContext",
    "Frame",
    "InvitationContext",
    "Letterhead",
    "Marks",
    "MeetingView",
    "Misuse",
    "NewsletterContext",
    "Palette",
    "Person",
    "Place",
    "Prose",
    "Question",
    "Reader",
    "RecapContext",
    "ReminderContext",
    "SaveTheDateContext",
    "Say",
    "Stationery",
    "TemplateProblem",
    "Templates",
    "Token",
    "Trail",
    "UpdateContext",
    "WithdrawalContext",
    "as_held",
    "calendar_words",
    "cancellation_context",
    "check_places",
    "content_id",
    "copy_context",
    "date_words",
    "inline_styles",
    "inspect",
    "invitation_context",
    "letterhead",
    "meeting_view",
    "newsletter_context",
    "opt_out_link",
    "palette",
    "person",
    "problem_at",
    "prose",
    "reader",
    "recap_context",
    "reminder_context",
    "save_the_date_context",
    "short_date_words",
    "to_text",
    "update_context",
    "variable",
    "withdrawal_context",
]
