"""Several lists made one."""

from rundbrief.problems import Severity
from rundbrief.recipients import merge, read_csv
from rundbrief.wording import problem_sentence


def test_the_same_mailbox_is_written_to_once() -> None:
    """Case, the spelling of an umlaut domain, and other lists make no second recipient."""
    first, _ = read_csv("E-Mail\nkultur@münster.example\na@b.example\n".encode(), "a.csv")
    second, _ = read_csv(b"E-Mail\nKULTUR@xn--mnster-3ya.example\nc@d.example\n", "b.csv")

    recipients, problems = merge([*first, *second])

    assert [r.address[0] for r in recipients] == ["k", "a", "c"]
    assert [(p.file, p.line, p.values["file"], p.values["line"]) for p in problems] == [
        ("b.csv", 2, "a.csv", 2)
    ]


def test_a_double_stops_nothing_and_names_both_places() -> None:
    """Nobody gets two mails, so a double is a warning, whose sentence leads to both rows."""
    recipients, _ = read_csv(b"E-Mail\na@b.example\n\nA@b.example\n", "liste.csv")

    _, (problem,) = merge(recipients)

    assert problem.severity is Severity.WARNING
    assert "liste.csv:4" in problem_sentence(problem, "de")
    assert "liste.csv, Zeile 2" in problem_sentence(problem, "de")
