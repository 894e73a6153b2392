"""Words: the Jinja sandbox, Markdown, one frozen context for each kind of mail, marks."""

from rundbrief.rendering.calendar_words import CalendarWords, calendar_words
from rundbrief.rendering.contexts import (
    InvitationContext,
    NewsletterContext,
    invitation_context,
    newsletter_context,
)
from rundbrief.rendering.inlining import inline_styles
from rundbrief.rendering.inspection import inspect
from rundbrief.rendering.links import content_id, opt_out_link
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
from rundbrief.rendering.places import check_places
from rundbrief.rendering.reader import Reader, reader
from rundbrief.rendering.template_problem import TemplateProblem, problem_at
from rundbrief.rendering.templates import Templates

__all__ = [
    "STEPS",
    "CalendarWords",
    "InvitationContext",
    "Marks",
    "Misuse",
    "NewsletterContext",
    "Place",
    "Question",
    "Reader",
    "TemplateProblem",
    "Templates",
    "Token",
    "Trail",
    "calendar_words",
    "check_places",
    "content_id",
    "inline_styles",
    "inspect",
    "invitation_context",
    "newsletter_context",
    "opt_out_link",
    "problem_at",
    "reader",
    "variable",
]
