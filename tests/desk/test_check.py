"""What may still go out is composed before anything is planned."""

from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.desk import Desk, check, open_desk
from rundbrief.problems import Severity

PAST = "meetings/2025-03-06-kuenstliche-intelligenz.toml"
COMING = "meetings/2025-09-08-kreisverwaltungen.toml"
LISTING = "newsletters/2025-herbst.toml"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk in August: three meetings are past, one is to come."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    return desk


def change(desk: Desk, name: str, old: str, new: str) -> None:
    path = desk.workspace.folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def spoil(desk: Desk, kind: str) -> None:
    """Put a template of her own there that asks for what no mail has."""
    folder = desk.workspace.folder / "templates"
    folder.mkdir(exist_ok=True)
    (folder / f"{kind}.html").write_text("{{ nonsense }}")


def told(desk: Desk) -> list[tuple[str, str, Severity]]:
    return [(each.file, each.code, each.severity) for each in check(desk).problems]


@pytest.mark.parametrize(("lines", "is_told"), [("", False), ('recap_to = "invited"\n', True)])
def test_a_recap_that_still_goes_out(desk: Desk, lines: str, is_told: bool) -> None:
    """The recap's template is tried where a past meeting is to send one, and only there."""
    change(desk, PAST, "recap = ", f"{lines}recap = ")
    spoil(desk, "recap")

    assert any(file.endswith("recap.html") for file, _, _ in told(desk)) == is_told


@pytest.mark.parametrize(
    ("at", "is_told"), [("2025-09-01", True), ("2025-07-01\nuntil = 2025-08-03", False)]
)
def test_a_reminder_that_still_goes_out(desk: Desk, at: str, is_told: bool) -> None:
    """So is a reminder's, unless it is too late for it."""
    change(desk, COMING, "[venue]", f'[[reminders]]\nat = {at}\nto = "accepted"\n\n[venue]')
    spoil(desk, "reminder")

    assert any(file.endswith("reminder.html") for file, _, _ in told(desk)) == is_told


def test_a_cancellation_that_still_goes_out(desk: Desk) -> None:
    """A meeting that is off sends its cancellation, and is tried for that alone."""
    change(desk, COMING, 'status = "planned"', 'status = "cancelled"\nreason = "Krank."')
    spoil(desk, "cancellation")
    spoil(desk, "invitation")

    files = {file.rpartition("/")[2] for file, _, _ in told(desk)}

    assert "cancellation.html" in files
    assert "invitation.html" not in files


@pytest.mark.parametrize("kind", ["update", "cancellation", "withdrawal"])
def test_what_only_a_change_would_send(desk: Desk, kind: str) -> None:
    """A template that the first change would need is tried before anybody needs it."""
    spoil(desk, kind)

    assert [file.rpartition("/")[2] for file, _, _ in told(desk)] == [f"{kind}.html"]


@pytest.mark.parametrize("is_moved", ["moved", "not moved"])
def test_both_ways_of_an_update(desk: Desk, is_moved: str) -> None:
    """Another time and another place are both tried: what stands in one branch only is found."""
    folder = desk.workspace.folder / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "update.html").write_text(
        '{% extends "stock/update.html" %}{% block lead %}'
        f"{{% if {is_moved} and changes %}}{{{{ nonsense }}}}{{% endif %}}{{% endblock %}}"
    )

    assert [file.rpartition("/")[2] for file, _, _ in told(desk)] == ["update.html"]


def test_after_a_save_the_date(desk: Desk) -> None:
    """What is saved the date for is invited to next: that invitation is tried, and no update."""
    change(desk, COMING, 'status = "planned"', 'status = "save-the-date"')

    checked = check(desk)

    assert [each.kind for each in checked.further] == ["invitation", "cancellation", "withdrawal"]


def test_nothing_is_said_twice(desk: Desk) -> None:
    """What the invitation has already is not found again in the mails that may follow it."""
    folder = desk.workspace.folder / "templates"
    folder.mkdir(exist_ok=True)
    bare = '<p><a style="color:#14505c" href="#nirgends">Zum Programm</a></p>'
    (folder / "meeting.html").write_text(
        '{% extends "stock/meeting.html" %}{% block greeting %}{{ super() }}'
        + bare
        + "{% endblock %}"
    )

    checked = check(desk)

    codes = [each.code for mail in (*checked.mails, *checked.further) for each in mail.findings]
    assert codes.count("link-lost") == 1


def test_her_own_copy(desk: Desk) -> None:
    """Where she wants copies for her own calendar, their template is tried for her address."""
    settings = desk.workspace.folder / "rundbrief.toml"
    text = settings.read_text("utf-8")
    copies = '[sender]\ncopy_to = "kalender@kulturnetzwerk.example"'
    settings.write_text(text.replace("[sender]", copies), "utf-8")
    again, problems = open_desk(desk.workspace.folder, environment={}, now=NOW)
    assert again, problems
    assert told(again) == []
    spoil(again, "copy")

    assert [file.rpartition("/")[2] for file, _, _ in told(again)] == ["copy.html"]


def test_what_a_newsletter_picks(desk: Desk) -> None:
    """A newsletter is tried with the meetings that its rule picks by now."""
    path = desk.workspace.folder / LISTING
    text = path.read_text("utf-8")
    before, _, rest = text.partition("meetings = [")
    path.write_text(before + 'pick = ["coming", "recaps"]' + rest.partition("]")[2], "utf-8")
    (desk.workspace.folder / "templates").mkdir(exist_ok=True)
    (desk.workspace.folder / "templates" / "newsletter.html").write_text(
        '{% extends "stock/newsletter.html" %}{% block contents %}'
        "{% if sections|length == 4 %}{{ nonsense }}{% endif %}{% endblock %}"
    )

    assert any(file.endswith("newsletter.html") for file, _, _ in told(desk))


def test_a_recap_that_is_not_written_yet(desk: Desk) -> None:
    """What was to be sent after the meeting and isn't there is a hint, not an obstacle."""
    change(desk, COMING, "announcement = ", 'recap_to = "accepted"\nannouncement = ')
    later, _ = open_desk(
        desk.workspace.folder,
        environment={},
        now=datetime(2025, 9, 9, 9),  # noqa: DTZ001 — as above
    )
    assert later

    assert told(later) == [
        (COMING, "writing.no-recap-yet", Severity.WARNING),
        (LISTING, "writing.no-recap-listed", Severity.WARNING),
    ]
    assert told(desk) == []


def test_an_imprint_that_is_but_a_name(desk: Desk) -> None:
    """Every mail carries the imprint: one without an address is a hint, once; a full one none."""
    assert told(desk) == []
    settings = desk.workspace.folder / "rundbrief.toml"
    text = settings.read_text("utf-8")
    name = desk.workspace.settings.organisation.name
    before, _, after = text.partition('imprint = """')
    bare = f'{before}imprint = """\n{name}\n{after[after.index(chr(34) * 3) :]}'
    settings.write_text(bare, encoding="utf-8")
    again, problems = open_desk(desk.workspace.folder, environment={}, now=NOW)
    assert again, problems

    assert told(again) == [("rundbrief.toml", "desk.imprint-bare", Severity.WARNING)]
    (problem,) = check(again).problems
    assert problem.line
    assert bare.splitlines()[problem.line - 1].startswith("imprint")
