"""A newsletter's file, and the meetings it names by their files."""

from collections.abc import Callable
from uuid import UUID

import pytest

from rundbrief.definitions import Article, Defaults, Newsletter, NewsletterStatus, read_newsletter
from rundbrief.problems import Severity
from rundbrief.wording import problem_sentence

Read = Callable[[str], tuple[Newsletter | None, list[str]]]

KREISE, KI, BROKEN = "2025-09-08-kreise.toml", "2025-03-06-ki.toml", "2025-10-01-kaputt.toml"
MEETINGS = {
    KREISE: UUID("560dcd71-57f0-4a17-a0c8-7b6f2e5a1f42"),
    KI: UUID("86c6960d-05ef-43c5-a180-53f58018e2b0"),
    BROKEN: None,
}
HEAD = """id = "dfe6ec77-1277-4871-a673-a894ce063ed3"
status = "ready"
title = "Herbst 2025"
"""


@pytest.fixture
def read(defaults: Defaults) -> Read:
    """The newsletter of that text, and the sentences about it."""

    def read(text: str) -> tuple[Newsletter | None, list[str]]:
        newsletter, problems = read_newsletter(text.encode(), "n.toml", defaults, MEETINGS)
        return newsletter, [problem_sentence(problem, "de") for problem in problems]

    return read


def test_a_newsletter(read: Read, defaults: Defaults) -> None:
    """Meetings come in the file's order, articles in theirs, the rest from the settings."""
    text = f"""{HEAD}introduction = "Zwei Termine."
meetings = ["{KREISE}", "{KI}"]
[[articles]]
title = "Förderung"
text = "Anträge bis **Mai**."
"""

    newsletter, said = read(text)

    assert said == []
    assert newsletter
    assert newsletter.status is NewsletterStatus.READY
    assert newsletter.meetings == (MEETINGS[KREISE], MEETINGS[KI])
    assert newsletter.articles == (Article(title="Förderung", text="Anträge bis **Mai**."),)
    assert (newsletter.language, newsletter.contact) == ("de", defaults.contact)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a name that is nearly right: the nearest is offered
        ('meetings = ["2025-09-08-kreis.toml"]', 'n.toml:4: meetings[1]: … Schreiben Sie "KREISE"'),
        (
            'meetings = ["meetings/2025-03-06-ki.toml"]',
            'n.toml:4: meetings[1]: … Schreiben Sie "KI"',
        ),
        ('meetings = ["2025-03-06-ki"]', 'n.toml:4: meetings[1]: … Schreiben Sie "KI"'),
        # a name that is like none
        (
            'meetings = ["fest.toml"]',
            "n.toml:4: meetings[1]: … den Namen einer Datei dieses Ordners",
        ),
        # a name twice
        ('meetings = [\n "KI",\n "KI",\n]', "n.toml:6: meetings[2]: KI steht schon weiter oben."),
        # nothing in it
        ("", "n.toml: Der Newsletter hat keinen Inhalt."),
        # Markdown, at its line of an article
        (
            '[[articles]]\ntitle = "A"\ntext = """\nEins\n<br>\nzwei"""',
            "n.toml:8: articles[1].text: Im Text steht HTML: <br>.",
        ),
    ],
)
def test_problems(lines: str, expected: str, read: Read) -> None:
    """What is wrong with a newsletter is told at its line; nothing of it is used."""
    names = {"KREISE": KREISE, "KI": KI}
    for short, name in names.items():
        lines, expected = (one.replace(f'"{short}"', f'"{name}"') for one in (lines, expected))
    start, _, end = expected.replace("KI ", f"{KI} ").partition("…")

    newsletter, [said] = read(HEAD + lines)

    assert newsletter is None
    assert said.startswith(start)
    assert end in said


def test_a_word_of_meetings(read: Read) -> None:
    """A status that only meetings have is refused, and the newsletter's own offered."""
    _, [said] = read(HEAD.replace("ready", "planned") + 'introduction = "x"')

    assert said == (
        'n.toml:2: status: "planned" ist hier nicht möglich, nur "draft", "ready". '
        'Schreiben Sie etwa: status = "ready"'
    )


def test_a_broken_meeting(read: Read, defaults: Defaults) -> None:
    """A named meeting that can't be read is an error, but the rest of the newsletter is there."""
    text = f'{HEAD}meetings = ["{KREISE}", "{BROKEN}"]'

    newsletter, said = read(text)
    _, problems = read_newsletter(text.encode(), "n.toml", defaults, MEETINGS)

    assert newsletter
    assert newsletter.meetings == (MEETINGS[KREISE],)
    assert [one[: one.index(" konnte")] for one in said] == [f"n.toml:4: meetings[2]: {BROKEN}"]
    assert [problem.severity for problem in problems] == [Severity.ERROR]
