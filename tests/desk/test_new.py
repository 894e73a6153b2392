"""New drafts: blank, like another file, or from the text of a web page."""

from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter
from rundbrief.desk import Desk, Order, check, new, open_desk
from rundbrief.problems import Severity
from rundbrief.wording import LANGUAGES, problem_sentence

SEED = Path(__file__).parents[1] / "seed/kulturverwaltungen.txt"
EXAMPLE = Path("meetings/2025-09-08-kreisverwaltungen.toml")
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August, with the examples."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    return desk


@pytest.fixture
def bare(desk: Desk) -> Desk:
    """The same without meetings and newsletters."""
    for folder in ("meetings", "newsletters"):
        for path in (desk.workspace.folder / folder).iterdir():
            path.unlink()
    return desk


def made(desk: Desk, **order: object) -> list[str]:
    files, problems = new(desk, Order(**order), "de")  # type: ignore[arg-type]
    assert [each for each in problems if each.severity is Severity.ERROR] == []
    return files


def refused(desk: Desk, **order: object) -> str:
    before = sorted(desk.workspace.folder.rglob("*"))
    files, problems = new(desk, Order(**order), "de")  # type: ignore[arg-type]
    assert files == []
    assert sorted(desk.workspace.folder.rglob("*")) == before
    for language in LANGUAGES:
        assert problem_sentence(problems[0], language)
    return problems[0].code


def read(desk: Desk, name: str) -> Meeting | Newsletter:
    checked = check(desk)
    assert checked.errors == 0, checked.problems
    return next(each for each in checked.contents.subjects if each.file == name)


def test_the_seed_comes_out_as_the_examples(desk: Desk) -> None:
    """The text in, its four meetings and its contact out: what it says is what the examples say."""
    examples = {each.start.date(): each for each in check(desk).contents.meetings}
    for path in (desk.workspace.folder / "meetings").iterdir():
        path.unlink()
    for path in (desk.workspace.folder / "newsletters").iterdir():
        path.unlink()

    files = made(desk, what="meeting", source=SEED)

    meetings = {each.start.date(): each for each in check(desk).contents.meetings}
    assert len(files) == 4
    assert meetings.keys() == examples.keys()
    for day, meeting in meetings.items():
        example = examples[day]
        assert meeting.title == example.title
        assert meeting.announcement.split() == example.announcement.split()
        assert meeting.recap.split() == example.recap.split()
        assert meeting.announcement.count("\n\n") == example.announcement.count("\n\n")
        assert meeting.contact == example.contact
        assert meeting.status is MeetingStatus.DRAFT
    ids = {each.id for each in (*meetings.values(), *examples.values())}
    assert len(ids) == 8


def test_the_contact_of_a_text_is_the_file_s(bare: Desk, tmp_path: Path) -> None:
    """Somebody else than in rundbrief.toml stands in the file; an address unsaid is marked."""
    text = tmp_path / "text.txt"
    text.write_text("8.9.2025: Kultur\nIhr Ansprechpartner\nAli Yılmaz\nLeiter\n", "utf-8")

    [name] = made(bare, what="meeting", source=text)

    meeting = read(bare, name)
    assert (meeting.contact.name, meeting.contact.role) == ("Ali Yılmaz", "Leiter")
    assert meeting.contact.email == bare.workspace.settings.sender.email
    assert "# bitte prüfen: die Adresse" in (bare.workspace.folder / name).read_text("utf-8")


def test_past_or_to_come_is_told_by_the_clock(bare: Desk, tmp_path: Path) -> None:
    """On the day itself the text is still an announcement, on the next a recap."""
    text = tmp_path / "text.txt"
    text.write_text("4. August 2025: Heute\nA\n3. August 2025: Gestern\nB", "utf-8")

    today, yesterday = made(bare, what="meeting", source=text)

    assert getattr(read(bare, today), "announcement", "") == "A"
    assert getattr(read(bare, yesterday), "recap", "") == "B"


def test_a_text_twice_makes_no_meeting_twice(bare: Desk) -> None:
    """What is in the workspace already is skipped, and said."""
    made(bare, what="meeting", source=SEED)

    files, problems = new(bare, Order(what="meeting", source=SEED), "de")

    assert files == []
    assert {problem.code for problem in problems} == {"writing.there-already"}
    assert len(problems) == 4


def test_nothing_of_a_text_with_a_wrong_date(bare: Desk, tmp_path: Path) -> None:
    """All or nothing: she mends the text and does it again."""
    text = tmp_path / "text.txt"
    text.write_text("8.9.2025: A\n31.9.2025: B", "utf-8")

    assert refused(bare, what="meeting", source=text) == "writing.no-such-day"


def test_a_blank_meeting(desk: Desk) -> None:
    """With a title and a date it has both, and its name is made of them."""
    [name] = made(desk, what="meeting", title="Größe zählt", when="5. März 2026, 9–11 Uhr")

    meeting = read(desk, name)
    assert name == "meetings/2026-03-05-groesse-zaehlt.toml"
    assert isinstance(meeting, Meeting)
    assert (meeting.title, meeting.status.value) == ("Größe zählt", "draft")
    assert meeting.start.isoformat() == "2026-03-05T09:00:00+01:00"
    assert meeting.end.isoformat() == "2026-03-05T11:00:00+01:00"


@pytest.mark.parametrize("when", ["2026-03-05", "2026-03-05T09:30", "5.3.2026 um 9.30 Uhr"])
def test_dates_as_she_writes_them(desk: Desk, when: str) -> None:
    """The date may be written as in TOML or as in a letter."""
    [name] = made(desk, what="meeting", when=when)

    assert name == "meetings/2026-03-05-titel-des-termins.toml"
    assert f"{getattr(read(desk, name), 'start', None):%H:%M}" in {"10:00", "09:30"}


def test_like_another_meeting(desk: Desk) -> None:
    """Venue, agenda and series of the other, on another day."""
    [name] = made(desk, what="meeting", like=EXAMPLE, title="Neu", when="2026-03-05")

    meeting, example = read(desk, name), read(desk, EXAMPLE.as_posix())
    assert isinstance(meeting, Meeting)
    assert isinstance(example, Meeting)
    assert (meeting.venue, meeting.agenda, meeting.series) == (
        example.venue,
        example.agenda,
        example.series,
    )
    assert meeting.id != example.id


def test_a_newsletter_is_about_what_nobody_was_told_of(desk: Desk) -> None:
    """It picks the meetings that are in no newsletter yet, what is to come first."""
    (desk.workspace.folder / "newsletters/2025-herbst.toml").unlink()

    [name] = made(desk, what="newsletter", title="Herbst")
    text = (desk.workspace.folder / name).read_text("utf-8")
    newsletter = read(desk, name)

    assert name == "newsletters/2025-08-04-herbst.toml"
    assert isinstance(newsletter, Newsletter)
    assert [line for line in text.splitlines() if line.startswith("  ")] == [
        '  "2025-09-08-kreisverwaltungen.toml",',
        '  "2025-03-06-kuenstliche-intelligenz.toml",',
        '  "2024-11-20-vernetzung.toml",',
        '  "2024-05-17-personal.toml",',
    ]


def test_a_newsletter_like_another(desk: Desk) -> None:
    """All its meetings were told of: the next begins with none."""
    like = Path("newsletters/2025-herbst.toml")

    [name] = made(desk, what="newsletter", like=like, title="Winter")

    newsletter = read(desk, name)
    assert isinstance(newsletter, Newsletter)
    assert (newsletter.title, newsletter.meetings) == ("Winter", ())


def test_names_of_her_own(desk: Desk) -> None:
    """A name alone lies in its folder, with the ending it needs; its folder may be named."""
    files = [
        *made(desk, what="meeting", name=Path("fahrt")),
        *made(desk, what="meeting", name=Path("meetings/fest.toml")),
    ]

    assert files == ["meetings/fahrt.toml", "meetings/fest.toml"]


def test_no_file_is_overwritten(desk: Desk) -> None:
    """A name that is taken is refused where she chose it, numbered where she didn't."""
    before = (desk.workspace.folder / EXAMPLE).read_bytes()
    first = made(desk, what="meeting", title="A", when="2026-03-05")
    second = made(desk, what="meeting", title="A", when="2026-03-05")

    assert refused(desk, what="meeting", name=EXAMPLE) == "writing.exists"
    assert (desk.workspace.folder / EXAMPLE).read_bytes() == before
    assert first + second == ["meetings/2026-03-05-a.toml", "meetings/2026-03-05-a-2.toml"]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"name": Path("newsletters/x.toml")}, "writing.elsewhere"),
        ({"name": Path("../x.toml")}, "writing.elsewhere"),
        ({"when": "bald"}, "writing.date-unclear"),
        ({"when": "5. März"}, "writing.date-unclear"),
        ({"when": "31.9.2026"}, "writing.no-such-day"),
        ({"like": Path("meetings/nichts.toml")}, "desk.unknown-file"),
        ({"like": Path("newsletters/2025-herbst.toml")}, "writing.options-clash"),
        ({"source": SEED, "title": "x"}, "writing.options-clash"),
        ({"source": SEED, "like": EXAMPLE}, "writing.options-clash"),
        ({"source": SEED, "what": "newsletter"}, "writing.options-clash"),
    ],
)
def test_what_is_refused(desk: Desk, order: dict[str, object], code: str) -> None:
    """An order that can't be meant makes nothing, and says why."""
    assert refused(desk, **({"what": "meeting"} | order)) == code


def test_like_a_broken_file(desk: Desk) -> None:
    """Its problems are told: what is wrong in it would be wrong again."""
    path = desk.workspace.folder / EXAMPLE
    path.write_text(path.read_text("utf-8").replace("start = ", "start = x"), "utf-8")

    assert refused(desk, what="meeting", like=EXAMPLE).startswith("definitions.")


@pytest.mark.parametrize(
    "line",
    ["15/03/27: Kultur", "15/03/2027 – Kultur", "03/15/2027: Kultur", "2027/3/15: Kultur",
     "15-03-2027, 10 Uhr: Kultur", "15/03/27\nKultur"],
)  # fmt: skip
def test_a_date_in_another_spelling(bare: Desk, tmp_path: Path, line: str) -> None:
    """A line that begins with a day nobody can be sure of isn't taken for text without a word."""
    text = tmp_path / "text.txt"
    text.write_text(f"8.9.2026: A\nText\n\n{line}\n", "utf-8")

    _, [problem] = new(bare, Order(what="meeting", source=text), "de")

    assert (problem.line, problem.code) == (4, "writing.other-spelling")
    assert problem.values["example"] == "15.3.2027"
    assert refused(bare, what="meeting", source=text) == "writing.other-spelling"


@pytest.mark.parametrize("line", ["24/7: Hotline", "- 15/03/27: eine Nummer", "3/4/5: Reihe"])
def test_what_only_looks_like_one(bare: Desk, tmp_path: Path, line: str) -> None:
    """Other figures stay text, and whatever has a dash before it."""
    text = tmp_path / "text.txt"
    text.write_text(f"8.9.2026: A\n{line}\n", "utf-8")

    assert len(made(bare, what="meeting", source=text)) == 1


def test_a_text_that_is_not_there(bare: Desk, tmp_path: Path) -> None:
    """A missing file is no matter of rights; one of nearly that name is offered."""
    (tmp_path / "termine.txt").write_text("8.9.2026: A")

    assert refused(bare, what="meeting", source=tmp_path / "nix.txt") == "writing.no-such-text"
    _, [problem] = new(bare, Order(what="meeting", source=tmp_path / "termin.txt"), "de")
    assert problem.values["likely"] == (tmp_path / "termine.txt").as_posix()


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("30.2.2027", "no-such-day"),
        ("30. Februar 2027, 10 Uhr", "no-such-day"),
        ("15/03/27", "other-spelling"),
        ("8. September", "date-unclear"),
        ("bald", "date-unclear"),
    ],
)
def test_a_day_that_is_none(desk: Desk, when: str, code: str) -> None:
    """What is wrong with --date is said as it is: no such day, no year, another spelling."""
    assert refused(desk, what="meeting", when=when, like=EXAMPLE) == f"writing.{code}"
