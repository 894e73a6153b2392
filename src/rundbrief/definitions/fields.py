"""What may stand in one field: a line, a text, a link, an address, a file, a colour, a moment.

    "kulturbüro.example" ─▶ RequiredLink ─▶ definitions.not-a-link, example https://kulturbüro.…

A type refuses what it can't take by the code of the sentence that says so; the key and what was
found there are added by `complaints`. Types without `Required` also take an empty text, which
says the same as leaving the key out.
"""

import re
import unicodedata
import zoneinfo
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from rundbrief.definitions.guesses import ZONE_NAMES, nearest

# A meeting outside this century is a slip of the finger (0225, 20255), not a plan.
YEARS = range(2000, 2100)

# What an organiser writes instead of 2025-09-08T10:00:00.
_LOOSE_DATE = re.compile(
    r"(?:(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))"
    r"(?:[T,\s]+(?:um\s+)?(?P<clock>\d{1,2}(?:[:.]\d\d)?))?"
)
_LOOSE_TIME = re.compile(r"(?P<hour>\d{1,2})(?:(?:[:.]|\s*Uhr\s*)(?P<minute>\d\d))?")
_NEVER_IN_A_LINK = frozenset('<>"{}|\\^`')
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def refusal(code: str, **values: str | int) -> PydanticCustomError:
    """The error by which a type or a model's own validator names the sentence of its problem."""
    return PydanticCustomError(f"definitions.{code}", code, dict(values))


def moment_in(text: str, clock: str = "10:00") -> str | None:
    """`8.9.2025, 10 Uhr` and its like, as TOML would have it; None where no date is to be seen."""
    if not (found := _LOOSE_DATE.search(text)):
        return None
    hour, _, minute = (found["clock"] or clock).replace(".", ":").partition(":")
    iso = found["iso"] or f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    try:
        day = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return (day + timedelta(hours=min(int(hour), 24), minutes=int(minute or 0))).isoformat()


def clock_in(text: str) -> str | None:
    """`10 Uhr`, `9.30` and their like, as TOML would have it; None where no hour is to be seen."""
    if not (found := _LOOSE_TIME.search(text)):
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0)).isoformat()
    except ValueError:
        return None


def _printable(text: str, *, allowed: str = "") -> str:
    for letter in text:
        if letter in allowed or unicodedata.category(letter) not in {"Cc", "Zl", "Zp"}:
            continue
        if letter.splitlines() == [""]:
            raise refusal("line-break")
        raise refusal("control-character", character=f"U+{ord(letter):04X}")
    return text


def _link(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if text and (not is_web or not _NEVER_IN_A_LINK.isdisjoint(text) or len(text.split()) > 1):
        bare = ":" not in text and " " not in text and _NEVER_IN_A_LINK.isdisjoint(text)
        full = f"https://{text.lstrip('/')}" if bare else "https://…"
        raise refusal("not-a-link", example=f'"{full}"')
    return text


def _address(text: str) -> str:
    if not text:
        return text
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        if "<" in text:
            inside = text.partition("<")[2].partition(">")[0].strip()
            raise refusal("address-with-name", example=f'"{inside}"') from error
        if "@" in text and not text.rpartition("@")[0].isascii():
            raise refusal("address-with-umlaut") from error
        raise refusal("not-an-address", example='"kulturbuero@stadt.example"') from error
    return checked.ascii_email or checked.normalized


def _file(text: str) -> str:
    """Within the workspace, so that it can be handed on whole; Windows' strokes become ours."""
    path = text.replace("\\", "/")
    *folders, name = path.split("/")
    if path.startswith(("/", "~")) or ":" in path or ".." in folders or name in {".", ".."}:
        raise refusal("file-outside", example=f'"{name.rpartition(":")[2]}"')
    return path


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise refusal("not-a-colour", example='"#14505c"')
    return text.lower()


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    # Asked by name, not by trying: where file names ignore case, europe/berlin would be found,
    # and stand in every invitation as a TZID that no calendar knows.
    if isinstance(value, str) and value in _zones():
        return ZoneInfo(value)
    city = value.rpartition("/")[2] if isinstance(value, str) else ""
    by_city = {zone.rpartition("/")[2]: zone for zone in sorted(_zones()) if "/" in zone}
    near = ZONE_NAMES.get(city.casefold()) or by_city.get(nearest(city, by_city) or "")
    raise refusal("unknown-zone", example=f'"{near or "Europe/Berlin"}"')


def _local_moment(value: object, *, or_day: bool = False) -> object:
    """A TOML local date-time (RFC 3339 §5.6 without offset), where `or_day` also a local date."""
    if isinstance(value, date) and value.year not in YEARS:
        raise refusal("unlikely-year", year=value.year)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value
        raise refusal("moment-with-offset", example=value.replace(tzinfo=None).isoformat())
    if isinstance(value, date):
        if or_day:
            return value
        raise refusal("moment-without-time", example=f"{value.isoformat()}T10:00:00")
    if value is None and or_day:
        return value
    found = moment_in(value) if isinstance(value, str) else None
    if or_day:
        example = found or "2025-09-01T10:00:00"
        has_clock = example == moment_in(str(value), "23:59")
        raise refusal("not-a-day", example=example if has_clock else example[:10])
    raise refusal("not-a-moment", example=found or "2025-09-08T10:00:00")


def _local_time(value: object) -> object:
    if value is None or isinstance(value, time):
        return value
    if isinstance(value, datetime):
        raise refusal("not-a-time", example=value.time().isoformat())
    found = clock_in(str(value)) if isinstance(value, str | int) else None
    raise refusal("not-a-time", example=found or "10:00:00")


_stripped = StringConstraints(strip_whitespace=True)
_something = StringConstraints(min_length=1)

Identity = Annotated[UUID, Field(strict=False)]

Line = Annotated[str, _stripped, AfterValidator(_printable)]
RequiredLine = Annotated[Line, _something]
Text = Annotated[str, _stripped, AfterValidator(partial(_printable, allowed="\n\t"))]
RequiredText = Annotated[Text, _something]

Link = Annotated[Line, AfterValidator(_link)]
RequiredLink = Annotated[Link, _something]
Address = Annotated[Line, AfterValidator(_address)]
RequiredAddress = Annotated[Address, _something]
File = Annotated[Line, AfterValidator(_file)]
RequiredFile = Annotated[File, _something]
Colour = Annotated[Line, AfterValidator(_colour)]

Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
LocalMoment = Annotated[datetime, BeforeValidator(_local_moment)]
LocalMomentOrDay = Annotated[
    datetime | date | None, BeforeValidator(partial(_local_moment, or_day=True))
]
RequiredMomentOrDay = Annotated[
    datetime | date, BeforeValidator(partial(_local_moment, or_day=True))
]
LocalTime = Annotated[time | None, BeforeValidator(_local_time)]
