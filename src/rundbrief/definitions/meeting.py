"""A meeting's file: bytes in, the meeting or everything that is wrong with it out.

bytes ─▶ Source ─▶ each field (`written`, `fields`)
              ├──▶ times together (`times`)
              ├──▶ texts (`markdown`)
              └──▶ series, contact, answers, with what rundbrief.toml supplies ─▶ Meeting
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from rundbrief.definitions.defaults import Defaults
from rundbrief.definitions.fields import Zone
from rundbrief.definitions.identity import offer_ids
from rundbrief.definitions.markdown import check_texts, in_each
from rundbrief.definitions.models import Contact, Meeting, MeetingStatus, Registration
from rundbrief.definitions.reading import by_line, validated
from rundbrief.definitions.reminders import check_reminders, reminder
from rundbrief.definitions.source import Source, read_source
from rundbrief.definitions.times import check_times
from rundbrief.definitions.written import WrittenMeeting, WrittenRegistration
from rundbrief.problems import Problem, Severity

_TEXTS = (("announcement",), ("recap",))
_ZONE: TypeAdapter[ZoneInfo] = TypeAdapter(Zone)


def read_meeting(
    data: bytes, file: str, defaults: Defaults, *, new_id: Callable[[], UUID] = uuid4
) -> tuple[Meeting | None, list[Problem]]:
    """The meeting, or None where something is wrong; every problem in the order of their lines.

    Beside a meeting there are warnings at most.
    `file` is the path relative to the workspace, with `/`. `new_id` makes the id that is offered
    where the file has none.
    """
    source, problems = read_source(data, file)
    if source is None:
        return None, problems
    written, refused = validated(WrittenMeeting, source)
    zone = _zone(source, defaults)
    problems = by_line(
        [
            *offer_ids(refused, new_id),
            *check_times(source, zone),
            *check_reminders(source, zone),
            *check_texts(source, [*_TEXTS, *in_each(source, "reminders", "text")]),
            *_check_series(source, defaults),
            *check_contact(source, defaults),
            *_check_answers(source),
            *_check_status(source),
        ]
    )
    contact = (written and written.contact) or defaults.contact
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    if written is None or contact is None or wrong:
        return None, problems
    return _meeting(written, contact, file, defaults), problems


def check_contact(source: Source, defaults: Defaults) -> Iterator[Problem]:
    """Somebody must be there to ask, here or in rundbrief.toml."""
    if "contact" not in source.values and defaults.contact is None:
        yield source.problem(("contact",), "definitions.no-contact")


def _zone(source: Source, defaults: Defaults) -> ZoneInfo:
    """The zone times are checked in; the default one where the file's own is refused."""
    try:
        return _ZONE.validate_python(source.values["timezone"])
    except (KeyError, ValidationError):
        return defaults.zone


def _check_series(source: Source, defaults: Defaults) -> Iterator[Problem]:
    key = source.values.get("series")
    if not isinstance(key, str) or not key.strip() or key.strip() in defaults.series:
        return
    if defaults.series:
        known = ", ".join(f'"{one}"' for one in defaults.series)
        yield source.problem(("series",), "definitions.unknown-series", found=key, known=known)
    else:
        yield source.problem(("series",), "definitions.no-series", found=key)


def _check_answers(source: Source) -> Iterator[Problem]:
    registration = source.values.get("registration")
    if source.values.get("answers") == "registration" and registration is None:
        yield source.problem(("answers",), "definitions.answers-without-registration")
    if isinstance(registration, dict) and not (
        registration.get("link") or registration.get("email")
    ):
        yield source.problem(("registration",), "definitions.registration-without-way")

    if source.values.get("answers") == "none" and source.values.get("recap_to") == "accepted":
        yield source.problem(
            ("recap_to",),
            "definitions.nobody-answers",
            found='"accepted"',
            example='recap_to = "invited"',
        )


def _check_status(source: Source) -> Iterator[Problem]:
    """What a cancelled meeting must say, no other may, and a save-the-date does not say yet."""
    status = source.values.get("status")
    is_cancelled = status == MeetingStatus.CANCELLED
    reason = source.values.get("reason")
    if is_cancelled and not (isinstance(reason, str) and reason.strip()):
        yield source.problem(("status",), "definitions.cancelled-without-reason")
    if not is_cancelled and status in list(MeetingStatus) and reason:
        yield source.problem(("reason",), "definitions.reason-without-cancelled")
    if status == MeetingStatus.SAVE_THE_DATE and "registration" in source.values:
        problem = source.problem(("registration",), "definitions.registration-too-early")
        yield replace(problem, severity=Severity.WARNING)


def _meeting(written: WrittenMeeting, contact: Contact, file: str, defaults: Defaults) -> Meeting:
    zone = written.timezone or defaults.zone
    registration = _registration(written.registration, zone)
    start = written.start.replace(tzinfo=zone)
    return Meeting(
        file=file,
        id=written.id,
        status=written.status,
        reason=written.reason,
        title=written.title,
        start=start,
        end=written.end.replace(tzinfo=zone),
        zone=zone,
        language=written.language or defaults.language,
        venue=written.venue,
        series=defaults.series[written.series] if written.series else None,
        announcement=written.announcement,
        recap=written.recap,
        recap_to=written.recap_to,
        agenda=written.agenda,
        registration=registration,
        reminders=tuple(
            reminder(one, registration.deadline if registration else None, start)
            for one in written.reminders
        ),
        documents=written.documents,
        contact=contact,
        audience=written.audience,
        answers=written.answers or ("registration" if registration else "calendar"),
    )


def _registration(written: WrittenRegistration | None, zone: ZoneInfo) -> Registration | None:
    if written is None:
        return None
    deadline: datetime | date | None = written.deadline
    if isinstance(deadline, datetime):
        deadline = deadline.replace(tzinfo=zone)
    return Registration(deadline=deadline, link=written.link, email=written.email)
