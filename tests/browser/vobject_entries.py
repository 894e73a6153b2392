"""vobject reads a calendar from standard input, in a process of its own; JSON comes out.

vobject and dateutil.tz.tzical obey the VTIMEZONE in the file. A process of its own, because
vobject keeps every zone it has met, by name, for as long as it lives, and because TZ decides what
the process takes for local time.
"""

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import vobject


def instant(line: Any, zones: set[str]) -> str:
    """An instant in UTC, or a date as it is; a time in none of the file's own zones is a fault."""
    value: datetime | date = line.value
    if not isinstance(value, datetime):
        return value.isoformat()
    # vobject would look an undefined zone up by its name.
    zone = getattr(line, "x_vobj_original_tzid_param", None)
    if value.tzinfo is None or (zone is not None and zone not in zones):
        raise ValueError(f"{line.name} stands in no zone of this file")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def party(line: Any) -> dict[str, Any]:
    """An address and its parameters, lower-case, a single value as itself."""
    parameters = {
        name.lower(): values[0] if len(values) == 1 else values
        for name, values in line.params.items()
    }
    return {"address": line.value, **parameters}


def entry(event: Any, method: str | None, zones: set[str]) -> dict[str, Any]:
    """One VEVENT under the same keys as judges.mjs uses."""
    contents = event.contents

    def value(name: str) -> Any:
        return contents[name][0].value if name in contents else None

    def time(name: str) -> str | None:
        return instant(contents[name][0], zones) if name in contents else None

    return {
        "method": method,
        "uid": value("uid"),
        "sequence": int(value("sequence")) if "sequence" in contents else None,
        "dtstamp": time("dtstamp"),
        "start": time("dtstart"),
        "end": time("dtend"),
        "status": value("status"),
        "summary": value("summary"),
        "description": value("description"),
        "location": value("location"),
        "url": value("url"),
        "conference": value("conference"),
        "organizer": party(contents["organizer"][0]) if "organizer" in contents else None,
        "attendees": [party(line) for line in contents.get("attendee", ())],
    }


def main() -> None:
    """Every VEVENT of every calendar on standard input."""
    text = sys.stdin.buffer.read().decode()
    entries = []
    for calendar in vobject.readComponents(text):
        method = calendar.method.value if "method" in calendar.contents else None
        zones = {zone.tzid.value for zone in calendar.contents.get("vtimezone", ())}
        entries += [entry(event, method, zones) for event in calendar.contents.get("vevent", ())]
    sys.stdout.write(json.dumps(entries))


main()
