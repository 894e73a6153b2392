"""A good meeting file, and what the meeting has that the file leaves out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    AgendaItem,
    Audience,
    Contact,
    Defaults,
    Document,
    InPersonVenue,
    MeetingStatus,
    Registration,
    Reminder,
    Series,
    read_meeting,
    same_ids,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

EVERYTHING = """
id = "0DDD3CAE-3ae0-4ab7-b158-9267a6367e1e"
status = "cancelled"
reason = "Das Haus ist gesperrt."
title = " Kultur im Kreis "
start = 2025-09-08T10:00:00
end = 2025-09-09T01:00:00
timezone = "America/New_York"
language = "en"
series = "kultur"
announcement = \"\"\"
Wir laden **ein**.

- [Programm](https://kreis.example/programm)
- [Mail](mailto:kultur@kreis.example)
\"\"\"
recap = "Schön war es: 3 < 5, A&B, a@b."
recap_to = "accepted"
answers = "calendar"

[venue]
kind = "in-person"
name = "Rathaus"
directions = \"\"\"
Eingang hinten.
Stufenlos.
\"\"\"

[[agenda]]
title = "Begrüßung"

[[agenda]]
time = 00:30:00
title = "Ausklang"
speaker = "das Kulturbüro"

[registration]
deadline = 2025-09-08T10:00:00
link = "https://kultur-münster.example/anmeldung?tag=1#unten"
email = "anmeldung@kultur-münster.example"

[[reminders]]
at = 2025-09-01
to = "no-answer"
until = 2025-09-05
text = "Denken Sie **daran**?"

[[documents]]
title = "Programm"
link = "http://kreis.example/programm.pdf"

[contact]
name = "Kulturbüro"
email = "kultur@kreis.example"
phone = "0251 1234"

[audience]
tiers = ["Kreis"]
tags = ["kultur", "engagement"]
addresses = ["gast@kultur-münster.example"]
"""


def test_every_key(defaults: Defaults) -> None:
    """Each key of the file stands in the meeting, in the form the other rooms rely on."""
    meeting, problems = read_meeting(EVERYTHING.encode(), "meetings/m.toml", defaults)

    assert problems == []
    assert meeting
    assert meeting.model_dump() == {
        "file": "meetings/m.toml",
        "id": UUID("0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"),
        "status": MeetingStatus.CANCELLED,
        "reason": "Das Haus ist gesperrt.",
        "title": "Kultur im Kreis",
        "start": datetime(2025, 9, 8, 10, tzinfo=NEW_YORK),
        "end": datetime(2025, 9, 9, 1, tzinfo=NEW_YORK),
        "zone": NEW_YORK,
        "language": "en",
        "venue": InPersonVenue(
            kind="in-person", name="Rathaus", directions="Eingang hinten.\nStufenlos."
        ).model_dump(),
        "series": Series(name="Austausch Kultur").model_dump(),
        "announcement": "Wir laden **ein**.\n\n- [Programm](https://kreis.example/programm)\n"
        "- [Mail](mailto:kultur@kreis.example)",
        "recap": "Schön war es: 3 < 5, A&B, a@b.",
        "recap_to": "accepted",
        "agenda": (
            AgendaItem(title="Begrüßung").model_dump(),
            AgendaItem(time=time(0, 30), title="Ausklang", speaker="das Kulturbüro").model_dump(),
        ),
        "registration": Registration(
            deadline=datetime(2025, 9, 8, 10, tzinfo=NEW_YORK),
            link="https://kultur-münster.example/anmeldung?tag=1#unten",
            email="anmeldung@xn--kultur-mnster-3ob.example",
        ).model_dump(),
        "reminders": (
            Reminder(
                at=datetime(2025, 9, 1, tzinfo=NEW_YORK),
                to="no-answer",
                until=datetime(2025, 9, 6, tzinfo=NEW_YORK),
                text="Denken Sie **daran**?",
            ).model_dump(),
        ),
        "documents": (
            Document(title="Programm", link="http://kreis.example/programm.pdf").model_dump(),
        ),
        "contact": Contact(
            name="Kulturbüro", email="kultur@kreis.example", phone="0251 1234"
        ).model_dump(),
        "audience": Audience(
            tiers=("Kreis",),
            tags=("kultur", "engagement"),
            addresses=("gast@xn--kultur-mnster-3ob.example",),
        ).model_dump(),
        "answers": "calendar",
    }


def test_what_the_settings_supply(write: Callable[..., str], defaults: Defaults) -> None:
    """Zone, language and contact come from the settings where the file has none."""
    meeting, _ = read_meeting(write().encode(), "m.toml", defaults)

    assert meeting
    assert meeting.zone == BERLIN
    assert meeting.language == "de"
    assert meeting.contact == defaults.contact
    assert meeting.start.astimezone(UTC) == datetime(2025, 9, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("below", "answers"),
    [
        ("", "calendar"),
        ('[registration]\nemail = "a@kreis.example"', "registration"),
    ],
)
def test_answers(below: str, answers: str, write: Callable[..., str], defaults: Defaults) -> None:
    """Answers come by calendar, unless there is a registration and nothing else is said."""
    meeting, _ = read_meeting(write(below=below).encode(), "m.toml", defaults)

    assert meeting
    assert meeting.answers == answers


def test_calendar_answers_beside_a_registration(
    write: Callable[..., str], defaults: Defaults
) -> None:
    """What the file says of answers counts, whatever the default would be."""
    text = write(extra='answers = "calendar"', below='[registration]\nemail = "a@kreis.example"')

    meeting, _ = read_meeting(text.encode(), "m.toml", defaults)

    assert meeting
    assert meeting.answers == "calendar"


def test_a_day_as_deadline(write: Callable[..., str], defaults: Defaults) -> None:
    """A deadline may be a day, even the meeting's own."""
    text = write(below='[registration]\nemail = "a@kreis.example"\ndeadline = 2025-09-08')

    meeting, _ = read_meeting(text.encode(), "m.toml", defaults)

    assert meeting
    assert meeting.registration
    assert meeting.registration.deadline == date(2025, 9, 8)


def test_nobody_to_ask(write: Callable[..., str], defaults: Defaults) -> None:
    """A meeting without contact, neither in its file nor in the settings, is a problem."""
    _, problems = read_meeting(write().encode(), "m.toml", replace(defaults, contact=None))

    assert [(p.field, p.code) for p in problems] == [("contact", "definitions.no-contact")]


def test_series_without_any(write: Callable[..., str], defaults: Defaults) -> None:
    """A series named where the settings have none is a problem with another remedy."""
    text = write(extra='series = "kultur"')

    _, problems = read_meeting(text.encode(), "m.toml", replace(defaults, series={}))

    assert [(p.line, p.code) for p in problems] == [(6, "definitions.no-series")]


def test_fresh_ids(write: Callable[..., str], defaults: Defaults) -> None:
    """The id that is offered where one is missing is another each time."""
    offered = {
        str(problem.values["id"])
        for _ in range(3)
        for problem in read_meeting(write(id="").encode(), "m.toml", defaults)[1]
    }

    assert len(offered) == 3
    assert {UUID(one).version for one in offered} == {4}


def test_an_offered_id_is_right(write: Callable[..., str], defaults: Defaults) -> None:
    """The line that the remedy says to paste mends the file."""
    _, [problem] = read_meeting(write(id="").encode(), "m.toml", defaults)

    meeting, problems = read_meeting(
        write(id=f'id = "{problem.values["id"]}"').encode(), "m.toml", defaults
    )

    assert meeting
    assert problems == []


def test_two_files_with_one_id(write: Callable[..., str], defaults: Defaults) -> None:
    """A copied file that kept its id is a problem that names both files."""
    first, copy = (read_meeting(write().encode(), name, defaults)[0] for name in ("a", "b"))
    assert first
    assert copy

    problems = same_ids([(one.file, one.id) for one in (first, copy, first)])

    assert [(p.file, p.code, p.values["other"]) for p in problems] == [
        ("b", "definitions.same-id", "a")
    ]
