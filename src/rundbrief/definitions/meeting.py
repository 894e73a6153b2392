"""A meeting's file: bytes in, the meeting or everything that is wrong with it out.

bytes ─▶ Source ─▶ each field (`written`, `fields`)
              ├──▶ times together (`times`)
              ├──▶ texts (`markdown`)
              └──▶ series, contact, answers, with what rundbrief.toml supplies ─▶ Meeting
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from rundbrief.definitions.defaults import Defaults
from rundbrief.definitions.fields import Zone
from rundbrief.definitions.identity import offer_ids
from rundbrief.definitions.markdown import check_texts
from rundbrief.definitions.models import Contact, Meeting, Registration, Reminder
from rundbrief.definitions.reading import by_line, validated
from rundbrief.definitions.source import Source, read_source
from rundbrief.definitions.times import check_times
from rundbrief.definitions.written import WrittenMeeting, WrittenRegistration, WrittenReminder
from rundbrief.problems import Problem

_TEXTS = (("announcement",), ("recap",))
_ZONE: TypeAdapter[ZoneInfo] = TypeAdapter(Zone)


def read_meeting(
    data: bytes, file: str, defaults: Defaults, *, new_id: Callable[[], UUID] = uuid4
) -> tuple[Meeting | None, list[Problem]]:
    """The meeting, or None and every problem of its file, in the order of their lines.

    `file` is the path relative to the workspace, with `/`. `new_id` makes the id that is offered
    where the file has none.
    """
    source, problems = read_source(data, file)
    if source is None:
        return None, problems
    written, refused = validated(WrittenMeeting, source)
    problems = [
        *offer_ids(refused, new_id),
        *check_times(source, _zone(source, defaults)),
        *check_texts(source, _TEXTS),
        *_check_series(source, defaults),
        *check_contact(source, defaults),
        *_check_answers(source),
    ]
    contact = (written and written.contact) or defaults.contact
    if written is None or contact is None or problems:
        return None, by_line(problems)
    return _meeting(written, contact, file, defaults), []


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
            _reminder(one, registration.deadline if registration else None, start)
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


def _reminder(
    written: WrittenReminder, deadline: datetime | date | None, start: datetime
) -> Reminder:
    zone = start.tzinfo
    at = _begin(written.at, zone)
    last = _end(deadline, zone) if deadline else start
    until = _end(written.until, zone) if written.until else last if at < last else start
    return Reminder(at=at, to=written.to, until=until, text=written.text)


def _begin(moment: datetime | date, zone: tzinfo | None) -> datetime:
    """The moment in the zone, of a day its first."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment.replace(tzinfo=zone)


def _end(moment: datetime | date, zone: tzinfo | None) -> datetime:
    """The moment in the zone, of a day the one after its last."""
    return _begin(moment if isinstance(moment, datetime) else moment + timedelta(days=1), zone)
